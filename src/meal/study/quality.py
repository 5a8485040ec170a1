"""The study file's `quality`: which rules about the quality of the data are checked, and how strictly.

Every rule that needs no settings is on; none changes a number unless its severity is set to `error`.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from meal.study.setting_types import Code, Identifier, Names, Part

Severity = Literal["error", "warning", "note"]
GroupSeverity = Literal["warning", "note"]
"""A finding about many records can make no cell missing."""
AUDIT_SECONDS = "audit_seconds"
"""Column with the seconds that an interview took by the audit log of its wave."""
DamageKind = Literal["error_cells", "numbers", "zeros", "dates", "letters"]


class QualityRule(Part):
    """A rule about the quality of the data."""

    check: bool = True
    """Whether the rule is checked; `off` in place of all settings of a rule says the same."""

    @model_validator(mode="before")
    @classmethod
    def _off(cls, value: Any) -> Any:
        """`excel_damage: off` is short for `excel_damage: {check: false}`."""
        switches = {"off": False, "on": True, "false": False, "true": True}
        return {"check": switches[str(value).lower()]} if str(value).lower() in switches else value


class SpreadsheetDamage(QualityRule):
    """What a spreadsheet program did to answers when the export was opened and saved in it."""

    severity: Severity = "warning"
    """`error` makes the damaged cells missing."""
    kinds: tuple[DamageKind, ...] = ("error_cells", "numbers", "zeros", "dates", "letters")
    """What is looked for: #REF!, 1E+11, zeros lost, days and months turned, and é read as Ã©."""
    leave_out: Names = ()
    """Columns that are not looked at."""


class ShortInterviews(QualityRule):
    """Interviews too short to have been held, and those that end before they start."""

    severity: Severity = "warning"
    """`error` excludes the record."""
    start: str = "start"
    """Column with the moment at which the interview began."""
    end: str = "end"
    """Column with the moment at which it ended."""
    seconds: str | None = None
    """Column with the length of the interview in seconds, not `start` and `end`; a wave with `audit` has one."""
    minutes: float | None = Field(default=None, gt=0)
    """Interviews shorter than this are told; a share of the median where it is left out."""
    share_of_median: float = Field(default=0.2, gt=0, lt=1)
    """Interviews shorter than this share of the wave's median are told, from 30 interviews on."""


class SimilarInterviews(QualityRule):
    """Pairs of interviews by one interviewer that agree more than the questionnaire makes likely by chance."""

    severity: Severity = "warning"
    """`error` excludes both records."""
    by: str | None = None
    """Interviews with the same answer here are compared; the interviewer where it is left out."""
    questions: Names = ()
    """Questions that are compared; all numbers and choices that are not personal where it is left out."""
    false_discovery: float = Field(default=0.01, gt=0, lt=0.5)
    """Share of the pairs told that may be chance."""
    most: int = Field(default=1000, ge=10, le=5000)
    """Interviewers with more interviews than this are not compared, which a note says."""


class Outliers(QualityRule):
    """Amounts far outside what the others of their group answered."""

    severity: Severity = "note"
    """`error` makes the cell missing."""
    variables: Names = ()
    """Questions that are looked at; all numbers where it is left out."""
    by: Names = ()
    """Columns whose levels are compared within, such as the district; only groups of `least` answers."""
    method: Literal["iqr", "mad"] = "iqr"
    """Distance beyond the quartiles in interquartile ranges, or from the median in scaled median deviations."""
    multiplier: float | None = Field(default=None, gt=0)
    """How many of them: 3 for `iqr` and 6 for `mad` where it is left out."""
    scale: Literal["auto", "plain", "log"] = "auto"
    """`auto` takes logarithms where all answers of the group are above 0 and skewed to the right."""
    least: int = Field(default=30, ge=8)
    """Answers that a group needs."""


class InterviewerEffects(QualityRule):
    """How much an indicator depends on who asked: likeness within interviewers, and interviewers where all count."""

    severity: GroupSeverity = "warning"
    """How it is told."""
    icc: float = Field(default=0.1, gt=0, lt=1)
    """Intra-interviewer correlation from which on it is told, where chance would not make it as large."""
    least: int = Field(default=10, ge=5)
    """Answers from which on an interviewer is told of whom everybody, or nobody, counts."""
    false_discovery: float = Field(default=0.01, gt=0, lt=0.5)
    """Share of what is told that may be chance."""


class UnknownAnswers(QualityRule):
    """Questions that many do not answer, and interviewers whose respondents answer less than those of others."""

    severity: GroupSeverity = "warning"
    """How it is told."""
    share: float = Field(default=0.3, gt=0, lt=1)
    """Share of "don't know" and refused from which on a question is told."""
    more: float = Field(default=0.1, gt=0, lt=1)
    """How much more than with other interviewers, as a share, is told."""
    least: int = Field(default=10, ge=5)
    """Times that a question was asked, below which nothing is told."""
    false_discovery: float = Field(default=0.01, gt=0, lt=0.5)
    """Share of the interviewers told that may be chance."""


class SameAnswers(QualityRule):
    """One and the same answer to all questions of a battery."""

    severity: Severity = "warning"
    """`error` excludes the record."""
    batteries: dict[Identifier, Names] = {}
    """Questions with the same answer options, by the name of their battery; at least four of each."""
    unless_likely: float = Field(default=0.01, gt=0, lt=1)
    """Not told where chance makes it as likely as this, because nearly everybody answers so."""

    @model_validator(mode="after")
    def _long_enough(self) -> SameAnswers:
        short = [name for name, questions in self.batteries.items() if len(questions) < 4]
        if short:
            raise ValueError(f"batteries: '{short[0]}' needs at least four questions; fewer are often answered alike")
        return self


class OffSite(QualityRule):
    """Interviews held far from the site that they name."""

    severity: Severity = "warning"
    """`error` excludes the record."""
    latitude: str | None = None
    """Column with the latitude in degrees; the rule needs it."""
    longitude: str | None = None
    """Column with the longitude in degrees."""
    centres: dict[Code, tuple[float, float]] = {}
    """Latitude and longitude of sites; where a site has none, the middle of its interviews, from five on."""
    km: float = Field(default=10, gt=0)
    """Kilometres from which on an interview is off its site."""

    @model_validator(mode="after")
    def _both(self) -> OffSite:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("off_site needs both latitude and longitude")
        wrong = [site for site, (north, east) in self.centres.items() if abs(north) > 90 or abs(east) > 180]
        if wrong:
            raise ValueError(f"centres: '{wrong[0]}' must be latitude, then longitude, in degrees")
        return self


class DigitPreference(QualityRule):
    """Numbers that end in some digits too often: estimated or made up."""

    severity: GroupSeverity = "note"
    """How it is told."""
    variables: Names = ()
    """Amounts whose last digits should be equally common; of numbers below 100 this is not to be expected."""
    ages: Names = ()
    """Questions about age in years, judged from 23 to 62 by Whipple's index and from 10 to 79 by Myers's."""
    whipple: float = Field(default=125, gt=100)
    """Whipple's index from which on ages are told: 125 is rough, 175 very rough in the United Nations' terms."""
    alpha: float = Field(default=0.001, gt=0, lt=0.1)
    """Level of the chi-square test of last digits."""
    least: int = Field(default=100, ge=50)
    """Answers from which on digits are judged."""


class Spellings(QualityRule):
    """Names of places and kinds written in several ways, numbers among words, and words among numbers."""

    severity: Severity = "warning"
    """`error` makes the cell missing."""
    questions: Names = ()
    """Questions that are looked at; all open ones whose answers come back where it is left out."""


class UniqueNumbers(QualityRule):
    """Numbers, such as that of the questionnaire, that two records share."""

    severity: Severity = "warning"
    """`error` makes the cells missing."""
    questions: Names = ()
    """Questions that differ in every record; all that look like a running number where it is left out."""


class SplitPositions(QualityRule):
    """Positions in one cell that are not those of the columns of latitude and longitude beside it."""

    severity: Severity = "warning"
    """`error` makes the cell missing."""


class LateEntry(QualityRule):
    """Interviews filled in long after the day that they name, or before it."""

    severity: Severity = "note"
    """`error` excludes the record."""
    date: str | None = None
    """Column with the day of the interview; `date` of the wave, or a column that is called so, where it is left out."""
    filled_in: str | None = None
    """Column with the day on which the form was filled in; `today`, `start` and so on where it is left out."""
    days: float = Field(default=31, ge=1)
    """Days later than which is told."""


class ProgramTexts(QualityRule):
    """Words, codes and lists that programs write in place of answers: NULL, 999, ['a' ; 'b']."""

    severity: GroupSeverity = "note"
    """How it is told."""


class StableAnswers(QualityRule):
    """Answers that cannot change between waves, other than those of `identity.stable`."""

    severity: Severity = "warning"
    """`error` makes the later answer missing."""
    questions: Names = ()
    """Questions such as the sex, the year of birth, the site; numbers may differ by 1."""
    age: str | None = None
    """Question about the age, which moves with the time between the waves; needs `date` of the waves."""
    age_tolerance: float = Field(default=1, ge=0)
    """Years by which the age may move more or less than the time between."""


class OrderOfWaves(QualityRule):
    """A later wave that a person answered before an earlier one, by `date` of the waves."""

    severity: Severity = "warning"
    """`error` makes the later date missing."""


class Quality(Part):
    """Rules about the quality of the data; each may be `off`."""

    interviewer: str | None = None
    """Column with the interviewer; `counsellor` of the wave's design where it is left out."""
    site: str | None = None
    """Column with the site."""
    spreadsheet_damage: SpreadsheetDamage = SpreadsheetDamage()
    """What a spreadsheet program did to answers."""
    short_interviews: ShortInterviews = ShortInterviews()
    """Interviews too short to have been held."""
    similar_interviews: SimilarInterviews = SimilarInterviews()
    """Interviews too much alike; needs the interviewer."""
    outliers: Outliers = Outliers()
    """Amounts far outside the others."""
    interviewer_effects: InterviewerEffects = InterviewerEffects()
    """How much the result depends on who asked; needs the interviewer."""
    unknown_answers: UnknownAnswers = UnknownAnswers()
    """"Don't know" and refused, by question, and by interviewer where one is named."""
    same_answers: SameAnswers = SameAnswers()
    """Straight-lining; needs batteries."""
    off_site: OffSite = OffSite()
    """Coordinates far from the site; needs coordinates and the site."""
    digit_preference: DigitPreference = DigitPreference()
    """Last digits; needs variables or ages."""
    spellings: Spellings = Spellings()
    """Names written in several ways, and answers of another kind than the rest."""
    unique_numbers: UniqueNumbers = UniqueNumbers()
    """Numbers given twice."""
    split_positions: SplitPositions = SplitPositions()
    """Positions that disagree with the columns beside them."""
    late_entry: LateEntry = LateEntry()
    """Forms filled in long after the interview."""
    program_texts: ProgramTexts = ProgramTexts()
    """NULL, 999 and lists that count as answers."""
    stable_answers: StableAnswers = StableAnswers()
    """Answers that change between waves, and cannot."""
    order_of_waves: OrderOfWaves = OrderOfWaves()
    """Dates of the waves of one person."""

    def that_cost(self) -> Quality:
        """Only the rules that change a number: those whose findings are errors."""
        rules = {name: rule for name in type(self).model_fields if isinstance(rule := getattr(self, name), QualityRule)}
        off = {
            name: rule.model_copy(update={"check": False})
            for name, rule in rules.items()
            if getattr(rule, "severity", "") != "error"
        }
        return self.model_copy(update=off)

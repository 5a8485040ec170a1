"""The study file as types: waves, identity, indicators, comparisons; unknown keys are refused.

Every key has a default that suits a first study. The docstring of a field here is its entry in
docs/study-file.md (a test compares them).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from meal.study.expression import Expression, parse


def _text_by_language(value: Any) -> Any:
    """A plain text is the text in the study's first language, kept under ''."""
    return {"": str(value)} if isinstance(value, str | int | float) else value


def _as_list(value: Any) -> Any:
    """One item may be written without the brackets."""
    return [value] if isinstance(value, str | int) else value


def _as_text(value: Any) -> Any:
    """Codes may be written without quotes."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _same_in_all_waves(value: Any) -> Any:
    """One expression holds in all waves, and is kept under ''."""
    return {"": value} if isinstance(value, str) else value


def _parsed(value: str) -> str:
    parse(value)
    return value


REFUSED_METHODS = {
    "wald": "it has no width at 0 and 100 percent and is too narrow near them",
    "katz_log": "it is too narrow in small groups",
    "katz": "it is too narrow in small groups",
    "mcnemar": "the plain chi-square is too bold in small samples; the mid-p version is the default",
    "mcnemar_corrected": "a continuity correction makes the test needlessly cautious; the mid-p version is the default",
    "continuity_corrected": "a continuity correction makes the test needlessly cautious",
    "yates": "a continuity correction makes the test needlessly cautious",
}
"""Textbook methods that no study may ask for, and why."""


def _not_refused(value: Any) -> Any:
    """Textbook methods are refused by name, with the reason."""
    if isinstance(value, str) and value.lower() in REFUSED_METHODS:
        raise ValueError(f"'{value}' is not offered: {REFUSED_METHODS[value.lower()]}. Leave the setting out")
    return value


LanguageText = Annotated[dict[str, str], BeforeValidator(_text_by_language)]
Names = Annotated[tuple[str, ...], BeforeValidator(_as_list)]
Code = Annotated[str, BeforeValidator(_as_text)]
ExpressionText = Annotated[str, AfterValidator(_parsed)]
ByWave = Annotated[dict[str, ExpressionText], BeforeValidator(_same_in_all_waves)]
"""One expression for all waves (under ''), or one for each wave in which the question has another column."""
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Period(_Part):
    """When the results happened."""

    start: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    """First day, as 2018-07-01."""
    end: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    """Last day."""


class Design(_Part):
    """How the people of a wave were chosen."""

    selection: Literal["census", "random", "convenience"] = "convenience"
    """`census`: everybody was asked. `random`: a probability sample. `convenience`: whoever was met."""
    sample_of: str | None = None
    """The wave whose people are the frame of this sample."""
    eligible: ExpressionText | None = None
    """Which people of the frame could be drawn; everybody where it is left out."""
    roster: str | None = None
    """File with the people who were drawn, one row each, with the respondent's identifier."""
    strata: Names = ()
    """Columns that divide the frame into the strata that were sampled separately."""
    psu: Names = ()
    """Columns of what was sampled (village, school): not who interviewed."""
    weight: str | None = None
    """Column with the sampling weight."""
    fpc: str | None = None
    """Column with the size of the stratum's frame (above 1) or the fraction sampled (1 or less)."""
    lonely_psu: Literal["adjust", "certainty", "average", "fail"] = "adjust"
    """What to do with a stratum in which only one PSU was sampled."""
    counsellor: str | None = None
    """Column of the counsellor or site on which `people_like_these` clusters a census."""


class Wave(_Part):
    """One round of asking."""

    label: LanguageText = {}
    """What the wave is called in tables."""
    files: Names
    """Exports, as file names or patterns below the study folder."""
    sheet: str | None = None
    """Sheet of a workbook; the first where it is left out."""
    header_row: int | None = Field(default=None, ge=1)
    """Row of the column names, as the spreadsheet shows it, where titles stand above them."""
    last_row: int | None = Field(default=None, ge=2)
    """Row of the last record, where notes stand below the table."""
    questionnaire: str | None = Field(default=None, alias="schema")
    """Schema of the questionnaire in `schemas/`, without its ending."""
    design: Design = Design()
    """How the people were chosen."""
    records: ExpressionText | None = None
    """Which records of the files belong to the wave, where one file holds several: `${round} = '1'`; else all."""
    consent: ExpressionText | None = None
    """True for records of people who agreed; others are excluded first."""
    test: ExpressionText | None = None
    """True for test records, which are excluded first."""
    approval: str | None = "_validation_status"
    """Column with the review status; rejected and not approved submissions are excluded."""
    date: str | None = None
    """Column that says when the conversation was; decides which of several records is first or last."""
    keep: Literal["first", "last"] | None = None
    """Which record of a person counts when there are several; first in the first wave, else last."""


class Identity(_Part):
    """What tells submissions, people and partners apart."""

    record: str = "_uuid"
    """Column with the stable id of a submission."""
    edited_from: str = "rootUuid"
    """Column that keeps the first id of a submission that was edited."""
    respondent: str | None = None
    """Column with the id of the person, the same in every wave."""
    partner: str | None = None
    """Column with the partner that sent the record."""
    stable: Names = ()
    """Questions whose answer cannot change for one person; a contradiction is a conflict."""
    link: Literal["exact"] = "exact"
    """How people are linked across waves."""


class Indicator(_Part):
    """One result: among whom, what counts, and what is reported of it."""

    id: Identifier
    """Name of the indicator in the tables."""
    label: LanguageText = {}
    """What it is called."""
    wave: str | None = None
    """The wave in which it is measured; found from `counts` or `value` where it is left out."""
    waves: Names = ()
    """Several waves in which the same question is measured."""
    among: ExpressionText | None = None
    """Who belongs to the universe; everybody in the wave where it is left out."""
    counts: ByWave | None = None
    """What makes a person count, for shares and numbers of people; by wave where columns differ."""
    value: ByWave | None = None
    """The amount, for means, medians and totals; the numerator of a ratio; by wave where columns differ."""
    per: ByWave | None = None
    """The denominator of a ratio."""
    report: Annotated[
        tuple[Literal["share", "number", "mean", "median", "total", "ratio"], ...], BeforeValidator(_as_list)
    ] = ()
    """Statistics to report; `share` for `counts`, `mean` for `value`, `ratio` where `per` is given."""
    missing: Literal["excluded", "counted_as_no"] = "excluded"
    """What an unknown `counts` is: left out of the denominator, or counted as no."""
    target: float | None = None
    """What was aimed at, in the units of the last statistic reported."""
    published: float | None = None
    """A figure published elsewhere, to compare with the last statistic reported."""
    published_source: LanguageText = {}
    """Where it was published."""
    reported_reason: bool = False
    """The respondent gives the reason ("because of …"): the text says "say that"."""
    wider_than: str | None = None
    """Id of the narrower official indicator that this one must not be taken for."""
    official: bool = False
    """This is the indicator as the results framework words it."""
    note: LanguageText = {}
    """A sentence to print below the indicator."""

    @model_validator(mode="after")
    def _measures_one_thing(self) -> Indicator:
        if (self.counts is None) == (self.value is None):
            raise ValueError("give either counts or value, so that it is known what is measured")
        if self.per is not None and self.value is None:
            raise ValueError("per needs value: a ratio is value per something")
        allowed = {"share", "number"} if self.counts else ({"ratio"} if self.per else {"mean", "median", "total"})
        for statistic in self.report:
            if statistic not in allowed:
                basis = "counts" if self.counts else ("value and per" if self.per else "value")
                raise ValueError(
                    f"report: {statistic} cannot be made of {basis}; possible: {', '.join(sorted(allowed))}"
                )
        if self.waves and any(
            wave and wave not in self.waves for key in ("counts", "value", "per") for wave in self.texts(key)
        ):
            raise ValueError("counts, value or per names a wave that waves does not")
        return self

    @property
    def statistics(self) -> tuple[str, ...]:
        """What is reported, with the default filled in."""
        return self.report or (("share",) if self.counts else (("ratio",) if self.per else ("mean",)))

    def texts(self, key: Literal["among", "counts", "value", "per"]) -> dict[str, str]:
        """An expression by wave; under '' where it is the same in all waves, nothing where there is none."""
        given: str | dict[str, str] | None = getattr(self, key)
        return {"": given} if isinstance(given, str) else dict(given or {})

    def text_in(self, key: Literal["among", "counts", "value", "per"], wave: str) -> str | None:
        """The expression that holds in a wave."""
        texts = self.texts(key)
        return texts.get(wave) or texts.get("")


class Arms(_Part):
    """Who was assigned to what."""

    variable: str
    """Column with the assignment."""
    control: Code
    """Its code for the comparison arm."""
    treated: Code
    """Its code for the treated arm."""
    assigned: Literal["individuals", "clusters", "not_random"] = "not_random"
    """What was assigned at random; `not_random` makes it a difference, not an effect."""
    cluster: str | None = None
    """Column of the units that were assigned, where they are clusters."""
    strata: Names = ()
    """Columns within which assignment was made."""


class Comparison(_Part):
    """A contrast: a change between waves, a difference between arms, or a difference in differences."""

    id: Identifier
    """Name of the comparison in the tables."""
    label: LanguageText = {}
    """What it is called."""
    indicator: str = ""
    """The indicator that is compared; left out where `answers` is given."""
    answers: ByWave = {}
    """Instead of `indicator`: one question with several answers, by wave where columns differ; tells who went where."""
    among: ExpressionText | None = None
    """With `answers`: who belongs to it; a question without a wave is of the earlier one."""
    ordered: bool = False
    """With `answers`: the answers have an order, so that the mean change in steps is told too."""
    answer_labels: dict[Code, LanguageText] = {}
    """With `answers`: answer → words, in order; from the questionnaire where it is left out."""
    from_wave: str | None = Field(default=None, alias="from")
    """Earlier wave of a change."""
    to_wave: str | None = Field(default=None, alias="to")
    """Later wave of a change."""
    wave: str | None = None
    """Wave of a difference between arms."""
    arms: Arms | None = None
    """Makes it a difference between arms; with `from` and `to`, a difference in differences."""
    adjust_for: ExpressionText | None = None
    """A value from before assignment; adds a row with variant `adjusted` (Lin 2013)."""
    report: Annotated[tuple[Literal["difference", "risk_ratio", "odds_ratio"], ...], BeforeValidator(_as_list)] = ()
    """What is reported of a yes/no answer: the difference always, the ratio of shares between arms by default."""
    interval: Annotated[Literal["newcombe", "bonett_price", "agresti_caffo"] | None, BeforeValidator(_not_refused)] = (
        None
    )
    """Another interval for shares in simple samples: Newcombe's; Bonett–Price's for a change of the same people;
    Agresti–Caffo's between two groups."""
    test: Annotated[Literal["mcnemar_exact"] | None, BeforeValidator(_not_refused)] = None
    """Another test for a change of a share of the same people: McNemar's exact test."""
    std_errors: Literal["default", "cr1", "hc3"] = "default"
    """`cr1` adds a row with the cluster errors that Stata prints, labelled so; `hc3` one with cautious errors, for
    fewer than 50 people assigned one by one."""
    family: Identifier | None = None
    """Comparisons of one family are tested together: their p-values are adjusted for how many there are."""
    primary: bool = False
    """The one comparison that was declared to matter most; its p-value is not adjusted."""
    published: dict[Literal["difference", "risk_ratio"], float] = {}
    """Figures published elsewhere, by the quantity they were computed as."""
    published_source: LanguageText = {}
    """Where they were published."""

    @model_validator(mode="after")
    def _compares_something(self) -> Comparison:
        if bool(self.indicator) == bool(self.answers):
            raise ValueError("give either indicator or answers, so that it is known what is compared")
        if (self.from_wave is None) != (self.to_wave is None):
            raise ValueError("a change needs both from and to")
        if self.answers:
            return self._follows_answers()
        if self.among or self.ordered or self.answer_labels:
            raise ValueError("among, ordered and answer_labels belong to answers; an indicator has its own among")
        if self.from_wave is None and self.arms is None:
            raise ValueError("give from and to for a change between waves, or arms for a difference between arms")
        if self.primary and self.family is not None:
            raise ValueError(
                "a primary comparison is not adjusted, so it belongs to no family; leave one of the two out"
            )
        ratios = {"risk_ratio", "odds_ratio"} & set(self.report)
        if ratios and self.from_wave is not None and (self.arms is not None or "risk_ratio" in ratios):
            raise ValueError("a change has no risk_ratio, and a difference in differences no ratio at all")
        if self.arms is not None and (self.test is not None or self.interval == "bonett_price"):
            raise ValueError("mcnemar_exact and bonett_price are for a change of the same people, not for arms")
        if self.std_errors == "hc3" and (self.arms is None or self.arms.assigned != "individuals"):
            raise ValueError("std_errors: hc3 is for arms to which individuals were assigned")
        if self.arms is None and self.interval == "agresti_caffo":
            raise ValueError(
                "agresti_caffo is for two groups of different people; for a change, bonett_price or newcombe"
            )
        return self

    def _follows_answers(self) -> Comparison:
        """Transitions are told of everybody together, with no figure to compare them with."""
        if self.arms is not None:
            raise ValueError("arms cannot be given with answers; make an indicator of one answer to compare arms")
        if self.wave or self.adjust_for or self.published or self.std_errors != "default":
            raise ValueError("wave, adjust_for, published and std_errors cannot be given with answers")
        if len(self.answers) > 2 and self.from_wave is None:
            raise ValueError("answers names more than two waves; say from and to")
        return self


class Disclosure(_Part):
    """When a number is too small to publish."""

    min_denominator: int = Field(default=10, ge=1)
    """Bases below this are hidden."""
    min_cell: int = Field(default=5, ge=1)
    """Counts and complements from 1 to below this are hidden."""


class Study(_Part):
    """A study: what was asked of whom in which waves, and what is reported."""

    study: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")
    """Name of the study: its folder in `surveys/` and `outputs/`."""
    title: LanguageText = {}
    """Title of the report."""
    languages: Names = ("en",)
    """Languages of the report; the first is the language of estimates.csv."""
    synthetic: bool = False
    """The data are made up; every output says so."""
    period: Period | None = None
    """When the results happened."""
    waves: dict[Identifier, Wave] = Field(min_length=1)
    """The waves, in order of time."""
    identity: Identity = Identity()
    """What tells submissions, people and partners apart."""
    claim: Literal["these_people", "people_like_these"] = "people_like_these"
    """`these_people`: a statement about the people of the frame. `people_like_these`: beyond them."""
    derive: dict[Identifier, ExpressionText] = {}
    """New columns, computed in the earliest wave that has what they need."""
    level_labels: dict[str, dict[Code, LanguageText]] = {}
    """What the levels of derived columns are called: column → level → words."""
    variable_labels: dict[str, LanguageText] = {}
    """What disaggregations are called."""
    disaggregate: tuple[Names, ...] = ()
    """Columns to report by; a list of two crosses them."""
    indicators: tuple[Indicator, ...] = ()
    """The results."""
    comparisons: tuple[Comparison, ...] = ()
    """The contrasts."""
    families: dict[Identifier, Literal["holm", "benjamini_hochberg"]] = {}
    """How p-values of a family of comparisons are adjusted: `holm` where it is left out."""
    figures: Names = ()
    """Indicators that get a chart of their own; the first six where it is left out."""
    disclosure: Disclosure = Disclosure()
    """When a number is too small to publish."""
    conf_level: float = Field(default=0.95, gt=0.5, lt=1)
    """Level of the intervals."""
    cleaning_log: str | None = "cleaning_log.csv"
    """File with recorded corrections, in the field's format; replayed where it exists."""

    @property
    def language(self) -> str:
        """The main language."""
        return self.languages[0]

    def words(self, text: dict[str, str], language: str | None = None, fallback: str = "") -> str:
        """A text in a language: as given, else in the study's first, else any."""
        for key in (language or self.language, "", self.language):
            if text.get(key):
                return text[key]
        return next((words for words in text.values() if words), fallback)

    def expression(self, text: str) -> Expression:
        """A checked expression of the study, parsed."""
        return parse(text)

    def figure_ids(self) -> tuple[str, ...]:
        """Indicators that get a chart."""
        return self.figures or tuple(indicator.id for indicator in self.indicators[:6])

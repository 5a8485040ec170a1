"""The study file as types: waves, identity, indicators, comparisons; unknown keys are refused.

Every key has a default that suits a first study. The docstring of a field here, or in the modules
that this one puts together, is its entry in docs/study-file.md (a test compares them).
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from meal.study.comparison import Arms, Comparison
from meal.study.expression import Expression, parse
from meal.study.identity import Identity
from meal.study.indicator import Indicator
from meal.study.quality import Quality
from meal.study.sampling import Design
from meal.study.setting_types import Code, ExpressionText, Identifier, LanguageText, Names, Part

__all__ = [
    "Arms",
    "Comparison",
    "Design",
    "Disclosure",
    "EarlierPeriod",
    "Feedback",
    "Identity",
    "Indicator",
    "Period",
    "Study",
    "Wave",
]


class Period(Part):
    """When the results happened."""

    start: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    """First day, as 2018-07-01."""
    end: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    """Last day."""


class EarlierPeriod(Part):
    """Results of an earlier period, to compare with."""

    label: LanguageText = {}
    """What the period is called, as 2017-2018."""
    folder: str
    """Folder, seen from the study folder, with definitions.csv and estimates.csv of the earlier run, as meal wrote
    them."""


class Wave(Part):
    """One round of asking."""

    label: LanguageText = {}
    """What the wave is called in tables."""
    files: Names
    """Exports, as file names or patterns below the study folder."""
    sheet: str | None = None
    """Sheet of a workbook, or table of a ZIP; the first where it is left out. `*` takes all of them as records of the
    wave, and `register_*` all that are called so: a sheet or a file a partner, in one file."""
    header_row: int | None = Field(default=None, ge=1)
    """Row of the column names, as the spreadsheet shows it, where titles stand above them."""
    last_row: int | None = Field(default=None, ge=2)
    """Row of the last record, where notes stand below the table."""
    questionnaire: str | None = Field(default=None, alias="schema")
    """Schema of the questionnaire in `schemas/`, without its ending."""
    audit: Names = ()
    """Audit logs of the phones, as file names or patterns: they tell how long each interview took."""
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
    contacts: bool = False
    """Each record is a contact or a service, not a person: several of one person are usual, and no finding."""


class Disclosure(Part):
    """When a number is too small to publish."""

    min_denominator: int = Field(default=10, ge=1)
    """Bases below this are hidden."""
    min_cell: int = Field(default=5, ge=1)
    """Counts and complements from 1 to below this are hidden."""


PartnerLanguage = Literal["en", "fr", "nl", "es", "ar"]


class Feedback(Part):
    """How partners are told what to fix."""

    language: PartnerLanguage | None = None
    """Language of the feedback; the study's first where partners can be written to in it, else English."""
    partner_languages: dict[str, PartnerLanguage] = {}
    """Partner, as the records name it: its language, for those that read another one."""


class Study(Part):
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
    earlier: EarlierPeriod | None = None
    """Results of an earlier period, to compare with; only what was defined in the same way is compared."""
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
    quality: Quality = Quality()
    """Rules about the quality of the data, which may be `off`."""
    checks: Names = ()
    """Check lists beside the study file, as CSV or workbooks; docs/guide.md says what stands in them."""
    conf_level: float = Field(default=0.95, gt=0.5, lt=1)
    """Level of the intervals."""
    feedback: Feedback = Feedback()
    """How partners are told what to fix."""
    cleaning_log: str | None = "cleaning_log.csv"
    """File with recorded corrections, in the field's format; replayed where it exists. May be a workbook with a
    sheet `cleaning_log`."""
    deletion_log: str | None = "deletion_log.csv"
    """File with the records that were removed and why (`uuid, change_type, comment`); replayed where it exists."""

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

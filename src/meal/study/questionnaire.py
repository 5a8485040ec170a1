"""A questionnaire schema in `schemas/`, as types, and its codebook."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from meal.model.codebook import Choice, Codebook, Group, Question, QuestionType, Rule
from meal.model.missing import REASON_BY_KEY
from meal.study.setting_types import Code, ExpressionText, LanguageText, Names, Part

ReasonKey = Literal["dont_know", "refused", "not_applicable", "not_asked", "other_missing"]


def _choices(value: Any) -> Any:
    """A plain list of codes is a list of choices without labels."""
    return {str(code): {} for code in value} if isinstance(value, list) else value


def _list_of_rows(value: Any) -> Any:
    """One row of the choices sheet may be written without the brackets."""
    return [value] if isinstance(value, dict) else value


def _in_form_words(value: str) -> str:
    """An expression of the form: whether it can be worked out is told as a finding, not refused here."""
    return value


FormText = Annotated[str, AfterValidator(_in_form_words)]


def _number_or_date(value: Any) -> Any:
    """A limit as a number, or a date as a date."""
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            return date.fromisoformat(value)
    return value


Limit = Annotated[float | date | None, BeforeValidator(_number_or_date)]


class Range(Part):
    """Lowest and highest answer allowed; a date is written as 2018-07-01."""

    min: Limit = None
    """Lowest answer."""
    max: Limit = None
    """Highest answer."""


class QuestionEntry(Part):
    """One question."""

    name: str
    """Column in the export, group prefix included where the export has one."""
    type: QuestionType = "text"
    """Kind of answer."""
    label: LanguageText = {}
    """The question as worded."""
    choices: Annotated[dict[Code, LanguageText], BeforeValidator(_choices)] = {}
    """Answer options: code → label."""
    missing: dict[Code, ReasonKey] = {}
    """Codes that stand for no answer: code → reason."""
    required: bool = False
    """An answer must be there wherever the question is relevant."""
    personal: bool = False
    """Values are never printed."""
    unique: bool = False
    """No two submissions have the same answer."""
    range: Range = Range()
    """Lowest and highest answer."""
    required_when: FormText | None = None
    """When an answer must be there, where the form says it by a condition."""
    relevant: FormText | None = None
    """When the question is asked, in the form's own words: a blank is an empty text."""
    constraint: FormText | None = None
    """What an answer must satisfy."""
    constraint_message: LanguageText = {}
    """What the form says when it does not."""
    calculation: FormText | None = None
    """How the form works the answer out."""
    choice_filter: FormText | None = None
    """Which options may be chosen; words by themselves are columns of the choices sheet."""
    choice_rows: dict[Code, Annotated[tuple[dict[str, Code], ...], BeforeValidator(_list_of_rows)]] = {}
    """What the choices sheet says beside an option, for the filter: code → column → cell."""
    group: str = ""
    """The groups that the question stands in, as household/roster."""


class GroupEntry(Part):
    """A group of questions."""

    name: str
    """Its path through the form, as household/roster."""
    label: LanguageText = {}
    """What it is called."""
    relevant: FormText | None = None
    """When its questions are asked."""
    repeat: bool = False
    """It is asked several times, and its answers are in a table of their own."""
    count: FormText | None = None
    """How often it is asked, where the form says it."""


class RuleEntry(Part):
    """A cross-field rule."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    """Name of the rule in findings."""
    expect: ExpressionText
    """What must not be false."""
    label: LanguageText
    """What is wrong where it is false, in a sentence."""
    remedy: LanguageText = {}
    """What to do about it."""
    severity: Literal["error", "warning", "note"] = "error"
    """An error makes the answers in `columns` missing until it is decided."""
    columns: Names = ()
    """Questions whose answers the rule calls into doubt."""


class Questionnaire(Part):
    """A questionnaire schema."""

    questionnaire: str = Field(alias="schema")
    """Name of the schema, as studies refer to it."""
    title: LanguageText = {}
    """Title of the form."""
    languages: Names = ("en",)
    """Languages of the labels; a label without a language is in the first."""
    missing: dict[Code, ReasonKey] = {}
    """Codes that stand for no answer in every question."""
    questions: tuple[QuestionEntry, ...]
    """The questions in order."""
    groups: tuple[GroupEntry, ...] = ()
    """Groups and repeat groups, outer ones first."""
    rules: tuple[RuleEntry, ...] = ()
    """Cross-field rules."""

    def codebook(self) -> Codebook:
        """The codebook that the stages use."""
        return Codebook(
            id=self.questionnaire,
            title=self._text(self.title),
            questions={entry.name: self._question(entry) for entry in self.questions},
            missing={code: REASON_BY_KEY[key] for code, key in self.missing.items()},
            rules=tuple(
                Rule(rule.id, rule.expect, self._text(rule.label), rule.severity, rule.columns, self._text(rule.remedy))
                for rule in self.rules
            ),
            languages=self.languages,
            groups={
                entry.name: Group(entry.name, self._text(entry.label), entry.relevant, entry.repeat, entry.count)
                for entry in self.groups
            },
        )

    def _text(self, text: dict[str, str]) -> dict[str, str]:
        return {language or self.languages[0]: words for language, words in text.items()}

    def _question(self, entry: QuestionEntry) -> Question:
        return Question(
            name=entry.name,
            type=entry.type,
            label=self._text(entry.label),
            choices=tuple(
                Choice(name, self._text(label), entry.choice_rows.get(name, ()))
                for name, label in entry.choices.items()
            ),
            missing={code: REASON_BY_KEY[key] for code, key in entry.missing.items()},
            required=entry.required,
            personal=entry.personal,
            unique=entry.unique,
            minimum=_limit(entry.range.min),
            maximum=_limit(entry.range.max),
            relevant=entry.relevant,
            constraint=entry.constraint,
            constraint_message=self._text(entry.constraint_message),
            calculation=entry.calculation,
            choice_filter=entry.choice_filter,
            required_when=entry.required_when,
            group=entry.group,
            repeat=self._repeat(entry.group),
        )

    def _repeat(self, group: str) -> str:
        """The innermost repeat group of a path, by its own name."""
        around = [entry.name for entry in self.groups if entry.repeat and f"{group}/".startswith(f"{entry.name}/")]
        return max(around, key=len, default="").rpartition("/")[2]


def _limit(value: float | date | None) -> float | None:
    """A limit as a number; a date in days since 1970-01-01."""
    return float((value - date(1970, 1, 1)).days) if isinstance(value, date) else value

"""What was asked: questions, their answer options, and what the missing codes mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from meal.model.missing import Reason

Text = Mapping[str, str]
"""The same words in several languages, by language code; the first is the main one."""

QuestionType = Literal[
    "text", "integer", "decimal", "date", "time", "datetime", "select_one", "select_multiple", "calculate", "other"
]

NUMERIC_TYPES: frozenset[str] = frozenset({"integer", "decimal"})


def wording(text: Text, language: str, fallback: str = "") -> str:
    """The words in a language, else in the first language that there is, else the fallback."""
    return text.get(language) or next((words for words in text.values() if words), fallback)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer option: its code in the data and its label by language.

    Attributes:
        rows: what the choices sheet says beside it, column → cell, for a choice filter; several where the list has
            the code several times, as a village of the same name in two districts.
    """

    name: str
    label: Text = field(default_factory=dict)
    rows: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a questionnaire.

    Attributes:
        missing: code in the data → why the answer is missing (adds to the codebook's own).
        minimum, maximum: the allowed range of a number, or of a date in days since 1970-01-01.
        unique: the answer must differ between records (an identifier).
        personal: values must never be printed.
        relevant, constraint, calculation, choice_filter, required_when: expressions in the form's own terms;
            `constraint` may use `.`, `choice_filter` the columns of the choices sheet.
        group: the groups that the question stands in, as `household/roster`.
        repeat: the innermost of them that is repeated, by its own name.
    """

    name: str
    type: QuestionType = "text"
    label: Text = field(default_factory=dict)
    hint: Text = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    missing: Mapping[str, Reason] = field(default_factory=dict)
    required: bool = False
    personal: bool = False
    unique: bool = False
    minimum: float | None = None
    maximum: float | None = None
    relevant: str | None = None
    constraint: str | None = None
    constraint_message: Text = field(default_factory=dict)
    calculation: str | None = None
    choice_filter: str | None = None
    required_when: str | None = None
    group: str = ""
    repeat: str = ""

    def choice_label(self, name: str, language: str) -> str:
        """The label of an answer option, or its code where there is none."""
        for choice in self.choices:
            if choice.name == name:
                return wording(choice.label, language, name)
        return name


@dataclass(frozen=True, slots=True)
class Group:
    """A group of questions, or a repeat group.

    Attributes:
        name: its path through the form, as `household/roster`.
        relevant: when its questions are asked.
        repeat: it is asked several times. count: how often, where the form says it.
    """

    name: str
    label: Text = field(default_factory=dict)
    relevant: str | None = None
    repeat: bool = False
    count: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A cross-field rule: `expect` must not be false on any record.

    Attributes:
        columns: the questions whose answers the rule calls into doubt.
    """

    id: str
    expect: str
    label: Text
    severity: Literal["error", "warning", "note"] = "error"
    columns: tuple[str, ...] = ()
    remedy: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Codebook:
    """A questionnaire: from a schema file, an XLSForm, or SPSS or Stata metadata."""

    id: str
    title: Text = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)
    missing: Mapping[str, Reason] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    languages: tuple[str, ...] = ("en",)
    groups: Mapping[str, Group] = field(default_factory=dict)

    def question(self, name: str) -> Question:
        """The question of this name; one that the codebook does not list is plain text."""
        return self.questions.get(name) or Question(name=name)

    def label(self, name: str, language: str) -> str:
        """The question as worded, or its name where there is no wording."""
        return wording(self.question(name).label, language, name)

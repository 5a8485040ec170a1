"""What a column looks like: the ground on which everything is proposed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from meal.model.codebook import Question, Text, wording
from meal.model.columns import CodedColumn
from meal.model.responses import Responses
from meal.propose.answers import Answers, Kind, answers_in, kind_of, number_of, some_answers
from meal.propose.missing_codes import MissingCode, missing_codes
from meal.propose.words import Tokens, is_called, tokens, yes_and_no

_LINES = str.maketrans({"\n": " ", "\r": " ", "\t": " ", "*": "", "\u00a0": " "})
_CUT_OFF = re.compile(r"[<>≤≥]=?\s*\d+([.,]\d+)?|\d+\s*\+")
_MOST_OTHERS = 0.05
_MOST_GROUPS = 500
_FILLED_IN = re.compile(r"\$\{[^}]*\}|<[^<>]{1,80}>")


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """One column of a wave.

    Attributes:
        question: what the form or the file says of it, codes as they stand in the data; None where nothing does.
        answers: what was answered, without the codes that stand for no answer.
        codes: the codes that stand for no answer.
        low, high: smallest and largest number, where the answers are numbers.
        from_form: a form says what the question is; else the file or nothing does.
        division: equal for columns that divide the records in the same groups; 0 where there are many groups.
    """

    name: str
    question: Question | None
    answers: Answers
    codes: tuple[MissingCode, ...]
    kind: Kind
    low: float | None = None
    high: float | None = None
    division: int = 0
    from_form: bool = False
    words: Tokens = field(default=())
    label_words: Tokens = field(default=())

    @property
    def label(self) -> Text:
        """The question as worded, by language; empty where it is not known."""
        return self.question.label if self.question else {}

    @property
    def n_answered(self) -> int:
        """Records with an answer."""
        return self.answers.n_answered

    @property
    def n_distinct(self) -> int:
        """Different answers."""
        return len(self.answers.counts)

    @property
    def answered_share(self) -> float:
        """Part of the records that have an answer."""
        return self.n_answered / self.answers.n_records if self.answers.n_records else 0.0

    @property
    def is_unique(self) -> bool:
        """Whether no answer occurs twice, among at least two."""
        return self.n_answered == self.n_distinct > 1

    @property
    def is_number(self) -> bool:
        """Whether the answers are numbers."""
        return self.kind in ("integer", "decimal")

    @property
    def labels(self) -> Mapping[str, Text]:
        """Code → label of the answer options, where they are known; a label that only repeats the code is none."""
        if self.question is None:
            return {}
        return {
            choice.name: {language: words for language, words in choice.label.items() if words.strip() != choice.name}
            for choice in self.question.choices
        }

    def answer_words(self, answer: str, language: str = "en") -> str:
        """An answer as its label says it, or the answer itself."""
        return wording(self.labels.get(answer, {}), language, answer)

    def yes_no(self) -> tuple[str, str] | None:
        """The codes of yes and no, where the question is one of yes or no and both are known."""
        if self.n_distinct > 2:
            return None
        codes = self.options()
        found = yes_and_no(self.answer_words(code) for code in codes)
        if found is None or not codes:
            return None
        by_words = {self.answer_words(code): code for code in codes}
        return by_words.get(found[0], ""), by_words.get(found[1], "")

    def is_zero_one(self) -> bool:
        """Whether the answers are 1 and 0, without labels that say what else they are."""
        if not self.is_number or self.n_distinct > 2 or any(self.labels.get(answer) for answer in self.answers.counts):
            return False
        return {number_of(answer) for answer in self.answers.counts} in ({0.0, 1.0}, {1.0})

    def options(self) -> list[str]:
        """The answer options: those of the form or the file, else the answers that were given."""
        missing = {code.code for code in self.codes}
        if self.question is not None and self.question.choices:
            return [choice.name for choice in self.question.choices if choice.name not in missing]
        return list(self.answers.counts)


def profiles(responses: Responses, questions: Mapping[str, Question]) -> dict[str, ColumnProfile]:
    """The columns of a wave in order.

    Args:
        questions: column → what the form says of it; where the form says nothing, the file's own metadata does.
    """
    known = {
        name: question
        for name in responses.columns
        if (question := questions.get(name) or responses.codebook.questions.get(name)) is not None
    }
    answers = {name: answers_in(column) for name, column in responses.columns.items()}
    codes = missing_codes(answers, known)
    return {
        name: replace(
            _profile(name, known.get(name), answers[name], codes[name]),
            division=_division(column),
            from_form=name in questions,
        )
        for name, column in responses.columns.items()
    }


def _profile(name: str, question: Question | None, answers: Answers, codes: list[MissingCode]) -> ColumnProfile:
    given = answers.without({code.code: code.reason for code in codes})
    kind = _kind(given)
    numbers = [number for text in some_answers(given.counts) if (number := number_of(text)) is not None]
    spread = (min(numbers), max(numbers)) if kind in ("integer", "decimal") and numbers else (None, None)
    return ColumnProfile(
        name=name,
        question=question,
        answers=given,
        codes=tuple(codes),
        kind=kind,
        low=spread[0],
        high=spread[1],
        words=tokens(last_part(name)),
        label_words=tuple(word for text in _label_texts(question) for word in tokens(text)),
    )


def _kind(answers: Answers) -> Kind:
    """The kind of values; not a number where more than a few answers are none, or some are cut off, as >8 and 60+."""
    kind = kind_of(answers.counts)
    if kind in ("integer", "decimal"):
        others = {answer: count for answer, count in answers.counts.items() if number_of(answer) is None}
        cut_off = any(_CUT_OFF.fullmatch(answer) for answer in others)
        if cut_off or sum(others.values()) > _MOST_OTHERS * answers.n_answered:
            return "text"
    return kind


def _division(column: CodedColumn) -> int:
    """A number that is the same for columns that divide the records in the same groups; 0 where there are many."""
    # Columns that differ in nearly every record divide nothing, and do so alike.
    if not 2 <= column.n_distinct <= min(_MOST_GROUPS, len(column) / 2):
        return 0
    _, first, codes = np.unique(column.codes, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int16)
    rank[np.argsort(first)] = np.arange(len(first), dtype=np.int16)
    return hash(rank[codes].tobytes()) or 1


def _label_texts(question: Question | None) -> list[str]:
    return list(dict.fromkeys(question.label.values())) if question else []


def last_part(name: str) -> str:
    """A column's name without the groups before it."""
    head, slash, tail = name.rpartition("/")
    return tail if slash and head and tail and " " not in tail else name


def is_technical(profile: ColumnProfile) -> bool:
    """Whether a column is the server's or the device's, not a question."""
    name = profile.name
    if name.startswith(("_", "meta/", "meta-", "@_")) or "/_" in name:
        return True
    return is_called(profile.words, "headings", "device", "submission")


def plain_label(text: str) -> str:
    """A label in one line, without marks of emphasis and colour, and with … for what the phone fills in."""
    bare = _FILLED_IN.sub(lambda match: "…" if match[0].startswith("$") else "", text)
    return " ".join(bare.translate(_LINES).split())


def spoken(column: ColumnProfile, answer: str, language: str = "en") -> str:
    """An answer in words: its label, or its code with spaces."""
    words = column.answer_words(answer, language)
    return plain_label(words.replace("_", " ") if words == answer else words)

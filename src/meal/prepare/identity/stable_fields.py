"""Whether records under one identifier are of one person: how often what cannot change contradicts itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from meal.model.arrays import BoolArray, FloatArray, IntArray, TextArray
from meal.model.columns import CodedColumn
from meal.model.missing import Reason
from meal.model.responses import Responses
from meal.study.identity import Identity

MISTYPED = 0.05
"""Part of the pairs of one person in which a stable answer is wrong in either record: the most that is likely."""
SURE = 0.01
"""How unlikely the number of contradictions must be before it decides."""
SHIFTS = 20
MOST_COMPARED = 20_000
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")

Verdict = Literal["same", "different", "unclear", "unknown"]

_Sides = tuple[tuple[Responses, IntArray], tuple[Responses, IntArray]]
# Whether records of the left side and of the right side both have the answer, and whether the answers differ.
_Field = Callable[[IntArray, IntArray], tuple[BoolArray, BoolArray]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often pairs of records under one identifier contradict each other, and how often wrong pairs do.

    Attributes:
        pairs: pairs with an answer to compare. contradicting: those that contradict each other in any question.
        mistyped: part that would, were every pair one person. chance: part of wrongly made pairs that do.
        questions: the questions that could be compared.
    """

    pairs: int
    contradicting: int
    mistyped: float
    chance: float
    questions: tuple[str, ...]

    @property
    def threshold(self) -> float:
        """Halfway between mistyping and chance: there, half of the pairs are different people."""
        return (self.mistyped + self.chance) / 2

    @property
    def verdict(self) -> Verdict:
        """`different` or `same` where the contradictions are surely more, or fewer, than at the threshold.

        `unclear` where there are too few pairs to tell, `unknown` where the questions tell nobody apart.
        """
        from scipy import special

        if not self.pairs or self.chance <= 1.5 * self.mistyped:
            return "unknown"
        fewer = float(special.bdtr(self.contradicting - 1, self.pairs, self.threshold)) if self.contradicting else 0.0
        if 1 - fewer < SURE:
            return "different"
        return "same" if float(special.bdtr(self.contradicting, self.pairs, self.threshold)) < SURE else "unclear"


def agreement(
    left: Responses, left_rows: IntArray, right: Responses, right_rows: IntArray, identity: Identity
) -> Agreement:
    """Compare pairs of records in every question that cannot change.

    The part that chance contradicts is counted among these records too: each is put beside the partner of
    another, at up to 20 distances, so that it allows for answers that go together and for blanks.

    Args:
        left_rows, right_rows: shape (n_pairs,), the two records of each pair.
    """
    questions = [one for one in stable_questions(identity) if one in left.columns and one in right.columns]
    sides = (left, left_rows), (right, right_rows)
    fields = [_answers(question, sides, identity) for question in questions]
    named = [one for one in identity.compare.name if one in left.columns and one in right.columns]
    if named:
        fields.append(_names(named, sides))
    n_pairs = len(left_rows)
    in_place = np.arange(n_pairs)
    compared, contradicting = _counted(fields, in_place, in_place)
    per_pair = compared[compared > 0]
    mistyped = float(np.mean(1 - (1 - MISTYPED) ** per_pair)) if len(per_pair) else 0.0
    return Agreement(
        len(per_pair), int(np.sum(contradicting)), mistyped, _by_chance(fields, n_pairs), (*questions, *named)
    )


def _by_chance(fields: Sequence[_Field], n_pairs: int) -> float:
    """The part of wrongly made pairs that contradict each other; of very many, some in even steps."""
    some = np.unique(np.linspace(0, n_pairs - 1, min(n_pairs, MOST_COMPARED)).astype(np.int64))
    compared = contradicting = 0
    for distance in np.unique(np.linspace(1, n_pairs - 1, min(SHIFTS, max(0, n_pairs - 1))).astype(np.int64)):
        known, differ = _counted(fields, some, (some + distance) % n_pairs)
        compared += int(np.sum(known > 0))
        contradicting += int(np.sum(differ))
    return contradicting / max(1, compared)


def stable_questions(identity: Identity) -> tuple[str, ...]:
    """The questions whose answer stays the same: those that the study says, sex, year of birth or age."""
    compare = identity.compare
    born = compare.birth_year or compare.age
    return tuple(dict.fromkeys([*identity.stable, *filter(None, (compare.sex, born))]))


def _counted(fields: Sequence[_Field], mine: IntArray, others: IntArray) -> tuple[IntArray, BoolArray]:
    """How many questions each pair answers twice, and whether any of them differs."""
    compared = np.zeros(len(mine), dtype=np.int64)
    contradicting = np.zeros(len(mine), dtype=np.bool_)
    for field in fields:
        known, differ = field(mine, others)
        compared += known
        contradicting |= known & differ
    return compared, contradicting


def _answers(question: str, sides: _Sides, identity: Identity) -> _Field:
    """Answers to one question: numbers and years a step apart are the same, texts whatever their case."""
    columns = [responses.columns[question] for responses, _ in sides]
    known = [column.answered()[rows] for column, (_, rows) in zip(columns, sides, strict=True)]
    year = question == identity.compare.birth_year
    numbers = [_numbers(column, year=year) for column in columns]
    codes = [column.codes[rows] for column, (_, rows) in zip(columns, sides, strict=True)]
    if numbers[0] is not None and numbers[1] is not None:
        amounts, other_amounts = numbers[0][codes[0]], numbers[1][codes[1]]
        known = [known[0] & ~np.isnan(amounts), known[1] & ~np.isnan(other_amounts)]
        # A birthday lies between two waves, and ages are rounded: a year apart is the same.
        return lambda mine, others: (
            known[0][mine] & known[1][others],
            np.abs(amounts[mine] - other_amounts[others]) > 1,
        )
    texts = [_folded(column)[code] for column, code in zip(columns, codes, strict=True)]
    return lambda mine, others: (known[0][mine] & known[1][others], texts[0][mine] != texts[1][others])


def _names(questions: Sequence[str], sides: _Sides) -> _Field:
    """Names contradict each other where they have no word in common: their spelling and order vary."""
    words = []
    for responses, rows in sides:
        columns = [responses.columns[question] for question in questions]
        of_record = np.empty(len(rows), dtype=object)
        written = [np.where(column.answered()[rows], column.texts[column.codes[rows]], "") for column in columns]
        of_record[:] = [frozenset(" ".join(map(str, parts)).casefold().split()) for parts in zip(*written, strict=True)]
        words.append(of_record)

    def compared(mine: IntArray, others: IntArray) -> tuple[BoolArray, BoolArray]:
        pairs = list(zip(words[0][mine], words[1][others], strict=True))
        known = np.fromiter((bool(a and b) for a, b in pairs), bool, len(pairs))
        return known, np.fromiter((a.isdisjoint(b) for a, b in pairs), bool, len(pairs))

    return compared


def _numbers(column: CodedColumn, *, year: bool) -> FloatArray | None:
    """The distinct answers as numbers, years of birth out of whatever date they stand in; None for text."""
    if year:
        found = [_YEAR.search(str(text)) for text in column.texts]
        return np.array([float(one.group()) if one else np.nan for one in found], dtype=np.float64)
    if column.numbers is not None:
        return column.numbers
    numbers = np.full(column.n_distinct, np.nan)
    for at in np.flatnonzero(column.reasons == Reason.ANSWERED).tolist():
        try:
            numbers[at] = float(str(column.texts[at]))
        except ValueError:
            return None
    return numbers


def _folded(column: CodedColumn) -> TextArray:
    folded = np.empty(column.n_distinct, dtype=object)
    folded[:] = [str(text).strip().casefold() for text in column.texts]
    return folded

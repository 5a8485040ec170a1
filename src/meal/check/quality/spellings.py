"""Names and kinds written in several ways, and answers of another kind than all others of their question."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from meal.check.quality.answer_words import LONGEST, begins_with, is_number, is_words, slip, words_of
from meal.check.quality.doubt import Doubt, Looked
from meal.model.arrays import BoolArray, IntArray
from meal.model.columns import CodedColumn
from meal.model.missing import Reason

MOST_KINDS = 200
"""Distinct answers above which a column holds names of people or sentences."""
COMES_BACK = 3
TIMES_AS_OFTEN = 3
"""A slip is told where the answer that it resembles is so many times as frequent."""
NEARLY_ALL = 0.9
FEWEST = 8
"""Answers below which nothing is usual."""
MOST_DISTINCT = 50_000
"""Answers that all differ are no kinds, and cost the most to look through."""
HIDDEN_PART = "…"


def spellings(looked: Looked) -> Iterator[Doubt]:
    """Cells that are probably another answer written otherwise, and cells of another kind than the rest."""
    settings = looked.settings.spellings
    names = settings.questions or tuple(looked.responses.columns)
    for name in names:
        column = looked.column(name)
        if column is None or not _open(looked, name, column):
            continue
        counts = np.bincount(column.codes[looked.rows], minlength=column.n_distinct)
        counts = np.where(column.reasons == Reason.ANSWERED, counts, 0)
        if counts.sum() < FEWEST:
            continue
        yield from _other_kind(looked, name, column, counts)
        if _kinds(counts):
            yield from _near(looked, name, column, counts)


def _open(looked: Looked, name: str, column: CodedColumn) -> bool:
    """Whether anything may be answered: options, numbers and days of a schema are checked against it already."""
    question = looked.responses.codebook.question(name)
    if column.numbers is not None or column.n_distinct > MOST_DISTINCT:
        return False
    return not question.choices and question.type not in ("select_one", "select_multiple")


def _kinds(counts: IntArray) -> bool:
    """Whether answers come back, as those of a place or a kind do."""
    present = counts[counts > 0]
    return 2 <= len(present) <= MOST_KINDS and present[present >= COMES_BACK].sum() >= 0.5 * present.sum()


def _near(looked: Looked, name: str, column: CodedColumn, counts: IntArray) -> Iterator[Doubt]:
    site = name in (looked.settings.site, looked.study.identity.partner) or name in looked.settings.spellings.questions
    by_code = {
        code: words
        for code in np.flatnonzero(counts).tolist()
        if len(text := str(column.texts[code])) <= LONGEST and is_words(text) and (words := words_of(text))
    }
    usual = sorted(by_code, key=lambda code: (-int(counts[code]), str(column.texts[code])))
    meant: dict[int, int] = {}
    for place, code in enumerate(usual):
        likely = next((other for other in usual[:place] if _same(by_code[code], by_code[other])), None)
        if likely is None:
            often = [other for other in usual[:place] if counts[other] >= TIMES_AS_OFTEN * counts[code]]
            likely = next(
                (
                    other
                    for other in often
                    if slip(by_code[code], by_code[other]) or (site and begins_with(by_code[code], by_code[other]))
                ),
                None,
            )
        if likely is not None:
            meant[code] = meant.get(likely, likely)
    if not meant:
        return
    doubtful = np.zeros(column.n_distinct, dtype=bool)
    doubtful[list(meant)] = True
    rows = _rows(looked, column, doubtful)
    personal = looked.responses.codebook.question(name).personal
    told = [
        {
            "likely": HIDDEN_PART if personal else str(column.texts[meant[code]]).strip(),
            "count": f"{counts[meant[code]]}",
        }
        for code in column.codes[rows].tolist()
    ]
    yield Doubt("near_spelling", looked.settings.spellings.severity, rows, "cell", name, {}, told)


def _same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return "".join(one) == "".join(other)


def _other_kind(looked: Looked, name: str, column: CodedColumn, counts: IntArray) -> Iterator[Doubt]:
    """A number among words, or words among numbers."""
    texts = [str(text).strip() for text in column.texts.tolist()]
    present = counts > 0
    numbers = np.array([bool(shown) and is_number(text) for text, shown in zip(texts, present.tolist(), strict=True)])
    total = int(counts.sum())
    if counts[numbers].sum() >= NEARLY_ALL * total:
        words = np.array([bool(shown) and is_words(text) for text, shown in zip(texts, present.tolist(), strict=True)])
        rule, odd = "words_among_numbers", words & ~numbers
    elif 0 < counts[numbers].sum() <= (1 - NEARLY_ALL) * total and _kinds(np.where(numbers, 0, counts)):
        words = np.array([bool(shown) and is_words(text) for text, shown in zip(texts, present.tolist(), strict=True)])
        if counts[words].sum() < NEARLY_ALL * total:
            return
        rule, odd = "number_among_words", numbers
    else:
        return
    rows = _rows(looked, column, odd)
    if len(rows):
        yield Doubt(rule, looked.settings.spellings.severity, rows, "cell", name, {"count": f"{total - len(rows)}"})


def _rows(looked: Looked, column: CodedColumn, doubtful: BoolArray) -> IntArray:
    """The kept records with one of these distinct answers."""
    return looked.rows[doubtful[column.codes[looked.rows]]]

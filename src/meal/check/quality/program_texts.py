"""What programs write in place of answers: words and codes for nothing, and lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from meal.check.quality.answer_words import NOTHING
from meal.check.quality.doubt import Doubt, Looked, numbers_of
from meal.model.arrays import IntArray
from meal.model.columns import CodedColumn
from meal.model.missing import Reason

CODES = (-9999, -999, -998, -997, -99, -98, -97, -88, -77, 777, 888, 997, 998, 999, 7777, 8888, 9997, 9998, 9999, 99999)
TIMES_AS_HIGH = 4
"""A code is told where every other answer is at most a quarter of it."""
FEWEST = 5
LIST = re.compile(r"\[\s*(['\"]).*\1\s*\]|c\((['\"]).*\2\)")
MOST_DISTINCT = 50_000
"""Identifiers and texts of which a million differ say nothing, and cost the most to look through."""
NAMED = 4
LONGEST_WORD = 20


def program_texts(looked: Looked) -> Iterator[Doubt]:
    """Words for no answer, one finding a word; codes for none and lists, one a question."""
    severity = looked.settings.program_texts.severity
    words: dict[str, list[tuple[str, IntArray]]] = {}
    for name, column in looked.responses.columns.items():
        if column.n_distinct > MOST_DISTINCT:
            continue
        counts = _answered(looked, column)
        for code in _nothing(looked, name, column, counts):
            rows = looked.rows[column.codes[looked.rows] == code]
            words.setdefault(str(column.texts[code]).strip(), []).append((name, rows))
        yield from _codes(looked, name, column, counts)
        lists = np.array([bool(LIST.fullmatch(str(text).strip())) for text in column.texts[counts > 0].tolist()])
        if lists.any():
            rows = looked.rows[np.isin(column.codes[looked.rows], np.flatnonzero(counts > 0)[lists])]
            yield Doubt("answers_as_lists", severity, rows[:1], "study", name, {"count": str(len(rows))})
    for word, places in words.items():
        names = [name for name, _ in places]
        more = f" +{len(names) - NAMED}" if len(names) > NAMED else ""
        count = sum(len(rows) for _, rows in places)
        first = min((rows for _, rows in places), key=lambda rows: int(rows[0]))
        yield Doubt(
            "word_for_no_answer", severity, first[:1], "study", "",
            {"word": word, "count": str(count), "columns": ", ".join(names[:NAMED]) + more},
        )  # fmt: skip


def _answered(looked: Looked, column: CodedColumn) -> IntArray:
    """How many kept records gave each distinct answer; 0 for what the schema calls missing."""
    counts = np.bincount(column.codes[looked.rows], minlength=column.n_distinct)
    return np.where(column.reasons == Reason.ANSWERED, counts, 0).astype(np.int64)


def _nothing(looked: Looked, name: str, column: CodedColumn, counts: IntArray) -> list[int]:
    question = looked.responses.codebook.question(name)
    options = {choice.name for choice in question.choices}
    return [
        code
        for code in np.flatnonzero(counts).tolist()
        if len(text := str(column.texts[code]).strip()) <= LONGEST_WORD
        and text.casefold() in NOTHING
        and text not in options
    ]


def _codes(looked: Looked, name: str, column: CodedColumn, counts: IntArray) -> Iterator[Doubt]:
    """Numbers such as 999 and -99 that stand apart from all others of the question."""
    question = looked.responses.codebook.question(name)
    if question.personal or question.choices or not any(_seems_code(str(text)) for text in column.texts[counts > 0]):
        return
    low = -np.inf if question.minimum is None else question.minimum
    high = np.inf if question.maximum is None else question.maximum
    numbers = np.where(counts > 0, numbers_of(column), np.nan)
    with np.errstate(invalid="ignore"):
        numbers = np.where((numbers >= low) & (numbers <= high), numbers, np.nan)  # outside it is an error already
    coded = np.isin(numbers, CODES) & (counts > 0)
    others = numbers[np.isfinite(numbers) & ~coded]
    if counts[coded].sum() == 0 or counts[np.isfinite(numbers) & ~coded].sum() < FEWEST:
        return
    for code in np.flatnonzero(coded).tolist():
        value = numbers[code]
        impossible = others.min() >= 0 if value < 0 else others.max() * TIMES_AS_HIGH <= value
        if impossible:
            rows = looked.rows[column.codes[looked.rows] == code]
            yield Doubt(
                "code_for_no_answer", looked.settings.program_texts.severity, rows[:1], "study", name,
                {"code": f"{value:g}", "count": str(len(rows)), "highest": f"{others.max():g}"},
            )  # fmt: skip


def _seems_code(text: str) -> bool:
    return bool(re.fullmatch(r"-?(7{2,4}|8{2,4}|9{1,4}[789])(\.0+)?", text.strip()))

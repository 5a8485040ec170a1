"""Numbers that were meant to be given once, and were given twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from meal.check.quality.doubt import Doubt, Looked
from meal.model.arrays import IntArray
from meal.model.columns import CodedColumn
from meal.model.missing import Reason
from meal.study.records import EDITED_COLUMNS, SUBMISSION_COLUMNS

FEWEST = 30
"""Records below which nearly all different is nothing special."""
TWICE = 0.03
"""Share of records that may bear a number given before; where more do, the number was not meant to be given once."""
TIMES_AS_LONG = 2
"""A running number is spread over at most so many times the records that have one."""
CODE = re.compile(r"(?=.*\d)(?=.*[A-Z])[A-Z0-9/_-]{4,20}", re.IGNORECASE)


def unique_numbers(looked: Looked) -> Iterator[Doubt]:
    """Cells of questions named in the settings, or of what looks like a running number, that another record has too."""
    settings = looked.settings.unique_numbers
    names = settings.questions or tuple(looked.responses.columns)
    for name in names:
        column = looked.column(name)
        if column is None or name in _known(looked) or looked.responses.codebook.question(name).unique:
            continue
        codes = column.codes[looked.rows]
        counts = np.bincount(codes, minlength=column.n_distinct)
        counts = np.where(column.reasons == Reason.ANSWERED, counts, 0)
        if not settings.questions and not given_once(column, counts):
            continue
        rows = looked.rows[counts[codes] > 1]
        if len(rows):
            yield Doubt("not_unique", settings.severity, rows, "cell", name)


def given_once(column: CodedColumn, counts: IntArray) -> bool:
    """Whether nearly every record has its own running number, or its own code of one pattern.

    Args:
        counts: records with each distinct answer, shape (n_distinct,); 0 where it is no answer.
    """
    total, different = int(counts.sum()), int((counts > 0).sum())
    if total < FEWEST or different == total or total - different > TWICE * total:
        return False
    present = [str(column.texts[code]).strip() for code in np.flatnonzero(counts).tolist()]
    if all(text.isdecimal() and len(text) <= 9 for text in present):
        numbers = [int(text) for text in present]
        return max(numbers) - min(numbers) < TIMES_AS_LONG * total
    if not all(CODE.fullmatch(text) for text in present):
        return False
    patterns = {re.sub(r"[^\W\d_]", "A", re.sub(r"\d", "9", text)) for text in present}
    return len(patterns) == 1


def _known(looked: Looked) -> set[str]:
    """Columns that say which submission or person it is; records that share one are counted by their own rules."""
    identity = looked.study.identity
    own = (identity.record, identity.respondent, identity.edited_from, identity.partner)
    return {name for name in (*own, *SUBMISSION_COLUMNS, *EDITED_COLUMNS) if name}

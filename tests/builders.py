"""Small waves written as tables, for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from meal.model.codebook import Choice, Codebook, Question
from meal.model.columns import code_texts
from meal.model.missing import Reason
from meal.model.responses import Responses, Source


def wave(
    table: Mapping[str, Sequence[str]],
    *,
    name: str = "before",
    questions: Sequence[Question] = (),
    missing: Mapping[str, Reason] | None = None,
    codebook: Codebook | None = None,
) -> Responses:
    """Responses of one wave from columns of text; records start at row 2 of one file."""
    codes = missing or {}
    book = codebook or Codebook(id=name, questions={q.name: q for q in questions}, missing=codes)
    n_records = len(next(iter(table.values())))
    columns = {
        column: code_texts(list(cells), lambda text: book.missing.get(text, Reason.ANSWERED))
        for column, cells in table.items()
    }
    return Responses(
        wave=name,
        columns=columns,
        codebook=book,
        sources=(Source(f"{name}.csv", "", "0" * 64, "csv", n_records),),
        source_of=np.zeros(n_records, dtype=np.int64),
        row_of=np.arange(2, n_records + 2),
        disposition=np.zeros(n_records, dtype=np.int8),
    )


def select_one(name: str, *options: str, **settings: object) -> Question:
    """A question with these answer options."""
    return Question(name, "select_one", choices=tuple(Choice(option) for option in options), **settings)  # type: ignore[arg-type] # settings of Question

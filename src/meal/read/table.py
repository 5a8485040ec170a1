"""What a reader hands over: the columns of one sheet, before their names are put in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from meal.model.arrays import IntArray
from meal.model.codebook import Codebook
from meal.model.columns import CodedColumn

Remark = tuple[str, Mapping[str, str]]
"""An oddity of a file: key of the rule and what its wording needs."""

EXAMPLES = 5


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One sheet as a reader found it.

    Attributes:
        names: as they stand in the file; may be empty or occur twice.
        columns: one for each name, each of shape (n_records,).
        row_of: shape (n_records,), row as the spreadsheet or text editor shows it, from 1.
        metadata: the questionnaire as the file itself tells it, under the names in `names`.
    """

    names: tuple[str, ...]
    columns: tuple[CodedColumn, ...]
    row_of: IntArray
    remarks: tuple[Remark, ...] = ()
    sheet: str = ""
    metadata: Codebook | None = None


def some_of(items: Iterable[object]) -> str:
    """The first few of a list in words, and how many more there are."""
    texts = [str(item) for item in items]
    shown = ", ".join(texts[:EXAMPLES])
    return shown if len(texts) <= EXAMPLES else f"{shown} and {len(texts) - EXAMPLES} more"


def holds_rounds(columns: Mapping[str, CodedColumn]) -> bool:
    """Whether a table holds the rounds of a repeat group: its rows say to which others they belong."""
    if "PARENT_KEY" in columns:
        return any(text.strip() for text in columns["PARENT_KEY"].texts)
    # Ona writes _parent_index into the main table too, as -1 everywhere.
    column = columns.get("_parent_index")
    return column is not None and any(text.strip() not in ("", "-1") for text in column.texts)

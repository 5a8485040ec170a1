"""Select-multiple questions and the column of ones and zeros that exports add for each of their options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from meal.propose.profile import ColumnProfile

_SEPARATORS = ("/", ".", "_")
"""What stands between question and option: KoboToolbox, files that went through R, and SPSS."""


@dataclass(frozen=True, slots=True)
class Multiple:
    """A question with several answers a record, separated by spaces.

    Attributes:
        options: the answer options, in the order of the form or of the columns.
        dummies: the columns of ones and zeros that repeat it.
    """

    column: str
    options: tuple[str, ...]
    dummies: tuple[str, ...]


def multiples(columns: Mapping[str, ColumnProfile]) -> dict[str, Multiple]:
    """The select-multiple questions of a wave: those of the form, and those whose options have columns of their own."""
    found: dict[str, Multiple] = {}
    by_parent = _dummies(columns)
    for name, column in columns.items():
        dummies = by_parent.get(name, {})
        if column.question is not None and column.question.type == "select_multiple":
            options = tuple(choice.name for choice in column.question.choices)
        elif len(dummies) >= 2 and column.kind != "empty":
            options = tuple(dummies.values())
        else:
            continue
        if options and _fits(column, options):
            found[name] = Multiple(name, options, tuple(dummies))
    return found


def _fits(column: ColumnProfile, options: tuple[str, ...]) -> bool:
    """Whether nearly all answers are options with spaces between them."""
    known = set(options)
    fitting = sum(
        count for answer, count in column.answers.counts.items() if all(part in known for part in answer.split())
    )
    return fitting >= 0.9 * column.n_answered


def _dummies(columns: Mapping[str, ColumnProfile]) -> dict[str, dict[str, str]]:
    """Question → its columns of ones and zeros → the option of each."""
    found: dict[str, dict[str, str]] = {}
    for name, column in columns.items():
        if column.kind != "empty" and not (column.is_zero_one() or column.yes_no() or _is_zero(column)):
            continue
        for separator in _SEPARATORS:
            parent = _parent(name, separator, columns)
            if parent:
                found.setdefault(parent, {})[name] = name[len(parent) + 1 :]
                break
    return found


def _is_zero(column: ColumnProfile) -> bool:
    """An option that nobody chose."""
    return column.is_number and column.low == 0 == column.high


def _parent(name: str, separator: str, columns: Mapping[str, ColumnProfile]) -> str:
    """The question whose option a column is: its name is that of the question and more; or nothing."""
    stem = name
    while separator in stem:
        stem = stem.rpartition(separator)[0]
        parent = columns.get(stem)
        if parent is None:
            continue
        option = name[len(stem) + 1 :]
        if separator == "/" or any(option in answer.split() for answer in parent.answers.counts):
            return stem
    return ""

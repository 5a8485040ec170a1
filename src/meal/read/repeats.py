"""Repeat groups: the tables beside the main one, and the record that each of their rows belongs to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from meal.model.arrays import IntArray
from meal.model.columns import CodedColumn
from meal.model.errors import DataError
from meal.model.responses import Export
from meal.read.contained import Parser
from meal.read.detect import detect, refusal
from meal.read.files import export_of, file_bytes, place_of
from meal.read.formats import ALL_SHEETS, READERS
from meal.read.table import holds_rounds, some_of

_KEY, _PARENT_KEY = "KEY", "PARENT_KEY"
_INDEX, _PARENT_INDEX, _PARENT_TABLE = ("_index", "index"), "_parent_index", "_parent_table_name"
_SUBMISSION = ("_uuid", "uuid", "_id", "rootUuid", "meta/rootUuid")
_CHILD_SUBMISSION = ("_submission__uuid", "_submission__id", "_uuid", "uuid", "_id")


@dataclass(frozen=True, slots=True, eq=False)
class Repeat:
    """The rounds of a repeat group.

    Attributes:
        export: one record a round.
        parent: name of the table that the rounds belong to, empty for the main one.
        parent_of: shape (n_records,), position of the record in that table; -1 where it has none.
        parent_row: shape (n_records,), its row as the spreadsheet shows it; -1 where it has none.
    """

    export: Export
    parent: str
    parent_of: IntArray
    parent_row: IntArray


def read_repeats(
    path: Path, *, relative_to: Path | None = None, sheet: str | None = None, parser: Parser | None = None
) -> Mapping[str, Repeat]:
    """The repeat groups in a workbook or archive, by the name of their sheet or member.

    Args:
        path: the file.
        relative_to: folder from which the file is named in sources and messages.
        sheet: the main table, where it is not the only one that is no repeat.
        parser: process to parse in, where several files are read.

    Raises:
        DataError: the file cannot be read, or a table's rounds cannot be joined to their records.
    """
    place = place_of(path, relative_to)
    exports = _exports(file_bytes(path, place), place, parser)
    main = _main(exports, sheet, place)
    others = {name: export for name, export in exports.items() if name != main and holds_rounds(export.columns)}
    return {name: _joined(export, name, main, exports) for name, export in others.items()}


def parent_rows(parent: Export, child: Export) -> IntArray:
    """The record of one table that each row of another belongs to, -1 for those that have none.

    Rows are joined by `PARENT_KEY`, or by `_parent_index`. Where both tables also bear the submission's
    id, the two must agree; where they do not, as in tables that were sampled or sorted after the
    export, the id decides if it names one record only.

    Raises:
        DataError: the rows bear no key, or two that contradict each other.
    """
    by_index = _by_key(parent, child)
    by_submission = _by_submission(parent, child)
    if by_index is None and by_submission is None:
        raise DataError(
            f"{_place(child)}: the rows of this repeat group do not say to which record they belong: there is neither "
            f"PARENT_KEY, _parent_index nor a submission's id that {_place(parent)} has too. Export both tables again "
            "with these columns; rows are never joined by their order."
        )
    if by_submission is not None and by_submission.unique:
        return by_submission.rows
    if by_index is None:
        raise DataError(
            f"{_place(child)}: the rows of this repeat group bear only the id of their submission, which several "
            f"records of {_place(parent)} bear too. Export both tables again with _index and _parent_index."
        )
    return by_index


@dataclass(frozen=True, slots=True, eq=False)
class _Named:
    """Records found by the submission's id, and whether each id stands for one record only."""

    rows: IntArray
    unique: bool


def disagreement(parent: Export, child: Export) -> tuple[int, int]:
    """How many rows of a repeat their `_parent_index` gives to another record than the submission's id, or to none.

    Returns:
        Rows given to another record or to none, and those given to another.
    """
    by_index, by_submission = _by_key(parent, child), _by_submission(parent, child)
    if by_index is None or by_submission is None or not by_submission.unique:
        return 0, 0
    differ = by_index != by_submission.rows
    return int(np.count_nonzero(differ)), int(np.count_nonzero(differ & (by_index >= 0)))


def _place(export: Export) -> str:
    return f'{export.source.file}, sheet "{export.source.sheet}"' if export.source.sheet else export.source.file


def _by_key(parent: Export, child: Export) -> IntArray | None:
    if _PARENT_KEY in child.columns and _KEY in parent.columns:
        return _lookup(parent.columns[_KEY], child.columns[_PARENT_KEY])
    own = next((name for name in _INDEX if name in parent.columns), None)
    if own is not None and _PARENT_INDEX in child.columns:
        return _lookup(parent.columns[own], child.columns[_PARENT_INDEX])
    return None


def _by_submission(parent: Export, child: Export) -> _Named | None:
    for theirs in _CHILD_SUBMISSION:
        for own in dict.fromkeys((theirs, theirs.removeprefix("_submission_"), *_SUBMISSION)):
            if theirs in child.columns and own in parent.columns:
                rows = _lookup(parent.columns[own], child.columns[theirs])
                if (rows >= 0).any():
                    ids = parent.columns[own].record_texts()
                    return _Named(rows, unique=len(set(ids.tolist())) == len(ids))
    return None


def _lookup(keys: CodedColumn, wanted: CodedColumn) -> IntArray:
    """The first record with the key that each row wants."""
    position: dict[str, int] = {}
    for row, text in enumerate(keys.record_texts().tolist()):
        position.setdefault(_bare(text), row)
    position.pop("", None)
    found = np.array([position.get(_bare(text), -1) for text in wanted.texts.tolist()], dtype=np.int64)
    rows: IntArray = found[wanted.codes] if len(found) else np.zeros(len(wanted), dtype=np.int64)
    return rows


def _bare(text: str) -> str:
    return text.strip().removesuffix(".0").removeprefix("uuid:")


def _exports(data: bytes, place: str, parser: Parser | None) -> dict[str, Export]:
    kind = detect(data)
    if kind not in READERS:
        raise refusal(kind, place)
    if kind not in ALL_SHEETS:
        return {}
    with nullcontext(parser) if parser else Parser() as started:
        tables = started.all_tables(kind, data, place)
    digest = hashlib.sha256(data).hexdigest()
    return {table.sheet: export_of(table, place, kind, digest) for table in tables}


def _main(exports: Mapping[str, Export], sheet: str | None, place: str) -> str:
    if sheet is not None and sheet in exports:
        return sheet
    main = [name for name, export in exports.items() if not holds_rounds(export.columns)]
    keyed = [name for name in main if {_KEY, *_INDEX} & set(exports[name].columns)]
    if not exports or (sheet is None and not main):
        return ""
    if sheet is not None:
        raise DataError(f'{place}: there is no table "{sheet}"; there are {some_of(exports)}. Correct its name.')
    return (keyed or main)[0]


def _joined(export: Export, name: str, main: str, exports: Mapping[str, Export]) -> Repeat:
    parent = _parent_of(export, name, main, exports)
    rows = parent_rows(exports[parent], export)
    remarks = list(export.source.remarks)
    if orphans := int(np.count_nonzero(rows < 0)):
        remarks.append(("repeat_rows_without_record", {"count": str(orphans), "table": name}))
    contradicting, elsewhere = disagreement(exports[parent], export)
    if contradicting:
        told = {"count": str(contradicting), "wrong": str(elsewhere), "none": str(contradicting - elsewhere)}
        remarks.append(("repeat_keys_disagree", {**told, "table": name}))
    source = replace(export.source, remarks=tuple(remarks))
    shown = np.append(exports[parent].row_of, -1)[rows]
    return Repeat(replace(export, source=source), "" if parent == main else parent, rows, shown)


def _parent_of(export: Export, name: str, main: str, exports: Mapping[str, Export]) -> str:
    """The table that a repeat belongs to: the one it names, the one that has its keys, else the main one."""
    if _PARENT_TABLE in export.columns:
        said = [text for text in export.columns[_PARENT_TABLE].texts if text.strip()]
        return _table_called(said, [other for other in exports if other != name]) or main
    if _PARENT_KEY in export.columns:
        wanted = {_bare(text) for text in export.columns[_PARENT_KEY].texts} - {""}
        for other, table in exports.items():
            if other != name and _KEY in table.columns and wanted & set(map(_bare, table.columns[_KEY].texts)):
                return other
    return main


def _table_called(said: Sequence[str], tables: Iterable[str]) -> str:
    """The table of this name; sheets have 31 characters at most, and servers mark what they cut off."""
    for name in said:
        for table in tables:
            if table == name or (len(table) >= 28 and name.startswith(table.rstrip(".…"))):
                return table
    return ""

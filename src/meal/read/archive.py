"""ZIP archives of exports: opened in memory, member by member, and never unpacked to disk."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from meal.model.errors import DataError
from meal.read.detect import detect
from meal.read.table import Table, holds_rounds, some_of
from meal.read.workbook import sheet_position
from meal.read.workbook_package import (
    BROKEN_ZIP,
    LARGEST_UNPACKED,
    MOST_MEMBERS,
    SUSPICIOUS_RATIO,
    SUSPICIOUS_UNPACKED,
)

_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Member:
    """A table in an archive.

    Attributes:
        name: its file name without folder and ending, which need not be unique.
        path: as it stands in the archive.
    """

    name: str
    path: str
    kind: str
    data: bytes


def read_archive(data: bytes, place: str, sheet: str | None = None) -> Table:
    """The main table of an archive: the one named, the only one, or the only one that is no repeat.

    Args:
        sheet: name of a member, with or without its ending.

    Raises:
        DataError: the archive is damaged, protected, far too large, holds no table, or several that could be meant.
    """
    members = list(_members(data, place))
    if not members:
        raise _no_table(data, place)
    if sheet is not None:
        return _named(members, sheet, place)
    if len(members) == 1:
        return _read(members[0], place)
    tables = [_read(member, place) for member in members]
    main = [table for table in tables if not holds_rounds(dict(zip(table.names, table.columns, strict=True)))]
    if len(main) != 1:
        raise DataError(
            f"{place}: the archive holds {len(members)} tables ({some_of(member.path for member in members)}), and it "
            "cannot be told which has the respondents. One table, or one with its repeats, was expected. Name it under "
            '`sheet`, take the others out, or write `sheet: "*"` where all of them are records of one wave.'
        )
    others = [table.sheet for table in tables if table is not main[0]]
    remark = ("other_sheets", {"count": str(len(others)), "sheets": some_of(others)})
    return replace(main[0], remarks=(*main[0].remarks, remark))


def read_whole_archive(data: bytes, place: str) -> list[Table]:
    """Every table of an archive, under the names of its members.

    Raises:
        DataError: the archive is damaged, protected, far too large or without a table.
    """
    tables = [_read(member, place) for member in _members(data, place)]
    if not tables:
        raise _no_table(data, place)
    return tables


def _named(members: Sequence[Member], sheet: str, place: str) -> Table:
    paths = [member.path for member in members]
    if sheet in paths:
        return _read(members[paths.index(sheet)], place)
    return _read(members[sheet_position([member.name for member in members], sheet, place)], place)


def _read(member: Member, place: str) -> Table:
    from meal.read.formats import READERS  # which knows this module too

    table = READERS[member.kind](member.data, f"{place}, {member.path}", None)
    return replace(table, sheet=member.name)


def _members(data: bytes, place: str) -> Iterator[Member]:
    """The members that hold tables, told by their content; names only name, nothing is written under them."""
    from meal.read.formats import READERS

    for info in _sound(data, place).values():
        name = posixpath.basename(info.filename.replace("\\", "/"))
        if info.is_dir() or info.filename.startswith("__MACOSX") or name.startswith(".") or _is_syntax(name):
            continue
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(info) as stream:
                content = stream.read(info.file_size + 1)
        except BROKEN_ZIP as error:
            raise _damaged(place, str(error)) from error
        kind = detect(content)
        if kind in READERS and kind != "zip" and not _is_text_about(name, kind):
            yield Member(posixpath.splitext(name)[0], info.filename, kind, content)


def _sound(data: bytes, place: str) -> Mapping[str, zipfile.ZipInfo]:
    """The members of an archive whose sizes are harmless and that needs no password."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except BROKEN_ZIP as error:
        raise _damaged(place, str(error)) from error
    unpacked = sum(member.file_size for member in members)
    suspicious = unpacked > SUSPICIOUS_UNPACKED and unpacked > SUSPICIOUS_RATIO * len(data)
    if len(members) > MOST_MEMBERS or unpacked > LARGEST_UNPACKED or suspicious:
        raise DataError(
            f"{place}: unpacked, this archive would take far more room than a survey does ({len(members):,} files, "
            f"{unpacked >> 20:,} MB), and is not opened. An archive with the tables alone was expected. Unpack it, "
            "take the tables out, and use those."
        )
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise DataError(
            f"{place}: this archive is protected with a password. Unpack it with the password, and use the tables "
            "inside."
        )
    return {member.filename: member for member in members}


def _is_syntax(name: str) -> bool:
    return name.lower().endswith((".sps", ".do", ".r"))


def _is_text_about(name: str, kind: str) -> bool:
    """A text that is no table, such as a letter that came with it."""
    return kind == "csv" and not name.lower().endswith((".csv", ".tsv", ".tab", ".txt", ".xls", ".xlsx"))


def _no_table(data: bytes, place: str) -> DataError:
    names = list(_sound(data, place))
    if any(name.lower().endswith(".sps") for name in names):
        return DataError(
            f"{place}: this archive holds SPSS syntax with labels ({some_of(names)}), not the answers. Export the data "
            "itself from the server, as CSV or XLSX, and give the form beside it for the labels."
        )
    holds = f"holds {some_of(names)}" if names else "is empty"
    return DataError(
        f"{place}: the archive {holds}, and no table among them. An archive with CSV, XLSX, SPSS or Stata files was "
        "expected. Export the data again, or name the table itself."
    )


def _damaged(place: str, why: str) -> DataError:
    return DataError(
        f"{place}: this archive is damaged or cut off ({why}). A whole ZIP archive was expected. Copy or download it "
        "again."
    )

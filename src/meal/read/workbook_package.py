"""The ZIP package that a workbook is: looked over before a parser is let near it.

A workbook of 5 KB may unpack to gigabytes, or place one cell in the last corner of a sheet, which makes
the parser reserve room for all 17 billion cells and stop the whole program.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from meal.model.errors import DataError

MOST_MEMBERS = 5_000
LARGEST_UNPACKED = 1 << 30
SUSPICIOUS_UNPACKED = 100 << 20
SUSPICIOUS_RATIO = 300
"""A survey packs to a tenth or a twentieth; a bomb packs to a thousandth."""
BROKEN_ZIP = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, LookupError, ValueError, OSError, RuntimeError,
)  # fmt: skip
"""What the standard library raises over damaged packages: each of these came up when bytes were flipped at random."""
_READ_AT_ONCE = ("sharedstrings.xml", "styles.xml")
"""Members that the parser unpacks whole as soon as it opens the workbook."""
_LARGEST_DIRECTORY = 16 << 20
_PROLOG = 4_096
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet of the workbook: its name, the member that holds it, and whether it is shown."""

    name: str
    member: str
    hidden: bool


@dataclass(frozen=True, slots=True, eq=False)
class Package:
    """A workbook whose package has been found sound.

    Attributes:
        sheets: worksheets in the order of the workbook; chart sheets are left out.
    """

    archive: zipfile.ZipFile
    place: str
    sheets: tuple[SheetPart, ...]

    def stream(self, member: str) -> Iterator[bytes]:
        """A member piece by piece.

        Raises:
            DataError: it is damaged.
        """
        try:
            with self.archive.open(member) as stream:
                while piece := stream.read(_CHUNK):
                    yield piece
        except BROKEN_ZIP as error:
            raise damaged(self.place, str(error)) from error

    def read(self, member: str) -> bytes:
        """A small member whole.

        Raises:
            DataError: it is damaged or far larger than such a member is.
        """
        pieces, size = [], 0
        for piece in self.stream(member):
            pieces.append(piece)
            size += len(piece)
            if size > _LARGEST_DIRECTORY:
                raise _too_large(self.place)
        return b"".join(pieces)


def open_package(data: bytes, place: str) -> Package:
    """The package of a workbook, refused where it is damaged, a bomb, or brings its own entities.

    Raises:
        DataError: with what was found and what to do.
    """
    bare = Package(look_over(data, place), place, ())
    return Package(bare.archive, place, tuple(_sheets(bare)))


def look_over(data: bytes, place: str) -> zipfile.ZipFile:
    """The archive that a workbook is, once its sizes and the beginnings of its XML have been found harmless.

    Raises:
        DataError: it is damaged, a bomb, or brings its own entities.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except BROKEN_ZIP as error:
        raise damaged(place, str(error)) from error
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > LARGEST_UNPACKED:
        raise _too_large(place)
    if unpacked > SUSPICIOUS_UNPACKED and unpacked > SUSPICIOUS_RATIO * len(data):
        raise _too_large(place)
    bare = Package(archive, place, ())
    for member in members:
        if member.filename.lower().endswith((".xml", ".rels")):
            _refuse_entities(next(bare.stream(member.filename), b"")[:_PROLOG], place)
        if member.filename.lower().endswith(_READ_AT_ONCE):
            deque(bare.stream(member.filename), maxlen=0)  # a size that was stated too small ends in a wrong checksum
    return archive


def _refuse_entities(prolog: bytes, place: str) -> None:
    if re.search(rb"<!DOCTYPE|<!ENTITY", prolog) or prolog.startswith((b"\xff\xfe", b"\xfe\xff", b"\0")):
        raise DataError(
            f"{place}: the workbook holds instructions that no spreadsheet program writes (a document type or another "
            "encoding), and is not opened. A workbook as Excel or LibreOffice saves it was expected. Open it there, "
            "save it under another name and use that file."
        )


def _sheets(package: Package) -> Iterator[SheetPart]:
    """The worksheets that the workbook lists, through its relations."""
    workbook = next(
        (target for kind, target in _relations(package, "").values() if kind == "officeDocument"), "xl/workbook.xml"
    )
    parts = _relations(package, workbook)
    for element in _elements(package, workbook):
        if _local(element.tag) != "sheet":
            continue
        relation = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
        kind, member = parts.get(relation, ("", ""))
        if kind == "worksheet":
            yield SheetPart(element.get("name", ""), member, element.get("state", "visible") != "visible")


def _relations(package: Package, member: str) -> dict[str, tuple[str, str]]:
    """Relation id → last part of its kind and the member it points at."""
    folder, name = posixpath.split(member)
    relations = {}
    for element in _elements(package, posixpath.join(folder, "_rels", f"{name}.rels")):
        target = element.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        relations[element.get("Id", "")] = (element.get("Type", "").rpartition("/")[2], path)
    return relations


def _elements(package: Package, member: str) -> list[ElementTree.Element]:
    try:
        return list(ElementTree.fromstring(package.read(member)).iter())
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise damaged(package.place, f"{member}: {error}") from error


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def damaged(place: str, why: str) -> DataError:
    """Why a workbook is refused that cannot be unpacked or parsed."""
    return DataError(
        f"{place}: this workbook is damaged or cut off ({why}). A whole .xlsx file was expected. Copy or download it "
        "again; if Excel offers to repair it, let it, and save it under another name."
    )


def _too_large(place: str) -> DataError:
    return DataError(
        f"{place}: unpacked, this workbook would take far more room than a survey does (over {LARGEST_UNPACKED >> 20} "
        f"MB, or {SUSPICIOUS_RATIO} times its own size), and is not opened. Export the table as CSV, or delete the "
        "formatted but empty rows and columns around it and save it again."
    )

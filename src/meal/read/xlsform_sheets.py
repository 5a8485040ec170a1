"""The sheets of an XLSForm as rows of named cells, with texts gathered by language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from meal.model.codebook import Text
from meal.model.errors import DataError
from meal.read.cells import cell_text
from meal.read.codebooks import UNSTATED_LANGUAGE
from meal.read.detect import detect, refusal
from meal.read.files import file_bytes
from meal.read.table import some_of
from meal.read.workbook import sheet_rows
from meal.read.workbook_package import open_package

_ALIASES = {
    "list name": "list_name",
    "caption": "label",
    "constraint message": "constraint_message",
    "constraint-msg": "constraint_message",
    "calculate": "calculation",
    "relevance": "relevant",
}
_LANGUAGE_CODE = re.compile(r"\(([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*)\)\s*$")
_LANGUAGE_NAMES = {
    "english": "en", "french": "fr", "français": "fr", "francais": "fr", "dutch": "nl", "nederlands": "nl",
    "spanish": "es", "español": "es", "espanol": "es", "arabic": "ar", "العربية": "ar", "عربي": "ar",
    "portuguese": "pt", "português": "pt", "swahili": "sw", "kiswahili": "sw", "kurdish": "ku", "sorani": "ckb",
    "hausa": "ha", "amharic": "am", "somali": "so", "german": "de", "italian": "it", "russian": "ru", "default": "und",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of a sheet of the form.

    Attributes:
        number: the row as the spreadsheet shows it.
        cells: heading → cell, without empty ones.
        texts: heading → words by language, for headings such as `label::English (en)`.
    """

    number: int
    cells: Mapping[str, str]
    texts: Mapping[str, Text] = field(default_factory=dict)

    def get(self, *headings: str) -> str:
        """The first cell that is there under one of these headings, or nothing."""
        return next((self.cells[heading] for heading in headings if heading in self.cells), "")

    def text(self, heading: str) -> Text:
        """The words under a heading, by language."""
        return self.texts.get(heading, {})


@dataclass(frozen=True, slots=True)
class FormSheet:
    """A sheet of a form: its name as it stands in the workbook, its headings and its rows."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[FormRow, ...]


def form_sheets(path: Path) -> dict[str, FormSheet]:
    """The sheets `survey`, `choices` and `settings` of a form, those that are there.

    Raises:
        DataError: the file is no workbook, or has no survey sheet.
    """
    data = file_bytes(path, path.name)
    if (kind := detect(data)) != "xlsx":
        if kind != "csv":
            raise refusal(kind, path.name)
        raise DataError(
            f"{path.name}: this is a text file. An XLSForm as an .xlsx workbook was expected. Download the form as XLS "
            "from the server, and save it as .xlsx."
        )
    package = open_package(data, path.name)
    wanted = {part.name.strip().lower(): part for part in package.sheets}
    if "survey" not in wanted:
        raise DataError(
            f"{path.name}: the workbook has no sheet called survey, only "
            f"{some_of(part.name for part in package.sheets)}. An XLSForm with the sheets survey and choices was "
            "expected. Use the form, not the data that it collected."
        )
    return {
        name: _sheet(wanted[name].name, sheet_rows(data, package, wanted[name])[1])
        for name in ("survey", "choices", "settings")
        if name in wanted
    }


def _sheet(name: str, cells: Sequence[Sequence[object]]) -> FormSheet:
    rows = [[cell_text(cell).strip() for cell in row] for row in cells]
    first = next((index for index, row in enumerate(rows) if any(row)), len(rows))
    headings = tuple(_heading(heading) for heading in rows[first]) if first < len(rows) else ()
    return FormSheet(name, headings, tuple(_rows(headings, rows, first + 1)))


def _rows(headings: Sequence[str], rows: Sequence[Sequence[str]], start: int) -> Iterator[FormRow]:
    for index in range(start, len(rows)):
        cells: dict[str, str] = {}
        texts: dict[str, dict[str, str]] = {}
        for heading, cell in zip(headings, rows[index], strict=False):
            if not heading or not cell:
                continue
            stem, _, language = heading.partition("::")
            texts.setdefault(stem, {})[language_code(language)] = cell
            cells.setdefault(heading, cell)
        if cells:
            yield FormRow(index + 1, cells, texts)


def _heading(heading: str) -> str:
    """A heading in small letters, other spellings made one, the language after `::` left as it is."""
    stem, separator, language = heading.partition("::")
    if not separator:
        stem, separator, language = heading.partition(":")
    plain = stem.strip().lower()
    plain = _ALIASES.get(plain, plain)
    return f"{plain}::{language.strip()}" if separator else plain


def language_code(language: str) -> str:
    """The code of a language as forms write it: `English (en)` is en, `French` is fr."""
    name = language.strip()
    if not name:
        return UNSTATED_LANGUAGE
    code = _LANGUAGE_CODE.search(name)
    return code.group(1).lower() if code else _LANGUAGE_NAMES.get(name.lower(), name.lower())

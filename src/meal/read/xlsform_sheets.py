"""The sheets of an XLSForm as rows of named cells, with texts gathered by language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from meal.model.codebook import Text
from meal.read.codebooks import UNSTATED_LANGUAGE
from meal.read.contained import Parser
from meal.read.detect import detect, refusal
from meal.read.files import file_bytes
from meal.read.form_cells import FORM_KINDS

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


def form_sheets(path: Path, parser: Parser | None = None) -> dict[str, FormSheet]:
    """The sheets `survey`, `choices` and `settings` of a form, those that are there.

    Raises:
        DataError: the file is no workbook, or has no survey sheet.
    """
    data = file_bytes(path, path.name)
    kind = detect(data)
    if kind not in FORM_KINDS:
        raise refusal(kind, path.name)
    with nullcontext(parser) if parser else Parser() as started:
        return {key: _sheet(*sheet) for key, sheet in started.form(kind, data, path.name).items()}


def _sheet(name: str, cells: Sequence[Sequence[str]]) -> FormSheet:
    rows = [[cell.strip() for cell in row] for row in cells]
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

"""What a spreadsheet program did to answers: error cells, numbers rounded, zeros lost, dates turned, letters mangled.

All of it is looked for in the distinct answers of a column, and only where a quick look finds a sign of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from meal.check.quality.damaged_dates import mixed_dates, turned_dates
from meal.check.quality.doubt import Doubt, Looked
from meal.model.arrays import IntArray
from meal.model.columns import CodedColumn
from meal.model.missing import Reason

ERROR_CELL = re.compile(
    # English, then Dutch, French, Spanish and German Excel; LibreOffice writes Err:502.
    r"#(REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|N/A|SPILL!|CALC!|VERW!|WAARDE!|DEEL/0!|NAAM\?|GETAL!|LEEG!|N/B"
    r"|VALEUR!|NOM\?|NOMBRE!|NUL!|¡REF!|¡VALOR!|¡DIV/0!|¿NOMBRE\?|¡NUM!|¡NULO!|N/D|BEZUG!|WERT!|ZAHL!|NV)|#{4,}|Err:5\d\d"
)
SCIENTIFIC = re.compile(r"[+-]?\d([.,]\d+)?E\+(\d{2,3})")
DAY_OF_MONTH = re.compile(
    r"(?i)(\d{1,2}-(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)-\d{2})"
)
SERIAL = re.compile(r"[1-5]\d{4}")
"""The days from 1927 to 2064 as Excel counts them."""
EXCEL_EPOCH = date(1899, 12, 30)
FEWEST_WITH_ZERO = 2
MOST_OF_WIDTH = 0.6
LONGEST_CODE = 30
"""Digits of a SIM card and more; the id of a submission has 36 letters."""
HIDDEN_PART = "…"
"""Stands for what a personal answer would be."""

Told = dict[int, dict[str, str]]
"""Place among the distinct answers → what is told about it."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The distinct answers of a column without spaces around them, and all of them in one text, a line each.

    A sign that is in no answer is looked for once, in the long text: a million identifiers cost no more than one.
    """

    each: list[str]
    every: str
    lengths: IntArray

    def long(self, shortest: int, longest: int) -> list[int]:
        """The places of answers with so many letters."""
        return np.flatnonzero((self.lengths >= shortest) & (self.lengths <= longest)).tolist()


def spreadsheet_damage(looked: Looked) -> Iterator[Doubt]:
    """Cells with evidence of damage, by column."""
    settings = looked.settings.spreadsheet_damage
    for name, column in looked.responses.columns.items():
        if name in settings.leave_out:
            continue
        texts = list(map(str.strip, map(str, column.texts.tolist())))
        own = Texts(texts, "\n".join(texts), np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)))
        personal = looked.responses.codebook.question(name).personal
        for kind, rule, find in FINDERS:
            if kind not in settings.kinds:
                continue
            told = find(looked, name, column, own)
            if told:
                yield _doubt(looked, name, column, rule, told, personal)
    if "dates" in settings.kinds:
        yield from mixed_dates(looked)
        yield from turned_dates(looked)


def _doubt(looked: Looked, name: str, column: CodedColumn, rule: str, told: Told, personal: bool) -> Doubt:
    damaged = np.zeros(column.n_distinct, dtype=bool)
    damaged[list(told)] = True
    rows = looked.rows[damaged[column.codes[looked.rows]]]
    unsaid = {"likely": HIDDEN_PART} if personal else {}
    particulars = [{**told[code], **unsaid} for code in column.codes[rows].tolist()]
    return Doubt(rule, looked.settings.spreadsheet_damage.severity, rows, "cell", name, {}, particulars)


def _error_cells(looked: Looked, name: str, column: CodedColumn, texts: Texts) -> Told:
    if "#" not in texts.every and "Err:" not in texts.every:
        return {}
    return {place: {} for place, text in enumerate(texts.each) if ERROR_CELL.fullmatch(text)}


def _scientific(looked: Looked, name: str, column: CodedColumn, texts: Texts) -> Told:
    """Numbers of twelve digits and more, of which Excel shows and saves three to six digits."""
    if "E+" not in texts.every or looked.responses.codebook.question(name).type == "decimal":
        return {}
    found = {place: SCIENTIFIC.fullmatch(text) for place, text in enumerate(texts.each)}
    return {place: {} for place, match in found.items() if match and int(match.group(2)) >= 8}


def _digits_lost(looked: Looked, name: str, column: CodedColumn, texts: Texts) -> Told:
    """Excel keeps 15 digits of a number; those after it become zeros."""
    long = [place for place in texts.long(16, LONGEST_CODE) if texts.each[place].isdecimal()]
    rounded = [place for place in long if not texts.each[place][15:].strip("0")]
    # One number in ten of 16 digits ends in a zero; three of three do not by chance.
    return {place: {} for place in rounded} if len(rounded) >= 3 and len(rounded) == len(long) else {}


def _zeros_lost(looked: Looked, name: str, column: CodedColumn, texts: Texts) -> Told:
    """Codes of one width, some of which begin with 0, beside shorter ones that do not."""
    if column.numbers is not None or not (texts.every.startswith("0") or "\n0" in texts.every):
        return {}
    possible = texts.long(1, LONGEST_CODE)
    if not any(texts.each[place][0] == "0" for place in possible):
        return {}
    known = (column.reasons == Reason.ANSWERED).tolist()
    codes = [place for place in possible if known[place] and texts.each[place].isdecimal()]
    answered = int(np.count_nonzero(column.reasons == Reason.ANSWERED))
    if not codes or len(codes) < 0.9 * answered:
        return {}
    widths = np.bincount([len(texts.each[place]) for place in codes])
    width = int(widths.argmax())
    whole = [place for place in codes if len(texts.each[place]) == width]
    with_zero = sum(texts.each[place].startswith("0") for place in whole)
    if width < 2 or with_zero < FEWEST_WITH_ZERO or len(whole) < MOST_OF_WIDTH * len(codes):
        return {}
    return {
        place: {"width": str(width), "likely": texts.each[place].zfill(width)}
        for place in codes
        if len(texts.each[place]) < width and not texts.each[place].startswith("0")
    }


def _became_date(looked: Looked, name: str, column: CodedColumn, texts: Texts) -> Told:
    """A code or a range such as 3-4 that Excel took for a day: 4-Mar."""
    if looked.responses.codebook.question(name).type in ("date", "datetime"):
        return {}
    days = [place for place in texts.long(5, 6) if DAY_OF_MONTH.fullmatch(texts.each[place])]
    answered = int(np.count_nonzero(column.reasons == Reason.ANSWERED))
    # A column of nothing but days was meant so.
    return {place: {} for place in days} if len(days) < 0.5 * answered else {}


def _date_as_number(looked: Looked, name: str, column: CodedColumn, texts: Texts) -> Told:
    """A day as Excel counts it, from 1900, in a column of days."""
    serial = [place for place in texts.long(5, 5) if SERIAL.fullmatch(texts.each[place])]
    if not serial:
        return {}
    if looked.responses.codebook.question(name).type not in ("date", "datetime"):
        days = sum(bool(re.match(r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}$", text)) for text in texts.each)
        answered = int(np.count_nonzero(column.reasons == Reason.ANSWERED))
        if days == 0 or days + len(serial) < 0.9 * answered:
            return {}
    return {place: {"likely": (EXCEL_EPOCH + timedelta(days=int(texts.each[place]))).isoformat()} for place in serial}


def _letters(looked: Looked, name: str, column: CodedColumn, texts: Texts) -> Told:
    if texts.every.isascii():
        return {}
    return {
        place: {"likely": repaired}
        for place, text in enumerate(texts.each)
        if not text.isascii() and (repaired := repaired_letters(text)) is not None
    }


def _letters_lost(looked: Looked, name: str, column: CodedColumn, texts: Texts) -> Told:
    """The mark of an unknown letter (U+FFFD), which a program wrote in place of what it could not read."""
    if "\ufffd" not in texts.every:
        return {}
    return {place: {} for place, text in enumerate(texts.each) if "\ufffd" in text}


def repaired_letters(text: str) -> str | None:
    """What a text says whose UTF-8 was read as Windows or Latin letters; None where it was not."""
    raw = bytearray()
    for letter in text:
        try:
            raw += letter.encode("cp1252")
        except UnicodeEncodeError:
            if ord(letter) > 0xFF:
                return None
            raw.append(ord(letter))  # Windows leaves five bytes without a letter; programs pass them on
    try:
        repaired = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return repaired if repaired != text else None


Finder = Callable[[Looked, str, CodedColumn, Texts], Told]
FINDERS: tuple[tuple[str, str, Finder], ...] = (
    ("error_cells", "error_cell", _error_cells),
    ("numbers", "number_as_power", _scientific),
    ("numbers", "digits_lost", _digits_lost),
    ("zeros", "zeros_lost", _zeros_lost),
    ("dates", "code_became_date", _became_date),
    ("dates", "date_as_number", _date_as_number),
    ("letters", "letters_mangled", _letters),
    ("letters", "letters_lost", _letters_lost),
)

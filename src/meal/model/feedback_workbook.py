"""What a feedback workbook carries so that a partner's replies can be taken back.

The workbook has, in this order: the sheet with what to fix, one sheet for each file or sheet of the
partner's exports, and the hidden sheet `meal`. That sheet is a list of rows whose first cell tells
what the row is; the cells after it are the fields of one of the classes below, in their order, all
of them text:

- `setting`, name, value: see `SETTINGS`.
- `export`: an `ExportSheet`. `column`: a `SheetColumn`.
- `reply`, code, words: what the drop-down of replies says for a code of `REPLIES`.
- `answer`: an `AllowedAnswer`, the words that the drop-down of new values says for a code.
- `line`: a `FeedbackLine`.

Cells that a partner may change: `reply`, `new_value` and `comment` of a line in the first sheet, and
the answers in the sheets of their rows, where identifiers are locked. A personal answer is blank
there; the hidden column to its right holds `value_hash` of the old value, and something typed
into the blank cell is its correction.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import astuple, dataclass, fields
from typing import Literal

from meal.model.findings import Scope, Severity

FORMAT_VERSION = "1"
HIDDEN_SHEET = "meal"

KINDS = ("setting", "export", "column", "reply", "answer", "line")
"""What the first cell of a row of the hidden sheet may say."""

SETTINGS = (
    "format_version", "study", "partner", "language",
    # Where the first sheet has what; rows and columns are counted from 1.
    "fix_sheet", "fix_first_row", "column_number", "column_reply", "column_new_value", "column_comment",
)  # fmt: skip
"""Names of the settings, each of which stands there once."""

ReplyCode = Literal["correct", "right", "remove", "unknown"]
REPLIES: tuple[ReplyCode, ...] = ("correct", "right", "remove", "unknown")
"""Correct it (to `new_value`; a blank one means that the answer is to be blank); it is right as it is;
remove this interview; do not know."""

STABLE_ID_HEADER = "meal:stable_id"
"""Heading of the hidden column at the right end of each sheet of rows: the stable id of the submission."""
ROW_HEADER = "meal:row"
"""Heading of the hidden column beside it: the row in the partner's own file, as the spreadsheet shows it."""
HASH_HEADER = "meal:hash"
"""Heading of the hidden column to the right of a personal one: `value_hash` of each old value, blank for a blank."""

SEVERAL_SEPARATOR = ";"
"""What stands between several answers that are typed as the new value of a select_multiple; the data's own
form, codes with spaces between them, is as good."""


@dataclass(frozen=True, slots=True)
class ExportSheet:
    """One sheet of the workbook with rows of one file; its headings stand in row 1, as the file has them.

    Attributes:
        title: name of the sheet in the workbook.
        wave: the wave of its rows. file: path below the study folder. sheet: name of the sheet in it, or empty.
        sha256: of the file's bytes, in hexadecimal.
    """

    title: str
    wave: str
    file: str
    sheet: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column of a sheet of rows.

    Attributes:
        title: name of the sheet in the workbook. number: of the column in it, from 1, as text.
        question: its name in the data. kind: `answer` may be changed, `personal` is blank with the hash
            to its right, `identifier` is locked.
    """

    title: str
    number: str
    question: str
    kind: str


@dataclass(frozen=True, slots=True)
class AllowedAnswer:
    """One answer option of a question: its code in the data, and its words in the drop-down."""

    wave: str
    question: str
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class FeedbackLine:
    """One line of the first sheet.

    Attributes:
        number: of the line, as its first sheet shows it, from 1, as text.
        rule: of the finding. stable_id: of the submission; empty where the line is about a whole file.
        record: id of the submission as exported (`uuid` of the cleaning log).
        question: its name in the data; empty where the line is about the whole record.
        old_value: what the record holds after the cleaning log was replayed; empty for a personal question.
        old_hash: `value_hash` of it for a personal question with an answer, else empty.
        file, sheet, row: where it stands in the partner's own file; row as the spreadsheet shows it, as text.
        message: what was said about it, in the language of the workbook, for the log.
        seal: `line_seal` of all other fields; a line that somebody changed has another.
    """

    number: str
    rule: str
    severity: Severity
    scope: Scope
    wave: str
    stable_id: str
    record: str
    question: str
    old_value: str
    old_hash: str
    file: str
    sheet: str
    row: str
    message: str
    seal: str = ""


def value_hash(key: bytes, *, wave: str, question: str, stable_id: str, value: str) -> str:
    """What stands for the value of a personal question, in hexadecimal (HMAC-SHA256); blank for a blank.

    The place goes into it, so that nobody can see from the hashes which people gave the same answer.
    """
    value = value.strip()
    return _hmac(key, "value", wave, question, stable_id, value) if value else ""


def line_seal(key: bytes, line: FeedbackLine) -> str:
    """What proves that a line is as it was written, in hexadecimal (HMAC-SHA256)."""
    told = [text for field, text in zip(fields(line), astuple(line), strict=True) if field.name != "seal"]
    return _hmac(key, "line", *told)


def _hmac(key: bytes, *parts: str) -> str:
    # Lengths go before the parts, so that no two lists of parts read the same.
    message = "".join(f"{len(part)}:{part}" for part in parts)
    return hmac.new(key, message.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

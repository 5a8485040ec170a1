"""Everything that one partner is told about the records it sent, before it is written to a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from meal.model.feedback_workbook import AllowedAnswer, ExportSheet, FeedbackLine, ReplyCode
from meal.model.findings import Severity

Verdict = Literal["ready", "warnings", "correction"]
ColumnKind = Literal["answer", "personal", "identifier"]


@dataclass(frozen=True, slots=True)
class Place:
    """A cell in a sheet of rows: name of the sheet, row and column from 1."""

    title: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class FixItem:
    """One line of what to fix, in the partner's language.

    Attributes:
        place: the cell in the partner's rows; None where the line is about a whole file.
        question: as the form words it; empty where the line is about a whole record or file.
        found: the answer, by its label where it has one; never that of a personal question.
        message: what is wrong. expected: what was expected. ask: what the partner is asked to do.
        answers: the allowed answers of a choice question. several: more than one of them may be given.
    """

    line: FeedbackLine
    place: Place | None
    question: str
    found: str
    message: str
    expected: str
    ask: str
    answers: tuple[AllowedAnswer, ...] = ()
    several: bool = False


@dataclass(frozen=True, slots=True)
class MarkedCell:
    """A cell to colour: positions among the rows and columns of its sheet from 0, and the words of its comment."""

    row: int
    column: int
    severity: Severity
    text: str


@dataclass(frozen=True, slots=True)
class RowsSheet:
    """The partner's own rows of one file, in its own order and under its own headings.

    Attributes:
        headings: as they stand in the file. questions: the name of each column in the data. kinds: of each column.
        cells: a row each; blank where a column is personal.
        hashes: position of a personal column → the hash of its old value in each row.
        stable_ids, rows: id of the submission, and its row in the file, of each row.
        left_out: rows without anything to fix that are not shown, because the file is too long.
    """

    export: ExportSheet
    headings: tuple[str, ...]
    questions: tuple[str, ...]
    kinds: tuple[ColumnKind, ...]
    cells: tuple[tuple[str, ...], ...]
    hashes: Mapping[int, tuple[str, ...]]
    stable_ids: tuple[str, ...]
    rows: tuple[int, ...]
    marks: tuple[MarkedCell, ...] = ()
    left_out: int = 0

    def number(self, position: int) -> int:
        """The column of the workbook, from 1, of a column of the file: hidden columns stand between them."""
        return position + 1 + sum(before < position for before in self.hashes)

    @property
    def width(self) -> int:
        """How many columns of the workbook the file takes, hidden ones between them included."""
        return len(self.headings) + len(self.hashes)


@dataclass(frozen=True, slots=True)
class PartnerFeedback:
    """What one partner is told.

    Attributes:
        partner: as the records name it; empty where the study has no partners. name: what people call it.
        n_records: that the partner sent. n_affected: of these, with something to fix. n_settled: findings
            that somebody decided about before.
        n_errors, n_warnings: lines of each kind, those not shown included. more: lines that are not shown.
        replies: code → words of the drop-down.
    """

    study: str
    title: str
    partner: str
    name: str
    language: str
    synthetic: bool
    n_records: int
    n_affected: int
    n_errors: int
    n_warnings: int
    n_settled: int
    items: tuple[FixItem, ...]
    sheets: tuple[RowsSheet, ...]
    replies: Mapping[ReplyCode, str]
    more: int = 0
    fix_title: str = field(default="")

    @property
    def verdict(self) -> Verdict:
        """Ready, ready with warnings, or needs correction."""
        return "correction" if self.n_errors else "warnings" if self.n_warnings else "ready"

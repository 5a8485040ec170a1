"""The records of one wave, and where each of them came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum

import numpy as np

from meal.model.arrays import BoolArray, ByteArray, IntArray
from meal.model.codebook import Codebook
from meal.model.columns import CodedColumn


class Disposition(IntEnum):
    """What became of a record: kept for analysis, or excluded for one reason."""

    KEPT = 0
    NO_CONSENT = 1
    NOT_APPROVED = 2
    TEST_RECORD = 3
    SAME_SUBMISSION = 4
    OLDER_EDIT = 5
    REMOVED_BY_LOG = 6
    INVALID_RECORD = 7
    REPEAT_CONVERSATION = 8
    CONFLICTING_IDENTITY = 9
    NO_IDENTIFIER = 10

    @property
    def key(self) -> str:
        """The name used in outputs, such as `no_consent`."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was read.

    Attributes:
        file: path relative to the study folder, with `/`.
        sheet: name of the sheet, or empty.
        sha256: of the file's bytes.
        format: csv, xlsx, xls, xlsb, ods, sav, por, dta, parquet or zip.
        remarks: oddities found in reading, each (rule, parameters), to become findings.
    """

    file: str
    sheet: str
    sha256: str
    format: str
    n_records: int
    remarks: tuple[tuple[str, Mapping[str, str]], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Export:
    """One sheet of one file, every cell read as text and coded; `metadata` is what the file itself says.

    Attributes:
        row_of: shape (n_records,), the row as the spreadsheet or text editor shows it, from 1.
        headings: column → what stands above it in the file, before names were made fit and unique.
    """

    source: Source
    columns: Mapping[str, CodedColumn]
    row_of: IntArray
    metadata: Codebook | None = None
    headings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Responses:
    """All records of one wave; stages return new ones and never change them.

    Attributes:
        source_of: shape (n_records,), index into `sources`.
        row_of: shape (n_records,), row in its file as the spreadsheet shows it.
        disposition: shape (n_records,), a `Disposition` each.
    """

    wave: str
    columns: Mapping[str, CodedColumn]
    codebook: Codebook
    sources: tuple[Source, ...]
    source_of: IntArray
    row_of: IntArray
    disposition: ByteArray = field(default_factory=lambda: np.zeros(0, dtype=np.int8))

    @property
    def n_records(self) -> int:
        """How many records were read, excluded ones included."""
        return len(self.row_of)

    def kept(self) -> BoolArray:
        """Whether each record is kept, shape (n_records,)."""
        kept: BoolArray = self.disposition == Disposition.KEPT
        return kept

    def exclude(self, rows: IntArray, why: Disposition) -> Responses:
        """The same records with these excluded; a record keeps the first reason it was given."""
        disposition = self.disposition.copy()
        fresh = rows[disposition[rows] == Disposition.KEPT]
        disposition[fresh] = why
        return replace(self, disposition=disposition)

    def with_columns(self, columns: Mapping[str, CodedColumn]) -> Responses:
        """The same records with these columns added or replaced."""
        return replace(self, columns={**self.columns, **columns})

    def accounting(self) -> dict[str, int]:
        """Records by disposition, every one of them counted: the values add up to `n_records`."""
        counts = np.bincount(self.disposition, minlength=len(Disposition))
        return {kind.key: int(counts[kind]) for kind in Disposition if counts[kind] or kind is Disposition.KEPT}


@dataclass(frozen=True, slots=True, eq=False)
class RepeatRecords:
    """The rows of one repeat group of a wave.

    Attributes:
        name: of the repeat group in the form. parent: name of the repeat group that it stands in; empty for none.
        parent_of: shape (n_rows,), position of the record, or of the row of the parent; -1 for none.
        responses: the rows, with the codebook of the wave.
    """

    name: str
    parent: str
    parent_of: IntArray
    responses: Responses

"""Exports as they were received, version by version, and what became of the findings between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from meal.model.findings import Severity

Status = Literal["fixed", "settled", "still_open", "new", "withdrawn"]
STATUSES: tuple[Status, ...] = ("new", "still_open", "fixed", "settled", "withdrawn")
"""New with the last receipt; there before and still there; gone from the export; decided in the log;
its record is not in the export any more."""


LOST = "lost"
"""In the register, instead of a place in the archive: the version was overwritten without `meal receive`."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One version of an export; a row of submissions.csv.

    Attributes:
        file: path of the export below the folder of the data. received: day, as 2019-05-31; empty where it was
            there before anybody registered it.
        archived: where this version lies since another replaced it; empty while it is the current one, and `lost`
            where somebody overwrote it.
        replaces: hash of the version that it replaced.
    """

    wave: str
    file: str
    received: str
    sha256: str
    archived: str = ""
    replaces: str = ""

    @property
    def kept(self) -> bool:
        """Whether this version was replaced and lies in the archive."""
        return self.archived not in ("", LOST)

    @property
    def path(self) -> str:
        """Where this version lies."""
        return self.archived or self.file


@dataclass(frozen=True, slots=True)
class Followed:
    """One finding and what became of it.

    Attributes:
        first, last: receipt dates of the first and the last version that it was compared in.
        age: days between them; None where the first is not known.
    """

    status: Status
    wave: str
    partner: str
    rule: str
    severity: Severity
    record: str
    variable: str
    file: str
    row: int
    first: str
    last: str
    age: int | None
    question: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """What a partner's data of one wave looked like after one receipt; None where it is hidden or not known.

    Attributes:
        records: that were read. errors, warnings: that were found, whatever the log decides.
        new, still_open, fixed, withdrawn: against the receipt before. settled: of those found at the last
            receipt, how many the log decides.
    """

    wave: str
    partner: str
    received: str
    records: int | None
    errors: int | None
    warnings: int | None
    new: int | None = None
    still_open: int | None = None
    fixed: int | None = None
    withdrawn: int | None = None
    settled: int | None = None
    suppressed: bool = False

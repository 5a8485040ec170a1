"""Pairs of records to decide about, and the workbook in which it is done.

The workbook has a sheet with the pairs and the hidden sheet `meal_identity`, a list of rows whose first cell tells
what the row is, all cells text:

- `setting`, name, value: see `SETTINGS`.
- `decision`, code, words: what the drop-down says for a code (same, different, unsure).
- `pair`: a `ListedPair`.

Cells that a person may change: the decision, the reason and who decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from meal.model.identity import Decision

WORKLIST_VERSION = "1"
WORKLIST_SHEET = "meal_identity"
WORKLIST_SETTINGS = (
    "format_version", "study",
    # Where the sheet of pairs has what; rows and columns are counted from 1.
    "sheet", "first_row", "column_number", "column_decision", "column_reason", "column_by",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListedPair:
    """A pair as the hidden sheet keeps it.

    Attributes:
        number: of the pair in the sheet, from 1, as text.
        record, other_record: stable ids. score, points: as they stand in the sheet.
    """

    number: str
    wave: str
    record: str
    other_wave: str
    other_record: str
    score: str
    points: str


@dataclass(frozen=True, slots=True)
class PairSide:
    """One record of a pair as it is shown; `answers` may be personal, and stand nowhere else."""

    wave: str
    partner: str
    file: str
    row: str
    record: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WorklistPair:
    """A pair to decide about.

    Attributes:
        fewer: the decision `same` makes the people one fewer, whatever is decided about the pairs above it.
        decision: what was decided before and is still open (`unsure`), or empty. reason, by: of that.
    """

    pair: ListedPair
    left: PairSide
    right: PairSide
    fewer: bool
    decision: str = ""
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Worklist:
    """The pairs of a study to decide about, those that matter most first.

    Attributes:
        questions: what is compared, in words, in the order of the answers. more: pairs that are not listed.
    """

    study: str
    title: str
    language: str
    questions: tuple[str, ...]
    pairs: tuple[WorklistPair, ...]
    synthetic: bool = False
    more: int = 0


@dataclass(frozen=True, slots=True)
class TypedDecision:
    """What somebody wrote beside a pair; row of the sheet, from 1."""

    number: str
    row: int
    decision: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class ReturnedWorklist:
    """A worklist as it came back, before anything of it is believed.

    Attributes:
        words: words of the drop-down → code. pairs: number → pair.
    """

    name: str
    settings: Mapping[str, str]
    words: Mapping[str, Decision]
    pairs: Mapping[str, ListedPair]
    typed: tuple[TypedDecision, ...]

"""Records side by side as they are compared, the pairs that may be one person, and what was decided about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from meal.model.arrays import FloatArray, IntArray, TextArray

Decision = Literal["same", "different", "unsure"]


@dataclass(frozen=True, slots=True, eq=False)
class IdentityTable:
    """Records of one or several waves, one under the other, in the form in which the rule compares them.

    What is not known is empty text, or NaN; a field that the study does not compare is so for every record.

    Attributes:
        waves: names of the waves. wave_of: shape (n_records,), index into `waves`.
        row_of: shape (n_records,), the record in its wave's `Responses`.
        stable: shape (n_records,), the stable id of the submission. partner: who sent it.
        person: shape (n_records,), who the record is of as far as ids, keys and decisions say; empty for unknown.
        name: normalised, in Latin letters. phones: fields of normalised numbers with country.
        sex: as coded. birth_year: a year, NaN for unknown. year_margin: by how much it may be off (an age gives ±1).
        sites: fields of normalised places, the widest first. code: elements of the self-generated code.
    """

    waves: tuple[str, ...]
    wave_of: IntArray
    row_of: IntArray
    stable: TextArray
    partner: TextArray
    person: TextArray
    name: TextArray
    phones: tuple[TextArray, ...]
    sex: TextArray
    birth_year: FloatArray
    year_margin: float
    sites: tuple[TextArray, ...]
    code: tuple[TextArray, ...]

    @property
    def n_records(self) -> int:
        """How many records stand side by side."""
        return len(self.row_of)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Groups of records too large to compare everybody in them with everybody else.

    Attributes:
        key: what the records of a group have in common, such as `name_and_year`.
    """

    key: str
    n_groups: int
    n_records: int
    largest: int


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs of records and the points that each field gives: "same phone +5, village differs -2".

    Attributes:
        left, right: shape (n_pairs,), positions in the table, left below right; no pair twice.
        points: field (`name`, `phone`, `sex`, `birth_year`, `site`, `code`) → shape (n_pairs,), 0 where unknown;
            and `list`, the same for all pairs: the longer the list, the more people look alike by chance.
        score: shape (n_pairs,), their sum.
        left_out: groups that were too large to compare.
    """

    left: IntArray
    right: IntArray
    points: Mapping[str, FloatArray]
    score: FloatArray
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class PairDecision:
    """One row of identity.csv: what somebody decided about two submissions, by their stable ids.

    Attributes:
        wave, other_wave: the waves of the two, the same for duplicates within one.
        row: in the file, as the spreadsheet shows it.
    """

    wave: str
    record: str
    other_wave: str
    other_record: str
    decision: Decision
    decided_by: str = ""
    decided_at: str = ""
    reason: str = ""
    row: int = 0

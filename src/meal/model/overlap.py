"""People known to several partners: rows of overlap.csv."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class OverlapRow:
    """How many different people are known to a partner, to two of them, or to this many partners.

    Attributes:
        partner, other: as the records name them; `other` is empty for all people of a partner, both for `known_to`.
        known_to: `1`, `2` or `3+` partners; empty in the other rows. people: None where suppressed.
    """

    wave: str
    partner: str = ""
    other: str = ""
    known_to: str = ""
    people: int | None = None
    status: Literal["ok", "suppressed"] = "ok"


OVERLAP_COLUMNS = ("wave", "partner", "other", "known_to", "people", "status")


@dataclass(frozen=True, slots=True)
class Overlap:
    """The people that partners share in a wave.

    Attributes:
        partners: in order. rows: people of each partner; then of each two, in that order; then by number of partners.
        known_to: number of partners → different people. alone: people of each partner whom no other knows.
        further: for each partner, its people's partners beyond two, summed over its people. None of the three is
            published: the last are empty in what may leave.
    """

    wave: str
    partners: tuple[str, ...]
    rows: tuple[OverlapRow, ...]
    known_to: tuple[tuple[int, int], ...] = ()
    alone: tuple[int, ...] = ()
    further: tuple[int, ...] = ()

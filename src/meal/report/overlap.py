"""The overlap between partners as a table, for the page, the workbook and overlap.csv."""

from __future__ import annotations

from dataclasses import dataclass

from meal.model.overlap import OVERLAP_COLUMNS, Overlap, OverlapRow
from meal.report.csv_files import rows_csv
from meal.report.labels import Labels

LARGEST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Matrix:
    """The overlap with the names of its partners, in one language.

    Attributes:
        names: of the partners, in order. cells: (row, column) → the row of the table, both ways round; a partner
            with itself is all of its people.
        known_to: the rows for one, two and more partners, with their words.
    """

    wave: str
    names: tuple[str, ...]
    cells: dict[tuple[int, int], OverlapRow]
    known_to: tuple[tuple[str, OverlapRow], ...]

    def largest(self) -> list[tuple[str, OverlapRow]]:
        """The pairs that share most people, the largest first; without those that share nobody or are hidden."""
        pairs = [
            (f"{self.names[one]} · {self.names[other]}", row)
            for (one, other), row in self.cells.items()
            if one < other and row.people
        ]
        return sorted(pairs, key=lambda pair: (-(pair[1].people or 0), pair[0]))[:LARGEST_SHOWN]


def overlap_csv(overlaps: tuple[Overlap, ...], *, synthetic: bool = False) -> bytes:
    """overlap.csv: a row a partner, a pair of partners, and a number of partners; suppressed rows have no number."""
    said = ("synthetic",) if synthetic else ()
    rows = (
        [*(getattr(row, column) for column in OVERLAP_COLUMNS), *said] for overlap in overlaps for row in overlap.rows
    )
    return rows_csv((*OVERLAP_COLUMNS, *(("data",) if synthetic else ())), rows)


def matrices(labels: Labels) -> tuple[Matrix, ...]:
    """The overlaps of a publication with their words."""
    return tuple(_matrix(overlap, labels) for overlap in labels.published.overlaps)


def _matrix(overlap: Overlap, labels: Labels) -> Matrix:
    variable = labels.study.identity.partner or ""
    place = {partner: at for at, partner in enumerate(overlap.partners)}
    cells: dict[tuple[int, int], OverlapRow] = {}
    for row in overlap.rows:
        if row.partner:
            one, other = place[row.partner], place[row.other or row.partner]
            cells[one, other] = cells[other, one] = row
    known_to = tuple(
        (labels.words.text(f"overlap.known_to_{row.known_to.rstrip('+')}"), row) for row in overlap.rows if row.known_to
    )
    names = tuple(labels.one_level(variable, partner) for partner in overlap.partners)
    return Matrix(overlap.wave, names, cells, known_to)

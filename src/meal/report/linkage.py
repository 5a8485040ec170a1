"""The linkage report as every file shows it: who of a wave was linked to a later one, may be, or was lost."""

from __future__ import annotations

from dataclasses import dataclass

from meal.model.estimates import Estimate
from meal.report.csv_files import rows_csv
from meal.report.labels import Labels, indicators, measure_of
from meal.report.numbers import Measure

LINKAGE_COLUMNS = (
    "earlier", "later", "category", "statistic", "by", "level", "linkage", "n", "count", "estimate", "conf_low",
    "conf_high", "conf_level", "method", "status", "note",
)  # fmt: skip
PARTS = ("linked", "ambiguous", "lost")
NEW, EXPECTED, COUNTED = "not_before", "expected_wrong", "linkage"


@dataclass(frozen=True, slots=True)
class FateLine:
    """The people of an earlier wave at one level: those linked, ambiguous and lost; None where nothing is said."""

    by: str
    level: str
    parts: dict[str, Estimate]

    @property
    def whole(self) -> Estimate:
        """A row with the number of people of the earlier wave."""
        return self.parts["linked"]


@dataclass(frozen=True, slots=True)
class WavePair:
    """Two waves: what became of the people of the earlier one by the later one.

    Attributes:
        methods: rows of how the linked were linked, for the whole. differences: of the lost less those who stayed.
    """

    earlier: str
    later: str
    lines: tuple[FateLine, ...]
    methods: tuple[Estimate, ...]
    differences: tuple[Estimate, ...]

    @property
    def categories(self) -> tuple[str, ...]:
        """What is told of the people: `ambiguous` only where somebody is."""
        return tuple(part for part in (*PARTS, NEW) if any(part in line.parts for line in self.lines))


def wave_pairs(linkage: tuple[Estimate, ...]) -> tuple[WavePair, ...]:
    """The report by pairs of waves, in the order of the rows."""
    pairs = []
    for name in dict.fromkeys(row.indicator for row in linkage if row.category != EXPECTED):
        rows = [row for row in linkage if row.indicator == name]
        earlier, _, later = name.partition(">")
        counted = [row for row in rows if row.variant == COUNTED]
        places = dict.fromkeys((row.by, row.level) for row in counted if row.category == "linked")
        lines = tuple(
            FateLine(by, level, {row.category: row for row in counted if (row.by, row.level) == (by, level)})
            for by, level in places
        )
        methods = tuple(row for row in counted if row.category.startswith("linked_") and not row.by)
        pairs.append(WavePair(earlier, later, lines, methods, tuple(row for row in rows if row.comparison)))
    return tuple(pairs)


def expected_rows(linkage: tuple[Estimate, ...]) -> tuple[Estimate, ...]:
    """Expected numbers of wrong links by later wave and linkage."""
    return tuple(row for row in linkage if row.category == EXPECTED)


def linkage_csv(linkage: tuple[Estimate, ...], *, synthetic: bool = False) -> bytes:
    """linkage.csv: one row a count, difference or expectation, with the columns of `LINKAGE_COLUMNS`.

    `earlier` is empty where a row is about links to all earlier waves; `linkage` names the level of such a row.
    """
    said = {"data": "synthetic"} if synthetic else {}
    return rows_csv((*LINKAGE_COLUMNS, *said), ([*_cells(row), *said.values()] for row in linkage))


def _cells(row: Estimate) -> list[str | int | float | None]:
    earlier, _, later = row.indicator.partition(">")
    level = "" if row.variant == COUNTED else row.variant
    # A difference between the lost and those who stayed is of a level, or of an indicator.
    category = f"lost:{row.category}" if row.comparison and row.category else row.category or row.comparison
    return [
        earlier, later, category, row.statistic, row.by, row.level, level, row.n, row.numerator, row.estimate,
        row.conf_low, row.conf_high, row.conf_level, row.method, row.status, row.note,
    ]  # fmt: skip


def difference_label(row: Estimate, labels: Labels) -> str:
    """What a difference between the lost and those who stayed is about: Sex: Women, or an indicator."""
    return labels.indicator(row.category) if row.category else f"{labels.by(row.by)}: {labels.level(row.by, row.level)}"


def measure_in(row: Estimate, labels: Labels) -> Measure:
    """What a row counts in: an expectation is a number, a difference of amounts is one too, others are shares."""
    if row.category == EXPECTED:
        return "amount"
    compared = indicators(labels.study).get(row.category) if row.comparison else None
    if compared is not None and compared.counts is None:
        return "amount_difference"
    return measure_of(row, labels.study)

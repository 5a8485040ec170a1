"""The criterion: coverage averaged over bands of prevalence, where at least five are counted on either side."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .record import Measured

BANDS = {
    ".01–.05": (0.01, 0.05), ".05–.2": (0.05, 0.2), ".2–.8": (0.2, 0.8),
    ".8–.95": (0.8, 0.95), ".95–.99": (0.95, 0.99),
}  # fmt: skip
AMOUNTS = "amounts"
LEAST_COUNTED = 5
LEAST_COVERAGE = 0.94
LOW_COVERAGE = 0.90
ERRORS = 3
EDGE = 1e-9


@dataclass(frozen=True, slots=True)
class Band:
    """An interval's coverage over the cells of one band, in percent points as a share.

    Attributes:
        lowest: the cell of the band in which it was lowest.
    """

    interval: str
    band: str
    cells: int
    coverage: float
    mc_error: float
    lowest: Measured

    @property
    def fails(self) -> bool:
        """Whether the default is below what the study allows, beyond chance."""
        return self.lowest.setting.judged and self.coverage + ERRORS * self.mc_error < LEAST_COVERAGE


def bands_of(one: Measured) -> list[str]:
    """The bands in which the true share lies; a share on an edge is in both."""
    if one.setting.p is None:
        return [AMOUNTS]
    return [name for name, (low, high) in BANDS.items() if low - EDGE <= one.setting.p <= high + EDGE]


def band_means(cells: Iterable[Measured]) -> list[Band]:
    """Mean coverage of every interval in every band, over the cells that are judged."""
    groups: dict[tuple[str, str], list[Measured]] = defaultdict(list)
    for one in cells:
        if one.setting.counted >= LEAST_COUNTED - EDGE and not math.isnan(one.coverage):
            for band in bands_of(one):
                groups[one.setting.interval, band].append(one)
    return [_band(interval, band, members) for (interval, band), members in groups.items()]


def by_setting(cells: Iterable[Measured]) -> list[tuple[Measured, Band]]:
    """The same means with n, PSUs, ICC and detail held fixed: where inside a band an interval is weak."""
    groups: dict[tuple[object, ...], list[Measured]] = defaultdict(list)
    for one in cells:
        setting = one.setting
        if setting.judged and setting.counted >= LEAST_COUNTED - EDGE and not math.isnan(one.coverage):
            for band in bands_of(one):
                key = (setting.interval, band, setting.n, setting.n_psu, setting.icc, setting.detail)
                groups[key].append(one)
    return [(members[0], _band(str(key[0]), str(key[1]), members)) for key, members in groups.items()]


def _band(interval: str, band: str, members: Sequence[Measured]) -> Band:
    count = len(members)
    return Band(
        interval,
        band,
        count,
        sum(one.coverage for one in members) / count,
        math.sqrt(sum(one.mc_error**2 for one in members)) / count,
        min(members, key=lambda one: one.coverage),
    )

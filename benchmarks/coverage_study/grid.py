"""Which settings are tried, in the long run and in the reduced one."""

from __future__ import annotations

from dataclasses import dataclass

CONF_LEVEL = 0.95
_LOWER = (0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5)
_FEWER = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)


def _mirrored(shares: tuple[float, ...]) -> tuple[float, ...]:
    return (*shares, *(round(1 - share, 10) for share in reversed(shares) if share < 0.5))


@dataclass(frozen=True, slots=True)
class Grid:
    """Settings to try.

    Attributes:
        shares: true shares where samples are drawn. fine: where they are enumerated.
        sizes: records of a simple sample. clusters, contrasts: (PSUs, records) for levels, and for
            changes and differences. likeness, contrast_likeness: ICCs of either.
        replicates: samples drawn in a setting of a level; contrast_replicates: of a change or
            difference; slow: where the engine itself runs on each sample.
    """

    shares: tuple[float, ...]
    fine: tuple[float, ...]
    sizes: tuple[int, ...]
    enumerated_pairs: tuple[int, ...]
    drawn_pairs: tuple[int, ...]
    clusters: tuple[tuple[int, int], ...]
    contrasts: tuple[tuple[int, int], ...]
    likeness: tuple[float, ...]
    contrast_likeness: tuple[float, ...]
    replicates: int
    contrast_replicates: int
    slow: int


FULL = Grid(
    shares=_mirrored(_LOWER),
    fine=tuple(round(step / 100, 2) for step in range(1, 100)),
    sizes=(10, 20, 50, 100, 200, 500, 1000, 2000, 5000),
    enumerated_pairs=(10, 20, 50, 100, 200),
    drawn_pairs=(500, 1000, 5000),
    clusters=(
        (5, 10), (5, 50), (5, 200), (5, 1000), (5, 5000),
        (10, 20), (10, 50), (10, 200), (10, 1000), (10, 5000),
        (20, 40), (20, 200), (20, 1000), (20, 5000),
        (50, 100), (50, 500), (50, 1000), (50, 5000),
        (100, 200), (100, 1000), (100, 5000),
    ),
    contrasts=((5, 50), (5, 1000), (10, 100), (10, 1000), (20, 200), (20, 2000), (50, 500), (50, 5000), (100, 1000)),
    likeness=(0.0, 0.01, 0.05, 0.1),
    contrast_likeness=(0.0, 0.05, 0.1),
    replicates=6_000,
    contrast_replicates=600,
    slow=200,
)  # fmt: skip
REDUCED = Grid(
    shares=_mirrored(_FEWER),
    fine=FULL.shares,
    sizes=(10, 50, 200, 1000),
    enumerated_pairs=(10, 50),
    drawn_pairs=(500,),
    clusters=((5, 50), (5, 1000), (10, 200), (10, 1000), (20, 200), (20, 1000), (50, 1000), (100, 1000)),
    contrasts=((5, 50), (5, 1000), (10, 100), (20, 2000), (50, 500), (100, 1000)),
    likeness=(0.0, 0.01, 0.05, 0.1),
    contrast_likeness=(0.0, 0.05, 0.1),
    replicates=2_000,
    contrast_replicates=600,
    slow=150,
)


def stressed(interval: str, *, unequal: bool) -> tuple[str, bool]:
    """The key of an interval, and whether it is judged: PSUs of unequal size are shown beside, in rows of their own."""
    return (f"{interval}_unequal", False) if unequal else (interval, True)


def odds_times(share: float, ratio: float) -> float:
    """The share whose odds are so many times those of another."""
    return ratio * share / (1 - share + ratio * share)

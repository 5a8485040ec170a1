"""The same people in two waves: who answered both times, and their change."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from meal.model.arrays import FloatArray, IntArray
from meal.model.samples import DesignError, Remark, Sample

# Under a tenth of the smaller wave the waves are as good as different people; from nine tenths, the same.
PARTLY_SAME = 0.10
MOSTLY_SAME = 0.90


@dataclass(frozen=True, slots=True, eq=False)
class Overlap:
    """People who answered in both waves, within the domain.

    Attributes:
        before, after: shape (n_both,), record of each of them in either wave, in order of person.
        n_before, n_after: people who answered in each wave.
    """

    before: IntArray
    after: IntArray
    n_before: int
    n_after: int

    @property
    def n_both(self) -> int:
        """People who answered both times."""
        return len(self.before)

    @property
    def share(self) -> float:
        """Part of the smaller wave that answered both times."""
        return self.n_both / max(1, min(self.n_before, self.n_after))

    @property
    def n_people(self) -> int:
        """Different people who answered in either wave."""
        return self.n_before + self.n_after - self.n_both

    @property
    def remark(self) -> Remark:
        """Rule R4: how many of how many answered both times, and what follows."""
        if self.share >= MOSTLY_SAME:
            treated_as = "paired"
        else:
            treated_as = "partly_paired" if self.share >= PARTLY_SAME else "independent"
        return Remark(
            "R4",
            {
                "both": self.n_both,
                "before": self.n_before,
                "after": self.n_after,
                "of": min(self.n_before, self.n_after),
                "treated_as": treated_as,
            },
        )


def overlap(before: Sample, after: Sample) -> Overlap:
    """Match the people of two waves by their code; nobody is shared where a wave has no codes.

    Raises:
        DesignError: a person stands twice in a wave (R7).
    """
    rows_before, rows_after = np.flatnonzero(before.included), np.flatnonzero(after.included)
    n_before, n_after = len(rows_before), len(rows_after)
    if before.pair is None or after.pair is None:
        nobody = np.zeros(0, dtype=np.int64)
        return Overlap(nobody, nobody, n_before, n_after)
    known_before, known_after = rows_before[before.pair[rows_before] >= 0], rows_after[after.pair[rows_after] >= 0]
    people_before, people_after = before.pair[known_before], after.pair[known_after]
    refuse_duplicates(people_before)
    refuse_duplicates(people_after)
    first, second = matched(people_before, people_after)
    return Overlap(known_before[first], known_after[second], n_before, n_after)


def refuse_duplicates(people: IntArray) -> None:
    """Refuse a person who stands twice in a wave (R7).

    Raises:
        DesignError: at least one does.
    """
    if not len(people):
        return
    times = np.bincount(people) if _dense(people) else np.unique(people, return_counts=True)[1]
    repeated = int(np.sum(times > 1))
    if repeated:
        raise DesignError(Remark("R7", {"people": repeated}))


def matched(first: IntArray, second: IntArray) -> tuple[IntArray, IntArray]:
    """Where the codes that stand in both stand in either, in order of code; no code stands twice.

    Args:
        first, second: codes from 0.
    """
    if not len(first) or not len(second) or not (_dense(first) and _dense(second)):
        _, mine, theirs = np.intersect1d(first, second, assume_unique=True, return_indices=True)
        return mine.astype(np.int64), theirs.astype(np.int64)
    # Looking codes up in a table is many times faster than sorting a million of them.
    size = int(max(first.max(), second.max())) + 1
    places = []
    for codes in (first, second):
        place = np.full(size, -1, dtype=np.int64)
        place[codes] = np.arange(len(codes))
        places.append(place)
    both = np.flatnonzero((places[0] >= 0) & (places[1] >= 0))
    return places[0][both], places[1][both]


def _dense(codes: IntArray) -> bool:
    return bool(codes.max() < 10 * len(codes) + 1_000_000)


def change_sample(before: Sample, after: Sample, both: Overlap) -> Sample:
    """One record a person with the change as answer, on the full design of the wave that limits who is paired.

    That is the wave with a declared design; where both have one, the first, unless the second is a
    subsample of it. Weights are those of the later wave, which allow for who was lost, else of the
    first; arms and covariates are those of the first. People without both answers stay in the
    design, without a change.
    """
    first = _design_is_first(before, after)
    base, other = (before, after) if first else (after, before)
    rows_base, rows_other = (both.before, both.after) if first else (both.after, both.before)
    weighed = after if after.has_weight else (before if before.has_weight else base)
    change = np.full(len(base.y), np.nan)
    # Rounded, so that 92.4 − 91.7 and 0.7 are the same amount of change.
    change[rows_base] = np.round(after.y[both.after] - before.y[both.before], 10)
    arm, covariates = before.arm, before.covariates
    if not first and arm is not None:
        arm = _moved(arm.astype(np.float64), len(base.y), both.after, both.before, -1).astype(np.int64)
    if not first and covariates is not None:
        covariates = _moved(covariates, len(base.y), both.after, both.before, np.nan)
    paired = replace(
        base,
        y=change,
        x=None,
        domain=~np.isnan(change),
        weight=base.weight if base is weighed else _moved(weighed.weight, len(base.y), rows_base, rows_other, 1),
        has_weight=weighed.has_weight,
        arm=arm,
        covariates=covariates,
    )
    return _with_psu(paired, other) if other.has_psu and not base.has_psu else paired


def same_people_change(before: Sample, after: Sample) -> Sample | None:
    """The change of each person in both waves; None where the waves are as good as different people.

    Raises:
        DesignError: a person stands twice in a wave (R7).
    """
    both = overlap(before, after)
    return change_sample(before, after, both) if both.share >= PARTLY_SAME else None


def _design_is_first(before: Sample, after: Sample) -> bool:
    drawn = [sample.designed and not sample.counted for sample in (before, after)]
    if drawn[0] != drawn[1]:
        return drawn[0]
    if drawn[0]:
        return len(after.y) >= MOSTLY_SAME * len(before.y)
    if before.counted != after.counted:
        return after.counted
    return len(before.y) <= len(after.y)


def _moved(values: FloatArray, size: int, rows: IntArray, taken: IntArray, empty: float) -> FloatArray:
    """Values of another wave's people, put where those people stand in this one."""
    moved = np.full((size, *values.shape[1:]), empty, dtype=np.float64)
    moved[rows] = values[taken]
    return moved


def _with_psu(sample: Sample, other: Sample) -> Sample:
    """The people of a wave who are in the other too, with the PSU that they have there."""
    if sample.pair is None or other.pair is None:
        raise ValueError("people without codes are paired with nobody")
    known, others = np.flatnonzero(sample.pair >= 0), np.flatnonzero(other.pair >= 0)
    first, second = matched(sample.pair[known], other.pair[others])
    mine, theirs = known[first], others[second]
    return replace(sample.take(mine), psu=other.psu[theirs], has_psu=True)

"""Tests of a change in a yes/no answer among people who were sampled in groups (METHODS 11)."""

from __future__ import annotations

import numpy as np

from meal.estimate.methods.clustered_mcnemar import CLUSTERED_PAIRS
from meal.estimate.pairs import overlap
from meal.estimate.scores import units_of
from meal.estimate.significance import Significance
from meal.model.arrays import IntArray
from meal.model.samples import DesignError, Remark, Sample


def clustered_fourfold(before: Sample, after: Sample) -> IntArray:
    """People by PSU who said yes both times, gained, lost, and said no both times, shape (n_psu, 4).

    PSUs are those of the first wave; those without a person who answered both times are left out.

    Raises:
        DesignError: a person stands twice in a wave (R7).
    """
    both = overlap(before, after)
    psu = units_of(before).of[both.before]
    yes_before, yes_after = before.y[both.before] > 0, after.y[both.after] > 0
    kind = np.where(yes_before, np.where(yes_after, 0, 2), np.where(yes_after, 1, 3))
    _, place = np.unique(psu, return_inverse=True)
    return np.bincount(place * 4 + kind, minlength=4 * (int(place.max(initial=-1)) + 1)).reshape(-1, 4)


def clustered_pair_test(before: Sample, after: Sample, *, method: str = "durkalski") -> Significance:
    """A test of no change that allows for people in a PSU being alike.

    Raises:
        DesignError: as `clustered_fourfold`; fewer than two PSUs have a pair (`too_few_clusters`).
    """
    table = clustered_fourfold(before, after)
    if len(table) < 2:
        raise DesignError(Remark("too_few_clusters", {"n": len(table)}))
    return CLUSTERED_PAIRS[method](table)

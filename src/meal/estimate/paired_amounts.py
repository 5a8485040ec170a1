"""Change of an amount among the same people by rank, beside the mean change (METHODS 10)."""

from __future__ import annotations

from meal.estimate.contrasts import contrast_result
from meal.estimate.intervals import Interval
from meal.estimate.methods.signed_rank import hodges_lehmann, signed_ranks
from meal.estimate.pairs import change_sample, overlap
from meal.model.arrays import FloatArray
from meal.model.samples import DesignError, Remark, Result, Sample

# The pairs of more changes than this do not fit in memory.
MOST_PEOPLE = 5_000
FEW = 30
SKEWED = 1.0


def rounded_changes(before: Sample, after: Sample) -> FloatArray:
    """Changes of those who answered both times, rounded so that equal changes are equal numbers.

    Raises:
        DesignError: a person stands twice in a wave (R7).
    """
    changed = change_sample(before, after, overlap(before, after))
    changes: FloatArray = changed.y[changed.included]
    return changes


def typical_change(before: Sample, after: Sample, conf_level: float = 0.95) -> Result:
    """The typical change (Hodges–Lehmann) with exact signed-rank limits, and Wilcoxon's test with zeros as Pratt.

    The p-value is exact up to 400 changes. For simple samples: ranks know nothing of a design.

    Raises:
        DesignError: a person stands twice in a wave (R7), nobody answered both times, or there are
            too many people for it (`too_many_for_ranks`).
    """
    changes = rounded_changes(before, after)
    n = len(changes)
    if not n or n > MOST_PEOPLE:
        raise DesignError(
            Remark("nobody_answered", {"n_missing": 0}) if not n else Remark("too_many_for_ranks", {"n": n})
        )
    found = hodges_lehmann(changes, conf_level)
    test = signed_ranks(changes, zeros="pratt")
    short = (Remark("coverage_short", {"coverage": found.coverage}),) if found.coverage < conf_level else ()
    return contrast_result(
        found.estimate,
        Interval(found.low, found.high),
        conf_level,
        std_error=None,
        df=None,
        p_value=test.p_asymptotic if test.p_exact is None else test.p_exact,
        n=n,
        method="hodges_lehmann",
        remarks=short,
    )


def ranks_worth_adding(changes: FloatArray) -> bool:
    """Whether the typical change is shown beside the mean: under 30 people, or changes that are skewed."""
    away = changes - changes.mean()
    spread = float((away**2).mean())
    return len(changes) < FEW or (spread > 0 and abs(float((away**3).mean())) / spread**1.5 > SKEWED)

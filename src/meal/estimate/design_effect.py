"""What a design costs: the variance over that of a simple random sample of as many records (METHODS 7)."""

from __future__ import annotations

import numpy as np

from meal.model.arrays import FloatArray

# Weights that average 1 were normalised to the sample: they do not sum to a population.
NORMALISED = 0.05


def simple_variance(
    squares: FloatArray, size: FloatArray, n: FloatArray, *, factor: FloatArray | float, population: bool
) -> FloatArray:
    """Variance under simple random sampling, all of shape (n_cell,).

    Without replacement out of Σw people, as R survey's default; with replacement where weights do
    not sum to a population.

    Args:
        squares: weighted sums of squared deviations. size: Σw. n: records.
        factor: from the variance of a mean to that of the statistic, such as (Σw)² for a total.
        population: the weights sum to a population.
    """
    finite = 1 - n / size if population else 1.0
    variance: FloatArray = np.asarray(factor * squares / size / (n - 1) * finite)
    return variance


def weights_sum_to_population(sum_weight: float, n_record: int, *, fractions_known: bool) -> bool:
    """Whether declared weights sum to a population, not to the sample (METHODS 4)."""
    return fractions_known or abs(sum_weight / n_record - 1) > NORMALISED

"""Records as one frozen sample, for methods that need order, covariates or a second pass."""

from __future__ import annotations

import numpy as np

from meal.aggregate.design import checked_codes, checked_fraction, checked_weight, everyone
from meal.model.arrays import BoolArray, FloatArray, IntArray
from meal.model.samples import Sample


def sample(
    y: FloatArray,
    *,
    x: FloatArray | None = None,
    weight: FloatArray | None = None,
    stratum: IntArray | None = None,
    psu: IntArray | None = None,
    stratum_fraction: FloatArray | None = None,
    domain: BoolArray | None = None,
    covariates: FloatArray | None = None,
    pair: IntArray | None = None,
    arm: IntArray | None = None,
    ssu: IntArray | None = None,
    ssu_fraction: FloatArray | None = None,
) -> Sample:
    """All records of a wave with their design; arguments as for `psu_totals`.

    Args:
        covariates: shape (n_records, k), NaN where missing.
        pair: shape (n_records,), code of the person, the same in every wave.
        arm: shape (n_records,), 0 control, 1 treated; other values are in neither arm.

    Raises:
        DesignError: weights, strata, PSUs or fractions are missing or impossible.
    """
    n_records = len(y)
    strata = checked_codes(stratum, n_records, "stratum")
    return Sample(
        y=np.asarray(y, dtype=np.float64),
        weight=checked_weight(weight, n_records),
        stratum=strata,
        psu=np.arange(n_records) if psu is None else checked_codes(psu, n_records, "psu"),
        stratum_fraction=checked_fraction(stratum_fraction, strata),
        domain=everyone(domain, n_records),
        x=x,
        covariates=covariates,
        pair=pair,
        arm=arm,
        ssu=None if psu is None or ssu is None else checked_codes(ssu, n_records, "ssu"),
        ssu_fraction=None if psu is None else ssu_fraction,
        has_weight=weight is not None,
        has_strata=stratum is not None,
        has_psu=psu is not None,
    )

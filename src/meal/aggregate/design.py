"""The declared design as codes and sums: PSUs nested in strata, sampling fractions, weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meal.model.arrays import BoolArray, FloatArray, IntArray
from meal.model.samples import DesignError, Remark

# Counting on a table is faster than sorting while the table stays near the size of the data.
_TABLE_PER_RECORD = 4
_SMALL_TABLE = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Distinct:
    """Which codes occur, in order, and the place of each record's code among them.

    Attributes:
        codes: shape (n_distinct,), ascending. place: shape (n_records,).
    """

    codes: IntArray
    place: IntArray


def distinct(codes: IntArray, size: int) -> Distinct:
    """The codes that occur among 0..size-1, and where each record's code stands among them."""
    if size > _TABLE_PER_RECORD * len(codes) + _SMALL_TABLE:
        found, place = np.unique(codes, return_inverse=True)
        return Distinct(found.astype(np.int64), place.astype(np.int64))
    occurs = np.bincount(codes, minlength=size) > 0
    return Distinct(np.flatnonzero(occurs), (np.cumsum(occurs) - 1)[codes])


def checked_weight(weight: FloatArray | None, n_records: int) -> FloatArray:
    """The weights, or 1 for every record where none were declared.

    Raises:
        DesignError: a weight is missing, infinite or below 0 (rule R17).
    """
    if weight is None:
        return np.ones(n_records)
    wrong = int(np.sum(~np.isfinite(weight) | (weight < 0)))
    if wrong:
        raise DesignError(Remark("weight_invalid", {"n": wrong}))
    return np.asarray(weight, dtype=np.float64)


def checked_codes(codes: IntArray | None, n_records: int, what: str) -> IntArray:
    """Stratum or PSU codes, or 0 for every record where none were declared.

    Raises:
        DesignError: a record has none (`stratum_missing`, `psu_missing`).
    """
    if codes is None:
        return np.zeros(n_records, dtype=np.int64)
    missing = int(np.sum(codes < 0))
    if missing:
        raise DesignError(Remark(f"{what}_missing", {"n": missing}))
    return np.asarray(codes, dtype=np.int64)


def checked_fraction(fraction: FloatArray | None, stratum: IntArray) -> FloatArray:
    """Sampling fraction by stratum, 0 for every stratum where none was declared.

    Raises:
        DesignError: a fraction lies outside 0–1, or strata lie outside the array.
    """
    if fraction is None:
        return np.zeros(int(stratum.max()) + 1 if len(stratum) else 1)
    if len(stratum) and stratum.max() >= len(fraction):
        raise DesignError(Remark("fraction_missing", {"n": int(stratum.max()) + 1 - len(fraction)}))
    wrong = int(np.sum(~((fraction >= 0) & (fraction <= 1))))
    if wrong:
        raise DesignError(Remark("fraction_invalid", {"n": wrong}))
    return np.asarray(fraction, dtype=np.float64)


def stratum_fraction(
    column: FloatArray, *, stratum: IntArray | None = None, psu: IntArray | None = None, n_stratum: int | None = None
) -> FloatArray:
    """First-stage sampling fraction of each stratum, from a column of the export.

    A value above 1 is the number of PSUs (of people, where there are no PSUs) in the stratum's
    frame; 1 or less is the fraction itself.

    Args:
        column: shape (n_records,), the same value for all records of a stratum.
        stratum, psu: shape (n_records,), codes; one stratum, or every record a PSU, where None.

    Returns:
        Shape (n_stratum,); 0 for a stratum without records.

    Raises:
        DesignError: a value is missing or not above 0 (`fpc_missing`), differs within a stratum
            (`fpc_not_constant`), or is smaller than the sample (`fpc_below_sample`).
    """
    stratum = checked_codes(stratum, len(column), "stratum")
    wrong = int(np.sum(~(np.isfinite(column) & (column > 0))))
    if wrong:
        raise DesignError(Remark("fpc_missing", {"n": wrong}))
    size = n_stratum if n_stratum is not None else int(stratum.max(initial=-1)) + 1
    lowest, highest = np.full(size, np.inf), np.full(size, -np.inf)
    np.minimum.at(lowest, stratum, column)
    np.maximum.at(highest, stratum, column)
    present = np.isfinite(lowest)
    varying = int(np.sum(lowest[present] != highest[present]))
    if varying:
        raise DesignError(Remark("fpc_not_constant", {"strata": varying}))
    n_psu = np.bincount(stratum if psu is None else nested_units(stratum, psu).stratum, minlength=size)
    frame = np.where(present & (lowest > 1), lowest, np.inf)
    short = int(np.sum(frame < n_psu))
    if short:
        raise DesignError(Remark("fpc_below_sample", {"strata": short}))
    fraction = np.where(lowest > 1, n_psu / np.where(present, lowest, 1.0), lowest)
    return np.where(present, fraction, 0.0)


def second_stage_fraction(
    column: FloatArray, *, psu: IntArray, stratum: IntArray | None = None, ssu: IntArray | None = None
) -> FloatArray:
    """Part of each record's PSU that was sampled, from a column of the export read as by `stratum_fraction`.

    Args:
        column: shape (n_records,), how many the PSU holds of what was sampled inside it, or their fraction.
        psu, stratum: shape (n_records,), codes. ssu: codes of what was sampled; records where None.

    Returns:
        Shape (n_records,).

    Raises:
        DesignError: as `stratum_fraction`, with PSUs for strata.
    """
    units = nested_units(checked_codes(stratum, len(psu), "stratum"), checked_codes(psu, len(psu), "psu"))
    return stratum_fraction(column, stratum=units.of, psu=ssu)[units.of]


def unequal_weights(weight: FloatArray) -> Remark | None:
    """Rule R16 for a whole wave: the remark when weights differ so much that few records dominate.

    Args:
        weight: shape (n_records,).

    Returns:
        None unless cv² > 1 or the largest is over 10 times the median; else with the effective
        sample size (Σw)²/Σw² (Kish 1965).
    """
    positive = weight[weight > 0]
    if not len(positive):
        return None
    effective = float(positive.sum() ** 2 / (positive**2).sum())
    cv2 = len(positive) / effective - 1
    ratio = float(positive.max() / np.median(positive))
    if cv2 <= 1 and ratio <= 10:
        return None
    return Remark(
        "R16", {"n": len(positive), "n_effective": effective, "cv2": max(cv2, 0.0), "largest_to_median": ratio}
    )


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """PSUs nested in strata: the same code in two strata is two PSUs.

    Attributes:
        stratum, code: shape (n_psu,), in order of stratum, then code. of: shape (n_records,).
    """

    stratum: IntArray
    code: IntArray
    of: IntArray


def nested_units(stratum: IntArray, psu: IntArray) -> Units:
    """The PSUs of a sample: every combination of stratum and PSU code that occurs, shape (n_records,) each."""
    if not len(psu):
        empty = np.zeros(0, dtype=np.int64)
        return Units(empty, empty, empty)
    n_code = int(psu.max()) + 1
    found = distinct(stratum * n_code + psu, (int(stratum.max()) + 1) * n_code)
    return Units(found.codes // n_code, found.codes % n_code, found.place)


def everyone(domain: BoolArray | None, n_records: int) -> NDArray[np.bool_]:
    """The domain, or all records where none was given."""
    return np.ones(n_records, dtype=np.bool_) if domain is None else domain

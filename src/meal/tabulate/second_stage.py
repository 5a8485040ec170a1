"""What was sampled inside the PSUs, where the finite population counts at both stages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from meal.aggregate import second_stage_fraction
from meal.model.arrays import FloatArray, IntArray
from meal.model.samples import DesignError, Remark
from meal.tabulate.population import Population


@dataclass(frozen=True, slots=True, eq=False)
class SecondStageColumns:
    """For every person, shape (n_people,).

    Attributes:
        ssu: what was sampled inside the PSU, codes from 0, -1 where not recorded; None where people were.
        fpc: how many the PSU holds, or the fraction sampled; NaN where not recorded.
    """

    ssu: IntArray | None
    fpc: FloatArray


def second_stage_columns(
    population: Population, wave: str, combined: Callable[[Population, Sequence[str]], IntArray]
) -> SecondStageColumns | None:
    """The columns that a wave's second stage names; None where it declares none.

    Args:
        combined: how columns become codes.
    """
    declared = population.study.waves[wave].design.second_stage
    if declared is None:
        return None
    ssu = combined(population, declared.ssu) if declared.ssu else None
    return SecondStageColumns(ssu, population.numbers(declared.fpc, wave))


def second_stage_arrays(
    columns: SecondStageColumns, rows: IntArray, *, psu: IntArray, stratum: IntArray | None
) -> tuple[IntArray | None, FloatArray]:
    """Codes of what was sampled inside the PSUs, and the part of its PSU that was, of each row.

    Raises:
        DesignError: a code or the size of a PSU is missing, or the size is impossible.
    """
    ssu = None if columns.ssu is None else columns.ssu[rows]
    if ssu is not None and (missing := int(np.sum(ssu < 0))):
        raise DesignError(Remark("ssu_missing", {"n": missing}))
    return ssu, second_stage_fraction(columns.fpc[rows], psu=psu, stratum=stratum, ssu=ssu)

"""Weights of a wave moved to the known totals that its study declares (METHODS 8)."""

from __future__ import annotations

import numpy as np

from meal.estimate import Calibration, calibrated, post_stratified, raked, refuse_huge, refuse_negative
from meal.model.arrays import FloatArray, IntArray, TextArray
from meal.model.samples import DesignError, Remark
from meal.study.sampling import Calibrate
from meal.tabulate.cells import escaped
from meal.tabulate.population import Population

Margin = tuple[IntArray, FloatArray]


def wave_calibration(
    population: Population, wave: str, declared: Calibrate, rows: IntArray, weight: FloatArray
) -> Calibration:
    """The weights of a wave's records, moved to the declared totals.

    Args:
        rows: people with a record. weight: shape (n_records,), theirs before.

    Raises:
        DesignError: the data have a level without a target or the other way round, an amount is not
            known, no weights match (R17), or those that do are negative or huge (R17).
    """
    margins = [_margin(population, wave, column, levels, rows) for column, levels in declared.targets.items()]
    found = _moved(population, wave, declared, rows, weight, margins)
    refuse_negative(found)
    refuse_huge(found)
    total = float(found.weight.sum())
    if total < len(rows):
        raise DesignError(Remark("R17", {"because": "fewer_than_sample", "total": total, "n": len(rows)}))
    return found


def _moved(
    population: Population,
    wave: str,
    declared: Calibrate,
    rows: IntArray,
    weight: FloatArray,
    margins: list[Margin],
) -> Calibration:
    if declared.method == "poststratify":
        return post_stratified(weight, *margins[0])
    if declared.method == "rake":
        return raked(weight, margins)
    auxiliaries = [(codes[:, None] == np.arange(len(totals))).astype(np.float64) for codes, totals in margins]
    totals = [totals for _, totals in margins]
    if declared.population is not None:
        auxiliaries.append(np.ones((len(rows), 1)))
        totals.append(np.array([declared.population]))
    for column, total in declared.amounts.items():
        amount = population.numbers(column, wave)[rows]
        if np.isnan(amount).any():
            raise DesignError(Remark("calibration_amount_missing", {"variable": column}))
        auxiliaries.append(amount[:, None])
        totals.append(np.array([total]))
    # So that bounds speak of weights against one another, whatever the weights summed to before.
    people = float(margins[0][1].sum()) if margins else float(declared.population or 0.0)
    return calibrated(
        weight * (people / weight.sum()),
        np.hstack(auxiliaries),
        np.concatenate(totals),
        distance="logit" if declared.method == "logit" else "linear",
        bounds=declared.bounds,
    )


def _margin(population: Population, wave: str, column: str, levels: dict[str, float], rows: IntArray) -> Margin:
    """The cell of every record in a classification, and the known size of every cell.

    Raises:
        DesignError: a record has a level that has no target, or nobody has a level that has one.
    """
    names = column.split("|")
    texts = [_levels(population, wave, name, crossed=len(names) > 1)[rows] for name in names]
    place = {level: number for number, level in enumerate(levels)}
    keys = texts[0] if len(texts) == 1 else np.array(["|".join(parts) for parts in zip(*texts, strict=True)])
    found, of = np.unique(keys.astype(str), return_inverse=True)
    codes = np.array([place.get(level, -1) for level in found.tolist()], dtype=np.int64)[of]
    if (codes < 0).any():
        raise DesignError(Remark("calibration_level_without_target", {"variable": column}))
    empty = [level for level, number in place.items() if levels[level] > 0 and not (codes == number).any()]
    if empty:
        raise DesignError(Remark("calibration_target_without_people", {"variable": column, "levels": ", ".join(empty)}))
    return codes, np.array(list(levels.values()), dtype=np.float64)


def _levels(population: Population, wave: str, name: str, *, crossed: bool) -> TextArray:
    """Everybody's level, empty where not recorded; written as in tables where `|` joins several."""
    column = population.column(name, wave)
    texts = [str(text) for text in column.texts]
    known = ["" if reason else text for text, reason in zip(texts, column.reasons, strict=True)]
    return np.array([escaped(text) if crossed else text for text in known], dtype=object)[column.codes]

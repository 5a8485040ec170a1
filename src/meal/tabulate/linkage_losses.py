"""Who was lost compared with who stayed: in sex, group and partner, and in what they answered before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from meal.aggregate import sample
from meal.estimate import compare_arms
from meal.model.arrays import BoolArray, FloatArray, IntArray
from meal.model.samples import DesignError, MeanStatistic, Remark, Result
from meal.study.references import measured_in
from meal.tabulate.cells import NOT_RECORDED, Cells
from meal.tabulate.contrast_samples import result_or_reason, statistic_of, without_test
from meal.tabulate.design import DesignColumns, design_columns
from meal.tabulate.measure import measure
from meal.tabulate.named import Row, named_row
from meal.tabulate.population import Population

if TYPE_CHECKING:
    from meal.tabulate.linkage_rows import Fate

COMPARED = "lost"
STAYED_CODE, LOST_CODE = 0, 1


def loss_rows(
    population: Population, fate: Fate, tables: Sequence[Cells], columns: Mapping[str, DesignColumns] | None
) -> Iterator[Row]:
    """Differences of the lost less those who stayed, with the interval that the declared clusters call for.

    In points for every level of sex, group and partner, and for the figures of the study that were measured in the
    earlier wave. Without tests: they would be many. Nothing where nobody was lost, or nobody stayed.
    """
    if not np.any(fate.lost) or not np.any(fate.linked):
        return
    people = np.flatnonzero(fate.lost | fate.linked)
    arm = np.where(fate.lost[people], LOST_CODE, STAYED_CODE)
    design = design_columns(population, fate.earlier) if columns is None else columns[fate.earlier]
    psu = None if design.psu is None else design.psu[people]

    def row(y: FloatArray, statistic: MeanStatistic, *, by: str = "", level: str = "", category: str = "") -> Row:
        result = result_or_reason(lambda: _difference(population, y, arm, psu, statistic))
        return named_row(
            population.study, f"{fate.earlier}>{fate.later}", without_test(result), statistic="difference",
            wave=fate.later, by=by, level=level, comparison=COMPARED, category=category,
        )  # fmt: skip

    for table in tables[1:]:
        known = np.array([name != NOT_RECORDED for name in table.levels])[table.codes[people]]
        for cell in np.unique(table.codes[people][known]).tolist():
            y = np.where(known, (table.codes[people] == cell).astype(np.float64), np.nan)
            yield row(y, "share", by=table.by, level=table.levels[cell])
    for identifier in population.study.figure_ids():
        indicator = next(one for one in population.study.indicators if one.id == identifier)
        if fate.earlier not in measured_in(indicator, population.study) or indicator.per is not None:
            continue
        measured = measure(population, indicator, fate.earlier)
        y = np.where(measured.answered, measured.y, np.nan)[people]
        if not np.all(np.isnan(y)):
            yield row(y, statistic_of(indicator), category=identifier)


def _difference(
    population: Population, y: FloatArray, arm: IntArray, psu: IntArray | None, statistic: MeanStatistic
) -> Result:
    """Lost less stayed.

    Raises:
        DesignError: so few were lost, stayed, or are alike, that the difference would tell of them.
    """
    rule = population.study.disclosure
    for code in (STAYED_CODE, LOST_CODE):
        answered = y[(arm == code) & ~np.isnan(y)]
        if len(answered) < rule.min_denominator or (statistic == "share" and _few(answered == 1, rule.min_cell)):
            raise DesignError(Remark("few_to_compare"))
    compared = compare_arms(sample(y, arm=arm, psu=psu), statistic=statistic, conf_level=population.study.conf_level)
    # Everybody of the wave is compared: nothing is to be said of a sample.
    remarks = tuple(remark for remark in compared.difference.remarks if remark.rule != "R2")
    return replace(compared.difference, remarks=remarks, numerator=None)


def _few(yes: BoolArray, min_cell: int) -> bool:
    return 0 < int(yes.sum()) < min_cell or 0 < int((~yes).sum()) < min_cell

"""Rows for levels: the share, number, mean … of an indicator, for the whole and for every cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

import numpy as np

from meal.aggregate import frame_totals
from meal.estimate import census, exact_numbers, levels, median, number, numbers, with_interval
from meal.estimate.levels import CensusStatistic
from meal.model.samples import DesignError, LinearStatistic, Remark, Result
from meal.study.definition import Indicator
from meal.study.indicator import CONTACT_STATISTICS
from meal.study.references import measured_in
from meal.tabulate.by_record import results_by_record
from meal.tabulate.cells import Cells
from meal.tabulate.contacts import Contacts, contacts_of
from meal.tabulate.design import DesignArrays, DesignColumns, design_arrays, design_columns
from meal.tabulate.followup import followup_variants
from meal.tabulate.measure import Measure, measure
from meal.tabulate.named import Row, named_row
from meal.tabulate.people_rows import people_rows
from meal.tabulate.population import Population
from meal.tabulate.two_phases import has_two_phases, two_phase_results
from meal.tabulate.wave_samples import counted_frame, design_sample, design_totals
from meal.tabulate.weighting import with_unequal_weights


def level_rows(
    population: Population,
    indicator: Indicator,
    tables: Sequence[Cells],
    columns: Mapping[str, DesignColumns] | None = None,
    contacts: Mapping[str, Contacts] | None = None,
) -> list[Row]:
    """Every level of an indicator: waves × statistics × disaggregations, with variants.

    Variants stand beside the whole, and beside every cell where the indicator asks for bounds.

    Args:
        tables: the whole first, then the disaggregations.
        columns: wave → columns of its design, worked out where None.
        contacts: wave → its contacts, worked out where None.
    """
    rows: list[Row] = []
    tables = [cells for cells in tables if indicator.is_made_by(cells.by)]
    for wave in measured_in(indicator, population.study):
        for statistic in indicator.statistics:
            if statistic in CONTACT_STATISTICS:
                of_wave = contacts_of(population, wave) if contacts is None else contacts[wave]
                rows += people_rows(population, indicator, of_wave, tables, statistic)
        others = [statistic for statistic in indicator.statistics if statistic not in CONTACT_STATISTICS]
        if not others:
            continue
        measured = measure(population, indicator, wave)
        declared = design_columns(population, wave) if columns is None else columns[wave]
        design = _design(population, measured, declared)
        bounds = [(variant, case, _design(population, case, declared)) for variant, case in bounding_cases(measured)]
        for statistic in others:
            for cells in tables:
                results = level_results(population, measured, design, cells, statistic)
                rows += [
                    named_row(
                        population.study, indicator.id, result, statistic=statistic, wave=wave, by=cells.by, level=level
                    )
                    for cell, (level, result) in enumerate(zip(cells.levels, results, strict=True))
                    if _has_people(measured, cells, cell, result)
                ]
            for cells in tables if indicator.missing == "bounds" else tables[:1]:
                for variant, results in _variants(population, measured, design, bounds, cells, statistic):
                    rows += [
                        named_row(
                            population.study, indicator.id, result, statistic=statistic, wave=wave, by=cells.by,
                            level=level, variant=variant,
                        )
                        for cell, (level, result) in enumerate(zip(cells.levels, results, strict=True))
                        if _has_people(measured, cells, cell, result)
                    ]  # fmt: skip
    return rows


def _variants(
    population: Population,
    measured: Measure,
    design: DesignArrays | Remark,
    bounds: Sequence[tuple[str, Measure, DesignArrays | Remark]],
    cells: Cells,
    statistic: str,
) -> Iterator[tuple[str, list[Result]]]:
    """Other ways of counting the same, one result a cell: in a sampled follow-up, and the bounds."""
    if not isinstance(design, Remark):
        for variant, found in followup_variants(population, measured, design, cells, statistic):
            yield (
                variant,
                _refused(measured, cells, found)
                if isinstance(found, Remark)
                else _as_asked(population, measured, design, cells, statistic, found),
            )
    for variant, case, case_design in bounds:
        yield variant, level_results(population, case, case_design, cells, statistic)


def _has_people(measured: Measure, cells: Cells, cell: int, result: Result) -> bool:
    """Whether a level exists in the universe; the whole is always told, even of nobody."""
    # Looking through everybody is needed only for a level in which nobody was counted.
    seen = not cells.by or result.n > 0 or result.n_missing > 0
    return seen or bool(np.any(measured.universe & (cells.codes == cell)))


def bounding_cases(measured: Measure) -> list[tuple[str, Measure]]:
    """The measure if everybody without an answer had said no (worst), and yes (best); none where all answered.

    In a sample only those drawn vary: the estimator reads nobody else's answer.
    """
    unknown = measured.universe & np.isnan(measured.y)
    if not measured.is_count or not unknown.any():
        return []
    return [
        (variant, replace(measured, y=np.where(unknown, float(yes), measured.y), filled=(measured, yes)))
        for variant, yes in (("worst", False), ("best", True))
    ]


def _design(population: Population, measured: Measure, columns: DesignColumns) -> DesignArrays | Remark:
    """The design of the wave, or why it is refused."""
    try:
        return design_arrays(population, measured, columns)
    except DesignError as error:
        return error.remark


def level_results(
    population: Population, measured: Measure, design: DesignArrays | Remark, cells: Cells, statistic: str
) -> list[Result]:
    """One result a cell; where the design is refused, every cell says why."""
    if isinstance(design, Remark):
        return _refused(measured, cells, design)
    try:
        results = _results(population, measured, design, cells, statistic)
        if not cells.by and design.kind == "designed":
            results = with_unequal_weights(results, design.unequal_weights())
    except DesignError as error:
        return _refused(measured, cells, error.remark)
    return _as_asked(population, measured, design, cells, statistic, results)


def _as_asked(
    population: Population,
    measured: Measure,
    design: DesignArrays,
    cells: Cells,
    statistic: str,
    results: list[Result],
) -> list[Result]:
    """Results with the interval that the indicator asks for; in a row for which it does not exist, why."""
    name, conf_level = measured.indicator.interval, population.study.conf_level
    if name == "hypergeometric_exact" and statistic == "number" and design.kind != "census":
        known = design.kind == "sample_of_frame" and measured.frame_known
        if not known or population.study.claim != "these_people":
            return [with_interval(result, name, conf_level) for result in results]
        return exact_numbers(counted_frame(measured, design, cells), results, conf_level)
    if name in (None, "hypergeometric_exact") or statistic != "share":
        return results
    return [with_interval(result, name, conf_level) for result in results]


def _results(
    population: Population, measured: Measure, design: DesignArrays, cells: Cells, statistic: str
) -> list[Result]:
    study = population.study
    if design.kind == "sample_of_frame" and has_two_phases(study, measured.wave, statistic):
        frame = study.waves[measured.wave].design.sample_of
        assert frame is not None
        return two_phase_results(population, measured, design, design_columns(population, frame), cells, statistic)
    if design.weighting is not None:
        if statistic == "number" and design.selection == "convenience":
            return _refused(measured, cells, Remark("convenience_number"))
        return results_by_record(
            design_sample(measured, design),
            design.weighting,
            statistic,
            study.conf_level,
            cell=cells.codes[design.rows],
            n_cell=cells.n_cell,
            lonely=study.waves[measured.wave].design.lonely_psu,
        )
    if statistic == "median":
        return _medians(population, measured, design, cells)
    if design.kind == "census":
        return census(design_totals(measured, design, cells), cast("CensusStatistic", statistic))
    if design.kind == "sample_of_frame" and measured.is_count and measured.frame_known:
        counts = counted_frame(measured, design, cells)
        if statistic == "number":
            return number(counts, study.conf_level, claim=study.claim)
        return levels(frame_totals(counts, claim=study.claim), "share", study.conf_level)
    if statistic == "number" and design.selection == "convenience":
        return _refused(measured, cells, Remark("convenience_number"))
    lonely = study.waves[measured.wave].design.lonely_psu
    totals = design_totals(measured, design, cells)
    if statistic == "number":
        results = numbers(totals, study.conf_level, lonely=lonely)
    else:
        results = levels(totals, cast("LinearStatistic", statistic), study.conf_level, lonely=lonely)
    return _with_missing(measured, design, cells, results)


def _medians(population: Population, measured: Measure, design: DesignArrays, cells: Cells) -> list[Result]:
    """The median of every cell, each a domain of the whole sample."""
    whole = design_sample(measured, design)
    lonely = population.study.waves[measured.wave].design.lonely_psu
    codes = cells.codes[design.rows]
    results = [
        median(replace(whole, domain=whole.domain & (codes == cell)), population.study.conf_level, lonely=lonely)
        for cell in range(cells.n_cell)
    ]
    return _with_missing(measured, design, cells, results)


def _with_missing(measured: Measure, design: DesignArrays, cells: Cells, results: list[Result]) -> list[Result]:
    """Results of a sample of a frame, with those who were drawn and gave no answer."""
    if design.drawn is None:
        return results
    lost = measured.universe & design.drawn & ~measured.answered
    return [replace(result, n_missing=int(np.sum(lost & (cells.codes == cell)))) for cell, result in enumerate(results)]


def _refused(measured: Measure, cells: Cells, why: Remark) -> list[Result]:
    """No estimate in any cell, for one reason; the people counted are told all the same."""
    return [
        Result(
            None,
            n=int(np.sum(measured.answered & (cells.codes == cell))),
            numerator=int(np.nansum(measured.y[measured.answered & (cells.codes == cell)]))
            if measured.is_count
            else None,
            n_missing=int(np.sum(measured.universe & ~measured.answered & (cells.codes == cell))),
            status="not_estimable",
            remarks=(why,),
        )
        for cell in range(cells.n_cell)
    ]

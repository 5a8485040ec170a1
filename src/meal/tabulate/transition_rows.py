"""Rows for transitions: who went from which answer to which, and whether the answers shifted as a whole."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from meal.aggregate import psu_totals
from meal.estimate import Significance, census, change_of_answers, holm, levels, paired_change, transition_table
from meal.estimate.pairs import change_sample, overlap
from meal.model.arrays import FloatArray, IntArray
from meal.model.samples import DesignError, Remark, Result, Sample
from meal.model.transitions import answer_key, transition_key
from meal.study.definition import Comparison
from meal.tabulate.asked_twice import AskedTwice, asked_twice
from meal.tabulate.cells import Cells
from meal.tabulate.design import DesignArrays, DesignColumns, design_arrays, design_columns
from meal.tabulate.level_rows import level_results
from meal.tabulate.named import Row, named_row
from meal.tabulate.population import Population
from meal.tabulate.wave_samples import design_sample

# How many gained and lost an answer belongs to that answer, and tells how many kept it.
UNSAID = frozenset({"gained_lost"})


def transition_rows(
    population: Population, tables: Sequence[Cells], columns: Mapping[str, DesignColumns] | None = None
) -> list[Row]:
    """Every comparison of answers, for the whole and for every cell.

    Args:
        tables: the whole first, then the disaggregations.
        columns: wave → columns of its design, worked out where None.

    Raises:
        StudyError: what is compared is no question with answer options.
    """
    rows: list[Row] = []
    for comparison in population.study.comparisons:
        if comparison.answers:
            twice = asked_twice(population, comparison)
            declared = [(columns or {}).get(wave) or design_columns(population, wave) for wave in twice.waves]
            rows += _Transitions(population, twice, declared[0], declared[1]).rows(tables)
    return rows


@dataclass(frozen=True, slots=True, eq=False)
class _Transitions:
    """One comparison of answers with the designs of its waves."""

    population: Population
    twice: AskedTwice
    design_before: DesignColumns
    design_after: DesignColumns

    def rows(self, tables: Sequence[Cells]) -> list[Row]:
        """Cell by cell: margins, changes, the test of all of them, then the transitions."""
        pairs = self._pairs()
        # Every answer has a row in every cell, even of nobody, so that the rows of a cell add up.
        sides = [
            (side, answer) for side in (0, 1) for answer in (self.twice.given_before, self.twice.given_after)[side]
        ]
        found: list[Row] = []
        for cells in tables:
            margins = {at: self._margin(pairs, cells, *at) for at in sides}
            moves = dict(self._moves(cells))
            for cell, level in enumerate(cells.levels):
                if cells.by and not np.any(self.twice.universe & (self.twice.before >= 0) & (cells.codes == cell)):
                    continue
                for (side, answer), results in margins.items():
                    category = answer_key(self.twice.answers[answer])
                    found.append(self._row(results[cell], "share", cells.by, level, category=category, side=side))
                found += self._changes(pairs, cells, cell, level)
                for category, results in moves.items():
                    found.append(self._row(results[cell], "share", cells.by, level, category=category))
        return found

    def _told(self, side: int) -> tuple[int, ...]:
        """The answers that have a margin in a wave: all of them where the same could be given both times."""
        if self.twice.same_options:
            return tuple(range(len(self.twice.answers)))
        return (self.twice.given_before, self.twice.given_after)[side]

    def _moves(self, cells: Cells) -> Iterator[tuple[str, list[Result]]]:
        """Of those who gave an answer before, the share of each answer after, in every cell."""
        twice = self.twice
        for before in twice.given_before:
            measured = twice.started_at(self.population, before)
            design: DesignArrays | Remark
            try:
                design = design_arrays(self.population, measured, self.design_after)
            except DesignError as error:
                design = error.remark
            for after in twice.given_after:
                counted = replace(measured, y=np.where(np.isnan(measured.y), np.nan, measured.y == after))
                results = level_results(self.population, counted, design, cells, "share")
                category = transition_key(twice.answers[before], twice.answers[after])
                yield category, [_nobody_counted(result) for result in results]

    def _pairs(self) -> tuple[Sample, Sample] | Remark:
        """Those who answered both times in either wave, the number of their answer as y; or why there are none."""
        try:
            samples = []
            for side, declared in enumerate((self.design_before, self.design_after)):
                measured = self.twice.of_pairs(side)
                samples.append(design_sample(measured, design_arrays(self.population, measured, declared)))
            return samples[0], samples[1]
        except DesignError as error:
            return error.remark

    def _margin(self, pairs: tuple[Sample, Sample] | Remark, cells: Cells, side: int, answer: int) -> list[Result]:
        """The share of one answer among those who answered both times, on the design of their change."""
        if isinstance(pairs, Remark):
            return [Result(None, status="not_estimable", remarks=(pairs,))] * cells.n_cell
        sample = change_sample(*pairs, overlap(*pairs))
        assert sample.pair is not None  # the number of each person, by which waves are joined
        given = (self.twice.before, self.twice.after)[side][sample.pair]
        finite = bool(np.any(sample.stratum_fraction > 0))
        try:
            totals = psu_totals(
                np.where(sample.domain, given == answer, np.nan),
                cells.codes[sample.pair],
                n_cell=cells.n_cell,
                weight=sample.weight if sample.has_weight else None,
                stratum=sample.stratum if sample.has_strata or finite else None,
                psu=sample.psu if sample.has_psu else None,
                stratum_fraction=sample.stratum_fraction if finite else None,
                domain=sample.domain,
            )
            if sample.counted:
                results = census(totals, "share")
            else:
                study = self.population.study
                lonely = study.waves[self.twice.waves[1]].design.lonely_psu
                results = levels(totals, "share", study.conf_level, lonely=lonely)
        except DesignError as error:
            return [Result(None, status="not_estimable", remarks=(error.remark,))] * cells.n_cell
        return [_nobody_counted(result) for result in results]

    def _changes(self, pairs: tuple[Sample, Sample] | Remark, cells: Cells, cell: int, level: str) -> Iterator[Row]:
        """The change of every share, the test of all together, and the mean change where answers have an order."""
        twice = self.twice
        if isinstance(pairs, Remark):
            yield self._row(Result(None, status="not_estimable", remarks=(pairs,)), "homogeneity", cells.by, level)
            return
        inside = cells.codes == cell
        here = [replace(one, domain=one.domain & inside[_people(one)]) for one in pairs]
        results = [
            self._change([replace(one, y=_is(one.y, answer)) for one in here], "share") for answer in twice.shared
        ]
        adjusted = _holm(results)
        for answer, result, p_adjusted in zip(twice.shared, results, adjusted, strict=True):
            category = answer_key(twice.answers[answer])
            row = self._row(result, "difference", cells.by, level, category=category)
            yield replace(row, estimate=replace(row.estimate, p_adjusted=p_adjusted))
        for variant, result in self._homogeneity(here, inside):
            yield self._row(result, "homogeneity", cells.by, level, variant=variant)
        if twice.comparison.ordered and twice.same_options:
            # One step from an answer to the next; y is already the number of the answer in their order.
            yield self._row(self._change(here, "mean"), "mean_score_change", cells.by, level)

    def _change(self, samples: Sequence[Sample], statistic: Literal["share", "mean"]) -> Result:
        study = self.population.study
        lonely = study.waves[self.twice.waves[1]].design.lonely_psu
        try:
            return paired_change(
                samples[0], samples[1], statistic=statistic, conf_level=study.conf_level, lonely=lonely
            )
        except DesignError as error:
            return Result(None, status="not_estimable", remarks=(error.remark,))

    def _homogeneity(self, samples: Sequence[Sample], inside: np.ndarray) -> Iterator[tuple[str, Result]]:
        """Stuart and Maxwell's test and Bhapkar's, or why neither holds."""
        twice = self.twice
        chosen = twice.pairs & inside
        n = int(chosen.sum())
        why = self._refusal(samples, n)
        if why is None:
            table = transition_table(twice.before[chosen], twice.after[chosen], len(twice.answers))
            if not np.any(table - np.diag(np.diag(table))):
                why = Remark("nobody_moved", {"n": n})
        if why is not None:
            yield "", Result(None, n=n, status="not_estimable", remarks=(why,))
            return
        for variant, method in (("", "stuart_maxwell"), ("bhapkar", "bhapkar")):
            yield variant, _tested(change_of_answers(table, method=method), n)

    def _refusal(self, samples: Sequence[Sample], n: int) -> Remark | None:
        """Why the simple test of all answers does not hold."""
        if not self.twice.same_options:
            return Remark("answers_differ")
        if n == 0:
            return Remark("nobody_answered")
        if all(one.counted for one in samples):
            return Remark("homogeneity_counted")
        if any(one.designed or np.any(one.stratum_fraction > 0) for one in samples):
            return Remark("homogeneity_design")
        return None

    def _row(
        self, result: Result, statistic: str, by: str, level: str,
        *, category: str = "", variant: str = "", side: int = 1,
    ) -> Row:  # fmt: skip
        comparison: Comparison = self.twice.comparison
        study = self.population.study
        said = replace(result, remarks=tuple(one for one in result.remarks if one.rule not in UNSAID))
        row = named_row(
            study, comparison.id, said, statistic=statistic, category=category, wave=self.twice.waves[side],
            by=by, level=level, variant=variant, comparison=comparison.id,
        )  # fmt: skip
        return replace(row, estimate=replace(row.estimate, label=study.words(comparison.label, fallback=comparison.id)))


def _people(sample: Sample) -> IntArray:
    assert sample.pair is not None  # the number of each person, by which waves are joined
    return sample.pair


def _is(numbers: FloatArray, answer: int) -> FloatArray:
    """1 for an answer, 0 for another, NaN for none."""
    return np.where(np.isnan(numbers), np.nan, (numbers == answer).astype(np.float64))


def _nobody_counted(result: Result) -> Result:
    """Of nobody, nobody counts: the numerator is 0, so that counts add up over answers and levels."""
    return replace(result, numerator=0) if result.n == 0 else result


def _holm(results: Sequence[Result]) -> list[float | None]:
    """P-values adjusted over the answers that were tested."""
    tested = [place for place, result in enumerate(results) if result.p_value is not None]
    adjusted = dict(zip(tested, holm([results[place].p_value or 0.0 for place in tested]), strict=True))
    return [adjusted.get(place) for place in range(len(results))]


def _tested(test: Significance, n: int) -> Result:
    """A chi-square as a row; not estimable where everybody moved in one direction, so that it is without limit."""
    if not math.isfinite(test.statistic):
        return Result(None, n=n, status="not_estimable", remarks=(Remark("homogeneity_unbounded", {"n": n}),))
    return Result(test.statistic, df=test.df, p_value=test.p_value, method=test.method, n=n)

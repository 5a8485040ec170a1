"""The declared design of a wave as arrays over people, for one indicator's universe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from meal.aggregate import CellPlan, DesignPlan, cell_plan, design_plan, said, says_count, stratum_fraction
from meal.aggregate.design import distinct
from meal.aggregate.plan import MISSING, NO, YES
from meal.model.arrays import BoolArray, FloatArray, IntArray
from meal.model.samples import Remark
from meal.study.references import measured_in
from meal.tabulate.cells import Cells
from meal.tabulate.measure import Measure, eligible
from meal.tabulate.population import Population
from meal.tabulate.second_stage import SecondStageColumns, second_stage_arrays, second_stage_columns
from meal.tabulate.weighting import Weighting, unequal_weights_of, wave_weighting

Kind = Literal["census", "simple", "designed", "sample_of_frame"]
Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True, slots=True, eq=False)
class DesignArrays:
    """How the people of a wave came to be asked.

    Attributes:
        kind: `census` (counted), `simple` (a sample without weights, strata or PSUs), `designed`,
            or `sample_of_frame` (drawn from the people of another wave).
        rows: who is in the sample, as indices of people: in a sample of a frame those who
            answered, because they stand for their stratum; otherwise everybody who was asked or
            should have been.
        weight, stratum, psu: of `rows`, shape (n_row,), or None. fraction: shape (n_stratum,),
            first-stage sampling fraction; None or 0 where the claim goes beyond the frame.
        drawn: shape (n_people,), who was drawn from the frame. frame_stratum: shape (n_people,).
        ssu: of `rows`, what was sampled inside the PSUs; ssu_fraction: part of the row's PSU that was
            sampled, None where the first stage counts alone.
        weighting: replicate or calibrated weights of `rows`, or why they are refused; None where not declared.
        selection: as declared, for the wording.
    """

    kind: Kind
    selection: str
    rows: IntArray
    weight: FloatArray | None = None
    stratum: IntArray | None = None
    psu: IntArray | None = None
    fraction: FloatArray | None = None
    drawn: BoolArray | None = None
    frame_stratum: IntArray | None = None
    ssu: IntArray | None = None
    ssu_fraction: FloatArray | None = None
    weighting: Weighting | Remark | None = None
    _plans: dict[str, CellPlan] = field(default_factory=dict, init=False, repr=False)
    _plan: list[DesignPlan] = field(default_factory=list, init=False, repr=False)
    _counted: list[tuple[Measure, Cells, IntArray]] = field(default_factory=list, init=False, repr=False)
    _said: list[tuple[Measure, IntArray | None]] = field(default_factory=list, init=False, repr=False)
    _unequal: list[Remark | None] = field(default_factory=list, init=False, repr=False)

    def unequal_weights(self) -> Remark | None:
        """Rule R16 for the whole wave, worked out once."""
        if not self._unequal:
            self._unequal.append(unequal_weights_of(self.weight, self.weighting))
        return self._unequal[0]

    def plan(self) -> DesignPlan:
        """The design checked and numbered for summing, worked out once.

        Raises:
            DesignError: weights, strata or PSUs are missing or impossible.
        """
        if not self._plan:
            self._plan.append(
                design_plan(
                    len(self.rows),
                    weight=self.weight,
                    stratum=self.stratum,
                    psu=self.psu,
                    stratum_fraction=self.fraction,
                )
            )
        return self._plan[0]

    def cell_plan(self, cells: Cells) -> CellPlan:
        """Where the people of the sample are summed in a disaggregation, worked out once.

        Raises:
            DesignError: as `plan`.
        """
        if cells.by not in self._plans:
            self._plans[cells.by] = cell_plan(self.plan(), cells.codes[self.rows], cells.n_cell)
        return self._plans[cells.by]

    def said(self, measured: Measure) -> IntArray | None:
        """What the people of the sample say to a yes/no question, worked out once for all disaggregations.

        Raises:
            DesignError: as `plan`.
        """
        if not self._said or self._said[0][0] is not measured:
            y, universe = self.of_sample(measured.y), self.of_sample(measured.universe)
            self._said[:] = [(measured, None if measured.x is not None else said(self.plan(), y, universe))]
        return self._said[0][1]

    def filled_count(self, measured: Measure, yes: bool, cells: Cells) -> IntArray:
        """Counts by place as if everybody without an answer had said yes, or no, shape (n_place, 4).

        Raises:
            DesignError: as `plan`.
        """
        if not self._counted or self._counted[0][0] is not measured or self._counted[0][1] is not cells:
            says = self.said(measured)
            assert says is not None  # a yes/no question
            self._counted[:] = [(measured, cells, says_count(self.cell_plan(cells), says))]
        count = self._counted[0][2].copy()
        count[:, YES if yes else NO] += count[:, MISSING]
        count[:, MISSING] = 0
        return count

    def of_sample(self, values: NDArray[Scalar]) -> NDArray[Scalar]:
        """The values of the people in the sample, out of those of all people."""
        # `rows` is ascending, so that as many rows as people are all of them.
        return values if len(self.rows) == len(values) else values[self.rows]


@dataclass(frozen=True, slots=True, eq=False)
class DesignColumns:
    """The columns that a wave's design names, for every person: the same for all indicators.

    Attributes:
        stratum, psu: shape (n_people,), codes from 0, -1 where not recorded; None where not declared.
        weight, fpc: shape (n_people,), NaN where not recorded; None where not declared or of no concern.
        frame, drawn: shape (n_people,), who could be drawn for a sample of a frame, and who was; else None.
        second_stage: what was sampled inside the PSUs; None where not declared or of no concern.
        weighting: of the people with a record, or why it is refused; None where not declared.
    """

    stratum: IntArray | None = None
    psu: IntArray | None = None
    weight: FloatArray | None = None
    fpc: FloatArray | None = None
    frame: BoolArray | None = None
    drawn: BoolArray | None = None
    second_stage: SecondStageColumns | None = None
    weighting: Weighting | Remark | None = None
    _latest: list[tuple[BoolArray, DesignArrays]] = field(default_factory=list, init=False, repr=False)


def design_columns(population: Population, wave: str) -> DesignColumns:
    """The columns of a wave's design; give them to `design_arrays` where it is called for many indicators."""
    study = population.study
    design = study.waves[wave].design
    counsellor = (design.counsellor,) if design.counsellor and study.claim == "people_like_these" else ()
    stratum = combined(population, design.strata) if design.strata else None
    if design.sample_of is not None and design.roster is not None:
        frame = eligible(population, wave)
        psu = combined(population, design.psu) if design.psu else None
        return DesignColumns(stratum, psu, frame=frame, drawn=population.drawn(wave) & frame)
    if design.selection == "census" and study.claim == "these_people":
        return DesignColumns()  # everybody was asked: the whole frame is the sample
    clusters = design.psu or counsellor
    weight = population.numbers(design.weight, wave) if design.weight else None
    if weight is None and design.calibrate is not None:
        weight = np.ones(population.people.n_people)  # all who answered start alike
    columns = DesignColumns(
        stratum=stratum,
        psu=combined(population, clusters) if clusters else None,
        weight=weight,
        fpc=population.numbers(design.fpc, wave) if design.fpc and study.claim == "these_people" else None,
        second_stage=second_stage_columns(population, wave, combined) if study.claim == "these_people" else None,
    )
    weighting = wave_weighting(
        population, wave, weight=weight, stratum=columns.stratum, psu=columns.psu, fpc=columns.fpc
    )
    return columns if weighting is None else replace(columns, weighting=weighting)


def all_design_columns(population: Population) -> dict[str, DesignColumns]:
    """Wave → the columns of its design, for the waves in which an indicator is measured."""
    study = population.study
    waves = dict.fromkeys(wave for indicator in study.indicators for wave in measured_in(indicator, study))
    return {wave: design_columns(population, wave) for wave in waves}


def design_arrays(population: Population, measured: Measure, columns: DesignColumns | None = None) -> DesignArrays:
    """The design of the wave in which an indicator is measured.

    Args:
        columns: as from `design_columns`, worked out where None.

    Raises:
        DesignError: the finite population of a stratum is missing or impossible.
    """
    study = population.study
    design = study.waves[measured.wave].design
    columns = columns or design_columns(population, measured.wave)
    if columns.frame is not None and columns.drawn is not None:
        return _sample_of_frame(population, measured, columns, columns.frame, columns.drawn)
    present = population.present(measured.wave)
    if design.selection == "census" and study.claim == "these_people":
        everybody = np.flatnonzero(present | measured.universe)
        return DesignArrays("census", design.selection, everybody, fraction=np.ones(1))
    # Nobody knows the weight of people who were never found; without weights they count as asked.
    asked = present if columns.weight is not None else present | measured.universe
    # Most indicators have the same people; what was worked out for them stays true.
    for latest_asked, latest in columns._latest:
        if np.array_equal(latest_asked, asked):
            return latest
    rows = np.flatnonzero(asked)
    weight = None if columns.weight is None else columns.weight[rows]
    stratum = None if columns.stratum is None else columns.stratum[rows]
    psu = None if columns.psu is None else columns.psu[rows]
    fraction = None if columns.fpc is None else stratum_fraction(columns.fpc[rows], stratum=stratum, psu=psu)
    designed = psu is not None or stratum is not None or weight is not None
    arrays = DesignArrays(
        "designed" if designed else "simple", design.selection, rows, weight, stratum, psu, fraction,
        weighting=columns.weighting,
    )  # fmt: skip
    if columns.second_stage is not None and psu is not None:
        ssu, ssu_fraction = second_stage_arrays(columns.second_stage, rows, psu=psu, stratum=stratum)
        arrays = replace(arrays, ssu=ssu, ssu_fraction=ssu_fraction)
    columns._latest[:] = [(asked, arrays)]
    return arrays


def _sample_of_frame(
    population: Population, measured: Measure, columns: DesignColumns, frame: BoolArray, drawn: BoolArray
) -> DesignArrays:
    """People drawn from the frame: every respondent stands for N_h/r_h people of their stratum.

    Where the universe is known for the whole frame, N_h and r_h count the universe; otherwise they
    count the frame, and the universe is a domain of the sample.
    """
    stratum = combined(population, ()) if columns.stratum is None else columns.stratum
    about = measured.universe if measured.frame_known else frame
    answered = drawn & (measured.answered if measured.frame_known else population.present(measured.wave))
    rows = np.flatnonzero(answered)
    size = int(stratum.max(initial=0)) + 1
    n_frame = np.bincount(stratum[about & (stratum >= 0)], minlength=size)
    n_answered = np.bincount(stratum[rows][stratum[rows] >= 0], minlength=size)
    ratio = np.where(n_answered > 0, n_frame / np.maximum(n_answered, 1), 0.0)
    known = population.study.claim == "these_people"
    return DesignArrays(
        "sample_of_frame",
        population.study.waves[measured.wave].design.selection,
        rows,
        weight=ratio[stratum[rows]],
        stratum=stratum[rows],
        psu=None if columns.psu is None else columns.psu[rows],
        fraction=np.where(known & (n_frame > 0), n_answered / np.maximum(n_frame, 1), 0.0),
        drawn=drawn,
        frame_stratum=stratum,
    )


def combined(population: Population, names: Sequence[str]) -> IntArray:
    """One code for every combination of columns, from 0, shape (n_people,); -1 where one is not recorded."""
    if not names:
        return np.zeros(population.people.n_people, dtype=np.int64)
    codes = np.zeros(population.people.n_people, dtype=np.int64)
    unknown = np.zeros(population.people.n_people, dtype=bool)
    size = 1
    for name in names:
        column = population.earliest(name)
        # Distinct texts may repeat with different reasons, so codes are made of the texts.
        texts, of_distinct = np.unique(column.texts.astype(str), return_inverse=True)
        codes = codes * len(texts) + of_distinct[column.codes]
        size *= len(texts)
        unknown |= ~column.answered()
    return np.where(unknown, -1, distinct(codes, size).place).astype(np.int64, copy=False)

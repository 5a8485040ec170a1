"""The frozen array types that `aggregate` hands to `estimate`, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from meal.model.arrays import BoolArray, FloatArray, IntArray

Claim = Literal["these_people", "people_like_these"]
LonelyRule = Literal["adjust", "certainty", "average", "fail"]
MeanStatistic = Literal["share", "mean"]
LinearStatistic = Literal["share", "mean", "ratio", "total"]


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the engine did or refused by rule (R1–R20 and named ones); `messages` words it."""

    rule: str
    parameters: Mapping[str, str | int | float] = field(default_factory=dict)


class DesignError(ValueError):
    """The declared design or the linked people do not allow an estimate; the row is then not estimable.

    Args:
        remark: which rule refused, with its parameters.
    """

    def __init__(self, remark: Remark) -> None:
        self.remark = remark
        parameters = ", ".join(f"{name}={value}" for name, value in remark.parameters.items())
        super().__init__(f"{remark.rule}({parameters})")


@dataclass(frozen=True, slots=True, eq=False)
class PsuTotals:
    """Sums over records by PSU and cell, for one indicator and one disaggregation.

    A cell is one level of the disaggregation; cells are disjoint. Rows exist only where a PSU
    has an answer in a cell ("long" form), so a record × cell matrix is never built. Without PSUs
    (`by_record`) a row sums all records of a stratum in a cell, and the second moments carry the
    spread. Only records in the domain with an answer and a weight above 0 are summed; all records
    count in the design.

    Attributes:
        unit: shape (n_row,), PSU number (0..n_psu-1); stratum number when `by_record`.
        cell: shape (n_row,), cell number (0..n_cell-1).
        n: shape (n_row,), records with an answer, unweighted.
        y: shape (n_row,), unweighted sum of y (the records counted, for a 0/1 answer).
        w, wy, wx: shape (n_row,), sums of weight, weight·y, weight·x (x is 1 for a share or mean).
        wyy, wxy, wxx: shape (n_row,), sums of weight times products of y and x.
        w2, w2y, w2yy, w2xy, w2xx: shape (n_row,), sums of squared weight times products of y and x.
        origin: subtracted from y before all sums, so that constant amounts have exactly no spread.
        unit_stratum: shape (n_psu,), stratum of each PSU of the sample, empty ones included
            (0..n_stratum-1 when `by_record`). unit_code: shape (n_psu,), its code as given.
        stratum_n_psu: shape (n_stratum,), PSUs in the sample of each stratum, empty ones included
            (records of the stratum when `by_record`).
        stratum_fraction: shape (n_stratum,), first-stage sampling fraction, 0 where drawn with
            replacement or the claim goes beyond the frame.
        n_missing: shape (n_cell,), records in the domain without an answer, unweighted.
        uncovered: shape (n_cell,), people of the frame in strata from which nobody answered.
        n_record, sum_weight: records in the whole sample, and the sum of their weights.
        weighted, stratified: whether weights and strata were declared; PSUs were unless `by_record`.
        within: the same answers summed by what was sampled inside the PSUs (households, people), with
            the PSUs as its strata and their second-stage fractions; None where the first stage is
            taken alone. Counts in the variance only as far as first-stage fractions are above 0.
    """

    unit: IntArray
    cell: IntArray
    n: IntArray
    y: FloatArray
    w: FloatArray
    wy: FloatArray
    wx: FloatArray
    wyy: FloatArray
    wxy: FloatArray
    wxx: FloatArray
    w2: FloatArray
    w2y: FloatArray
    w2yy: FloatArray
    w2xy: FloatArray
    w2xx: FloatArray
    origin: float
    unit_stratum: IntArray
    unit_code: IntArray
    stratum_n_psu: IntArray
    stratum_fraction: FloatArray
    n_missing: IntArray
    uncovered: IntArray
    n_record: int
    sum_weight: float
    by_record: bool
    weighted: bool
    stratified: bool
    within: PsuTotals | None = None

    @property
    def n_cell(self) -> int:
        """How many cells there are."""
        return len(self.n_missing)

    @property
    def n_stratum(self) -> int:
        """How many strata there are."""
        return len(self.stratum_n_psu)

    @property
    def designed(self) -> bool:
        """Whether weights, strata or PSUs were declared (rule R1), else a simple sample (R2)."""
        return self.weighted or self.stratified or not self.by_record

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """PSU codes that stand in several strata, and so were taken for different PSUs."""
        if self.by_record:
            return ()
        repeated = int(np.sum(np.unique(self.unit_code, return_counts=True)[1] > 1))
        return (Remark("psu_in_several_strata", {"n": repeated}),) if repeated else ()


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Records as arrays, for methods that need order, covariates or a second pass.

    All have shape (n_records,) unless said. A record outside the domain or without an answer stays
    in the sample, with `domain` false or `y` NaN, so that the design is whole.

    Attributes:
        y: the outcome; x: the denominator of a ratio, or None; covariates: (n_records, k) or None.
        weight: 1 where none was declared. stratum: codes from 0.
        psu: codes from 0, the same code in two waves for the same PSU; every record its own PSU
            where none was declared. A code is nested in its stratum.
        stratum_fraction: shape (n_stratum,), sampling fraction, 0 where drawn with replacement.
        pair: code of the person, the same in every wave, for methods that pair; None otherwise.
        arm: 0 control, 1 treated; None otherwise.
        ssu: codes of what was sampled inside the PSUs, nested in their PSU; records where None.
        ssu_fraction: part of the record's PSU that was sampled; None where the second stage's
            finite population is not allowed for.
        has_weight, has_strata, has_psu: what was declared.
    """

    y: FloatArray
    weight: FloatArray
    stratum: IntArray
    psu: IntArray
    stratum_fraction: FloatArray
    domain: BoolArray
    x: FloatArray | None = None
    covariates: FloatArray | None = None
    pair: IntArray | None = None
    arm: IntArray | None = None
    ssu: IntArray | None = None
    ssu_fraction: FloatArray | None = None
    has_weight: bool = False
    has_strata: bool = False
    has_psu: bool = False

    @property
    def designed(self) -> bool:
        """Whether weights, strata or PSUs were declared (rule R1), else a simple sample (R2)."""
        return self.has_weight or self.has_strata or self.has_psu

    @property
    def counted(self) -> bool:
        """Whether everybody the claim is about was asked: there is no sampling error."""
        # Where every PSU was taken, people inside it may still have been sampled.
        return not self.has_psu and len(self.stratum_fraction) > 0 and bool(np.all(self.stratum_fraction >= 1))

    @property
    def included(self) -> BoolArray:
        """Records in the domain with an answer and a weight above 0, shape (n_records,)."""
        return self.domain & ~np.isnan(self.y) & (self.weight > 0)

    def take(self, rows: IntArray) -> Sample:
        """Only these records, as if no others had been sampled; never for a domain of a design."""
        return replace(
            self,
            y=self.y[rows],
            weight=self.weight[rows],
            stratum=self.stratum[rows],
            psu=self.psu[rows],
            domain=self.domain[rows],
            x=None if self.x is None else self.x[rows],
            covariates=None if self.covariates is None else self.covariates[rows],
            pair=None if self.pair is None else self.pair[rows],
            arm=None if self.arm is None else self.arm[rows],
            ssu=None if self.ssu is None else self.ssu[rows],
            ssu_fraction=None if self.ssu_fraction is None else self.ssu_fraction[rows],
        )


@dataclass(frozen=True, slots=True, eq=False)
class FrameCounts:
    """People of a known frame by stratum and cell, for a number extrapolated from a sample of them.

    All have shape (n_stratum, n_cell), and count people of the indicator's universe.

    Attributes:
        frame: in the frame. drawn: drawn from it. answered: drawn and answered yes or no.
        counted: answered yes.
    """

    frame: IntArray
    drawn: IntArray
    answered: IntArray
    counted: IntArray

    def unanswered_as(self, answer: bool) -> FrameCounts:
        """The same counts with everybody who was drawn and not answered taken for a no, or for a yes."""
        counted = self.counted + (self.drawn - self.answered if answer else 0)
        return FrameCounts(self.frame, self.drawn, self.drawn, counted)


@dataclass(frozen=True, slots=True)
class Result:
    """One estimate without its names; None where a number does not exist.

    Attributes:
        method: stable key of the method, such as `wilson`, `logit_t`, `census`.
        n: records in the denominator, unweighted. numerator: records counted, for a yes/no answer.
        n_missing: in the universe, without an answer.
        status: `ok`, `unreliable` (rule R12) or `not_estimable` (then `remarks` say why; the
            estimate itself may stand, without an interval).
    """

    estimate: float | None
    std_error: float | None = None
    conf_low: float | None = None
    conf_high: float | None = None
    conf_level: float | None = None
    df: float | None = None
    deff: float | None = None
    p_value: float | None = None
    method: str = ""
    n: int = 0
    numerator: int | None = None
    n_missing: int = 0
    status: Literal["ok", "unreliable", "not_estimable"] = "ok"
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class ArmComparison:
    """Control, treated, and what lies between them; the order in which an effect is shown.

    Attributes:
        control, treated: share or mean of each arm. difference: treated minus control.
        risk_ratio: treated over control, for a yes/no answer; None for amounts.
    """

    control: Result
    treated: Result
    difference: Result
    risk_ratio: Result | None = None


@dataclass(frozen=True, slots=True, eq=False)
class CellEstimates:
    """Estimates of the cells of one disaggregation, before an interval is put around them.

    Attributes:
        estimate: shape (n_cell,); NaN where the cell is empty.
        covariance: shape (n_cell, n_cell), in squared units of the estimates.
        df: shape (n_cell,), PSUs − strata counted inside the cell.
        deff: shape (n_cell,), design effect; NaN where it does not exist.
        n: shape (n_cell,), records with an answer, unweighted.
        totals: what the estimates were made of; says which PSU has a record in which cell, so that
            a contrast's df is counted over the union.
        lonely: strata with one PSU, whose spread had to be assumed.
    """

    estimate: FloatArray
    covariance: FloatArray
    df: FloatArray
    deff: FloatArray
    n: IntArray
    totals: PsuTotals
    lonely: tuple[int, ...] = ()

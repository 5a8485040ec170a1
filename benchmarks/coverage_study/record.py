"""One measured cell of the study: where an interval was tried, how often it held the truth, how wide it was."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np

from meal.model.arrays import FloatArray

# Limits and truths that are equal on paper differ by rounding.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Setting:
    """Where an interval is tried.

    Attributes:
        interval: what the interval is of, the key of a row of the page.
        n: records of the sample, or of each group or wave where there are two.
        p: the true share; of the controls or the first wave where there are two. None for amounts.
        p_other: the true share of the treated or of the second wave.
        detail: what else sets the cell apart. judged: False for a method that stands beside the engine's choice.
    """

    interval: str
    n: int
    p: float | None = None
    p_other: float | None = None
    n_psu: int | None = None
    icc: float | None = None
    detail: str = ""
    judged: bool = True

    @property
    def counted(self) -> float:
        """n·min(p, 1 − p) over the shares; infinite for amounts."""
        shares = [share for share in (self.p, self.p_other) if share is not None]
        return self.n * min((min(share, 1 - share) for share in shares), default=math.inf)


@dataclass(frozen=True, slots=True)
class Measured:
    """What became of the interval in a setting.

    Attributes:
        coverage: share of the intervals given that hold the truth. mc_error: its Monte Carlo
            standard error, 0 where enumerated.
        width: mean width of the intervals given. without: share of samples that got no interval.
        replicates: samples drawn, 0 where all were enumerated.
        methods: the methods that the engine chose, with how often.
    """

    setting: Setting
    coverage: float
    mc_error: float
    width: float
    without: float
    replicates: int
    methods: str

    def row(self) -> list[object]:
        """The row of the table."""
        kept = [getattr(self.setting, one.name) for one in fields(Setting)]
        numbers = [f"{self.coverage:.4f}", f"{self.mc_error:.4f}", f"{self.width:.4g}", f"{abs(self.without):.4f}"]
        shown = ["" if one is None else f"{one:.6g}" if isinstance(one, float) else one for one in kept]
        return [*shown, *numbers, self.replicates, self.methods]


COLUMNS = [one.name for one in fields(Setting)] + [one.name for one in fields(Measured)][1:]


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """Limits of many samples; NaN where the engine gives none.

    Attributes:
        low, high: shape (n_sample,). methods: shape (n_sample,), or one name for all.
    """

    low: FloatArray
    high: FloatArray
    methods: np.ndarray | str


def measured(setting: Setting, limits: Limits, truth: float, chance: FloatArray | None = None) -> Measured:
    """Coverage and width over samples.

    Args:
        chance: probability of each sample, where all were enumerated; None where they were drawn.
    """
    weight = np.full(len(limits.low), 1 / len(limits.low)) if chance is None else chance / chance.sum()
    given = ~(np.isnan(limits.low) | np.isnan(limits.high))
    slack = ROUNDING * max(1.0, abs(truth))
    with np.errstate(invalid="ignore"):
        inside = given & (limits.low <= truth + slack) & (truth - slack <= limits.high)
    part = float(weight[given].sum())
    coverage = float(weight[inside].sum()) / part if part > 0 else math.nan
    n_given = int(given.sum())
    return Measured(
        setting,
        coverage=coverage,
        mc_error=0.0 if chance is not None else math.sqrt(max(coverage * (1 - coverage), 0.0) / max(n_given, 1)),
        width=float((weight[given] * (limits.high - limits.low)[given]).sum()) / part if part > 0 else math.nan,
        without=1 - part,
        replicates=0 if chance is not None else len(limits.low),
        methods=_mix(limits.methods, weight),
    )


def _mix(methods: np.ndarray | str, weight: FloatArray) -> str:
    if isinstance(methods, str):
        return methods
    parts = [(float(weight[methods == name].sum()), str(name)) for name in np.unique(methods)]
    return ", ".join(f"{name or 'none'} {part:.0%}" for part, name in sorted(parts, reverse=True))

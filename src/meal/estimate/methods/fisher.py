"""Fisher's exact test of two independent shares, for tables with small expected counts."""

from __future__ import annotations

import numpy as np

from meal.estimate.distributions import log_choose


def fisher_p_value(x1: int, n1: int, x0: int, n0: int) -> float:
    """Two-sided p-value: the tables as likely as this one or less, the margins held (Fisher 1935)."""
    x = x1 + x0
    k = np.arange(max(0, x - n0), min(x, n1) + 1, dtype=np.float64)
    logs = log_choose(n1, k) + log_choose(n0, x - k) - log_choose(n1 + n0, x)
    observed = logs[x1 - int(k[0])]
    # Tables that are equally likely differ by rounding.
    return min(1.0, float(np.exp(logs[logs <= observed + 1e-7]).sum()))

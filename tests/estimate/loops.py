"""Taylor linearisation written out record by record, as in the textbooks."""

from __future__ import annotations

from collections import defaultdict

import numpy as np


def loop_covariance(y, cell, *, n_cell, x=None, weight=None, stratum, psu=None, domain, stratum_fraction, statistic):
    """Estimates and their covariance from influence values, PSU by PSU, stratum by stratum (adjust where lonely)."""
    n = len(y)
    w = np.ones(n) if weight is None else weight
    per = np.ones(n) if x is None else x
    inside = [
        [
            bool(domain[i]) and cell[i] == c and not np.isnan(y[i]) and not np.isnan(per[i]) and w[i] > 0
            for i in range(n)
        ]
        for c in range(n_cell)
    ]
    estimate = np.full(n_cell, np.nan)
    score = defaultdict(lambda: np.zeros(n_cell))
    psus = {(int(stratum[i]), int(psu[i]) if psu is not None else i) for i in range(n)}
    for c in range(n_cell):
        members = [i for i in range(n) if inside[c][i]]
        if not members:
            continue
        total, size = sum(w[i] * y[i] for i in members), sum(w[i] * per[i] for i in members)
        estimate[c] = total if statistic == "total" else total / size
        for i in members:
            z = w[i] * y[i] if statistic == "total" else w[i] * (y[i] - estimate[c] * per[i]) / size
            score[int(stratum[i]), int(psu[i]) if psu is not None else i][c] += z
    covariance = np.zeros((n_cell, n_cell))
    overall = sum((score[key] for key in psus), np.zeros(n_cell)) / len(psus)
    for h in {key[0] for key in psus}:
        scores = [score[key] for key in psus if key[0] == h]
        free = 1 - stratum_fraction[h]
        if len(scores) == 1:
            away = scores[0] - overall
            covariance += free * np.outer(away, away)
            continue
        mean = sum(scores) / len(scores)
        covariance += free * len(scores) / (len(scores) - 1) * sum(np.outer(z - mean, z - mean) for z in scores)
    return estimate, covariance

"""Small surveys of every shape: strata, villages, weights, refusals, people in no cell."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

Survey = dict[str, Any]


@st.composite
def surveys(
    draw: st.DrawFn,
    *,
    yes_or_no: bool = True,
    weights: bool | None = None,
    villages: bool | None = None,
    most: int = 40,
) -> Survey:
    """Arguments for `psu_totals`, with `cell` and `n_cell`; at least two people answer in the first cell."""
    n = draw(st.integers(6, most))
    n_stratum, n_village, n_cell = draw(st.integers(1, 3)), draw(st.integers(2, 5)), draw(st.integers(1, 3))
    seed = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    y = seed.integers(0, 2, n).astype(float) if yes_or_no else np.round(seed.normal(50, 20, n), 1)
    y[seed.random(n) < 0.15] = np.nan
    cell = seed.integers(-1, n_cell, n)
    # Two people who say something different, in different strata and villages as it falls.
    y[:2], cell[:2] = [0.0, 1.0], 0
    survey: Survey = {"y": y, "cell": cell, "n_cell": n_cell, "domain": seed.random(n) < 0.8}
    survey["domain"][:2] = True
    if draw(st.booleans()) if weights is None else weights:
        survey["weight"] = np.round(seed.uniform(0.5, 4, n), 2)
    survey["stratum"] = seed.integers(0, n_stratum, n)
    survey["stratum_fraction"] = np.zeros(n_stratum)
    if draw(st.booleans()) if villages is None else villages:
        survey["psu"] = seed.integers(0, n_village, n)
    return survey


def reordered(survey: Survey, order: np.ndarray) -> Survey:
    """The same records in another order."""
    return {name: value if name in ("n_cell", "stratum_fraction") else value[order] for name, value in survey.items()}

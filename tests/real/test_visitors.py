"""A survey of visitors whose author printed a test of two questions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from meal.aggregate import psu_totals
from meal.estimate import estimated_table
from meal.estimate.distributions import chi_square_p_value
from meal.estimate.methods.rao_scott import pearson_weighted
from meal.read import read_file

WAYS = {"auto": 0, "tp": 2}
"""By car and by public transport; all others are one row between them."""
WELCOMES = {"bien": 0, "excellent": 1}
"""Good and excellent; moderate and bad are one column after them."""


def test_transport_and_welcome_do_not_go_together(shared: Path) -> None:
    columns = read_file(shared / "data/limesurvey-vaud-french/results-survey4914.tsv").columns
    answers = zip(*(columns[name].record_texts().tolist() for name in ("moyen_transport", "accueil")), strict=True)
    cells = [3 * WAYS.get(way, 1) + WELCOMES.get(welcome, 2) for way, welcome in answers if way and welcome]
    table = estimated_table(psu_totals(np.ones(len(cells)), np.array(cells, dtype=np.int64), n_cell=9), 3)
    assert table.totals.tolist() == [[28, 50, 2], [5, 18, 1], [47, 69, 2]]
    assert pearson_weighted(table) == pytest.approx(3.5048, abs=5e-5)
    assert chi_square_p_value(pearson_weighted(table), 4) == pytest.approx(0.4771, abs=5e-5)

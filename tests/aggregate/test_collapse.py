"""Strata with one village are put together with a neighbour, in the order that the study declares."""

from __future__ import annotations

import numpy as np

from meal.aggregate import collapsed_strata, psu_totals
from meal.estimate import cell_estimates, lonely_strata


def test_a_lonely_stratum_joins_the_next_and_the_last_the_one_before():
    # Strata with 1, 2, 2 and 1 villages.
    stratum = np.array([0, 1, 1, 2, 2, 3])
    found = collapsed_strata(stratum, psu=np.array([0, 0, 1, 0, 1, 0]), stratum_fraction=np.array([0.1, 0.3, 0.2, 0.5]))

    assert found.stratum.tolist() == [0, 0, 0, 1, 1, 1]
    assert found.stratum_fraction.tolist() == [0.1, 0.2]
    assert found.n_collapsed == 2


def test_villages_of_the_same_code_stay_different_ones():
    found = collapsed_strata(np.array([0, 0, 1, 1]), psu=np.array([5, 5, 5, 5]))
    totals = psu_totals(
        np.array([1.0, 0, 1, 1]), np.zeros(4, dtype=int), n_cell=1, stratum=found.stratum, psu=found.psu
    )

    assert len(np.unique(found.psu)) == 2
    assert len(lonely_strata(totals)) == 0
    assert cell_estimates(totals, "share").df.tolist() == [1]


def test_a_stratum_taken_whole_stays_alone():
    found = collapsed_strata(np.array([0, 1, 1, 2]), stratum_fraction=np.array([1.0, 0.5, 0.5]))

    assert found.stratum.tolist() == [0, 1, 1, 1]
    assert found.n_collapsed == 1


def test_one_village_in_all_has_no_neighbour():
    found = collapsed_strata(np.array([0, 0]), psu=np.array([3, 3]))

    assert (found.stratum.tolist(), found.n_collapsed) == ([0, 0], 0)


def test_strata_of_several_villages_stay_as_they_are():
    stratum = np.array([0, 0, 1, 1])
    assert collapsed_strata(stratum).stratum.tolist() == stratum.tolist()

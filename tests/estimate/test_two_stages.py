"""Finite populations at both stages: what is drawn inside villages counts as far as villages were drawn out of few."""

from __future__ import annotations

import math

import numpy as np
import pytest

from meal.aggregate import add_totals, psu_totals, sample, second_stage_fraction, stratum_fraction
from meal.estimate import cell_estimates, compare_arms, quantile
from meal.estimate.influence import influence_covariance, linearised
from meal.estimate.scores import mean_scores
from meal.model.samples import DesignError

# 2 of 4 villages, in each 2 of 6 households; everybody stands for 6 people.
Y = np.array([1.0, 3.0, 6.0, 10.0])
VILLAGE = np.array([0, 0, 1, 1])
DESIGN = {
    "weight": np.full(4, 6.0),
    "psu": VILLAGE,
    "stratum_fraction": np.array([0.5]),
    "ssu_fraction": np.full(4, 1 / 3),
}


def test_the_variance_of_a_total_is_the_textbooks():
    # Totals of the villages 24 and 96: (1 − 1/2)·2/(2 − 1)·((24 − 60)² + (96 − 60)²) = 2592.
    # Inside them 6·1, 6·3 and 6·6, 6·10: (1/2)(1 − 1/3)·2·(6² + 6² + 12² + 12²) = 240.
    totals = psu_totals(Y, np.zeros(4, dtype=int), n_cell=1, **DESIGN)

    assert cell_estimates(totals, "total").covariance[0, 0] == pytest.approx(2592 + 240)


def test_the_variance_of_a_mean_is_the_same_from_sums_and_from_records():
    totals = psu_totals(Y, np.zeros(4, dtype=int), n_cell=1, **DESIGN)
    people = sample(Y, **DESIGN)
    found = linearised(people, "mean")
    by_record = influence_covariance(people, (people.weight * found.influence)[:, None])

    assert mean_scores(people).variance == pytest.approx(cell_estimates(totals, "mean").covariance[0, 0])
    assert by_record[0, 0] == pytest.approx(cell_estimates(totals, "mean").covariance[0, 0])


def test_without_known_villages_the_second_stage_adds_nothing():
    design = {**DESIGN, "stratum_fraction": np.zeros(1)}
    alone = {name: value for name, value in design.items() if name != "ssu_fraction"}
    both, first = (
        cell_estimates(psu_totals(Y, np.zeros(4, dtype=int), n_cell=1, **one), "mean") for one in (design, alone)
    )

    assert both.covariance[0, 0] == pytest.approx(first.covariance[0, 0])


def survey(n: int = 60) -> dict[str, np.ndarray]:
    generator = np.random.default_rng(3)
    village = np.arange(n) % 10
    return {
        "y": generator.integers(0, 2, n).astype(float),
        "cell": generator.integers(0, 2, n),
        "weight": generator.uniform(1, 3, n),
        "stratum": village // 5,
        "psu": village,
        "ssu": np.arange(n) // 2,
        "stratum_fraction": np.array([0.4, 0.7]),
        "ssu_fraction": np.array([0.2, 0.5])[village % 2],
    }


@pytest.mark.parametrize("by_household", [True, False])
def test_chunks_of_a_wave_add_up_to_the_whole(by_household):
    whole = survey()
    if not by_household:
        del whole["ssu"]
    # The first chunk has not seen all villages.
    parts = [
        {name: value if name == "stratum_fraction" else value[rows] for name, value in whole.items()}
        for rows in (np.flatnonzero(whole["psu"] < 7), np.flatnonzero(whole["psu"] >= 4))
    ]
    parts[1] = {
        name: value if name == "stratum_fraction" else value[parts[1]["psu"] >= 7] for name, value in parts[1].items()
    }
    together = add_totals(*(psu_totals(n_cell=2, origin=0.0, **part) for part in parts))

    np.testing.assert_allclose(
        cell_estimates(together, "share").covariance,
        cell_estimates(psu_totals(n_cell=2, origin=0.0, **whole), "share").covariance,
    )


def test_both_stages_stand_in_quantiles_and_in_comparisons_of_groups():
    given = survey()
    cell = given.pop("cell")
    without = {name: value for name, value in given.items() if not name.startswith("ssu")}
    one, other = (sample(arm=cell, **design) for design in (given, without))

    assert mean_scores(one).variance > mean_scores(other).variance
    first, second = (compare_arms(people, statistic="share").difference for people in (one, other))
    assert first.std_error > second.std_error
    # The difference is that of two domains, whose covariance is in the same sums.
    cells = cell_estimates(psu_totals(cell=cell, n_cell=2, **given), "share").covariance
    assert first.std_error == pytest.approx(math.sqrt(cells[0, 0] + cells[1, 1] - 2 * cells[0, 1]))
    assert quantile(one, 0.5).n == 60


def test_the_fraction_of_a_village_is_read_from_how_many_it_holds():
    # Village 0 holds 6 households, of which two were asked; of village 1 all two were.
    households = np.array([6.0, 6.0, 2.0, 2.0])

    assert second_stage_fraction(households, psu=VILLAGE).tolist() == [1 / 3, 1 / 3, 1.0, 1.0]
    assert stratum_fraction(np.full(4, 4.0), psu=VILLAGE).tolist() == [0.5]
    with pytest.raises(DesignError, match="fpc_not_constant"):
        second_stage_fraction(np.array([6.0, 5.0, 2.0, 2.0]), psu=VILLAGE)

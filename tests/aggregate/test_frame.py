"""Counting a frame: who is in it, who was drawn, who answered, who said yes."""

import numpy as np
import pytest

from meal.aggregate import frame_counts, frame_totals, stratum_weights

nan = np.nan

# Ten people, six in stratum 0. Three of those were drawn, two answered, one said yes.
STRATUM = np.array([0, 0, 0, 0, 0, 0, 1, 1, 1, 1])
DRAWN = np.array([1, 1, 1, 0, 0, 0, 1, 1, 0, 0], dtype=bool)
Y = np.array([1.0, 0.0, nan, nan, nan, nan, 1.0, 1.0, nan, nan])
SEX = np.array([0, 1, 0, 1, 0, 1, 0, 0, 1, 1])
EVERYBODY = np.ones(10, dtype=bool)


def counts():
    return frame_counts(Y, SEX, n_cell=2, universe=EVERYBODY, drawn=DRAWN, stratum=STRATUM)


def test_people_are_counted_by_stratum_and_sex():
    found = counts()

    assert found.frame.tolist() == [[3, 3], [2, 2]]
    assert found.drawn.tolist() == [[2, 1], [2, 0]]
    assert found.answered.tolist() == [[1, 1], [2, 0]]
    assert found.counted.tolist() == [[1, 0], [2, 0]]


def test_a_respondent_stands_for_the_people_of_the_stratum():
    # Six people for two respondents, four people for two.
    assert stratum_weights(counts()).tolist() == [3, 2]


def test_totals_of_the_sample_weigh_respondents_and_know_the_fraction():
    totals = frame_totals(counts(), claim="these_people")

    assert totals.sum_weight == 10
    assert totals.stratum_fraction.tolist() == [pytest.approx(2 / 6), 0.5]
    assert totals.n_missing.tolist() == [1, 0]
    assert totals.weighted


def test_a_claim_about_people_like_these_has_no_fraction():
    assert frame_totals(counts(), claim="people_like_these").stratum_fraction.tolist() == [0, 0]


def test_people_outside_the_universe_are_not_counted():
    found = frame_counts(Y, SEX, n_cell=2, universe=STRATUM == 1, drawn=DRAWN, stratum=STRATUM, n_stratum=3)

    assert found.frame.sum() == 4
    assert found.frame.shape == (3, 2)


def test_a_stratum_nobody_answered_from_is_not_covered():
    silent = np.where(STRATUM == 1, nan, Y)
    found = frame_counts(silent, SEX, n_cell=2, universe=EVERYBODY, drawn=DRAWN, stratum=STRATUM)

    assert stratum_weights(found).tolist() == [3, 0]
    assert frame_totals(found, claim="these_people").uncovered.tolist() == [2, 2]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"cell": np.where(np.arange(10) == 3, -1, SEX)}, "in a cell"),
        ({"drawn": np.zeros(10, dtype=bool)}, "drawn"),
        ({"y": np.where(DRAWN, 2.0, nan)}, "yes/no"),
    ],
)
def test_counts_that_make_no_sense_are_refused(wrong, message):
    given = {"y": Y, "cell": SEX, "n_cell": 2, "universe": EVERYBODY, "drawn": DRAWN, **wrong}
    with pytest.raises(ValueError, match=message):
        frame_counts(given.pop("y"), given.pop("cell"), **given)

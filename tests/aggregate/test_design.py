"""Sampling fractions and weights, from columns as they come in exports."""

import numpy as np
import pytest

from meal.aggregate import sample, stratum_fraction, unequal_weights
from meal.model.samples import DesignError

DISTRICT = np.array([0, 0, 0, 1, 1])
VILLAGE = np.array([0, 0, 1, 0, 1])


def test_a_column_above_one_is_the_number_of_people_in_the_frame():
    # 3 of 30 people, 2 of 8 people.
    assert stratum_fraction(np.array([30.0, 30, 30, 8, 8]), stratum=DISTRICT).tolist() == [0.1, 0.25]


def test_with_villages_it_is_the_number_of_villages_in_the_frame():
    # 2 of 10 villages, 2 of 4 villages.
    fraction = stratum_fraction(np.array([10.0, 10, 10, 4, 4]), stratum=DISTRICT, psu=VILLAGE)

    assert fraction.tolist() == [0.2, 0.5]


def test_a_column_up_to_one_is_the_fraction_itself():
    assert stratum_fraction(np.full(5, 0.2)).tolist() == [0.2]


def test_a_stratum_without_records_has_no_fraction():
    assert stratum_fraction(np.full(5, 50.0), stratum=DISTRICT, n_stratum=3).tolist() == [0.06, 0.04, 0.0]


@pytest.mark.parametrize(
    ("column", "rule"),
    [
        ([30.0, 30, 30, 1.5, 1.5], "fpc_below_sample"),
        ([30.0, 30, 31, 8, 8], "fpc_not_constant"),
        ([30.0, 30, np.nan, 8, 8], "fpc_missing"),
        ([30.0, 30, 0, 8, 8], "fpc_missing"),
    ],
)
def test_an_impossible_frame_is_refused(column, rule):
    with pytest.raises(DesignError) as refusal:
        stratum_fraction(np.array(column), stratum=DISTRICT)

    assert refusal.value.remark.rule == rule
    assert rule in str(refusal.value)


def test_weights_that_let_few_people_decide_are_remarked():
    # Nine people of weight 1 and one of 40: (49)² / (9 + 1600) = 1.49 effective people.
    remark = unequal_weights(np.array([1.0] * 9 + [40.0]))

    assert remark is not None
    assert remark.rule == "R16"
    assert remark.parameters["n_effective"] == pytest.approx(49**2 / 1609)
    assert remark.parameters["largest_to_median"] == 40


def test_ordinary_weights_are_not_remarked():
    assert unequal_weights(np.array([1.0, 2.0, 3.0])) is None
    assert unequal_weights(np.zeros(3)) is None


def test_a_sample_without_a_declared_design_is_simple():
    people = sample(np.array([1.0, 0.0]))

    assert not people.designed
    assert not people.counted
    assert people.weight.tolist() == [1, 1]
    assert people.psu.tolist() == [0, 1]


def test_a_sample_of_everybody_is_counted_but_not_where_only_all_villages_were_taken():
    assert sample(np.array([1.0, 0.0]), stratum_fraction=np.array([1.0])).counted
    assert not sample(np.array([1.0, 0.0]), stratum_fraction=np.array([1.0]), psu=np.array([0, 1])).counted

"""Many p-values at once, and people who are alike."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meal.estimate import benjamini_hochberg, clustering, holm


def test_holm_steps_down():
    # Ordered .01, .02, .04: 3·.01, 2·.02, 1·.04.
    assert holm([0.04, 0.01, 0.02]) == pytest.approx([0.04, 0.03, 0.04])


def test_benjamini_hochberg_steps_up():
    # Ordered .01, .02, .04: .04, then min(.04, .02·3/2) = .03, then min(.03, .01·3) = .03.
    assert benjamini_hochberg([0.04, 0.01, 0.02]) == pytest.approx([0.04, 0.03, 0.03])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_adjustment_lowers_no_p_value_and_keeps_their_order(p_values):
    for adjust in (holm, benjamini_hochberg):
        adjusted = adjust(p_values)
        assert all(p <= a + 1e-12 and a <= 1 for p, a in zip(p_values, adjusted, strict=True))
        order = np.argsort(p_values, kind="stable")
        assert np.all(np.diff(np.array(adjusted)[order]) >= -1e-12)


def test_people_who_are_all_alike_in_their_village_count_for_one():
    # Villages of four with the same answer: icc 1, design effect 4.
    found = clustering(np.repeat([1.0, 0, 1], 4), np.repeat([0, 1, 2], 4))

    assert (found.icc, found.deff) == pytest.approx((1.0, 4.0))
    assert (found.n_cluster, found.n) == (3, 12)


def test_likeness_needs_people_to_compare():
    with pytest.raises(ValueError, match="two clusters"):
        clustering(np.array([1.0, 2.0]), np.array([0, 1]))
    assert clustering(np.ones(4), np.array([0, 0, 1, 1])).icc == 0

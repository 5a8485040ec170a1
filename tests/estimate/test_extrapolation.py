"""From a sample of a known frame to a number of people in it."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meal.aggregate import frame_totals
from meal.estimate import levels, number, number_bounds
from meal.estimate.intervals import logit_t
from meal.model.samples import FrameCounts


def counts(frame, drawn, answered, counted):
    """Counts of one cell by stratum, or of several cells as lists of lists."""
    return FrameCounts(*(np.array(table).reshape(len(frame), -1) for table in (frame, drawn, answered, counted)))


HEADLINE = counts([10125], [1000], [600], [176])


def test_a_sample_of_600_says_about_3000():
    # 10,125 · 176/600 = 2,970; the limits are those of METHODS section 20.
    (result,) = number(HEADLINE)

    assert result.estimate == 2970
    assert (round(result.conf_low), round(result.conf_high)) == (2625, 3340)
    assert (result.n, result.numerator, result.n_missing) == (600, 176, 400)
    assert result.method == "wilson_fpc"


def test_a_claim_beyond_the_frame_is_less_precise():
    (result,) = number(HEADLINE, claim="people_like_these")

    assert (round(result.conf_low), round(result.conf_high)) == (2615, 3351)
    assert result.method == "wilson"


def test_bounds_vary_only_the_people_who_were_drawn():
    # 10,125 · 176/1,000 and 10,125 · 576/1,000.
    (worst,), (best,) = number_bounds(HEADLINE, answer=False), number_bounds(HEADLINE, answer=True)

    assert (worst.estimate, best.estimate) == (1782, 5832)
    assert worst.conf_low < 1782 < worst.conf_high
    assert worst.n == 1000


def test_strata_weigh_by_their_frame():
    # 900 · 30/60 + 300 · 10/50 = 510.
    # V = 900²(1 − 60/900)·¼/59 + 300²(1 − 50/300)·0.16/49.
    variance = 900**2 * (1 - 60 / 900) * 0.25 / 59 + 300**2 * (1 - 50 / 300) * 0.16 / 49
    (result,) = number(counts([900, 300], [70, 50], [60, 50], [30, 10]))

    assert result.estimate == pytest.approx(510)
    assert result.std_error == pytest.approx(math.sqrt(variance))
    assert (result.method, result.df) == ("logit_t", 108)
    limits = logit_t(510 / 1200, math.sqrt(variance) / 1200, 108, 0.95).times(1200)
    assert (result.conf_low, result.conf_high) == pytest.approx((limits.low, limits.high))


def test_a_stratum_nobody_answered_from_cannot_be_extrapolated_to():
    missed, covered = number(counts([[100, 50], [40, 0]], [[20, 10], [5, 0]], [[20, 10], [0, 0]], [[8, 3], [0, 0]]))

    assert (missed.estimate, missed.status) == (None, "not_estimable")
    assert dict(missed.remarks[0].parameters) == {"people": 40, "strata": 1}
    assert covered.status != "not_estimable"


def test_one_respondent_of_a_stratum_is_measured_against_all():
    (result,) = number(counts([500, 20], [50, 2], [50, 1], [20, 1]))

    # The share in all is (500·0.4 + 20·1)/520.
    overall = 220 / 520
    variance = 500**2 * 0.9 * 0.24 / 49 + 20**2 * 0.95 * (1 - overall) ** 2
    assert result.std_error == pytest.approx(math.sqrt(variance))
    assert "R10" in [remark.rule for remark in result.remarks]


def test_nobody_in_the_sample_does_not_mean_nobody_in_the_frame():
    (result,) = number(counts([500, 300], [50, 40], [50, 40], [0, 0]))

    assert (result.estimate, result.conf_low, result.std_error) == (0, 0, None)
    assert result.method == "korn_graubard"
    assert result.conf_high > 0


def test_a_frame_that_was_asked_whole_is_counted():
    (result,) = number(counts([30, 20], [30, 20], [30, 20], [10, 5]))

    assert (result.estimate, result.std_error, result.method) == (15, 0, "census")
    assert result.conf_low is None


def test_a_cell_without_people_has_no_number():
    _, empty = number(counts([[10, 0]], [[5, 0]], [[5, 0]], [[2, 0]]))

    assert empty.status == "not_estimable"


def test_a_small_part_of_a_large_sample_is_flagged():
    _, few = number(counts([[5000, 200]], [[500, 20]], [[500, 20]], [[200, 10]]))

    assert few.status == "unreliable"
    assert any(remark.parameters.get("n") == 20 for remark in few.remarks if remark.rule == "R12")


@st.composite
def samples_of_frames(draw):
    n_stratum, n_cell = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    seed = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    counted = seed.integers(0, 12, (n_stratum, n_cell))
    answered = counted + seed.integers(0, 12, (n_stratum, n_cell))
    answered[:, 0] += 2
    drawn = answered + seed.integers(0, 5, (n_stratum, n_cell))
    return FrameCounts(drawn + seed.integers(0, 40, (n_stratum, n_cell)), drawn, answered, counted)


def whole(found):
    return FrameCounts(
        *(table.sum(axis=1, keepdims=True) for table in (found.frame, found.drawn, found.answered, found.counted))
    )


@settings(max_examples=80, deadline=None)
@given(samples_of_frames())
def test_the_parts_add_up_to_the_whole(found):
    for table in (found, found.unanswered_as(False), found.unanswered_as(True)):
        parts = [result.estimate or 0.0 for result in number(table)]
        assert sum(parts) == pytest.approx(number(whole(table))[0].estimate)


@settings(max_examples=80, deadline=None)
@given(samples_of_frames(), st.sampled_from(["these_people", "people_like_these"]))
def test_the_share_times_the_frame_is_the_number(found, claim):
    together = whole(found)
    (people,), (share,) = number(together, claim=claim), levels(frame_totals(together, claim=claim), "share")
    size = int(together.frame.sum())

    assert people.estimate == pytest.approx(share.estimate * size)
    assert people.method == share.method
    if share.std_error:
        assert people.std_error == pytest.approx(share.std_error * size)
    if share.conf_low is not None and claim == "people_like_these":
        assert (people.conf_low, people.conf_high) == pytest.approx((share.conf_low * size, share.conf_high * size))


@settings(max_examples=80, deadline=None)
@given(samples_of_frames())
def test_a_number_is_possible_and_has_a_width(found):
    for cell, result in enumerate(number(found)):
        if result.conf_low is None:
            continue
        assert found.counted[:, cell].sum() - 1e-9 <= max(result.conf_low, result.estimate)
        assert 0 <= result.conf_low <= result.estimate <= result.conf_high
        assert result.conf_high - result.conf_low > 0


@settings(max_examples=60, deadline=None)
@given(samples_of_frames())
def test_bounds_hold_the_number(found):
    together = whole(found)
    (low,), (middle,), (high,) = (
        number_bounds(together, answer=False), number(together), number_bounds(together, answer=True)
    )  # fmt: skip

    assert low.estimate <= middle.estimate + 1e-9
    assert middle.estimate <= high.estimate + 1e-9

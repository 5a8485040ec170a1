"""Change between waves: the same people, partly the same people, different people."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meal.aggregate import psu_totals, sample
from meal.estimate import change, levels, overlap_change, paired_change
from meal.estimate.distributions import normal_quantile
from meal.estimate.methods.mcnemar import mcnemar_chi_square, mcnemar_midp
from meal.estimate.methods.tango import tango, tango_score
from meal.estimate.pairs import change_sample, overlap
from meal.estimate.scores import mean_scores
from meal.model.samples import DesignError

nan = np.nan


def rules(result):
    return [remark.rule for remark in result.remarks]


def parameters(result, rule):
    return next(remark.parameters for remark in result.remarks if remark.rule == rule)


def pairs(both, gained, lost, neither):
    """Answers before and after of so many people."""
    sizes = [both, gained, lost, neither]
    return np.repeat([1.0, 0, 1, 0], sizes), np.repeat([1.0, 1, 0, 0], sizes)


def waves(before, after, **design):
    people = np.arange(len(before))
    return sample(before, pair=people, **design), sample(after, pair=people, **design)


def test_paired_yes_no_answers_get_tango_and_the_mid_p():
    # Bentur (2009) in Fagerland et al. (2013): 7 gained, 1 lost of 21; 0.026 to 0.517, mid-p 0.039.
    result = change(*waves(*pairs(1, 7, 1, 12)), statistic="share")

    assert result.method == "tango"
    assert result.estimate == pytest.approx(6 / 21)
    assert (round(result.conf_low, 3), round(result.conf_high, 3), round(result.p_value, 3)) == (0.026, 0.517, 0.039)
    assert dict(parameters(result, "gained_lost")) == {"gained": 7, "lost": 1, "n": 21}
    assert parameters(result, "R4")["treated_as"] == "paired"


def test_nobody_changed_still_has_an_interval_and_no_p_value():
    # ±z²/(n + z²) for the 975 people of the control arm of a real trial.
    result = change(*waves(*pairs(680, 0, 0, 295)), statistic="share")
    limit = normal_quantile(0.95) ** 2 / (975 + normal_quantile(0.95) ** 2)

    assert (result.estimate, result.p_value, result.std_error) == (0, None, None)
    assert (result.conf_low, result.conf_high) == pytest.approx((-limit, limit))
    assert parameters(result, "R6")["limit"] == pytest.approx(limit)


@given(st.integers(0, 200), st.integers(0, 200), st.integers(1, 500))
def test_tango_at_no_change_is_mcnemar(gained, lost, rest):
    if gained + lost:
        score = tango_score(gained, lost, gained + lost + rest, 0.0)
        assert score**2 == pytest.approx(mcnemar_chi_square(gained, lost), rel=1e-9, abs=1e-12)


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_every_change_lies_in_a_possible_interval_that_has_a_width(gained, lost, rest):
    n = gained + lost + rest
    if n:
        interval = tango(gained, lost, n, 0.95)
        assert -1 <= interval.low <= (gained - lost) / n + 1e-9
        assert (gained - lost) / n - 1e-9 <= interval.high <= 1
        assert interval.width > 0
        mirrored = tango(lost, gained, n, 0.95)
        assert interval.low == pytest.approx(-mirrored.high, abs=1e-9)


def test_mid_p_of_as_many_gains_as_losses():
    # b = c = 2: 1 − ½·P(X = 2) = 1 − 6/32.
    assert mcnemar_midp(2, 2) == pytest.approx(1 - 6 / 32)
    assert mcnemar_midp(0, 0) is None
    # 5 against 0: P(X ≤ 0)·2 − P(X = 0) = 1/32.
    assert mcnemar_midp(5, 0) == pytest.approx(1 / 32)


def test_paired_amounts_get_a_paired_t():
    # Changes 1, 2, 3: mean 2, standard error 1/√3, t(2) = 4.3027.
    result = change(*waves(np.array([5.0, 5, 5]), np.array([6.0, 7, 8])), statistic="mean")

    assert (result.method, result.df) == ("paired_t", 2)
    assert result.std_error == pytest.approx(1 / math.sqrt(3))
    assert result.conf_high == pytest.approx(2 + 4.302653 / math.sqrt(3), abs=1e-5)


def test_everybody_changing_by_the_same_amount_has_no_interval():
    # 92.4 − 91.7 and 0.7 − 0.0 differ in the last digit of a float, not in kilograms.
    result = change(*waves(np.array([91.7, 0.0, 50.0]), np.array([92.4, 0.7, 50.7])), statistic="mean")

    assert result.estimate == pytest.approx(0.7)
    assert (result.status, rules(result)[-1]) == ("not_estimable", "no_spread")


def test_people_of_villages_without_weights_get_cr2():
    rng = np.random.default_rng(5)
    before, after = (rng.integers(0, 2, 120).astype(float) for _ in range(2))
    result = change(*waves(before, after, psu=np.arange(120) % 12), statistic="share")

    assert result.method == "paired_cr2"
    assert result.df == pytest.approx(11)  # twelve villages of the same size
    assert parameters(result, "R5")["clusters"] == 12


def test_people_with_weights_or_strata_get_the_design_mean_of_their_change():
    rng = np.random.default_rng(5)
    before, after = (rng.integers(0, 2, 120).astype(float) for _ in range(2))
    weight = rng.uniform(1, 3, 120)
    result = change(*waves(before, after, psu=np.arange(120) % 12, weight=weight), statistic="share")
    totals = psu_totals(after - before, np.zeros(120, dtype=int), n_cell=1, psu=np.arange(120) % 12, weight=weight)
    (expected,) = levels(totals, "mean")

    assert result.method == "paired_taylor_t"
    assert (result.estimate, result.std_error, result.df) == pytest.approx(
        (expected.estimate, expected.std_error, expected.df)
    )


def test_nobody_changed_in_villages_is_less_sure_than_nobody_changed():
    simple = change(*waves(*pairs(20, 0, 0, 20)), statistic="share")
    clustered = change(*waves(*pairs(20, 0, 0, 20), psu=np.arange(40) % 5), statistic="share")

    assert "R6" in rules(clustered)
    assert clustered.conf_high > simple.conf_high
    assert (clustered.estimate, clustered.p_value) == (0, None)


def test_one_village_in_which_nobody_changed_says_nothing():
    result = change(*waves(*pairs(20, 0, 0, 20), psu=np.zeros(40, dtype=int)), statistic="share")

    assert (result.status, result.conf_low) == ("not_estimable", None)


def test_a_person_who_stands_twice_in_a_wave_is_refused():
    before = sample(np.array([1.0, 0, 1]), pair=np.array([0, 1, 1]))
    after = sample(np.array([1.0, 0]), pair=np.array([0, 1]))

    for estimator in (change, overlap_change, paired_change):
        with pytest.raises(DesignError) as refusal:
            estimator(before, after, statistic="share")
        assert (refusal.value.remark.rule, dict(refusal.value.remark.parameters)) == ("R7", {"people": 1})


def test_people_without_an_id_are_paired_with_nobody():
    unknown = np.full(6, -1)
    answers = np.array([1.0, 0, 1, 0, 1, 1])
    result = overlap_change(sample(answers, pair=unknown), sample(1 - answers, pair=unknown), statistic="share")

    assert parameters(result, "R4")["both"] == 0


def panel(seed, *, n=400, overlap=0.5, **design):
    """A wave, and a later one in which only some of the people are the same."""
    rng = np.random.default_rng(seed)
    kept = int(n * overlap)
    leaning = rng.normal(size=2 * n)
    before_people, after_people = np.arange(n), np.arange(n - kept, 2 * n - kept)
    before = (leaning[before_people] + rng.normal(size=n) > 0).astype(float)
    after = (leaning[after_people] + rng.normal(size=n) > -0.5).astype(float)
    return sample(before, pair=before_people, **design), sample(after, pair=after_people, **design)


def test_partly_the_same_people_keep_their_covariance():
    before, after = panel(1)
    result = change(before, after, statistic="share")
    independent = math.sqrt(mean_scores(before).variance + mean_scores(after).variance)

    assert result.method == "overlap_t"
    assert parameters(result, "R4")["treated_as"] == "partly_paired"
    assert result.std_error < independent
    assert result.n == 600
    assert result.df == 599


def test_the_change_is_the_difference_of_the_levels_that_each_wave_has_alone():
    before, after = panel(2, stratum=np.arange(400) % 4)
    result = overlap_change(before, after, statistic="share")
    one_cell = np.zeros(400, dtype=int)
    alone = [
        levels(psu_totals(wave.y, one_cell, n_cell=1, stratum=wave.stratum), "share")[0] for wave in (before, after)
    ]

    assert result.estimate == pytest.approx(alone[1].estimate - alone[0].estimate)
    for wave, level in zip((before, after), alone, strict=True):
        assert mean_scores(wave).variance == pytest.approx(level.std_error**2)
        assert mean_scores(wave).df == 396


def test_different_people_are_compared_as_two_groups_with_a_warning():
    before, after = panel(3, overlap=0.02)
    result = change(before, after, statistic="share")

    assert result.method == "miettinen_nurminen"
    assert parameters(result, "R4")["treated_as"] == "independent"
    amounts = change(before, after, statistic="mean")
    assert amounts.method == "welch"


def test_different_people_of_the_same_villages_still_go_together():
    rng = np.random.default_rng(4)
    village = np.arange(300) % 15
    lean = rng.normal(0, 1.5, 15)[village]
    before = sample((lean + rng.normal(size=300) > 0).astype(float), pair=np.arange(300), psu=village)
    after = sample((lean + rng.normal(size=300) > 0).astype(float), pair=np.arange(300, 600), psu=village)
    result = change(before, after, statistic="share")

    assert result.method == "overlap_t"
    assert result.std_error < math.sqrt(mean_scores(before).variance + mean_scores(after).variance)
    assert result.df == 14


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_with_everybody_in_both_waves_the_covariance_makes_it_the_mean_change(seed):
    before, after = panel(seed, n=60, overlap=1.0, stratum=np.arange(60) % 3, psu=np.arange(60) % 12)
    stacked, paired = (
        overlap_change(before, after, statistic="share"),
        paired_change(before, after, statistic="share"),
    )

    assert stacked.estimate == pytest.approx(paired.estimate)
    assert stacked.std_error == pytest.approx(paired.std_error)
    assert stacked.df == paired.df


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_the_order_of_the_records_changes_no_change(seed, random):
    before, after = panel(seed, n=50, overlap=0.6, stratum=np.arange(50) % 2, weight=1.0 + np.arange(50) % 3)
    order = np.array(random.sample(range(50), 50))
    one, other = (overlap_change(wave, after, statistic="share") for wave in (before, before.take(order)))

    assert (one.estimate, one.std_error, one.df) == pytest.approx((other.estimate, other.std_error, other.df))


def test_a_sample_of_a_counted_wave_has_only_the_samples_uncertainty():
    # 1,000 people counted, 100 of them asked again: no error before, the sample's error after.
    rng = np.random.default_rng(6)
    asked = np.sort(rng.choice(1000, 100, replace=False))
    everybody = sample(rng.integers(0, 2, 1000).astype(float), pair=np.arange(1000), stratum_fraction=np.array([1.0]))
    again = sample(rng.integers(0, 2, 100).astype(float), pair=asked, stratum_fraction=np.array([0.1]))
    levels_apart = overlap_change(everybody, again, statistic="share")
    same_people = change(everybody, again, statistic="share")

    assert levels_apart.std_error == pytest.approx(math.sqrt(mean_scores(again).variance))
    assert levels_apart.df == 99
    assert same_people.method == "paired_t"
    assert same_people.estimate == pytest.approx((again.y - everybody.y[asked]).mean())
    # The finite population: (1 − 0.1)·s²/100.
    assert same_people.std_error == pytest.approx(np.std(again.y - everybody.y[asked], ddof=1) * math.sqrt(0.9 / 100))


def test_two_counted_waves_have_a_counted_change():
    whole = np.array([1.0])
    before = sample(np.array([1.0, 0, 0, 1]), pair=np.arange(4), stratum_fraction=whole)
    after = sample(np.array([1.0, 1, 0, 1]), pair=np.arange(4), stratum_fraction=whole)
    for result in (change(before, after, statistic="share"), overlap_change(before, after, statistic="share")):
        assert (result.estimate, result.std_error, result.method) == (0.25, 0, "census")
        assert (result.conf_low, result.p_value) == (None, None)


def test_villages_known_from_the_first_wave_hold_for_the_second():
    rng = np.random.default_rng(8)
    village = np.arange(100) % 10
    before = sample(rng.integers(0, 2, 100).astype(float), pair=np.arange(100), psu=village)
    after = sample(
        rng.integers(0, 2, 60).astype(float), pair=np.arange(60), weight=np.full(60, 2.0) + np.arange(60) % 2
    )
    result = change(before, after, statistic="share")

    assert result.df == 9
    assert parameters(result, "R5") == {"clusters": 10, "weights": 1}


def test_weights_of_the_later_wave_serve_where_the_first_has_none():
    before = sample(np.zeros(4), pair=np.arange(4), stratum=np.array([0, 0, 1, 1]))
    after = sample(np.array([1.0, 0, 1, 1]), pair=np.arange(4), weight=np.array([3.0, 1, 1, 1]))

    assert change(before, after, statistic="share").estimate == pytest.approx(5 / 6)


def test_a_wave_without_answers_has_no_change():
    nobody = sample(np.array([nan, nan]), pair=np.arange(2))
    somebody = sample(np.array([1.0, 0]), pair=np.arange(2))

    assert change(nobody, somebody, statistic="share").status == "not_estimable"
    assert paired_change(nobody, somebody, statistic="share").status == "not_estimable"
    assert overlap_change(nobody, somebody, statistic="share").status == "not_estimable"


def test_people_whose_stratum_differs_between_waves_are_still_paired():
    before, after = panel(9, n=60, overlap=0.5)
    moved = sample(after.y, pair=after.pair, stratum=np.arange(60) % 2)
    result = overlap_change(before, moved, statistic="share")

    assert result.std_error < math.sqrt(mean_scores(before).variance + mean_scores(moved).variance)


def test_villages_declared_in_one_wave_only_leave_no_covariance_to_allow_for():
    before, after = panel(10, n=60, overlap=0.5)
    clustered = sample(after.y, pair=after.pair, psu=np.arange(60) % 10)
    result = overlap_change(before, clustered, statistic="share")

    assert result.std_error == pytest.approx(math.sqrt(mean_scores(before).variance + mean_scores(clustered).variance))


def test_a_village_code_in_several_strata_is_matched_within_its_stratum():
    rng = np.random.default_rng(11)
    stratum, village = np.arange(80) % 2, np.arange(80) // 2 % 5
    before, after = (
        sample(rng.integers(0, 2, 80).astype(float), pair=np.arange(80), stratum=stratum, psu=village) for _ in range(2)
    )

    assert overlap_change(before, after, statistic="share").df == 8


def test_the_score_is_nothing_where_everybody_changed_as_supposed():
    assert tango_score(7, 0, 7, 1.0) == 0


def test_weights_of_the_later_wave_allow_for_who_was_lost():
    before = sample(np.zeros(4), pair=np.arange(4), weight=np.ones(4))
    after = sample(np.array([1.0, 0, 1, 1]), pair=np.arange(4), weight=np.array([3.0, 1, 1, 1]))

    assert change(before, after, statistic="share").estimate == pytest.approx(5 / 6)
    only_before = sample(after.y, pair=after.pair)
    weighed = sample(before.y, pair=before.pair, weight=after.weight)
    assert change(weighed, only_before, statistic="share").estimate == pytest.approx(5 / 6)


def test_a_subsample_of_a_sample_has_its_own_design():
    rng = np.random.default_rng(12)
    before = sample(rng.integers(0, 2, 100).astype(float), pair=np.arange(100), stratum=np.arange(100) % 2)
    after = sample(rng.integers(0, 2, 40).astype(float), pair=np.arange(40), stratum=np.arange(40) % 4)

    assert change(before, after, statistic="share").df == 36


@pytest.mark.parametrize(("lonely", "std_error"), [("certainty", 1.0), ("average", math.sqrt(2))])
def test_a_lonely_stratum_follows_the_rule_in_changes_too(lonely, std_error):
    # Changes 0 and 4 in stratum 0, 1 in stratum 1: mean 5/3, and 2·2·(2/3)² = 16/9 without the lonely one.
    people = np.arange(3)
    before = sample(np.zeros(3), pair=people, stratum=np.array([0, 0, 1]))
    after = sample(np.array([0.0, 4, 1]), pair=people, stratum=np.array([0, 0, 1]))
    result = paired_change(before, after, statistic="mean", lonely=lonely)

    assert result.std_error == pytest.approx(4 / 3 * std_error)
    with pytest.raises(DesignError):
        paired_change(before, after, statistic="mean", lonely="fail")


def test_scores_need_an_answer():
    with pytest.raises(DesignError) as refusal:
        mean_scores(sample(np.array([nan])))
    assert refusal.value.remark.rule == "nobody_answered"


def test_villages_of_an_unknown_person_are_not_guessed():
    unnamed = sample(np.zeros(2), stratum=np.zeros(2, dtype=int))
    with pytest.raises(ValueError, match="codes"):
        change_sample(unnamed, replace(unnamed, has_psu=True), overlap(unnamed, unnamed))

"""What few clusters in an arm do to the interval and the p-value (R8, R9, R14, R20)."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from meal.aggregate import sample
from meal.estimate import compare_arms, compare_arms_adjusted, difference_in_differences
from meal.estimate.effects import cluster_tests
from meal.estimate.methods.cluster_robust import cluster_robust, least_squares
from meal.model.samples import DesignError, Result, Sample


def rules(result: Result) -> list[str]:
    return [remark.rule for remark in result.remarks]


def parameters(result: Result, rule: str) -> dict[str, object]:
    return dict(next(remark.parameters for remark in result.remarks if remark.rule == rule))


def trial(
    n_control: int, n_treated: int, *, size: int = 8, seed: int = 3, effect: float = 1.0, yes_or_no: bool = False
) -> Sample:
    rng = np.random.default_rng(seed)
    village = np.repeat(np.arange(n_control + n_treated), size)
    arm = (village >= n_control).astype(int)
    y = rng.normal(size=n_control + n_treated)[village] + rng.normal(size=len(village)) + effect * arm
    return sample((y > 0.5).astype(float) if yes_or_no else y, arm=arm, psu=village)


def test_with_three_and_three_villages_the_p_value_counts_the_twenty_ways_of_choosing_three() -> None:
    people = trial(3, 3, effect=6.0)
    means = people.y.reshape(6, 8).mean(axis=1)
    seen = abs(means[3:].mean() - means[:3].mean())
    ways = [abs(means[list(c)].mean() - np.delete(means, c).mean()) for c in itertools.combinations(range(6), 3)]

    found = compare_arms(people, statistic="mean", assigned="clusters").difference

    assert found.p_value == pytest.approx(np.mean([way >= seen - 1e-9 for way in ways]))
    assert (found.status, found.method) == ("unreliable", "cr2_randomisation")
    assert parameters(found, "R9") == {"control": 3, "treated": 3, "smallest": 0.1}
    assert parameters(found, "all_assignments") == {"n": 20}
    # The interval of these data excludes 0, which 1 in 10 can never say: the row calls it borderline.
    assert found.conf_low is not None
    assert found.conf_low > 0
    assert "R14" in rules(found)


def test_villages_of_different_size_count_once_when_arms_are_drawn_anew() -> None:
    # Means 0, 1 against 2, 6: of six ways the one seen (3.5) and its mirror image are furthest out.
    y = np.array([0.0, 0, 0, 0, 1, 2, 6, 6])
    people = sample(y, arm=np.array([0, 0, 0, 0, 0, 1, 1, 1]), psu=np.array([0, 0, 0, 0, 1, 2, 3, 3]))

    found = compare_arms(people, statistic="mean", assigned="clusters").difference

    assert found.p_value == pytest.approx(2 / 6)
    assert parameters(found, "R9")["smallest"] == pytest.approx(2 / 6)


def test_draws_are_said_where_there_are_too_many_ways() -> None:
    people = trial(60, 5, size=2)
    first, second = (compare_arms(people, statistic="mean", assigned="clusters").difference for _ in range(2))

    # 65 over 5 is more than eight million.
    assert parameters(first, "R20") == {"seed": 20240, "draws": 9999}
    assert first.p_value == second.p_value
    assert parameters(first, "R9")["smallest"] == pytest.approx(1 / 10_000)


def test_arms_that_were_not_drawn_are_tested_as_if_they_had_been() -> None:
    found = compare_arms(trial(4, 4), statistic="mean", assigned="not_random").difference

    assert "as_if_drawn" in rules(found)
    assert "as_if_drawn" not in rules(compare_arms(trial(4, 4), statistic="mean", assigned="clusters").difference)


def test_a_ratio_has_no_test_of_its_own() -> None:
    ratio = compare_arms(trial(4, 4, yes_or_no=True), statistic="share", assigned="clusters").risk_ratio

    assert ratio is not None
    assert (ratio.p_value, ratio.status) == (None, "unreliable")
    assert parameters(ratio, "R9")["because"] == "ratio"


def test_an_adjusted_effect_is_drawn_anew_on_what_the_covariate_leaves() -> None:
    people = trial(4, 4)
    covariate = np.random.default_rng(2).normal(size=(64, 1))
    people = replace(people, y=people.y + 5 * covariate[:, 0], covariates=covariate)
    rest = least_squares(np.column_stack([np.ones(64), covariate]), people.y).residuals.reshape(8, 8).mean(axis=1)
    seen = abs(rest[4:].mean() - rest[:4].mean())
    ways = [abs(rest[list(c)].mean() - np.delete(rest, c).mean()) for c in itertools.combinations(range(8), 4)]

    found = compare_arms_adjusted(people, statistic="mean", assigned="clusters").difference

    assert found.method == "lin_cr2_randomisation"
    assert found.p_value == pytest.approx(np.mean([way >= seen - 1e-9 for way in ways]))


def test_pairs_of_villages_are_drawn_within_pairs_and_differ_within_pairs() -> None:
    people = trial(4, 4)
    pair = people.psu % 4
    people = replace(people, stratum=pair, stratum_fraction=np.zeros(4), has_strata=True)
    means = people.y.reshape(8, 8).mean(axis=1)
    differences = means[4:] - means[:4]

    found = compare_arms(people, statistic="mean", assigned="clusters").difference

    # Villages are equally large, so that the fit with a level for each pair is the mean of their differences.
    assert found.estimate == pytest.approx(differences.mean())
    fit = least_squares(
        np.column_stack([people.arm, *[(pair == one).astype(float) for one in range(4)]]).astype(float), people.y
    )
    assert found.std_error == pytest.approx(cluster_robust(fit, people.psu, np.eye(5)[0]).std_error)
    signs = [abs((differences * s).mean()) for s in itertools.product([-1, 1], repeat=4)]
    assert found.p_value == pytest.approx(np.mean([sign >= abs(differences.mean()) - 1e-9 for sign in signs]))
    assert parameters(found, "all_assignments") == {"n": 16}
    assert "pairs_of_clusters" in rules(found)


def test_the_same_villages_with_other_people_are_drawn_anew_on_their_change() -> None:
    before, after = trial(4, 4, seed=5), trial(4, 4, seed=6)
    before, after = replace(before, pair=np.arange(64)), replace(after, pair=100 + np.arange(64))
    change = after.y.reshape(8, 8).mean(axis=1) - before.y.reshape(8, 8).mean(axis=1)
    seen = abs(change[4:].mean() - change[:4].mean())
    ways = [abs(change[list(c)].mean() - np.delete(change, c).mean()) for c in itertools.combinations(range(8), 4)]

    found = difference_in_differences(before, after, statistic="mean", assigned="clusters").difference

    assert found.method == "repeated_cr2_randomisation"
    assert found.p_value == pytest.approx(np.mean([way >= seen - 1e-9 for way in ways]))

    gone = replace(after, domain=after.psu != 0)
    lacking = difference_in_differences(before, gone, statistic="mean", assigned="clusters").difference
    assert lacking.p_value is None
    assert "clusters_not_in_both_waves" in rules(lacking)


def test_six_to_twenty_villages_have_other_tests_beside_cr2() -> None:
    people = trial(8, 8)
    difference = compare_arms(people, statistic="mean", assigned="clusters").difference
    assert difference.method == "cr2"

    tests = cluster_tests([people], difference, assigned="clusters")

    assert list(tests) == ["wild_bootstrap", "randomisation"]
    for result in tests.values():
        assert result.estimate == difference.estimate
        assert (result.conf_low, result.std_error) == (None, None)
        assert 0 < (result.p_value or 0) < 1
    # All signs of 16 villages, and all ways of choosing 8 of 16.
    assert parameters(tests["wild_bootstrap"], "all_assignments") == {"n": 2**16}
    assert parameters(tests["randomisation"], "all_assignments") == {"n": 12870}
    again = cluster_tests([people], difference, assigned="not_random")
    assert list(again) == ["wild_bootstrap"]
    assert again["wild_bootstrap"].p_value == tests["wild_bootstrap"].p_value


def test_draws_of_the_wild_bootstrap_are_said() -> None:
    people = trial(10, 10)
    difference = compare_arms(people, statistic="mean", assigned="clusters").difference
    found = cluster_tests([people], difference, assigned="clusters")["wild_bootstrap"]

    assert parameters(found, "R20") == {"seed": 20240, "draws": 9999}


def test_fewer_and_more_villages_have_no_second_test() -> None:
    for people in (trial(4, 4), trial(21, 21)):
        difference = compare_arms(people, statistic="mean", assigned="clusters").difference
        assert cluster_tests([people], difference, assigned="clusters") == {}


def test_people_of_both_arms_in_one_village_contradict_assignment_of_villages() -> None:
    people = trial(4, 4)
    arm = people.arm.copy() if people.arm is not None else np.zeros(64, dtype=int)
    arm[0] = 1
    with pytest.raises(DesignError) as refusal:
        compare_arms(replace(people, arm=arm), statistic="mean", assigned="clusters")
    assert dict(refusal.value.remark.parameters) == {"n": 1}


def test_villages_are_said_to_be_what_was_assigned_where_people_were_declared() -> None:
    assert "clusters_not_individuals" in rules(
        compare_arms(trial(12, 12), statistic="mean", assigned="individuals").difference
    )

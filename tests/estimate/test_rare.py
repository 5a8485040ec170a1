"""Degrees of freedom of changes and differences in villages where a share is rare."""

from __future__ import annotations

import numpy as np
import pytest

from meal.aggregate import sample
from meal.estimate import change, compare_arms, paired_change

# 12 villages of 20 people.
VILLAGE = np.repeat(np.arange(12), 20)
PEOPLE = np.arange(240)


def said_yes(people: list[int]) -> np.ndarray:
    y = np.zeros(240)
    y[people] = 1
    return y


def rules(result) -> list[str]:
    return [remark.rule for remark in result.remarks]


def test_villages_in_which_nobody_changed_count_as_one_where_a_share_is_rare():
    # Four people of 240 said yes before, 14 after: ten changed, in three villages; nine villages hold no change.
    before = sample(said_yes([0, 1, 2, 3]), psu=VILLAGE, pair=PEOPLE)
    after = sample(said_yes([*range(8), 20, 21, 22, 40, 41, 42]), psu=VILLAGE, pair=PEOPLE)
    result = paired_change(before, after, statistic="share")

    assert result.df == 3  # three villages and the rest as one, less one
    assert result.method == "paired_cr2"
    assert "rare_df" in rules(result)


def test_in_two_strata_the_rest_of_each_counts_as_one():
    # Of six villages in either stratum, two and one saw a change: 2 + 1 + 2 rests − 2 strata.
    design = {"psu": VILLAGE, "stratum": (VILLAGE >= 6).astype(int), "pair": PEOPLE}
    before, after = sample(said_yes([0]), **design), sample(said_yes([0, 1, 2, 20, 21, 140]), **design)
    result = paired_change(before, after, statistic="share")

    assert (result.method, result.df) == ("paired_taylor_t", 3)


def test_common_shares_keep_all_villages():
    generator = np.random.default_rng(1)
    first, second = ((generator.random(240) < share).astype(float) for share in (0.4, 0.5))
    before, after = (sample(y, psu=VILLAGE, pair=PEOPLE) for y in (first, second))
    result = paired_change(before, after, statistic="share")

    assert result.df == pytest.approx(11)
    assert "rare_df" not in rules(result)


def test_other_people_of_the_same_villages_have_the_fewer_degrees_of_either_wave():
    # Yes in two villages before; in five after.
    before = sample(said_yes([0, 1, 20, 21, 22]), psu=VILLAGE, pair=PEOPLE)
    after = sample(said_yes([0, 1, 20, 40, 41, 60, 80, 81]), psu=VILLAGE, pair=PEOPLE + 1_000)
    result = change(before, after, statistic="share")

    assert (result.method, result.df) == ("overlap_t", 2)
    assert "rare_df" in rules(result)


def test_groups_inside_villages_and_their_ratio():
    # Among the even people nearly all say yes: those who do not live in three villages. Among the odd, half do.
    arm = PEOPLE % 2
    y = np.where(arm == 0, 1.0, (PEOPLE % 4 == 1).astype(float))
    y[[0, 2, 20, 40]] = 0
    y[[1, 5, 23]] = 1 - y[[1, 5, 23]]
    compared = compare_arms(sample(y, psu=VILLAGE, arm=arm), statistic="share")

    assert (compared.difference.method, compared.difference.df) == ("taylor_t", 3)
    assert compared.risk_ratio is not None
    assert compared.risk_ratio.df == 3


def test_amounts_and_people_without_villages_are_not_touched():
    y = said_yes([0, 1, 20, 21, 22, 60])
    apart = change(sample(y, pair=PEOPLE), sample(said_yes([0, 40]), pair=PEOPLE + 120), statistic="share")
    amounts = change(
        sample(y, psu=VILLAGE, pair=PEOPLE), sample(2 * y, psu=VILLAGE, pair=PEOPLE + 1_000), statistic="mean"
    )

    assert "rare_df" not in rules(apart)
    assert amounts.df == 11

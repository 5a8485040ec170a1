"""The figures of `reconsideration`, recomputed from its exports by an independent calculation."""

from __future__ import annotations

import pytest

from tests.demonstration.recount import Counselling, Extrapolated, counselling, extrapolated

RECONSIDERED = ("given_up", "postponed", "reconsidering")
STRATA = ("country", "sex")


@pytest.fixture(scope="module")
def study(shipped: dict[str, bytes]) -> Counselling:
    return counselling(shipped)


def test_10125_people_give_up_postpone_or_reconsider(study: Counselling) -> None:
    assert sum(study.plan_after(row) in RECONSIDERED for row in study.planners) == 10_125


def test_unanswered_planners_stand_beside_the_count(study: Counselling) -> None:
    answers = [study.plan_after(row) for row in study.planners]
    unanswered = [answer for answer in answers if answer in ("", "-99", "-98")]
    assert 13_000 <= len(study.planners) <= 14_000
    assert 600 <= len(unanswered) <= 1_200
    assert answers.count("unchanged") == len(answers) - len(unanswered) - 10_125


def test_people_without_plans_are_in_the_data_and_outside_the_universe(study: Counselling) -> None:
    others = [row for row in study.before.values() if row["plans_to_migrate"] != "yes"]
    assert 1_300 <= len(others) <= 2_500
    assert {row["plans_to_migrate"] for row in others} == {"no", "-99", "-98"}
    assert all(row["route"] == row["destination"] == "" for row in others)


def any_destination(study: Counselling) -> Extrapolated:
    return extrapolated(study.planners, study.gave_up, STRATA)


def europe(study: Counselling) -> Extrapolated:
    frame = [row for row in study.planners if row["destination"] == "europe"]
    return extrapolated(frame, study.gave_up, STRATA)


@pytest.mark.parametrize(("universe", "published"), [(any_destination, 2_974), (europe, 1_962)])
def test_extrapolated_number_is_near_the_published_one(study: Counselling, universe, published: int) -> None:
    result = universe(study)
    assert abs(result.estimate - published) < 0.03 * published
    assert result.low < published < result.high
    assert (result.high - result.low) / 2 < 0.15 * result.estimate


def test_gave_up_europe_is_nested_in_gave_up_any(study: Counselling) -> None:
    assert europe(study).estimate < any_destination(study).estimate
    assert europe(study).n < any_destination(study).n


def test_whoever_ignores_the_strata_gets_another_number(study: Counselling) -> None:
    gave_up = study.gave_up
    share = sum(answer == "yes" for answer in gave_up.values()) / len(gave_up)
    assert share * len(study.planners) > any_destination(study).estimate + 80


def test_the_sample_was_drawn_from_people_who_planned_to_migrate(study: Counselling) -> None:
    planners = {row["respondent_id"] for row in study.planners}
    assert study.drawn <= planners
    assert 1_900 <= len(study.drawn) <= 2_500
    assert 0.65 < len(study.gave_up) / len(study.drawn) < 0.85


def test_nobody_says_to_have_given_up_and_still_plans(study: Counselling) -> None:
    assert not [row for row in study.followup.values() if row["gave_up"] == row["still_plans"] == "yes"]


def test_the_interval_formula_agrees_with_an_example_by_hand() -> None:
    # Two strata of 100 people, 10 answered in each, 3 and 5 said yes: T = 100 * .3 + 100 * .5 = 80.
    # V = 100^2 * .9 * (.3 * .7 + .5 * .5) / 9 = 460, so se = 21.4476.
    frame = [{"respondent_id": f"{h}{i}", "place": h} for h in "ab" for i in range(100)]
    answered = {f"{h}{i}": "yes" if i < yes else "no" for h, yes in (("a", 3), ("b", 5)) for i in range(10)}
    result = extrapolated(frame, answered, ("place",))
    assert result.estimate == pytest.approx(80)
    assert result.std_error == pytest.approx(21.4476, abs=1e-4)
    assert result.df == 18
    # logit(.4) = -.405465; t(18) = 2.10092 times .107238 / .24 = .938754: .206826 and .630283 of 200.
    assert result.low == pytest.approx(41.365, abs=0.05)
    assert result.high == pytest.approx(126.057, abs=0.05)

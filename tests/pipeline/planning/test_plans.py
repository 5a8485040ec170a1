"""Plans from assumptions: counted by hand, and what must hold of every plan."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meal.messages.words import word_languages
from meal.model.plans import Plan
from meal.pipeline.planning import (
    Assumptions,
    PlanError,
    plan_change,
    plan_clusters,
    plan_groups,
    plan_share,
)
from meal.report import plan_files, plan_lines

CLUSTERED = Assumptions(cluster_size=20)


def column(plan: Plan, name: str) -> list[object]:
    return [row[name] for row in plan.rows]


def keys(plan: Plan) -> set[str]:
    return {said.key for said in plan.said}


def test_one_share_counted_by_hand() -> None:
    # 1.95996² · .3 · .7 / .05² = 322.68; / (1 + 321.68/10125) = 312.75; / .6 = 521.2
    found = plan_share(0.3, Assumptions(response=0.6, population=10125), margin=0.05)

    assert column(found, "answers") == [313]
    assert column(found, "people") == [522]
    assert found.chart.lines[0].planned == pytest.approx((0.05, 312.7453 / 0.6), rel=1e-4)


def test_an_icc_that_is_not_known_is_a_table_and_never_one_number() -> None:
    for found in (
        plan_share(0.5, CLUSTERED),
        plan_groups(0.3, CLUSTERED, second=0.4),
        plan_clusters(40, CLUSTERED, expected=0.3),
    ):
        assert column(found, "icc") == [0.01, 0.05, 0.10]
        assert "icc_unknown" in keys(found)
        assert len(found.chart.lines) == 3
    # 384.15 · (1 + 19 · .05) = 749.1 answers, in whole clusters of 20.
    found = plan_share(0.5, CLUSTERED)
    assert (found.rows[1]["answers"], found.rows[1]["clusters"], found.rows[1]["people"]) == (750, 38, 760)


def test_whole_clusters_are_approached() -> None:
    found = plan_groups(0.3, Assumptions(cluster_size=20, icc=0.05, response=0.8), second=0.4)

    # 694.1 answers (as the reference), 35 clusters of 20, and 700 / .8 people in each group.
    (row,) = found.rows
    assert (row["answers_each"], row["clusters_each"], row["people_each"], row["people_both"]) == (695, 35, 875, 1750)


def test_more_people_than_there_are_is_told_with_what_can_be_reached() -> None:
    found = plan_share(0.5, Assumptions(response=0.5, population=100), margin=0.05)

    # 384.15 / (1 + 383.15/100) = 79.5 answers, for which 160 would be needed of 100.
    (row,) = found.rows
    assert (row["answers"], row["people"]) == (80, None)
    # 50 answers of 100 count as 50 · 99/50 = 99: ± 1.96 · √(.25/99)
    assert row["reachable"] == pytest.approx(1.959964 * math.sqrt(0.25 / 99), rel=1e-6)
    assert "all_too_few" in keys(found)
    with pytest.raises(PlanError, match="than there are"):
        plan_share(0.5, Assumptions(population=100), people=101)


def test_a_margin_at_a_given_sample() -> None:
    # 1.96 · √(.25/400) = 4.9 points
    assert column(plan_share(0.5, Assumptions(), people=400), "margin") == [pytest.approx(0.0489991)]
    assert column(plan_share(0.5, Assumptions(population=400), people=400), "margin") == [0.0]


def test_the_same_people_twice_agree_with_the_reference_where_30_percent_change() -> None:
    found = plan_change(0.3, Assumptions(response=0.8), after=0.4, changed=0.3)

    # Connor (1987): 233.09 pairs; / .8 = 291.4
    assert (found.rows[0]["pairs"], found.rows[0]["people_before"]) == (234, 292)


def test_how_alike_two_answers_are_is_a_table_where_nobody_knows() -> None:
    found = plan_change(0.3, Assumptions(), after=0.4)

    assert column(found, "correlation") == [0.0, 0.3, 0.5]
    pairs = column(found, "pairs")
    assert pairs == sorted(pairs, reverse=True)  # type: ignore[type-var] # counts, none of them missing
    assert "correlation_unknown" in keys(found)
    both = plan_change(0.3, CLUSTERED, after=0.4)
    assert len(both.rows) == 9
    assert [line.name for line in both.chart.lines] == ["icc_correlation"] * 3


def test_clusters_have_the_effect_of_the_reference() -> None:
    found = plan_clusters(40, Assumptions(cluster_size=20, icc=0.05, response=0.5), expected=0.3)

    # PowerUpR: .28394 standard deviations
    (row,) = found.rows
    assert row["effect"] == pytest.approx(0.2839404701587306)
    assert (row["answers_expected"], row["people"]) == (800, 1600)


@pytest.mark.parametrize("clusters", [1, 2, 3])
def test_an_arm_of_one_cluster_is_no_plan(clusters: int) -> None:
    with pytest.raises(PlanError, match="at least 2 clusters"):
        plan_clusters(clusters, CLUSTERED, expected=0.5)


def test_contradictions_are_refused() -> None:
    with pytest.raises(PlanError, match="no difference"):
        plan_groups(0.3, Assumptions(), second=0.3)
    with pytest.raises(PlanError, match="either --second"):
        plan_groups(0.3, Assumptions())
    with pytest.raises(PlanError, match="change answer"):
        plan_change(0.3, Assumptions(), after=0.4, changed=0.05)
    with pytest.raises(PlanError, match="that alike"):
        plan_change(0.1, Assumptions(), after=0.8, correlation=0.9)
    with pytest.raises(PlanError, match="each follows"):
        plan_change(0.3, Assumptions(), after=0.4, changed=0.3, correlation=0.2)
    with pytest.raises(PlanError, match="50 points"):
        plan_share(0.3, Assumptions(), margin=0.6)


def test_cautions_come_where_the_formula_is_rough() -> None:
    assert "few_counted" in keys(plan_share(0.01, Assumptions(), margin=0.05))
    assert "few_counted" not in keys(plan_share(0.3, Assumptions()))
    assert "few_clusters" in keys(plan_share(0.5, Assumptions(cluster_size=100, icc=0.01)))
    assert "few_clusters" not in keys(plan_share(0.5, CLUSTERED))


@settings(deadline=None, max_examples=60)
@given(
    share=st.floats(0.05, 0.95), margin=st.floats(0.01, 0.2), response=st.floats(0.2, 1),
    population=st.one_of(st.none(), st.integers(50, 50_000)),
)  # fmt: skip
def test_people_grow_as_the_margin_falls_and_never_beyond_the_population(
    share: float, margin: float, response: float, population: int | None
) -> None:
    def people(at: float, answering: float) -> float:
        (row,) = plan_share(share, Assumptions(response=answering, population=population), margin=at).rows
        found = row["people"]
        return math.inf if found is None else float(found)

    assert people(margin / 2, response) >= people(margin, response) >= people(margin, 1.0)
    assert people(margin, response) <= (population or math.inf) or people(margin, response) == math.inf
    assert people(margin, 1.0) < math.inf  # with everybody answering, the population always suffices


@pytest.mark.parametrize("language", word_languages())
def test_every_plan_is_worded_and_written_in_every_language(language: str) -> None:
    plans = [
        plan_share(0.02, Assumptions(response=0.5, population=200, design_effect=1.5), margin=0.03),
        plan_share(0.5, Assumptions(cluster_size=20, icc=0.05), people=400),
        plan_groups(0.3, CLUSTERED, people=400),
        plan_groups(0.3, Assumptions(population=500), second=0.4),
        plan_change(0.3, CLUSTERED, after=0.4),
        plan_change(0.3, Assumptions(), people=400, correlation=0.2),
        plan_change(0.3, Assumptions(), people=400, changed=0.3),
        plan_clusters(12, CLUSTERED, expected=0.3),
    ]
    for found in plans:
        text = "\n".join(plan_lines(found, language))
        assert "{" not in text
        assert max(len(line) for line in text.splitlines()) <= 100
    files = plan_files(plans[1], language)
    assert set(files) == {"plan.csv", "plan.html", "plan.svg", "plan.png"}
    assert files["plan.png"].startswith(b"\x89PNG")
    page = files["plan.html"].decode()
    assert "<svg" in page
    assert "<script" not in page
    assert files == plan_files(plans[1], language)

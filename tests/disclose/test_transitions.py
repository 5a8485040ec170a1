"""Small transitions cannot be worked out from the margins, the changes, the levels or the tests."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meal.disclose import Compared
from meal.model.estimates import Estimate
from tests.disclose.moves import ANSWERS, level_rows, small_transitions_found, transition_rows
from tests.disclose.tables import published
from tests.examples import examples

TABLES = [(), ("country",)]
COMPARED = [Compared("moves", ("before", "after"))]


def crowd(moves: dict[tuple[str, str], int], country: str = "NG") -> list[dict[str, str]]:
    return [{"before": a, "after": b, "country": country} for (a, b), times in moves.items() for _ in range(times)]


def whole(**small: int) -> list[dict[str, str]]:
    """Thirty people on every way, but for those that are named."""
    ways = {(a, b): small.get(f"{a}_{b}", 30) for a in ANSWERS for b in ANSWERS}
    return crowd(ways)


def shown(rows: tuple[Estimate, ...]) -> set[tuple[str, str, str]]:
    return {(row.statistic, row.category, row.wave) for row in rows if row.status != "suppressed" and not row.variant}


def test_the_attacker_can_subtract():
    rows = transition_rows(whole(go_stay=3), [()])
    naive = [
        Estimate("moves", category="go>stay", wave="after", comparison="moves", status="suppressed")
        if row.category == "go>stay"
        else row
        for row in rows
    ]
    assert small_transitions_found(rows, naive) == ["('x', 'go>stay', frozenset()) is 3"]
    assert small_transitions_found(rows, published(rows, compared=COMPARED)) == []


def test_a_change_and_its_error_tell_who_kept_the_answer():
    rows = transition_rows(whole(go_go=2), [()])
    naive = [row for row in rows if row.category not in {"go>go", "go>stay", "stay>go", "stay>stay"}]
    assert small_transitions_found(rows, [*naive, *(row for row in rows if row.statistic == "difference")])
    seen = published(rows, compared=COMPARED)
    assert ("difference", "go", "after") not in shown(seen)
    assert small_transitions_found(rows, seen) == []


def test_a_test_of_all_answers_goes_with_any_hidden_transition():
    assert ("homogeneity", "", "after") in shown(published(transition_rows(whole(), [()]), compared=COMPARED))
    seen = published(transition_rows(whole(go_stay=3), [()]), compared=COMPARED)
    assert ("homogeneity", "", "after") not in shown(seen)
    assert all(row.status == "suppressed" for row in seen if row.statistic == "homogeneity")


def test_few_rows_are_hidden_for_one_small_transition():
    rows = published(transition_rows(whole(go_stay=3), [()]), compared=COMPARED)
    hidden = {row.category for row in rows if row.status == "suppressed" and ">" in row.category}
    # One other on its row and column, and the corner.
    assert len(hidden) == 4
    assert {("share", answer, wave) for answer in ANSWERS for wave in ("before", "after")} <= shown(rows)


@pytest.mark.parametrize(
    ("p_values", "adjusted", "left"),
    [
        # By Holm: 0.01 × 3 and 0.2 × 2, its own; then 0.3, raised to 0.4.
        ({"stay": 0.01, "unsure": 0.2, "go": 0.3}, {"stay": 0.03, "unsure": 0.4, "go": 0.4}, 0.4),
        # 0.15 × 2 is the hidden answer's, and lent to 0.2.
        ({"stay": 0.01, "go": 0.15, "unsure": 0.2}, {"stay": 0.03, "go": 0.3, "unsure": 0.3}, None),
    ],
)
def test_an_adjusted_p_value_of_a_hidden_answer_is_not_lent_to_another(
    p_values: dict[str, float], adjusted: dict[str, float], left: float | None
):
    rows = [
        replace(row, p_value=p_values[row.category], p_adjusted=adjusted[row.category])
        if row.statistic == "difference"
        else row
        for row in transition_rows(whole(go_go=2), [()])
    ]
    seen = {row.category: row for row in published(rows, compared=COMPARED) if row.statistic == "difference"}
    assert (seen["go"].status, seen["stay"].status, seen["unsure"].status) == ("suppressed", "suppressed", "ok")
    assert seen["unsure"].p_adjusted == left


answer = st.sampled_from(["go", "stay", "stay", "unsure", "unsure", "stay", ""])
person = st.fixed_dictionaries(
    {"before": answer, "after": answer, "country": st.sampled_from(["GM", "NG", "NG", "IQ"])}
)


@settings(max_examples=examples(5), deadline=None)
@given(st.lists(person, min_size=60, max_size=200))
def test_nothing_small_follows_by_subtraction_from_transitions_margins_changes_and_levels(people: list[dict[str, str]]):
    rows = [*transition_rows(people, TABLES), *level_rows(people, TABLES)]
    seen = published(rows, compared=COMPARED)
    for row in seen:
        assert row.numerator is None or not 0 < row.numerator < 5
        assert row.n is None or row.n == 0 or row.n >= 10
        assert row.n_missing is None or not 0 < row.n_missing < 5
    assert small_transitions_found(rows, seen) == []

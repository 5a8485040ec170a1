"""Copied interviews are found, and interviews that are alike because people are alike are not."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from meal.check.quality.similar import tail
from meal.model.codebook import Question
from tests.builders import select_one
from tests.check.quality.looking import looked_at, told

OPTIONS = ("a", "b", "c", "d")


def survey(
    *, n: int = 240, n_questions: int = 25, alike: float = 0.0, seed: int = 1
) -> tuple[dict[str, list[str]], list[Question]]:
    """Interviews by eight interviewers; `alike` is how much three kinds of people have answers of their own."""
    rng = np.random.default_rng(seed)
    kind, table = rng.integers(0, 3, n), {}
    for number in range(n_questions):
        everybody = rng.dirichlet(np.ones(4))
        own = rng.dirichlet(np.ones(4) * 0.5, 3)
        chances = (1 - alike) * everybody + alike * own[kind]
        table[f"q{number}"] = [str(rng.choice(OPTIONS, p=chance)) for chance in chances]
    table["who"] = [f"i{number % 8}" for number in range(n)]
    return table, [select_one(f"q{number}", *OPTIONS) for number in range(n_questions)]


def copied(table: dict[str, list[str]], original: int, copy: int, changed: int) -> None:
    """One interview becomes a copy of another, but for some answers."""
    for number, name in enumerate([name for name in table if name != "who"]):
        before = table[name][original]
        table[name][copy] = OPTIONS[(OPTIONS.index(before) + 1) % 4] if number < changed else before


@pytest.mark.parametrize("alike", [0.0, 0.5])
def test_a_copy_with_two_answers_changed_is_found(alike: float) -> None:
    table, questions = survey(alike=alike)
    copied(table, 16, 40, changed=2)
    found = looked_at(table, {"interviewer": "who"}, questions)
    assert told(found) == [("similar_interviews", "", 18), ("similar_interviews", "", 42)]
    assert found[0].parameters["other"] == "42"
    assert (found[0].parameters["same"], found[0].parameters["asked"]) == ("23", "25")
    assert found[0].scope == "record"


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("alike", [0.0, 0.5, 1.0])
def test_honest_interviews_are_left_alone(alike: float, seed: int) -> None:
    table, questions = survey(alike=alike, seed=seed, n=160)
    assert looked_at(table, {"interviewer": "who"}, questions) == []


def test_where_everybody_answers_alike_equal_interviews_prove_nothing() -> None:
    rng = np.random.default_rng(3)
    table = {f"q{number}": rng.choice(["yes", "no"], 200, p=[0.97, 0.03]).tolist() for number in range(20)}
    table["who"] = [f"i{number % 5}" for number in range(200)]
    questions = [select_one(f"q{number}", "yes", "no") for number in range(20)]
    assert looked_at(table, {"interviewer": "who"}, questions) == []


def test_copies_by_different_interviewers_and_of_one_person_are_not_told() -> None:
    table, questions = survey()
    copied(table, 16, 41, changed=0)
    assert looked_at(table, {"interviewer": "who"}, questions) == []
    copied(table, 16, 40, changed=0)
    people = {"id": [f"p{0 if row in (16, 40) else row + 1}" for row in range(240)]}
    assert looked_at(table | people, {"interviewer": "who"}, questions, identity={"respondent": "id"}) == []


def test_without_interviewers_nothing_is_compared() -> None:
    table, questions = survey()
    copied(table, 16, 40, changed=0)
    assert looked_at(table, {}, questions) == []


def test_too_many_interviews_are_told() -> None:
    table, questions = survey()
    found = looked_at(table, {"interviewer": "who", "similar_interviews": {"most": 20}}, questions)
    assert {one.rule for one in found} == {"too_many_to_compare"}
    assert len(found) == 8
    assert found[0].parameters == {"count": "30"}


def test_the_tail_of_independent_events() -> None:
    chances = np.array([[0.2, 0.5, 0.9], [0.1, 0.1, 0.1]])
    for least in range(4):
        for row, chance in enumerate(chances):
            by_hand = sum(
                np.prod([one if happens else 1 - one for one, happens in zip(chance, events, strict=True)])
                for events in itertools.product([0, 1], repeat=3)
                if sum(events) >= least
            )
            assert tail(chances[[row]], np.array([least]))[0] == pytest.approx(by_hand)

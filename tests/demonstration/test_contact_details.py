"""Names and telephone numbers of `reconsideration`: a person's own, and written otherwise in a second form."""

from __future__ import annotations

from collections import defaultdict

import pytest

from meal.demonstration.reconsideration import Submissions, reconsideration_submissions
from meal.demonstration.records import Record
from meal.demonstration.truth import true_person


@pytest.fixture(scope="module")
def made() -> Submissions:
    return reconsideration_submissions(4711)


def _met(made: Submissions) -> list[Record]:
    """Submissions from before the conversation that are of somebody."""
    return [r for r in made.records.values() if r.wave == "before" and r.answer("consent") == "yes"]


def test_a_number_is_of_one_person_but_for_typing_errors(made):
    people = defaultdict(set)
    for record in _met(made):
        if record.answer("phone") and record.username != "training" and ":second" not in record.serial:
            people[record.answer("phone")].add(true_person(record))
    assert len(people) > 14_000
    assert sum(len(of) > 1 for of in people.values()) <= 1  # a ghost's may be somebody's


def test_a_second_form_has_other_spellings_and_missing_numbers(made):
    records = made.records
    again = [r for r in _met(made) if r.serial.endswith(":second")]
    first = [records[r.serial.removesuffix(":second")] for r in again]
    named = sum(a.answer("name") != b.answer("name") for a, b in zip(again, first, strict=True))
    silent = sum(not r.answer("phone") for r in again)
    called = sum(a.answer("phone") not in ("", b.answer("phone")) for a, b in zip(again, first, strict=True))
    assert len(again) == 238
    # Four standard errors about 23%, 20% and 8% of 238.
    assert 29 <= named <= 81
    assert 23 <= silent <= 72
    assert 3 <= called <= 36


def test_of_whom_a_submission_is(made):
    records = made.records
    second = next(r for r in records.values() if r.serial.endswith(":second") and r.wave == "before")
    assert true_person(second) == second.answer("respondent_id")
    ghost = next(r for r in records.values() if r.serial.endswith(":somebody"))
    assert true_person(ghost) != ghost.answer("respondent_id")
    assert true_person(records["before:nobody-1"]) == "before:nobody-1"
    taken = next(p for p in made.problems if p.rule == "other_person")
    assert true_person(records[taken.serial]) != records[taken.serial].answer("respondent_id")


def test_another_seed_gives_other_names():
    one, other = (reconsideration_submissions(seed).records["before:NG-00001"] for seed in (1, 2))
    assert (one.answer("name"), one.answer("phone")) != (other.answer("name"), other.answer("phone"))

"""One record a submission and one a person, by stated rules."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meal.model.codebook import Question
from meal.model.responses import Responses
from meal.prepare import Decisions, conform, one_record_a_person, one_record_a_submission
from meal.propose import person_sign
from meal.study.definition import Identity, Wave
from meal.study.pseudonyms import Pseudonyms
from meal.study.records import record_keys
from tests.builders import wave

WAVE = Wave(files=("x",))
IDENTITY = Identity(respondent="id", stable=("sex", "age"))


def submissions(table: dict[str, list[str]]) -> tuple[list[str], list[str]]:
    responses = wave(table)
    kept, findings = one_record_a_submission(responses, record_keys(responses, IDENTITY))
    return kept.columns["a"].record_texts()[kept.kept()].tolist(), [f"{f.rule} {f.row}" for f in findings]


def test_of_identical_copies_the_first_stays() -> None:
    table = {"_uuid": ["u", "v", "u"], "_id": ["1", "2", "3"], "a": ["x", "y", "x"]}
    assert submissions(table) == (["x", "y"], ["same_submission 4"])


def test_of_edits_the_latest_stays() -> None:
    table = {
        "_uuid": ["u2", "u1", "v"],
        "rootUuid": ["u1", "u1", "v"],
        "end": ["2019-02-03", "2019-02-01", "2019-01-01"],
        "a": ["new", "old", "y"],
    }
    assert submissions(table) == (["new", "y"], ["edited_submission 3"])


def test_an_edit_that_is_there_twice_counts_once() -> None:
    table = {
        "_uuid": ["u1", "u2", "u2"],
        "rootUuid": ["u1", "u1", "u1"],
        "end": ["1", "2", "2"],
        "a": ["old", "new", "new"],
    }
    assert submissions(table) == (["new"], ["same_submission 4", "edited_submission 2"])


INTERVIEW = {
    "_uuid": ["u", "u", "v"], "end": ["1", "2", "1"], "a": ["first", "second", "y"],
    "name": ["Ada Obi", "Ada Obi", "B"],
    "sex": ["f", "f", "m"], "age": ["26", "26", "30"], "village": ["Ceru", "Ceru", "Ceru"], "start": ["0", "0", "0"],
    **{f"q{number}": ["yes", "yes", "no"] for number in range(6)},
}  # fmt: skip


def told_of(changes: dict[str, list[str]]) -> tuple[list[str], list[tuple[str, int, str, str]]]:
    """What stays of `INTERVIEW` with these answers, and what is said of its first two rows."""
    responses = wave({**INTERVIEW, **changes})
    kept, findings = one_record_a_submission(responses, record_keys(responses, IDENTITY), person_sign)
    told = [(f.rule, f.row, f.parameters.get("other_row", ""), f.parameters.get("questions", "")) for f in findings]
    return kept.columns["a"].record_texts()[kept.kept()].tolist(), told


@pytest.mark.parametrize(
    ("changes", "questions"),
    [
        ({"sex": ["f", "m", "m"]}, "sex, a"),
        ({"age": ["26", "28", "30"]}, "age, a"),
        ({"village": ["Ceru", "Dakka", "Ceru"]}, "village, a"),
        ({"name": ["Ada Obi", "Ben Eze", "B"]}, "name, a"),
        # One letter of the name, but the interview began at another time.
        ({"name": ["Name_8", "Name_9", "B"], "start": ["0", "1", "0"]}, "name, a"),
        # Nobody who edits changes half of the answers.
        ({f"q{number}": ["yes", "no", "no"] for number in range(5)}, "a, q0, q1, q2, q3 …"),
    ],
)
def test_two_interviews_under_one_id_are_both_named(changes: dict[str, list[str]], questions: str) -> None:
    kept, told = told_of(changes)
    assert kept == ["second", "y"]
    assert told == [("same_id_other_content", 2, "3", questions), ("same_id_other_content", 3, "2", questions)]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"age": ["26", "27", "30"]},
        {"name": ["Ada Obi", "Ada  Obie", "B"]},
        {"name": ["ADA OBI", "Ada Obi", "B"], "start": ["0", "1", "0"]},
        {"sex": ["", "f", "m"], "village": ["", "Ceru", "Ceru"]},
        {f"q{number}": ["yes", "no", "no"] for number in range(3)},
        # A single correction, whatever it is about.
        {"a": ["second", "second", "y"], "age": ["240", "24", "30"]},
    ],
)
def test_an_edit_under_the_same_id_is_a_note(changes: dict[str, list[str]]) -> None:
    assert told_of(changes) == (["second", "y"], [("edited_submission", 2, "", "")])


def test_an_edit_with_an_id_of_its_own_may_change_anything() -> None:
    changes = {
        "_uuid": ["u", "u2", "v"],
        "rootUuid": ["u", "u", "v"],
        "sex": ["f", "m", "m"],
        "name": ["Ada", "Ben", ""],
    }
    assert told_of(changes) == (["second", "y"], [("edited_submission", 2, "", "")])


def people(
    table: dict[str, list[str]], *, first_wave: bool, decisions: Decisions | None = None
) -> tuple[Responses, list[str]]:
    responses = wave(table, questions=[Question("age", "integer")])
    keys = record_keys(responses, IDENTITY)
    decisions = decisions or Decisions()
    responses, _ = conform(responses, keys, decisions)
    responses, findings = one_record_a_person(
        responses, keys, WAVE, first_wave=first_wave, identity=IDENTITY, decisions=decisions
    )
    return responses, [f"{f.rule} {f.row}" for f in findings]


REPEATS = {
    "id": ["p", "p", "q"],
    "end": ["2019-01-05", "2019-01-02", "2019-01-01"],
    "sex": ["f", "f", "m"],
    "age": ["20", "21", "30"],
}


@pytest.mark.parametrize(("first_wave", "dropped"), [(True, 2), (False, 3)])
def test_the_first_before_and_the_last_after_count(first_wave: bool, dropped: int) -> None:
    responses, findings = people(REPEATS, first_wave=first_wave)
    assert responses.accounting() == {"kept": 2, "repeat_conversation": 1}
    assert findings == [f"repeat_conversation {dropped}"]


def test_different_people_under_one_id_are_kept_by_none() -> None:
    table = {**REPEATS, "sex": ["f", "m", "m"]}
    responses, findings = people(table, first_wave=True)
    assert responses.accounting() == {"kept": 1, "conflicting_identity": 2}
    assert findings == ["conflicting_identity 2", "conflicting_identity 3"]


def test_an_age_may_be_a_year_apart_and_a_missing_answer_contradicts_nothing() -> None:
    table = {"id": ["p"] * 3, "end": ["1", "2", "3"], "sex": ["f", "", "f"], "age": ["20", "21", ""]}
    assert people(table, first_wave=True)[0].accounting() == {"kept": 1, "repeat_conversation": 2}
    table["age"] = ["20", "23", ""]
    assert people(table, first_wave=True)[0].accounting() == {"kept": 0, "conflicting_identity": 3}


def test_a_recorded_decision_makes_it_one_person() -> None:
    table = {**REPEATS, "sex": ["f", "m", "m"], "_uuid": ["a", "b", "c"]}
    decided = Decisions(frozenset({("conflicting_identity", "a", "sex"), ("conflicting_identity", "b", "")}))
    assert people(table, first_wave=True, decisions=decided)[0].accounting() == {"kept": 2, "repeat_conversation": 1}


def test_a_record_without_an_id_belongs_to_nobody() -> None:
    responses, findings = people({"id": ["p", ""], "sex": ["f", "f"], "age": ["20", "20"]}, first_wave=True)
    assert responses.accounting() == {"kept": 1, "no_identifier": 1}
    assert findings == ["missing_identifier 3"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("pqr"), st.sampled_from(["f", "m"]), st.integers(15, 40)), min_size=1, max_size=12
    ),
    st.booleans(),
)
def test_records_always_balance_and_a_person_is_kept_once(
    records: list[tuple[str, str, int]], first_wave: bool
) -> None:
    table = {
        "id": [person for person, _, _ in records],
        "end": [f"2019-01-{number + 1:02}" for number in range(len(records))],
        "sex": [sex for _, sex, _ in records],
        "age": [str(age) for _, _, age in records],
    }
    responses, _ = people(table, first_wave=first_wave)
    assert sum(responses.accounting().values()) == responses.n_records
    kept = responses.columns["id"].record_texts()[responses.kept()].tolist()
    assert len(kept) == len(set(kept))


def test_ids_that_differ_in_a_space_alone_are_of_one_submission() -> None:
    table = {"_uuid": ["u ", "v", " u"], "_id": ["1", "2", "3"], "a": ["x", "y", "x"]}
    assert submissions(table) == (["y", "x"], ["edited_submission 2"])


def test_records_say_of_themselves_whether_another_may_share_their_ids() -> None:
    keys = record_keys(wave({"_uuid": ["u", "v", "w", "u"], "id": ["p", "q", "q", "r"]}), IDENTITY)
    assert keys.may_repeat is not None
    assert keys.may_repeat.tolist() == [True, True, True, True]
    alone = record_keys(wave({"_uuid": ["u", "v", "w"], "id": ["p", "q", "r"]}), IDENTITY)
    assert alone.may_repeat is not None
    assert not alone.may_repeat.any()
    # Codes do not tell where one text has two of them, or where an edited record bears the id of another.
    assert record_keys(wave({"_uuid": ["u", "u "], "id": ["p", "q"]}), IDENTITY).may_repeat is None
    assert record_keys(wave({"_uuid": ["u", "v"], "rootUuid": ["", "u"]}), IDENTITY).may_repeat is None


def test_who_puts_others_in_the_place_of_ids_no_longer_knows_who_repeats() -> None:
    keys = record_keys(wave({"_uuid": ["u", "v"], "id": ["p", "q"]}), IDENTITY)
    assert keys.may_repeat is not None
    others = keys.of_people(np.array(["p", "p"], dtype=object))
    assert others.may_repeat is None
    assert others.person.tolist() == ["p", "p"]
    assert others.respondent.tolist() == ["p", "q"]


def test_under_pseudonyms_the_same_records_repeat() -> None:
    table = wave({"_uuid": ["u", "v", "w"], "id": ["p", "q", "q"]})
    keys = record_keys(table, IDENTITY, Pseudonyms(b"key"))
    assert keys.may_repeat is not None
    assert keys.may_repeat.tolist() == [False, True, True]

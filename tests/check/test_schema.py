"""Ranges, answer options and cross-field rules; what undecided errors cost."""

from __future__ import annotations

import numpy as np
import pytest

from meal.check import check_answers, check_form, mark_invalid
from meal.check.crossfield import rule_columns
from meal.messages import finding_row
from meal.model.codebook import Codebook, Question, Rule
from meal.model.findings import Finding
from meal.model.missing import Reason
from meal.model.responses import Responses
from meal.prepare import Decisions, conform
from meal.study.definition import Identity
from meal.study.records import record_keys
from tests.builders import select_one, wave

BOOK = Codebook(
    id="wash",
    questions={
        question.name: question
        for question in (
            Question("age", "integer", {"en": "Age of respondent"}, minimum=15, maximum=110, required=True),
            Question("visited", "date", minimum=17_000, maximum=18_000),
            select_one("sex", "f", "m", required=True),
            Question("uses", "select_multiple", choices=select_one("x", "tap", "well").choices),
            Question("litres", "decimal", relevant="${sex} = 'f'", required=True, constraint=". >= 0 and . <= 50"),
            Question("phone", "text", personal=True, unique=True),
        )
    },
    missing={"-99": Reason.DONT_KNOW},
    rules=(
        Rule("child_pays", "not(${age} < 18 and ${litres} > 10)", {"en": "A child pays."}, columns=("age", "litres")),
    ),
)  # fmt: skip


def checked(
    *, accepted: frozenset[tuple[str, str, str]] = frozenset(), **table: list[str]
) -> tuple[Responses, list[Finding]]:
    n_records = len(next(iter(table.values())))
    cells = {name: table.get(name, [""] * n_records) for name in ("_uuid", *BOOK.questions)}
    responses = wave(cells, codebook=BOOK)
    keys = record_keys(responses, Identity())
    responses, _ = conform(responses, keys, Decisions())
    accepts = Decisions(accepted).accepts
    return responses, [*check_answers(responses, keys, accepts), *check_form(responses, keys, accepts)]


def found(**table: list[str]) -> list[tuple[str, str, int]]:
    """Errors found, as (rule, variable, row); blanks in required questions are another test."""
    return [(f.rule, f.variable, f.row) for f in checked(**table)[1] if f.rule != "required_blank"]


def test_answers_outside_the_range_are_told_and_missing_codes_are_not() -> None:
    assert found(age=["14", "15", "110", "111", "-99", "", "x"]) == [
        ("out_of_range", "age", 2),
        ("out_of_range", "age", 5),
    ]


def test_dates_have_a_range_too() -> None:
    # 2016-07-18 is day 17000 since 1970-01-01.
    assert found(visited=["2016-07-17", "2016-07-18"]) == [("out_of_range", "visited", 2)]


def test_an_answer_that_is_no_option_is_told_once_a_cell() -> None:
    assert found(sex=["f", "Femal", "-99"]) == [("not_in_choices", "sex", 3)]
    assert found(uses=["tap well", "tap spring lake", ""]) == [("not_in_choices", "uses", 3)]


def test_required_holds_only_where_the_question_is_relevant() -> None:
    _, findings = checked(age=["20"] * 4, sex=["f", "m", "", "f"], litres=["", "", "", "-99"])
    blank = [(f.variable, f.row) for f in findings if f.rule == "required_blank"]
    assert blank == [("sex", 4), ("litres", 2)]


def test_a_constraint_is_checked_on_answered_cells_only() -> None:
    assert found(sex=["f"] * 4, litres=["51", "50", "", "-99"]) == [("constraint_broken", "litres", 2)]


def test_a_rule_about_a_missing_answer_is_not_broken() -> None:
    assert found(age=["17", "17", "17", ""], sex=["f"] * 4, litres=["11", "10", "", "11"]) == [("child_pays", "age", 2)]


def test_an_identifier_given_twice_is_told_and_personal_values_are_not() -> None:
    responses, findings = checked(phone=["0700123", "0700123", "0700124"])
    twice = [f for f in findings if f.rule == "not_unique"]
    assert [(f.row, f.found) for f in twice] == [(2, ""), (3, "")]
    row = finding_row(twice[0], responses.codebook, "en")
    assert "0700123" not in "".join(row.values())


def test_undecided_errors_make_the_answers_missing_and_decided_ones_do_not() -> None:
    responses, findings = checked(
        _uuid=["a", "b"], age=["14", "14"], accepted=frozenset({("out_of_range", "b", "age")})
    )
    marked = mark_invalid(responses, findings)
    assert marked.columns["age"].record_reasons().tolist() == [Reason.INVALID, Reason.ANSWERED]
    assert marked.columns["age"].record_texts().tolist() == ["14", "14"]
    assert np.isnan(marked.columns["age"].record_numbers()[0])


def test_a_rule_about_two_questions_costs_both_answers() -> None:
    responses, findings = checked(age=["17"], litres=["11"])
    marked = mark_invalid(responses, findings)
    assert [marked.columns[name].record_reasons().tolist() for name in ("age", "litres")] == [
        [Reason.INVALID],
        [Reason.INVALID],
    ]


def test_a_question_that_is_not_exported_is_one_finding() -> None:
    responses = wave({"_uuid": ["a"]}, codebook=BOOK)
    rules = [f.rule for f in check_answers(responses, record_keys(responses, Identity()), Decisions().accepts)]
    assert rules == ["schema_column_absent"] * len(BOOK.questions)
    assert list(rule_columns(responses)) == []


@pytest.mark.parametrize("language", ["en", "nl"])
def test_messages_speak_of_the_question_as_worded(language: str) -> None:
    responses, findings = checked(age=["240"])
    row = finding_row(next(f for f in findings if f.rule == "out_of_range"), responses.codebook, language)
    assert "Age of respondent" in row["message"]
    assert "240" in row["message"]
    assert row["expected"] == "15 – 110"
    assert row["row"] == "2"

"""The form's logic on small tables, every finding counted by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest

from meal.check import check_form, mark_invalid
from meal.messages import finding_row
from meal.model.codebook import Choice, Codebook, Group, Question
from meal.model.findings import Finding
from meal.model.missing import Reason
from meal.model.responses import RepeatRecords, Responses
from meal.prepare import Decisions, conform
from meal.study.definition import Identity
from meal.study.records import record_keys
from tests.builders import select_one, wave


def book(*questions: Question, groups: Sequence[Group] = (), **settings: object) -> Codebook:
    return Codebook(
        id="form",
        questions={question.name: question for question in questions},
        groups={group.name: group for group in groups},
        missing={"-99": Reason.DONT_KNOW},
        **settings,  # type: ignore[arg-type] # settings of Codebook
    )


def typed(table: Mapping[str, Sequence[str]], codebook: Codebook) -> Responses:
    responses = wave(table, codebook=codebook)
    return conform(responses, record_keys(responses, Identity()), Decisions())[0]


def checked(
    codebook: Codebook,
    table: Mapping[str, Sequence[str]],
    repeats: Sequence[RepeatRecords] = (),
    accepted: frozenset[tuple[str, str, str]] = frozenset(),
) -> list[Finding]:
    responses = typed(table, codebook)
    return check_form(responses, record_keys(responses, Identity()), Decisions(accepted).accepts, repeats)


def told(findings: Sequence[Finding]) -> list[tuple[str, str, int]]:
    return [(finding.rule, finding.variable, finding.row) for finding in findings]


def repeat(
    codebook: Codebook, table: Mapping[str, Sequence[str]], parents: list[int], name: str = "child", parent: str = ""
) -> RepeatRecords:
    responses = typed(table, codebook)
    kept = np.where(np.array(parents) < 0, 7, 0).astype(np.int8)
    return RepeatRecords(name, parent, np.array(parents), replace(responses, disposition=kept))


ASKED = Question("litres", "integer", relevant="${water} = 'yes'", required=True)


def test_answers_that_were_not_asked_and_answers_left_out() -> None:
    codebook = book(select_one("water", "yes", "no"), ASKED)
    found = checked(codebook, {"water": ["yes", "no", "yes", "no", "", "no"], "litres": ["5", "5", "", "", "-99", ""]})
    assert told(found) == [
        ("answered_not_relevant", "litres", 3),
        # A code for don't know was entered too; the blank water makes the question not relevant, as on the phone.
        ("answered_not_relevant", "litres", 6),
        ("required_blank", "litres", 4),
    ]


def test_the_condition_of_a_group_holds_for_all_its_questions() -> None:
    codebook = book(
        select_one("consent", "yes", "no"),
        Question("age", "integer", group="person", required=True),
        Question("job", group="person/work", relevant="${age} > 15"),
        groups=(Group("person", relevant="${consent} = 'yes'"), Group("person/work", relevant="${age} != 20")),
    )
    table = {"consent": ["yes", "no", "yes", "no"], "age": ["", "30", "20", ""], "job": ["", "x", "y", ""]}
    assert told(checked(codebook, table)) == [
        ("answered_not_relevant", "age", 3),
        ("required_blank", "age", 2),
        ("answered_not_relevant", "job", 3),
        ("answered_not_relevant", "job", 4),
    ]


def test_required_by_a_condition() -> None:
    codebook = book(select_one("sex", "f", "m"), Question("weeks", "integer", required_when="${sex} = 'f'"))
    assert told(checked(codebook, {"sex": ["f", "m", "f"], "weeks": ["", "", "3"]})) == [("required_blank", "weeks", 2)]


def test_a_constraint_looks_at_answered_cells_that_were_asked() -> None:
    codebook = book(
        select_one("water", "yes", "no"),
        replace(ASKED, constraint=". <= ${most}", constraint_message={"en": "Too much."}),
        Question("most", "integer"),
    )
    table = {
        "water": ["yes", "yes", "yes", "no"],
        "litres": ["5", "-99", "20", "20"],
        "most": ["", "10", "10", "10"],
    }
    found = checked(codebook, table)
    # Nothing is at most a blank, so the first is broken, as the phone would have it.
    assert told(found) == [
        ("answered_not_relevant", "litres", 5),
        ("constraint_broken", "litres", 2),
        ("constraint_broken", "litres", 4),
    ]
    assert [finding.severity for finding in found] == ["warning", "error", "error"]
    responses = typed(table, codebook)
    marked = mark_invalid(responses, found)
    assert marked.columns["litres"].record_reasons().tolist() == [
        Reason.INVALID, Reason.DONT_KNOW, Reason.INVALID, Reason.ANSWERED,
    ]  # fmt: skip
    row = finding_row(found[1], codebook, "en")
    assert "Too much." in row["message"]


@pytest.mark.parametrize(("zeros", "rule"), [(5, "constraint_broken"), (6, "constraint_in_doubt")])
def test_a_constraint_that_most_answers_break_is_in_doubt_itself(zeros: int, rule: str) -> None:
    codebook = book(Question("days", "integer", constraint=". > 0"))
    found = checked(codebook, {"days": ["0"] * zeros + ["3"] * (10 - zeros) + ["", ""]})
    assert told(found) == [(rule, "days", row) for row in range(2, zeros + 2)]
    assert {finding.severity for finding in found} == {"error" if rule == "constraint_broken" else "warning"}


def test_an_accepted_constraint_is_decided() -> None:
    codebook = book(Question("age", "integer", constraint=". > 17"))
    table = {"_uuid": ["a", "b"], "age": ["5", "5"]}
    found = checked(codebook, table, accepted=frozenset({("constraint_broken", "b", "age")}))
    assert [finding.decided for finding in found] == [False, True]


COUNTY = Question(
    "county",
    "select_one",
    choices=(
        Choice("king", rows=({"state": "wa"},)),
        Choice("bell", rows=({"state": "tx"}, {"state": "or"})),
        Choice("other", rows=({"state": ""},)),
    ),
    choice_filter="state = ${state} or name = 'other'",
)


def test_an_option_that_the_filter_did_not_offer() -> None:
    rows = {choice.name: tuple({**row, "name": choice.name} for row in choice.rows) for choice in COUNTY.choices}
    county = replace(COUNTY, choices=tuple(replace(choice, rows=rows[choice.name]) for choice in COUNTY.choices))
    codebook = book(select_one("state", "wa", "tx", "or"), county)
    table = {
        "state": ["wa", "wa", "tx", "or", "tx", "", "wa"],
        "county": ["king", "bell", "bell", "bell", "other", "king", ""],
    }
    assert told(checked(codebook, table)) == [("choice_not_offered", "county", 3), ("choice_not_offered", "county", 7)]


def test_every_option_of_a_select_multiple_has_to_be_offered() -> None:
    counties = replace(COUNTY, type="select_multiple", choice_filter="selected(${states}, state)")
    codebook = book(Question("states", "select_multiple"), counties)
    table = {"states": ["wa or", "wa", "tx wa"], "county": ["king bell", "bell king", "king unknown bell"]}
    assert told(checked(codebook, table)) == [("choice_not_offered", "county", 3)]


def test_a_calculation_that_no_longer_agrees() -> None:
    codebook = book(
        Question("a", "decimal"),
        Question("total", "calculate", calculation="${a} * 2"),
        Question("level", "calculate", calculation="if(${a} > 1, 'high', 'low')", relevant="${a} != ''"),
        Question("yes", "calculate", calculation="${a} > 1"),
    )
    table = {
        "a": ["1.5", "0.1", "", "3"],
        "total": ["3", "0.20000000000000001", "", "7"],
        "level": ["high", "high", "", "high"],
        "yes": ["true", "0", "false", "1"],
    }
    found = checked(codebook, table)
    assert told(found) == [("calculation_differs", "total", 5), ("calculation_differs", "level", 3)]
    assert [finding.parameters["calculated"] for finding in found] == ["6", "low"]
    assert 'calculates "level" as "low"' in finding_row(found[1], codebook, "en")["message"]


def test_a_calculation_made_of_personal_answers_shows_no_values() -> None:
    codebook = book(
        Question("first_name", personal=True),
        Question("upper", "calculate", calculation="concat(${first_name}, '!')"),
        Question("greeting", "calculate", calculation="concat('Dear ', ${upper})"),
    )
    table = {"first_name": ["Awa"], "upper": ["Binta!"], "greeting": ["Dear Awa!"]}
    found = checked(codebook, table)
    assert told(found) == [("calculation_differs", "upper", 2), ("calculation_differs", "greeting", 2)]
    rows = [finding_row(finding, codebook, "en") for finding in found]
    assert not [text for row in rows for text in row.values() if "Awa" in text or "Binta" in text]


def test_the_day_of_a_record_is_the_day_on_which_it_was_filled_in() -> None:
    codebook = book(Question("visit", "date", constraint=". <= today()"))
    table = {"end": ["2020-05-01T23:59:00.000+02:00"] * 2, "visit": ["2020-05-01", "2020-05-02"]}
    assert told(checked(codebook, table)) == [("constraint_broken", "visit", 3)]
    note = checked(codebook, {"visit": ["2020-05-01"]})
    assert told(note) == [("form_expression_not_evaluated", "visit", 0)]
    assert (note[0].severity, note[0].parameters["column"]) == ("note", "6")


def test_a_label_is_right_in_any_language_of_the_form() -> None:
    sex = Question("sex", "select_one", choices=(Choice("f", {"en": "Woman", "fr": "Femme"}),))
    codebook = book(
        sex, Question("said", "calculate", calculation="jr:choice-name(${sex}, '${sex}')"), languages=("en", "fr")
    )
    assert told(checked(codebook, {"sex": ["f"] * 3, "said": ["Femme", "Woman", "Vrouw"]})) == [
        ("calculation_differs", "said", 4)
    ]


def test_options_and_their_columns_that_tell_something_else() -> None:
    uses = Question("uses", "select_multiple", choices=(Choice("tap"), Choice("well")))
    table = {
        "uses": ["tap", "tap well", "", "", "well", "tap"],
        "uses/tap": ["1", "1", "", "1", "0", ""],
        "uses/well": ["0", "0", "", "0", "1", "0"],
    }
    found = checked(book(uses), table)
    assert told(found) == [("options_out_of_step", "uses", row) for row in (3, 5, 7)]
    assert [finding.parameters["options"] for finding in found] == ["well", "tap", "tap"]


def test_a_calculation_that_was_left_out_of_the_export_decides_nothing() -> None:
    codebook = book(
        Question("a", "integer", calculation="1"),  # people see it and may change it
        Question("total", "calculate", calculation="${a} * 2"),
        Question("why", relevant="${total} > 2"),
    )
    found = checked(codebook, {"a": ["5", "6"], "total": ["", ""], "why": ["x", ""]})
    assert told(found) == [("form_expression_not_evaluated", "total", 0), ("form_expression_not_evaluated", "why", 0)]
    assert "left out" in found[1].parameters["reason"]


def test_what_cannot_be_worked_out_is_one_note_and_hides_nothing_else() -> None:
    codebook = book(
        Question(
            "a", "integer", group="g", relevant="pulldata('x', 'y', 'z', 1) = 1", required=True, constraint=". > 1"
        ),
        Question("b", "integer", group="g", required=True, constraint=". > ${absent}"),
        groups=(Group("g"),),
    )
    found = checked(codebook, {"a": ["", "0"], "b": ["", "0"]})
    assert told(found) == [
        ("constraint_broken", "a", 3),
        ("required_blank", "b", 2),
        ("form_expression_not_evaluated", "a", 0),
        ("form_expression_not_evaluated", "b", 0),
    ]
    assert [finding.parameters["heading"] for finding in found[2:]] == ["relevant", "constraint"]
    assert found[3].parameters["column"] == "5"
    for language in ("en", "nl"):
        assert "${absent}" in finding_row(found[3], codebook, language)["message"]


FAMILY = book(
    Question("n", "integer"),
    Question("oldest", "calculate", calculation="max(${child_age})"),
    Question("child_age", "integer", group="child", repeat="child", constraint=". < ${n} * 10"),
    Question("number", "calculate", group="child", repeat="child", calculation="position(..)"),
    select_one("child_sex", "f", "m", group="child", repeat="child"),
    Question("toy", group="child/toy", repeat="toy", relevant="${child_age} < 12"),
    groups=(Group("child", repeat=True, count="${n}"), Group("child/toy", repeat=True)),
)


def test_rows_of_repeat_groups_are_checked_with_the_record_that_they_belong_to() -> None:
    children = repeat(
        FAMILY,
        {
            "child_age": ["4", "25", "9", "7", "99"],
            "number": ["1", "2", "1", "3", "1"],
            "child_sex": ["f", "m", "x", "m", "x"],
        },
        [0, 0, 1, 0, -1],
    )
    toys = repeat(FAMILY, {"toy": ["ball", "doll", ""]}, [1, 0, 1], name="toy", parent="child")
    table = {"_uuid": ["a", "b"], "n": ["2", "1"], "oldest": ["25", "8"]}
    found = checked(FAMILY, table, [children, toys])
    assert told(found) == [
        ("calculation_differs", "oldest", 3),
        ("repeat_count_differs", "", 2),
        # The row that belongs to no record is not kept, so its 99 and its x are no findings.
        ("not_in_choices", "child_sex", 4),
        ("constraint_broken", "child_age", 3),
        ("answered_not_relevant", "toy", 2),
    ]
    assert {finding.severity for finding in found} == {"warning"}
    assert [finding.record for finding in found] == ["b", "a", "b", "a", "a"]
    assert all(finding.index == -1 for finding in found[2:])
    assert dict(found[1].parameters) == {"rows": "3", "wanted": "2", "repeat": "child"}


def test_a_repeat_group_that_was_not_exported_is_a_note() -> None:
    found = checked(FAMILY, {"n": ["2"], "oldest": ["3"]})
    assert told(found) == [("form_expression_not_evaluated", "oldest", 0)]
    assert "whose table is not among the exports" in found[0].parameters["reason"]


def test_of_two_questions_of_one_name_the_nearest_is_meant() -> None:
    codebook = book(
        Question("a/age", "integer", group="a"),
        Question("b/age", "integer", group="b"),
        Question("late", group="b", relevant="${age} > 60"),
    )
    table = {"a/age": ["70", "20"], "b/age": ["20", "70"], "late": ["x", "x"]}
    assert told(checked(codebook, table)) == [("answered_not_relevant", "late", 2)]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_messages_speak_of_the_question_as_worded(language: str) -> None:
    codebook = book(select_one("water", "yes", "no"), replace(ASKED, label={"en": "How many litres?"}))
    found = checked(codebook, {"water": ["no"], "litres": ["5"]})
    assert "How many litres?" in finding_row(found[0], codebook, language)["message"]

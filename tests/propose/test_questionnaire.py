"""Types, choices and labels come from the form or the file where they tell, else from the answers."""

from __future__ import annotations

import pytest

from meal.model.codebook import Choice, Codebook, Question
from meal.propose.forms import belongs, form_questions
from meal.propose.multiples import multiples
from meal.propose.profile import ColumnProfile
from meal.propose.questionnaire import QuestionShape, question_shape, schema_file
from meal.propose.yaml_writer import yaml_text
from meal.read import question_columns
from meal.study.load import parse_part
from meal.study.questionnaire import Questionnaire
from meal.study.yaml_text import read_yaml
from tests.propose.tables import Table, columns_of, data_file, repeated

WATER = Question(
    "water", "select_one", {"en": "Main source?", "fr": "Source principale ?"},
    choices=(
        Choice("tap", {"en": "Tap water", "fr": "Robinet"}), Choice("well", {"en": "Covered well", "fr": "Puits"}),
    ),
)  # fmt: skip
FORM = Codebook(
    "form",
    questions={"water": WATER, "age": Question("age", "integer", {"en": "Age in years"})},
    languages=("en", "fr"),
)


def matched(table: Table) -> dict[str, Question]:
    columns = data_file("x.csv", table).export.columns
    return form_questions(FORM, columns, question_columns(FORM, columns))


def shape(*answers: object, question: Question | None = None) -> QuestionShape:
    return question_shape(
        columns_of({"q": answers, "n": range(len(answers))}, {"q": question} if question else {})["q"]
    )


def test_an_export_by_names_keeps_the_codes_of_the_form() -> None:
    found = matched({"group/water": repeated("tap", "well", times=3), "group/age": range(6)})
    assert {column: question.name for column, question in found.items()} == {"group/water": "water", "group/age": "age"}
    assert [choice.name for choice in found["group/water"].choices] == ["tap", "well"]
    assert belongs(FORM, found)


def test_an_export_by_labels_is_matched_by_them_in_any_language() -> None:
    found = matched({"Groupe/Source principale ?": repeated("Robinet", "Puits", times=3), "x": range(6)})
    question = found["Groupe/Source principale ?"]
    assert question.name == "water"
    assert [choice.name for choice in question.choices] == ["Robinet", "Puits"]
    assert question.choices[0].label == {"en": "Tap water", "fr": "Robinet"}


def test_answers_of_another_version_are_not_forced_into_the_form() -> None:
    assert matched({"water": repeated("1", "2", times=3)})["water"].choices == ()


def test_a_form_of_another_survey_does_not_belong() -> None:
    assert not belongs(FORM, matched({"income": range(6)}))


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        (repeated("tap", "well", times=10), "select_one"),
        ([f"answer {number}" for number in range(30)], "text"),
        (repeated("a long answer that somebody typed, which says more than an option of a form", "b", times=9), "text"),
        (range(30), "integer"),
        ([number / 4 for number in range(30)], "decimal"),
        (["2019-06-30"] * 9, "date"),
        (["30-06-2019"] * 9, "text"),
        (repeated("1", "0", times=9), "select_one"),
    ],
)  # fmt: skip
def test_type_from_the_answers(answers: list[object], kind: str) -> None:
    assert shape(*answers).type == kind


def test_a_date_that_excel_turned_around_stays_text_whatever_the_form_says() -> None:
    found = shape("3/1/2019", "4/2/2019", question=Question("q", "date"))
    assert found.type == "text"
    assert "3/1/2019" in found.reason


def schema(columns: dict[str, ColumnProfile], **more: object) -> Questionnaire:
    settings: dict[str, object] = {"title": {}, "origin": "a test", "sexes": {}, "language": "en", **more}
    file = schema_file("test", columns, multiples(columns), **settings)  # type: ignore[arg-type] # settings of schema_file
    return parse_part(Questionnaire, read_yaml(yaml_text(file).encode(), file.name))


def test_a_schema_reads_back_with_choices_missing_codes_and_personal_questions() -> None:
    questions = {"water": WATER}
    columns = columns_of(
        {
            "water": [*repeated("tap", "well", times=9), "refused"], "sex": [*repeated("F", "M", times=9), "F"],
            "full_name": [f"Person {number}" for number in range(19)], "_uuid": range(19),
            "needs": repeated("a b", times=19), "needs/a": [1] * 19, "needs/b": [1] * 19,
        },
        questions,
    )  # fmt: skip
    read = {entry.name: entry for entry in schema(columns, sexes={"sex": {"F": "female", "M": "male"}}).questions}
    assert list(read) == ["water", "sex", "full_name", "needs"], "options and server columns are not listed"
    assert read["water"].choices == {
        "tap": {"en": "Tap water", "fr": "Robinet"},
        "well": {"en": "Covered well", "fr": "Puits"},
    }
    assert read["water"].missing == {"refused": "refused"}
    assert read["sex"].choices == {"F": {"": "Female"}, "M": {"": "Male"}}
    assert read["full_name"].personal
    assert read["needs"].type == "select_multiple"


def test_a_word_for_no_answer_in_many_questions_is_said_once() -> None:
    columns = columns_of({name: [*range(9), "NULL"] for name in ("income", "rent", "food")})
    read = schema(columns)
    assert read.missing == {"NULL": "other_missing"}
    assert all(not entry.missing for entry in read.questions)


def test_no_value_of_a_personal_column_stands_in_a_comment() -> None:
    columns = columns_of({"phone": [f"061234567{number}" for number in range(9)], "n": range(9)})
    text = yaml_text(schema_file("test", columns, {}, title={}, origin="a test", sexes={}, language="en"))
    assert "personal: true" in text
    assert "6123" not in text

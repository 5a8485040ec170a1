"""The XLSForms agree with the questionnaire schemas."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from meal.demonstration.forms import METADATA, read_schema
from meal.study.questionnaire import Questionnaire

FORMS = {
    "reconsideration-before": "surveys/reconsideration/forms/before.xlsx",
    "reconsideration-after": "surveys/reconsideration/forms/after.xlsx",
    "reconsideration-followup": "surveys/reconsideration/forms/followup.xlsx",
    "peer-messages-baseline": "surveys/peer-messages/forms/baseline.xlsx",
    "peer-messages-endline": "surveys/peer-messages/forms/endline.xlsx",
}
Sheets = dict[str, list[dict[str, str]]]


@pytest.fixture(params=list(FORMS))
def schema(request: pytest.FixtureRequest) -> Questionnaire:
    return read_schema(request.param)


@pytest.fixture
def form(shipped: dict[str, bytes], schema: Questionnaire) -> Sheets:
    book = openpyxl.load_workbook(io.BytesIO(shipped[FORMS[schema.questionnaire]]))
    sheets: Sheets = {}
    for sheet in book:
        header, *rows = sheet.iter_rows(values_only=True)
        sheets[sheet.title] = [
            dict(zip(header, ("" if c is None else str(c) for c in row), strict=True)) for row in rows
        ]
    return sheets


def test_the_form_asks_the_questions_of_the_schema_in_order(form: Sheets, schema: Questionnaire) -> None:
    asked = [row["name"] for row in form["survey"] if row["label::English (en)"]]
    assert asked == [question.name for question in schema.questions if question.name not in METADATA]


def test_every_question_has_words_in_both_languages(form: Sheets, schema: Questionnaire) -> None:
    labels = {row["name"]: (row["label::English (en)"], row["label::Nederlands (nl)"]) for row in form["survey"]}
    for question in schema.questions:
        if question.name not in METADATA:
            assert labels[question.name] == (question.label["en"], question.label["nl"])


def test_answer_options_are_those_of_the_schema_and_the_codes_for_no_answer(
    form: Sheets, schema: Questionnaire
) -> None:
    types = {row["name"]: row["type"] for row in form["survey"]}
    for question in schema.questions:
        if question.choices:
            kind, list_name = types[question.name].split(" ")
            offered = [row["name"] for row in form["choices"] if row["list_name"] == list_name]
            assert kind == question.type
            assert offered == [*question.choices, *question.missing]


def test_required_relevance_and_ranges_are_those_of_the_schema(form: Sheets, schema: Questionnaire) -> None:
    rows = {row["name"]: row for row in form["survey"]}
    for question in schema.questions:
        if question.name not in METADATA:
            assert (rows[question.name]["required"] == "yes") == question.required
            assert rows[question.name]["relevant"] == (question.relevant or "")


def test_a_range_allows_the_codes_for_no_answer(shipped: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(shipped[FORMS["reconsideration-before"]]))
    header, *rows = book["survey"].iter_rows(values_only=True)
    constraint = {row[header.index("name")]: row[header.index("constraint")] for row in rows}
    assert constraint["age"] == "(. >= 15 and . <= 35) or . = -99"
    assert constraint["conversation_date"] == ". >= date('2018-07-01') and . <= date('2019-06-30')"


def test_workbooks_are_packed_without_compression(shipped: dict[str, bytes], schema: Questionnaire) -> None:
    # Compressed bytes would depend on the zlib of the machine.
    with zipfile.ZipFile(io.BytesIO(shipped[FORMS[schema.questionnaire]])) as package:
        assert {part.compress_type for part in package.infolist()} == {zipfile.ZIP_STORED}
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}

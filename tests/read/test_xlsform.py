"""An XLSForm becomes a codebook."""

from __future__ import annotations

from pathlib import Path

import pytest

from meal.model.codebook import Codebook
from meal.model.errors import DataError
from meal.read import read_xlsform
from tests.read.files import workbook

HEADINGS = ["type", "name", "label::English (en)", "label::Français (fr)", "hint", "required", "relevant", "constraint",
            "constraint_message", "calculation"]  # fmt: skip
CHOICES = [
    ["list_name", "name", "label::English (en)", "label::Français (fr)"],
    ["yesno", "yes", "Yes", "Oui"], ["yesno", "no", "No", "Non"],
    [None, None, None, None],
    ["places", 1, "Europe", "Europe"], ["places", 2, "Elsewhere", "Ailleurs"],
]  # fmt: skip
SURVEY = [
    HEADINGS,
    ["start", "start"],
    ["begin_group", "profile", "Profile", "Profil"],
    ["integer", "age", "Age", "Âge", "In full years", "yes", None, ". >= 15 and . < 120", "15 or older"],
    ["begin group", "plans"],
    ["select_one yesno", "migrate", "Do you plan to migrate?", "Pensez-vous migrer ?", None, "TRUE"],
    ["select_multiple places", "where", "Where to?", "Où ?", None, None, "${migrate} = 'yes'"],
    ["end group"],
    ["end_group"],
    ["begin_repeat", "member"],
    ["select_one yesno or_other", "works", "Works?", "Travaille ?"],
    ["end repeat"],
    ["note", "thanks", "Thank you", "Merci"],
    ["calculate", "adult", None, None, None, None, None, None, None, "if(${age} >= 18, 1, 0)"],
    ["geopoint", "place", "Where are we?", "Où sommes-nous ?"],
    ["date", "day", "Date", "Date"],
]  # fmt: skip


def saved(folder: Path, **sheets: list[list[object]]) -> Path:
    path = folder / "form.xlsx"
    path.write_bytes(workbook(sheets))
    return path


@pytest.fixture(scope="module")
def codebook(tmp_path_factory) -> Codebook:
    settings = [["form_title", "form_id", "default_language"], ["Before", "before_v2", "French (fr)"]]
    return read_xlsform(saved(tmp_path_factory.mktemp("form"), survey=SURVEY, choices=CHOICES, settings=settings))


def test_questions_types_and_groups(codebook):
    assert {name: question.type for name, question in codebook.questions.items()} == {
        "start": "datetime", "age": "integer", "migrate": "select_one", "where": "select_multiple",
        "works": "select_one", "works_other": "text", "adult": "calculate", "place": "other", "day": "date",
    }  # fmt: skip
    assert codebook.question("where").group == "profile/plans"
    assert codebook.question("works").repeat == "member"
    assert codebook.question("age").repeat == ""
    assert codebook.question("place").personal


def test_words_by_language_with_the_default_language_first(codebook):
    assert codebook.languages == ("fr", "en")
    assert codebook.label("age", "en") == "Age"
    assert codebook.label("migrate", "fr") == "Pensez-vous migrer ?"
    assert codebook.question("age").hint == {"fr": "In full years"}  # in the default language
    assert codebook.question("migrate").choice_label("yes", "fr") == "Oui"
    assert (codebook.id, codebook.title) == ("before_v2", {"fr": "Before"})


def test_conditions_stay_as_the_form_words_them(codebook):
    age = codebook.question("age")
    assert (age.constraint, age.constraint_message) == (". >= 15 and . < 120", {"fr": "15 or older"})
    assert codebook.question("where").relevant == "${migrate} = 'yes'"
    assert codebook.question("adult").calculation == "if(${age} >= 18, 1, 0)"
    assert [name for name, question in codebook.questions.items() if question.required] == ["age", "migrate"]


def test_choices_in_order_with_whole_numbers_as_codes(codebook):
    assert [choice.name for choice in codebook.question("where").choices] == ["1", "2"]
    assert [choice.name for choice in codebook.question("works").choices] == ["yes", "no", "other"]


def test_a_form_in_one_unnamed_language(tmp_path):
    survey = [["type", "name", "label"], ["text", "town", "Town"]]
    codebook = read_xlsform(saved(tmp_path, survey=survey))
    assert codebook.languages == ("und",)
    assert codebook.label("town", "nl") == "Town"
    assert codebook.id == "form"


def test_one_name_in_two_groups_is_two_questions(tmp_path):
    survey = [
        ["type", "name"],
        *[row for group in "ab" for row in (["begin_group", group], ["text", "sex"], ["end_group"])],
    ]
    assert list(read_xlsform(saved(tmp_path, survey=survey)).questions) == ["a/sex", "b/sex"]


def test_disabled_rows_and_comments_are_no_questions(tmp_path):
    survey = [
        ["type", "name", "label", "disabled"],
        ["text", "a", "A"],
        ["text", "b", "B", "yes"],
        [None, None, "comment"],
    ]
    assert list(read_xlsform(saved(tmp_path, survey=survey)).questions) == ["a"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["integer", None]], 'sheet "survey", row 2: a question of type integer has no name'),
        ([["text", "a"], [None, "b"]], 'row 3: "b" has no type'),
        ([["select_one colours", "a"]], r'row 2: "a" uses the list "colours".*One of its lists \(yesno\) was expected'),
        ([["select_one", "a"]], 'row 2: "a" names no list of choices'),
        ([["begin_group", "g"], ["text", "a"]], 'row 2: the group "g" is never closed'),
        ([["text", "a"], ["end_group"]], "row 3: a group ends here that never began"),
        (
            [["begin_repeat", "g"], ["text", "a"], ["end_group"]],
            'row 4: a group ends here, but the repeat "g" of row 2',
        ),
        ([["text", "a"], ["text", "a"]], 'row 3: the name "a" is used for several questions of one group'),
        ([["note", "a"]], "row 1: the sheet asks no question"),
    ],
)
def test_a_form_that_cannot_be_read_is_refused_with_sheet_and_row(tmp_path, rows, said):
    choices = [["list_name", "name", "label"], ["yesno", "yes", "Yes"]]
    with pytest.raises(DataError, match=said) as refused:
        read_xlsform(saved(tmp_path, survey=[["type", "name"], *rows], choices=choices))
    assert str(refused.value).startswith("form.xlsx, sheet")
    assert "Correct the form" in str(refused.value)


def test_data_instead_of_a_form_is_refused(tmp_path):
    with pytest.raises(DataError, match="no sheet called survey, only main"):
        read_xlsform(saved(tmp_path, main=[["id"], [1]]))
    with pytest.raises(DataError, match="does not name the columns type and name"):
        read_xlsform(saved(tmp_path, survey=[["id"], [1]]))
    with pytest.raises(DataError, match="there is no such file"):
        read_xlsform(tmp_path / "gone.xlsx")
    (tmp_path / "form.csv").write_text("type,name\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"An XLSForm as an \.xlsx workbook was expected"):
        read_xlsform(tmp_path / "form.csv")

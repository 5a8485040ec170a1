"""An export in any of the server's layouts is what the form asks: names, codes, and answers from dummies."""

from __future__ import annotations

import pytest

from meal.model.codebook import Choice, Codebook, Question
from meal.model.columns import code_texts
from meal.model.missing import Reason
from meal.read import stacked
from meal.read.form_answers import from_dummies, in_codes
from meal.read.form_headings import Heading, headings
from meal.read.under_form import under_form
from tests.read.files import read_text, remark, rules

YES_NO = (Choice("1", {"en": "Yes", "fr": "Oui"}), Choice("0", {"en": "No", "fr": "Non"}))
REASONS = (
    Choice("war", {"en": "War", "fr": "Guerre"}),
    Choice("work", {"en": "Work, or its lack", "fr": "Travail"}),
    Choice("study", {"en": "War studies", "fr": "Études"}),
)
FORM = Codebook(
    id="form",
    questions={
        question.name: question
        for question in (
            Question("age", "integer", {"en": "Age", "fr": "Âge"}, group="person"),
            Question("plan", "select_one", {"en": "Do you plan to leave?"}, choices=YES_NO, group="person/plans"),
            Question("why", "select_multiple", {"en": "Why?", "fr": "Pourquoi ?"}, choices=REASONS, group="person"),
            Question("place", "other", {"en": "Place of interview"}),
        )
    },
)


@pytest.mark.parametrize(
    ("column", "stands_for"),
    [
        ("age", "age"), ("person/age", "age"), ("person-age", "age"), ("person.age", "age"), ("person_age", "age"),
        ("person:age", "age"), ("Age", "age"), ("The person/Age", "age"), ("person_plans_plan", "plan"),
        ("person/why/war", "why/war"), ("why.war", "why/war"), ("why_war", "why/war"), ("person_why_war", "why/war"),
        ("Why?/Work, or its lack", "why/work"), ("The person/Why?/War studies", "why/study"), ("Âge", "age"),
        ("why/War", "why/war"),
    ],
)  # fmt: skip
def test_every_way_in_which_servers_head_a_column(column, stands_for):
    assert headings(FORM, [column])[column].name == stands_for


@pytest.mark.parametrize("column", ["_age", "age_2", "children[1]/age", "why_other", "other/war", "Agent"])
def test_columns_that_only_look_like_it_are_left_alone(column):
    assert headings(FORM, [column]) == {}


def test_one_label_for_two_questions_is_told_by_order_or_not_at_all():
    twice = Codebook(
        id="form", questions={name: Question(name, "text", {"en": "Name"}) for name in ("first_name", "last_name")}
    )
    assert headings(twice, ["Name", "Name_2"]) == {"Name": Heading("first_name"), "Name_2": Heading("last_name")}
    assert headings(twice, ["Name"]) == {}


@pytest.mark.parametrize(
    ("answers", "codes"),
    [
        (["Yes", "No", ""], ["1", "0", ""]),
        (["Oui", "Non"], ["1", "0"]),
        (["Yes", "No", "Maybe"], ["1", "0", "Maybe"]),  # the checks will say that it is no choice
        (["1", "0"], None),
        (["1", "0", "Yes"], None),  # codes, and one that somebody typed
        (["Maybe"], None),
    ],
)
def test_labels_of_a_select_one_question_become_codes(answers, codes):
    coded = in_codes(code_texts(answers), FORM.questions["plan"])
    assert (coded and coded.record_texts().tolist()) == codes


@pytest.mark.parametrize(
    ("answer", "codes"),
    [
        ("War", "war"), ("War studies", "study"), ("War War studies", "war study"),
        ("Work, or its lack War", "work war"), ("Guerre; Travail", "war work"), ("War, Work, or its lack", "war work"),
        ("War|War studies", "war study"), ("Warlike", None), ("War and more", None),
    ],
)  # fmt: skip
def test_labels_with_spaces_are_told_apart_in_a_select_multiple_answer(answer, codes):
    coded = in_codes(code_texts([answer]), FORM.questions["why"])
    assert (coded and coded.record_texts().tolist()[0]) == codes


def test_answers_made_of_dummies_tell_none_from_not_asked():
    export = read_text("id,why/war,why/work,why/study\na,1,0,1\nb,0,0,0\nc,,,\nd,True,FALSE,n/a\ne,0,1,0\n")
    responses = stacked("w", [export], FORM)
    why = responses.columns["why"]
    assert why.record_texts().tolist() == ["war study", "", "", "war", "work"]
    assert why.record_reasons().tolist() == [
        Reason.ANSWERED, Reason.BLANK, Reason.NOT_ASKED, Reason.ANSWERED, Reason.ANSWERED
    ]  # fmt: skip
    assert remark(responses.sources[0], "answers_from_dummies") == {"count": "1", "columns": "why"}
    assert list(responses.columns) == ["id", "why", "why/war", "why/work", "why/study"]


def test_dummies_that_hold_something_else_are_left_alone():
    dummies = {"war": code_texts(["1", "0"]), "work": code_texts(["3", "0"])}
    assert from_dummies(FORM.questions["why"], dummies) is None
    assert "why" not in under_form(read_text("why/war,why/work\n1,3\n"), FORM).columns


def test_the_answer_that_is_there_is_not_made_anew():
    export = under_form(read_text("why,why/war,why/work\nwar,0,0\n"), FORM)
    assert export.columns["why"].record_texts().tolist() == ["war"]
    assert rules(export.source) == []


def test_the_parts_of_a_place_follow_its_question():
    export = under_form(read_text("Place of interview,_Place of interview_latitude,_id\n1 2 3 4,1,9\n"), FORM)
    assert list(export.columns) == ["place", "_place_latitude", "_id"]

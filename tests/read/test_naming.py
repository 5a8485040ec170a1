"""Columns of an export find their question, whatever groups stand before it."""

from __future__ import annotations

import pytest

from meal.model.codebook import Codebook, Question
from meal.read import question_columns


def form(*names: str) -> Codebook:
    return Codebook("form", questions={name: Question(name) for name in names})


@pytest.mark.parametrize("separator", ["/", "-", "."])
def test_a_column_with_groups_before_it_is_the_question(separator):
    column = separator.join(["household", "head", "age"])
    assert question_columns(form("age"), [column, "_id"]) == {column: "age"}


def test_a_column_that_bears_the_name_itself_goes_first():
    assert question_columns(form("age"), ["child/age", "age"]) == {"age": "age"}


def test_two_columns_for_one_question_are_left_alone():
    assert question_columns(form("age"), ["child/age", "mother/age"]) == {}


def test_a_dummy_of_a_select_multiple_is_no_question_even_if_an_option_is_called_like_one():
    assert question_columns(form("reasons", "other"), ["grp/reasons", "reasons/other", "grp/reasons/other"]) == {
        "grp/reasons": "reasons"
    }


def test_an_answer_of_the_first_child_is_not_the_question():
    assert question_columns(form("name"), ["children[1]/name"]) == {}


def test_questions_known_by_group_and_name_keep_both():
    assert question_columns(form("a/sex", "b/sex"), ["a/sex", "b/sex"]) == {"a/sex": "a/sex", "b/sex": "b/sex"}

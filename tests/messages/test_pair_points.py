"""Points of pairs are told in the words of every language."""

from __future__ import annotations

import pytest

from meal.messages import PARTNER_LANGUAGES
from meal.messages.pair_points import group_in_words, points_in_words
from meal.prepare.identity.scoring import FIELDS


def test_the_weightiest_points_are_told_first() -> None:
    told = points_in_words("name:2.5 phone:5 sex:0.5 site:-2", "en")
    assert told == "same telephone number +5, name alike +2.5, place differs \N{MINUS SIGN}2, same sex +0.5"
    assert points_in_words("site:-2.5", "nl-BE") == "plaats verschilt \N{MINUS SIGN}2,5"
    assert points_in_words("", "en") == ""


@pytest.mark.parametrize("language", PARTNER_LANGUAGES)
@pytest.mark.parametrize("field", FIELDS)
def test_every_field_of_the_rule_has_words(field: str, language: str) -> None:
    for_one, against = points_in_words(f"{field}:1", language), points_in_words(f"{field}:-1", language)
    assert for_one.removesuffix(" +1") not in (field, "", against.removesuffix(" \N{MINUS SIGN}1"))
    assert against.removesuffix(" \N{MINUS SIGN}1") not in (field, "")


def test_a_group_without_words_of_its_own_is_told_by_its_name() -> None:
    assert group_in_words("year_and_place", "en") == "year of birth and place"
    assert group_in_words("shoe_size", "nl") == "shoe size"

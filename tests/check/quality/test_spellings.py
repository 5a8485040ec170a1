"""One name in several spellings, and answers of another kind than the rest of their question."""

from __future__ import annotations

import pytest

from meal.check.quality.answer_words import begins_with, slip, words_of
from meal.model.codebook import Choice, Question
from tests.check.quality.looking import looked_at, told

VILLAGES = ["Ruaca"] * 9 + ["Chirodzo"] * 6 + ["Ruaca-Nhamuenda", "Ruaca - Nhamuenda", "Chirodso", "49"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hispannic", "Hispanic"), ("hispamnic", "hispanic"), ("Chirodso", "Chirodzo"), ("Ruaac", "Ruaca"),
     ("agricultrual work", "agricultural work"), ("Saint-Louis", "Saint Luois")],
)  # fmt: skip
def test_a_letter_or_two_are_a_slip(one: str, other: str) -> None:
    assert slip(words_of(one), words_of(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("legal", "illegal"), ("Village 1", "Village 2"), ("Zone I", "Zone II"), ("grade_a", "grade_b"),
     ("male", "female"), ("North", "South"), ("employed", "unemployed"), ("typical", "atypical"),
     ("Water Insecure", "Water Secure"), ("yes", "yet")],
)  # fmt: skip
def test_opposites_numbers_and_classes_are_no_slips(one: str, other: str) -> None:
    assert not slip(words_of(one), words_of(other))
    assert not slip(words_of(other), words_of(one))


def test_a_name_and_a_word_more() -> None:
    assert begins_with(words_of("Ruaca-Nhamuenda"), words_of("Ruaca"))
    assert not begins_with(words_of("Ruaca 2"), words_of("Ruaca"))
    assert not begins_with(words_of("A village"), words_of("A"))


def test_villages_written_otherwise_and_a_number_among_them() -> None:
    found = looked_at({"village": VILLAGES}, {"site": "village"})
    assert told(found) == [
        ("number_among_words", "village", 20), ("near_spelling", "village", 17), ("near_spelling", "village", 18),
        ("near_spelling", "village", 19),
    ]  # fmt: skip
    assert [dict(one.parameters) for one in found] == [
        {"count": "18"}, {"likely": "Ruaca", "count": "9"}, {"likely": "Ruaca", "count": "9"},
        {"likely": "Chirodzo", "count": "6"},
    ]  # fmt: skip
    assert {one.severity for one in found} == {"warning"}


def test_of_other_questions_a_word_more_is_another_answer() -> None:
    # Only signs and slips are told where the column is no place: "farmer fisher" is not "farmer".
    found = looked_at({"work": ["farmer"] * 9 + ["farmer fisher", "Farmer ", "fisher", "fisher", "fisher"]})
    assert [(one.row, one.parameters["likely"]) for one in found] == [(12, "farmer")]


def test_options_of_a_schema_and_names_of_people_are_left_alone() -> None:
    village = Question("village", "select_one", choices=(Choice("Ruaca"),))
    assert looked_at({"village": VILLAGES}, questions=[village]) == []
    people = [f"Maria {letter}osa" for letter in "abcdefghijkl"]
    assert looked_at({"name": [*people, "Maria bosa"]}) == []


def test_nothing_personal_is_told() -> None:
    found = looked_at({"village": VILLAGES}, {"site": "village"}, [Question("village", "text", personal=True)])
    assert {one.found for one in found} == {""}
    assert {one.parameters.get("likely", "…") for one in found} == {"…"}


def test_words_among_numbers() -> None:
    found = looked_at({"plt": [*map(str, range(200, 230)), "clumped", "n/a"]}, {"program_texts": "off"})
    assert told(found) == [("words_among_numbers", "plt", 32)]
    assert found[0].parameters == {"count": "31"}
    assert looked_at({"house": ["12", "14b", "16", "18", "3a", "7", "9", "11c", "20"]}) == []


def test_switched_off_or_made_to_cost_the_cell() -> None:
    assert looked_at({"village": VILLAGES}, {"spellings": "off"}) == []
    errors = looked_at({"village": VILLAGES}, {"spellings": {"severity": "error"}}, accepts=True)
    assert {(one.severity, one.decided) for one in errors} == {("error", True)}

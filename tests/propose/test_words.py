"""Headings, answers and labels are understood in five languages."""

from __future__ import annotations

import pytest

from meal.propose.words import is_called, language_of, lexicon, mentions, sexes, tokens, topics_of, yes_and_no


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("RespSex", ("resp", "sex")),
        ("HHHSex", ("hhh", "sex")),
        ("ADMIN5Name", ("admin5", "name")),
        ("Quel est votre âge ?", ("quel", "est", "votre", "age")),
        ("household/water_source", ("household", "water", "source")),
        ("العمر", ("عمر",)),  # without the article
    ],
)
def test_a_heading_is_cut_into_words(heading: str, words: tuple[str, ...]) -> None:
    assert tokens(heading) == words


@pytest.mark.parametrize(
    ("answers", "female"),
    [
        (["F", "M"], "F"), (["F", "H"], "F"), (["V", "M"], "V"), (["H", "M"], "M"),
        (["Une femme", "Un homme"], "Une femme"), (["mujer", "hombre", "otro"], "mujer"), (["أنثى", "ذكر"], "أنثى"),
    ],
)  # fmt: skip
def test_the_same_letter_is_another_sex_in_another_language(answers: list[str], female: str) -> None:
    assert [answer for answer, sex in sexes(answers).items() if sex == "female"] == [female]


def test_three_kinds_of_schools_are_no_sexes() -> None:
    assert sexes(["north", "south"]) == {}
    assert sexes(["M"]) == {}, "one sex alone tells nothing"


@pytest.mark.parametrize(
    "pair", [("yes", "no"), ("Oui", "Non"), ("ja", "nee"), ("Sí", "No"), ("نعم", "لا"), ("Y", "N")]
)
def test_yes_and_no(pair: tuple[str, str]) -> None:
    assert yes_and_no(pair) == pair
    assert yes_and_no([*pair, "perhaps"]) is None


@pytest.mark.parametrize(
    ("label", "language"),
    [
        ("Avez-vous reçu une aide dans les trente jours ? Quel est le montant de la dette ?", "fr"),
        ("Wat is uw leeftijd? Heeft u een baan? Hoe komt u aan het water van de put?", "nl"),
        ("¿Cuál es su edad? ¿Tiene usted un empleo en la comunidad?", "es"),
        ("Do you have a job? How old are you, and what is the name of the village?", "en"),
        ("sexe age region", ""),
    ],
)
def test_labels_tell_their_language_by_their_small_words(label: str, language: str) -> None:
    assert language_of([label]) == language


@pytest.mark.parametrize("heading", ["water_source", "source d'eau", "fuente de agua", "drinkwater", "مصدر المياه"])
def test_the_subject_is_told_in_every_language(heading: str) -> None:
    assert "water" in topics_of(tokens(heading))


def test_a_word_inside_another_word_does_not_count() -> None:
    assert not mentions(tokens("village"), "headings", "age")
    assert not mentions(tokens("passage"), "headings", "age")
    assert is_called(tokens("Age"), "headings", "age")


def test_every_language_has_the_same_entries() -> None:
    for section, entries in lexicon().items():
        for entry, by_language in entries.items():
            assert set(by_language) == {"ar", "en", "es", "fr", "nl"}, f"{section}.{entry}"

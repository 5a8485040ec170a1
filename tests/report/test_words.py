"""Every language has every word."""

from __future__ import annotations

import string

import pytest

from meal.messages.words import texts_of, word_languages, words
from meal.model.responses import Disposition
from meal.report.contrasts import kind_of
from meal.study.definition import Comparison
from tests.report.sample_publication import peer_messages_study


def parameters(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_english_and_dutch_ship() -> None:
    assert {"en", "nl"} <= set(word_languages())


@pytest.mark.parametrize("language", word_languages())
def test_a_language_has_the_same_keys_and_parameters_as_english(language: str) -> None:
    english, other = texts_of("en"), texts_of(language)
    assert set(other) == set(english)
    assert {key: parameters(text) for key, text in other.items()} == {
        key: parameters(text) for key, text in english.items()
    }


@pytest.mark.parametrize("language", word_languages())
def test_no_word_is_empty(language: str) -> None:
    assert [key for key, text in texts_of(language).items() if not text.strip()] == []


def test_a_region_reads_its_language_and_an_unknown_language_reads_english() -> None:
    assert words("nl-BE").text("table.everybody") == "Iedereen"
    assert words("sw").text("table.everybody") == "Everybody"
    assert words("sw").language == "en"


def test_a_key_like_no_stays_text() -> None:
    assert all(isinstance(text, str) for text in texts_of("en").values())


def test_an_unknown_key_is_a_fault_unless_a_fallback_is_given() -> None:
    with pytest.raises(KeyError):
        words("en").text("table.nothing")
    assert words("en").text_or("step.never_seen", "Never seen") == "Never seen"


@pytest.mark.parametrize("language", word_languages())
def test_every_reason_to_leave_a_record_out_has_words(language: str) -> None:
    reasons = {f"step.{kind.key}" for kind in Disposition if kind is not Disposition.KEPT}
    assert reasons - set(texts_of(language)) == set()


def test_only_random_assignment_makes_an_effect() -> None:
    comparison = peer_messages_study("individuals").comparisons[0]
    assert kind_of(comparison) == "effect"
    assert kind_of(peer_messages_study("clusters").comparisons[0]) == "effect"
    assert kind_of(peer_messages_study("not_random").comparisons[0]) == "difference"
    change = Comparison.model_validate({"id": "c", "indicator": "informed", "from": "baseline", "to": "endline"})
    assert kind_of(change) == "change"
    arms = {"variable": "arm", "control": "none", "treated": "film", "assigned": "individuals"}
    change_in_arms = {"id": "c", "indicator": "informed", "from": "baseline", "to": "endline", "arms": arms}
    assert kind_of(Comparison.model_validate(change_in_arms)) == "effect_on_change"
    arms["assigned"] = "not_random"
    assert kind_of(Comparison.model_validate(change_in_arms)) == "difference_in_change"

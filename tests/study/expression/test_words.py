"""Expressions in plain words, English and Dutch."""

from __future__ import annotations

import string

import pytest

from meal.study.expression import in_words, parse
from meal.study.expression.signatures import SIGNATURES
from meal.study.expression.wording import WORDING

QUESTIONS = {
    "before.plans": "Plans to migrate",
    "destination": "Destination",
    "risks": "Risks named",
    "plan": "Plan",
    "age": "Age",
    "day": "Day",
    "means": "Means {of} travel",
}
OPTIONS = {
    ("before.plans", "yes"): "Yes",
    ("destination", "europe"): "Europe",
    ("plan", "given_up"): "Given up",
    ("plan", "1"): "Postponed",
    ("plan", "-99"): "No plan",
    ("means", "boat"): "Boat",
}


def said(text: str, language: str = "en") -> str:
    return in_words(
        parse(text), language, QUESTIONS.__getitem__, lambda question, code: OPTIONS.get((question, code), code)
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("${before.plans} = 'yes' and ${destination} = 'europe'", "Plans to migrate is Yes and Destination is Europe"),
        ("${risks} >= 3", "Risks named is at least 3"),
        ("${risks} < 2.5", "Risks named is below 2.5"),
        ("3 <= ${risks}", "3 is at most Risks named"),
        ("${plan} = 'given_up' or ${plan} = 1 or ${plan} = 'x'", "Plan is Given up, Postponed or x"),
        ("${plan} = 'given_up' or ${plan} = ''", "Plan is Given up or Plan has no answer"),
        ("${plan} = 'given_up' or ${risks} = 2", "Plan is Given up or Risks named is 2"),
        ("${plan} = 'given_up' and ${plan} = 1", "Plan is Given up and Plan is Postponed"),
        ("${plan} != 'given_up' and '' != ${age}", "Plan is not Given up and Age has an answer"),
        ("'yes' = ${before.plans}", "Yes is Plans to migrate"),
        ("not(${plan} = 'given_up')", "Plan is not Given up"),
        ("not(${age} > 18) or not(${age} = '')", "Age is at most 18 or Age has an answer"),
        ("selected(${means}, 'boat')", "Means {of} travel includes Boat"),
        ("not(selected(${means}, 'boat'))", "Means {of} travel does not include Boat"),
        ("not(${age} = 1 or ${plan} = 1)", "not (Age is 1 or Plan is Postponed)"),
        ("${age} > 1 and (${age} < 2 or ${risks} = 1)", "Age is above 1 and (Age is below 2 or Risks named is 1)"),
        ("${risks} div (${age} + 1) = -1", "Risks named divided by (Age plus 1) is -1"),
        ("${risks} = -(${age})", "Risks named is minus Age"),
        ("${plan} = -99", "Plan is No plan"),
        ("if(${age} < 18, '15-17', '18+')", "15-17 if Age is below 18, otherwise 18+"),
        ("if(${age} < 18, 1, 2) = 1", "(1 if Age is below 18, otherwise 2) is 1"),
        ("if(${age} < 18, 1 = 1, 2 = 2) and 3 = 3", "(1 is 1 if Age is below 18, otherwise 2 is 2) and 3 is 3"),
        ("${day} >= date('2019-01-01')", "Day is on or after 2019-01-01"),
        ("date('2019-01-01') > ${day}", "2019-01-01 is after Day"),
        ("${day} = date('2019-01-01')", "Day is 2019-01-01"),
        ("max(${age}, ${risks}, 3)", "the highest of Age, Risks named and 3"),
        ("round(${age} div 3, 1)", "(Age divided by 3) rounded to 1 decimals"),
        ("round(${age})", "Age rounded"),
        ("regex(${plan}, '[a-z]{2}')", 'Plan has the form "[a-z]{2}"'),
        (
            ". >= 18 and . != 'x' and . != 3",
            "the answer is at least 18 and the answer is not x and the answer is not 3",
        ),
        ("true()", "always"),
        ("concat('a')", "a joined together"),
    ],
)
def test_english(text, words):
    assert said(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("${before.plans} = 'yes' and ${risks} >= 2.5", "Plans to migrate is Yes en Risks named is minstens 2,5"),
        ("${plan} = 'given_up' or ${plan} = 1", "Plan is Given up of Postponed"),
        ("if(${age} < 18, 'a', 'b')", "a waar geldt: Age is lager dan 18; anders b"),
        ("${age} = ''", "Age is niet beantwoord"),
    ],
)
def test_dutch(text, words):
    assert said(text, "nl") == words


def test_a_language_without_words_is_said_in_english():
    assert said("${risks} >= 3", "fr") == "Risks named is at least 3"


def test_every_language_has_the_same_keys():
    keys = WORDING["en"].keys()
    assert all(wording.keys() == keys for wording in WORDING.values())


@pytest.mark.parametrize("name", SIGNATURES)
@pytest.mark.parametrize("language", WORDING)
def test_what_a_function_is_given_stands_in_its_sentence(name, language):
    signature = SIGNATURES[name]
    for n_given in range(signature.least, len(signature.arguments) + 1):
        key = f"{name}/{n_given}" if f"{name}/{n_given}" in WORDING[language] else name
        places = {field for _, field, _, _ in string.Formatter().parse(WORDING[language][key]) if field is not None}
        assert places in ({"all"}, {str(place) for place in range(n_given)})

"""Every rule has words in every language that ships, and every word is somebody's rule."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from meal.check.quality.damage import FINDERS
from meal.messages import PARTNER_LANGUAGES, rules
from meal.messages.remarks import note, sentence
from meal.messages.words import PARTNERS, texts_of
from meal.model.samples import Remark

LANGUAGES = {"en", "nl"}
PARTNER_TOPICS = {"records", "form", "read", "waves", "quality", "identity"}
"""What partners may be told about, in all of their languages."""


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("rule", sorted(rules()))
def test_every_rule_says_the_same_in_every_language(rule: str) -> None:
    entry = rules()[rule]
    for text in (entry.message, entry.expected, entry.action):
        assert set(text) == set() or set(text) >= LANGUAGES
        assert set(text) <= set(PARTNER_LANGUAGES)
        assert len({frozenset(fields(words)) for words in text.values()}) <= 1
        assert not [words for words in text.values() if "!" in words]
    assert set(entry.message) == (set(PARTNER_LANGUAGES) if entry.topic in PARTNER_TOPICS else LANGUAGES)
    assert not entry.expected or set(entry.expected) == set(entry.message)


@pytest.mark.parametrize("language", PARTNER_LANGUAGES)
def test_partners_are_told_the_same_in_every_language(language: str) -> None:
    english, other = (texts_of(one, PARTNERS) for one in ("en", language))
    assert set(other) == set(english)
    assert {key: fields(text) for key, text in other.items()} == {key: fields(text) for key, text in english.items()}
    assert not [key for key, text in other.items() if not text.strip() and not key.startswith("number.")]
    # Excel refuses longer ones in its drop-downs.
    assert all(len(text) <= 32 for key, text in other.items() if key.startswith("input.") and key.endswith("_title"))
    assert all(len(text) <= 255 for key, text in other.items() if key.startswith("input."))
    assert len({text for key, text in other.items() if key.startswith("reply.")}) == 4


def test_every_ask_is_of_a_rule_and_has_words() -> None:
    asked = {entry.ask for entry in rules().values() if entry.ask and entry.for_partners}
    words = {key.removeprefix("ask.") for key in texts_of("en", PARTNERS) if key.startswith("ask.")}
    assert asked == words
    folder = files("meal.messages").joinpath("partner")
    for file in (folder.joinpath("asks.yaml"), *folder.joinpath("rules").iterdir()):
        assert set(yaml.safe_load(file.read_text(encoding="utf-8"))) <= set(rules()), file.name


@cache
def calls(source: Path) -> dict[str, list[ast.Call]]:
    """Every call in the sources, by the name that is called."""
    found: dict[str, list[ast.Call]] = {}
    for file in sorted(source.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                found.setdefault(node.func.id, []).append(node)
    return found


def called(source: Path, names: set[str]) -> Iterator[ast.Call]:
    for name in names:
        yield from calls(source).get(name, [])


def constants(node: ast.AST) -> set[str]:
    return {part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)}


def test_every_remark_of_the_engine_has_words(project: Path) -> None:
    made = [call.args[0] for call in called(project / "src" / "meal", {"Remark"}) if call.args]
    used = {text for node in made if not isinstance(node, ast.JoinedStr) for text in constants(node)}
    assert len(used) > 30
    assert used <= set(rules())
    assert {"stratum_missing", "psu_missing"} <= set(rules())  # made of a prefix and "_missing"


def test_every_finding_has_words(project: Path) -> None:
    made = [
        keyword.value
        for call in called(project / "src" / "meal", {"findings_at"})
        for keyword in call.keywords
        if keyword.arg == "rule"
    ]
    used = {text for node in made for text in constants(node)}
    used |= {
        call.args[0].value
        for call in called(project / "src" / "meal", {"Finding"})
        if call.args and isinstance(call.args[0], ast.Constant)
    }
    doubts = {text for call in called(project / "src" / "meal", {"Doubt"}) for text in constants(call.args[0])}
    assert {"short_interview", "day_and_month_turned"} <= doubts
    pairs = {"same_person", "likely_same_person", "possibly_same_person", "identity_torn"}
    pairs |= {"decided_same", "decided_different"}
    used |= doubts | pairs | {rule for _, rule, _ in FINDERS}
    assert {"missing_identifier", "conflicting_identity", "log_not_understood"} <= used
    assert used <= set(rules())


def test_a_design_is_told_by_what_was_declared() -> None:
    said = sentence(Remark("R1", {"weights": 1, "strata": 1, "clusters": 1, "df": 37.0}), "en")
    assert said == "Intervals allow for the survey's weights, strata and clusters; 37 degrees of freedom."
    assert "gewichten" in sentence(Remark("R1", {"weights": 1, "strata": 0, "clusters": 0, "df": 3.0}), "nl")


def test_a_rule_speaks_of_what_made_it_speak() -> None:
    assert "only 12 people" in sentence(Remark("R12", {"because": "few_records", "n": 12}), "en")
    refused = sentence(Remark("R9", {"control": 1, "treated": 5, "refused": 1}), "en")
    assert "no interval" in refused


def test_the_note_of_a_row_tells_what_is_particular_to_it() -> None:
    simple = Remark("R2", {"n": 20})
    thin = Remark("R12", {"because": "few_records", "n": 20})
    assert note([simple], "en").startswith("Treated as a simple random sample")
    assert note([simple, thin], "en") == "Unreliable: only 20 people answered."
    assert note([Remark("census"), thin], "en") == "counted, not sampled"
    assert note([], "en") == ""

"""The wording of every rule, from the YAML files in `rules/`."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

import yaml

from meal.messages.loaders import QuickSafeLoader
from meal.model.codebook import Text, wording
from meal.model.findings import Severity


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a rule says: message, what was expected and what to do, by language, with {parameters}."""

    message: Text
    expected: Text
    action: Text
    severity: Severity = "warning"


@functools.cache
def rules() -> Mapping[str, RuleText]:
    """Every rule that has a wording; the files never change while the program runs."""
    catalogue: dict[str, RuleText] = {}
    for file in sorted(files("meal.messages").joinpath("rules").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml"):
            for rule, entry in yaml.load(file.read_text(encoding="utf-8"), Loader=QuickSafeLoader).items():
                catalogue[rule] = RuleText(
                    message=entry["message"],
                    expected=entry.get("expected", {}),
                    action=entry.get("action", {}),
                    severity=entry.get("severity", "warning"),
                )
    return catalogue


def rule_text(rule: str, language: str, parameters: Mapping[str, object], part: str = "message") -> str:
    """One part of a rule's wording, with its parameters filled in.

    Raises:
        KeyError: no such rule, or a parameter that the wording needs is missing: a fault of ours.
    """
    text: Text = getattr(rules()[rule], part)
    return wording(text, language).format_map({key: str(value) for key, value in parameters.items()}).strip()

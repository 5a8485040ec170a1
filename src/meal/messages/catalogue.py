"""The wording of every rule, from the YAML files in `rules/`; `partner/` adds the languages that partners read."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

from meal.messages.loaders import QuickSafeLoader
from meal.model.codebook import Text, wording
from meal.model.findings import Severity

OFFICER = "officer"
"""Stands for what a partner is asked where it is asked nothing."""


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a rule says: message, what was expected and what to do, by language, with {parameters}.

    Attributes:
        topic: what the rule is about: the name of its file. ask: key of what a partner is asked to do, in the
            words for partners; empty where `action` is said to partners too, `OFFICER` where nothing is.
    """

    message: Text
    expected: Text
    action: Text
    severity: Severity = "warning"
    topic: str = ""
    ask: str = ""

    @property
    def for_partners(self) -> bool:
        """Whether partners are told."""
        return self.ask != OFFICER


@functools.cache
def rules() -> Mapping[str, RuleText]:
    """Every rule that has a wording; the files never change while the program runs."""
    catalogue: dict[str, RuleText] = {}
    asks = next(iter(_entries("partner", "asks.yaml").values()))
    translated = {name.removesuffix(".yaml"): entries for name, entries in _entries("partner", "rules").items()}
    for name, entries in _entries("rules").items():
        for rule, entry in entries.items():
            texts = {
                part: {
                    **entry.get(part, {}),
                    **{
                        language: said[rule][part]
                        for language, said in translated.items()
                        if part in said.get(rule, {})
                    },
                }
                for part in ("message", "expected", "action")
            }
            catalogue[rule] = RuleText(
                **texts,
                severity=entry.get("severity", "warning"),
                topic=name.removesuffix(".yaml"),
                ask=asks.get(rule, ""),
            )
    return catalogue


def _entries(*path: str) -> Mapping[str, Mapping[str, Any]]:
    """File name → what it holds, for one file of ours or all files of a folder."""
    place = files("meal.messages").joinpath(*path)
    found = [place] if place.name.endswith(".yaml") else [one for one in place.iterdir() if one.name.endswith(".yaml")]
    return {
        file.name: yaml.load(file.read_text(encoding="utf-8"), Loader=QuickSafeLoader)
        for file in sorted(found, key=lambda file: file.name)
    }


def rule_text(rule: str, language: str, parameters: Mapping[str, object], part: str = "message") -> str:
    """One part of a rule's wording, with its parameters filled in.

    Raises:
        KeyError: no such rule, or a parameter that the wording needs is missing: a fault of ours.
    """
    text: Text = getattr(rules()[rule], part)
    return wording(text, language).format_map({key: str(value) for key, value in parameters.items()}).strip()

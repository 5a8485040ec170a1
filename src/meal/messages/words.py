"""The interface words of reports, by language; what a language lacks is said in English."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

from meal.messages.loaders import QuickBaseLoader

MAIN_LANGUAGE = "en"
REPORTS, PARTNERS = "words", "partner/words"
PARTNER_LANGUAGES = ("en", "fr", "nl", "es", "ar")
"""Languages in which partners are written to."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language.

    Attributes:
        texts: `section.key` → text, in which `{name}` stands for a parameter.
    """

    language: str
    texts: Mapping[str, str]

    def text(self, key: str, **parameters: object) -> str:
        """The words of a key, with its parameters filled in.

        Raises:
            KeyError: neither this language nor English has the key, or a parameter is not given.
        """
        return self.texts[key].format_map(parameters)

    def text_or(self, key: str, fallback: str, **parameters: object) -> str:
        """The words of a key that may be unknown, such as a step of the flow; else the fallback."""
        return self.text(key, **parameters) if key in self.texts else fallback


def words(language: str) -> Words:
    """The words of a language; `nl-BE` reads `nl`, and what is not translated is English."""
    primary = language.split("-")[0].lower()
    translated = texts_of(primary) if primary in word_languages() else {}
    return Words(language=primary if translated else MAIN_LANGUAGE, texts={**texts_of(MAIN_LANGUAGE), **translated})


def partner_words(language: str) -> Words:
    """The words for partners, who may read other languages than the reports; as for `words`."""
    primary = language.split("-")[0].lower()
    known = primary if primary in PARTNER_LANGUAGES else MAIN_LANGUAGE
    return Words(language=known, texts={**texts_of(MAIN_LANGUAGE, PARTNERS), **texts_of(known, PARTNERS)})


def word_languages() -> tuple[str, ...]:
    """The languages that have words."""
    folder = files("meal.messages").joinpath("words")
    return tuple(sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml")))


@functools.cache
def texts_of(language: str, folder: str = REPORTS) -> Mapping[str, str]:
    """`section.key` → text of one language, without a fallback; the files never change while the program runs."""
    source = files("meal.messages").joinpath(folder, f"{language}.yaml").read_text(encoding="utf-8")
    # The base loader keeps every key and value text, so that `no:` is not read as false.
    sections: Mapping[str, Any] = yaml.load(source, Loader=QuickBaseLoader)
    return {f"{section}.{key}": text for section, texts in sections.items() for key, text in texts.items()}

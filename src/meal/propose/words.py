"""Words of five languages by which headings, answers and file names are recognised."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

import yaml

Tokens = tuple[str, ...]
"""Words in small letters without accents, in order."""

_CHUNK = re.compile(r"[^\W_]+")
# Where one word ends and the next begins in a name such as RespSex, HHHSex or ADMIN5Name.
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[0-9])(?=[A-Z][a-z])")
_ARABIC = str.maketrans({"ة": "ه", "ى": "ي", "ـ": ""})


def folded(text: str) -> str:
    """A text in small letters without accents or vowel marks; Arabic letters that are confused made one."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).translate(_ARABIC)


@functools.lru_cache(maxsize=65_536)
def tokens(text: str) -> Tokens:
    """The words of a name, a label or an answer."""
    found = (folded(part) for chunk in _CHUNK.findall(text) for part in _CAMEL.split(chunk))
    return tuple(_without_article(token) for token in found)


def _without_article(token: str) -> str:
    return token[2:] if token.startswith("ال") and len(token) > 4 else token


@functools.cache
def lexicon() -> Mapping[str, Mapping[str, Mapping[str, frozenset[Tokens]]]]:
    """Section → entry → language → phrases; the files never change while the program runs."""
    found: dict[str, dict[str, dict[str, frozenset[Tokens]]]] = {}
    for file in sorted(files("meal.propose").joinpath("lexicon").iterdir(), key=lambda file: file.name):
        if not file.name.endswith(".yaml"):
            continue
        language = file.name.removesuffix(".yaml")
        # The base loader keeps every word a text, so that `no` is not read as false.
        sections: Mapping[str, Any] = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        for section, entries in sections.items():
            if isinstance(entries, list):
                entries = {"": entries}
            for entry, phrases in entries.items():
                words = frozenset(tokens(phrase) for phrase in phrases)
                found.setdefault(section, {}).setdefault(entry, {})[language] = words
    return found


@functools.cache
def phrases(section: str, entry: str) -> frozenset[Tokens]:
    """The phrases of an entry in all languages."""
    return frozenset().union(*lexicon()[section][entry].values())


def mentions(words: Tokens, section: str, *entries: str) -> bool:
    """Whether a phrase of one of these entries stands in a text."""
    return any(_stands_in(phrase, words) for entry in entries for phrase in phrases(section, entry))


def is_called(words: Tokens, section: str, *entries: str) -> bool:
    """Whether a text is exactly a phrase of one of these entries."""
    return any(words in phrases(section, entry) for entry in entries)


def _stands_in(phrase: Tokens, words: Tokens) -> bool:
    if len(phrase) == 1:
        return phrase[0] in words
    return any(words[start : start + len(phrase)] == phrase for start in range(len(words) - len(phrase) + 1))


def topics_of(words: Tokens) -> tuple[str, ...]:
    """The subjects that a text is about, such as water or education."""
    return tuple(topic for topic in lexicon()["topics"] if mentions(words, "topics", topic))


def yes_and_no(answers: Iterable[str]) -> tuple[str, str] | None:
    """Which answer is yes and which is no, where that is all there is; empty for one that nobody gave."""
    given = list(answers)
    yes = [answer for answer in given if is_called(tokens(answer), "answers", "yes")]
    no = [answer for answer in given if is_called(tokens(answer), "answers", "no")]
    if not given or len(yes) + len(no) != len(given) or len(yes) > 1 or len(no) > 1:
        return None
    return (yes[0] if yes else "", no[0] if no else "")


def sexes(answers: Iterable[str]) -> Mapping[str, str]:
    """Answer → `female` or `male`, told by a language in which both occur; empty where none fits.

    M is male beside F or V, and female beside H, as in Spanish.
    """
    given = list(answers)
    for language in lexicon()["answers"]["female"]:
        found: dict[str, str] = {}
        for sex in ("female", "male"):
            words = lexicon()["answers"][sex][language]
            found |= {answer: sex for answer in given if tokens(answer) in words and answer not in found}
        if set(found.values()) == {"female", "male"} and len(found) == 2:
            return found
    return {}


def language_of(texts: Iterable[str]) -> str:
    """The language of labels, by their small words; empty where no language clearly leads."""
    counts = dict.fromkeys(lexicon()["function_words"][""], 0)
    for text in texts:
        words = tokens(text)
        for language, small in lexicon()["function_words"][""].items():
            counts[language] += sum((word,) in small for word in words)
    ranked = sorted(counts, key=lambda language: -counts[language])
    first, second = counts[ranked[0]], counts[ranked[1]]
    return ranked[0] if first >= 5 and first >= 2 * second else ""

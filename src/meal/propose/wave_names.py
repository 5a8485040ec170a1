"""Words and numbers that name a round of asking: in file names, folders and columns."""

from __future__ import annotations

import re
from collections.abc import Mapping

from meal.propose.words import Tokens, is_called, mentions, phrases, tokens

FAMILIES = ("baseline", "before", "midline", "after", "endline", "followup")
"""Kinds of rounds in order of time; the first and second, and the fourth and fifth, are not used together."""


# These are also everyday words or short forms, so that they only count where another file has a wave word too.
_WEAK = frozenset({
    ("pre",), ("post",), ("na",), ("voor",), ("before",), ("after",), ("antes",), ("bl",), ("el",), ("ml",), ("fu",),
    ("final",), ("finale",), ("previo",), ("previa",), ("posterior",), ("reference",), ("avant",), ("apres",),
    ("despues",), ("intermedio",), ("intermedia",), ("intermediaire",), ("بعد",), ("قبل",), ("منتصف",), ("tracer",),
})  # fmt: skip


_NUMBERED = re.compile(r"(round|wave|r|w|t|phase|vague|tour|ronde|ronda|ola|meting)_?(\d{1,2})$")


def waves_of_names(names: Mapping[int, str]) -> dict[int, tuple[str, str]]:
    """File → (word that told it, id of the wave), in order of time; empty where names tell nothing."""
    return _by_family(names) or _by_number(names)


def waves_of_values(name: str, counts: Mapping[str, int]) -> dict[str, str]:
    """Value → id of the wave, in order of time; empty where the values are no waves."""
    if not 2 <= len(counts) <= 6 or any("'" in value or len(value) > 40 for value in counts):
        return {}
    families = {value: _family(tokens(value), weak=True) for value in counts}
    if all(families.values()) and len(set(families.values())) == len(counts):
        return {value: family for family in FAMILIES for value in counts if families[value] == family}
    called = is_called(tokens(name.rpartition("/")[2]), "headings", "wave")
    numbers = {value: match.group() for value in counts if (match := re.search(r"\d{1,2}$", value))}
    if called and len(numbers) == len(counts) == len(set(numbers.values())):
        ordered = sorted(counts, key=lambda value: int(numbers[value]))
        if [int(numbers[value]) for value in ordered] == list(range(1, len(counts) + 1)):
            return {value: f"round_{int(numbers[value])}" for value in ordered}
    return {}


def _family(words: Tokens, *, weak: bool) -> str:
    """The kind of round that words name, or nothing; the longest phrase decides."""
    best, length = "", 0
    for family in FAMILIES:
        for phrase in phrases("waves", family):
            if len(phrase) <= length or (not weak and phrase in _WEAK):
                continue
            if any(words[start : start + len(phrase)] == phrase for start in range(len(words) - len(phrase) + 1)):
                best, length = family, len(phrase)
    return best


def _by_family(names: Mapping[int, str]) -> dict[int, tuple[str, str]]:
    """By words such as baseline, suivi or بعد; everyday words count only where files differ in them."""
    found = {number: _family(tokens(name), weak=True) for number, name in names.items()}
    told = {number: family for number, family in found.items() if family}
    if len(set(told.values())) < 2:
        told = {number: family for number in told if (family := _family(tokens(names[number]), weak=False))}
        if len(told) < len(names):
            return {}
    ordered = sorted(told, key=lambda number: FAMILIES.index(told[number]))
    return {number: (_word(names[number], told[number]), told[number]) for number in ordered}


def _word(name: str, family: str) -> str:
    """The wave word as it stands in the name, with a capital."""
    words = [word for word in re.split(r"[\W_]+", name) if word]
    for word in words:
        if _family(tokens(word), weak=True) == family:
            return word[:1].upper() + word[1:]
    return family.capitalize()


def _by_number(names: Mapping[int, str]) -> dict[int, tuple[str, str]]:
    """By round numbers or years, where the files differ in them."""
    for kind, told in (("round", _round_number), ("year", _year)):
        numbers = {number: found for number, name in names.items() if (found := told(name)) is not None}
        if len(numbers) == len(names) and len(set(numbers.values())) >= 2:
            ordered = sorted(numbers, key=lambda number: numbers[number])
            return {
                number: (f"{kind.capitalize()} {numbers[number]}", f"{kind}_{numbers[number]}") for number in ordered
            }
    return {}


def _round_number(name: str) -> int | None:
    words = tokens(name)
    for place, first in enumerate(words):
        second = words[place + 1] if place + 1 < len(words) else ""
        if match := _NUMBERED.fullmatch(first):
            return int(match.group(2))
        if mentions((first,), "waves", "round") and second.isdigit() and len(second) <= 2:
            return int(second)
    return None


def _year(name: str) -> int | None:
    years = set(re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", name))
    return int(years.pop()) if len(years) == 1 else None

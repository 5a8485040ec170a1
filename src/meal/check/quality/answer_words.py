"""Answers as words: what is the same but for signs and accents, what is a slip of the pen away, what is a number."""

from __future__ import annotations

import re
import unicodedata

NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)%?")
NOTHING = frozenset({"null", "n/a", "nan", "<na>", "none given", "n.a.", "\\n", "(null)", "nil", "not available"})
"""Words for no answer that mean nothing else in any language of the forms; none, na and no are answers."""
LONGEST = 60
"""Letters of an answer that is a name or a kind; longer ones are sentences."""
SHORTEST_FOR_SLIP = 5
"""Letters of a word; A, B, I and II tell zones and classes apart."""
LONG_FOR_TWO_SLIPS = 10
SHORTEST_NAME = 4
"""Letters of a name that another may begin with."""


def words_of(text: str) -> tuple[str, ...]:
    """The words of an answer in small letters, without accents and signs."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return tuple(re.findall(r"[^\W_]+", plain))


def is_number(text: str) -> bool:
    """Whether an answer is a number and nothing else."""
    return bool(NUMBER.fullmatch(text.strip()))


def is_words(text: str) -> bool:
    """Whether an answer is in words: letters, no more digits than letters, and more than a word for no answer."""
    letters = sum(letter.isalpha() for letter in text)
    digits = sum(letter.isdigit() for letter in text)
    return letters > 0 and digits <= letters and text.strip().casefold() not in NOTHING


def begins_with(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    """Whether an answer is another one and a word more."""
    return (
        len(longer) > len(shorter) >= 1
        and longer[: len(shorter)] == shorter
        and len("".join(shorter)) >= SHORTEST_NAME
        and not any(letter.isdigit() for word in longer[len(shorter) :] for letter in word)
    )


def slip(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two answers are a slip of the pen apart: one letter, in a long word two.

    Digits must agree, for they tell villages and grades apart; a syllable in front turns a word into its opposite
    (legal, illegal), and is no slip.
    """
    if len(one) != len(other):
        return _near("".join(one), "".join(other))
    differing = [(here, there) for here, there in zip(one, other, strict=True) if here != there]
    return len(differing) == 1 and _near(*differing[0])


def _near(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < SHORTEST_FOR_SLIP or longer.endswith(shorter):
        return False
    if re.sub(r"\D", "", one) != re.sub(r"\D", "", other):
        return False
    allowed = 2 if len(shorter) >= LONG_FOR_TWO_SLIPS else 1
    return len(longer) - len(shorter) <= allowed and _distance(one, other) <= allowed


def _distance(one: str, other: str) -> int:
    """Letters added, left out, changed or swapped with their neighbour. Source: Damerau (1964), no letter twice."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        current = [place]
        for there, against in enumerate(other, 1):
            cost = min(row[there] + 1, current[there - 1] + 1, row[there - 1] + (letter != against))
            if place > 1 and there > 1 and letter == other[there - 2] and one[place - 2] == against:
                cost = min(cost, before[there - 2] + 1)
            current.append(cost)
        before, row = row, current
    return row[-1]

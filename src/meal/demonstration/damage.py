"""How answers get spoiled between a mouth and an export."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Damage = Callable[[str], str]

_TENS = {"1": "ten", "2": "twenty", "3": "thirty"}
_SMALL = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")

MISSPELT: Mapping[str, str] = {
    "female": "Femal",
    "male": "Mal",
    "NG": "Nigeria",
    "GM": "Gambia",
    "IQ": "Kurdistan Region",
    "in_school": "at school",
    "working": "works",
    "neither": "none of these",
    "given_up": "gave up",
    "postponed": "postpone",
    "reconsidering": "reconsiders",
    "unchanged": "the same",
    "yes": "y",
    "no": "n",
}
"""What people type where a code belongs."""


def misspelt(answer: str) -> str:
    """A code typed by hand: `female` becomes `Femal`."""
    return MISSPELT[answer]


def in_words(answer: str) -> str:
    """A number below forty in words: 24 becomes twenty-four."""
    if len(answer) == 1:
        return _SMALL[int(answer)] or "zero"
    tens, ones = answer[0], answer[1]
    if tens == "1":
        return _TEENS[int(ones)]
    return _TENS[tens] + (f"-{_SMALL[int(ones)]}" if ones != "0" else "")


def with_unit(answer: str) -> str:
    """A number with its unit in the same cell: 24 becomes 24 years."""
    return f"{answer} years"


def zero_added(answer: str) -> str:
    """A digit too many: 24 becomes 240."""
    return f"{answer}0"


def first_digit_lost(answer: str) -> str:
    """A digit too few: 17 becomes 7."""
    return answer[1:]


def typed_twice(answer: str) -> str:
    """A key that stuck: 4 becomes 44."""
    return answer * 2


def in_cents(answer: str) -> str:
    """An amount in cents: 120 becomes 12000."""
    return f"{answer}00"


def constantly(found: str) -> Damage:
    """Whatever the answer was, this stands there."""
    return lambda _: found

"""Two rows under one submission id: an edit of one interview, or two interviews of which one bears a wrong id."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

from meal.model.responses import Responses

Signs = Callable[[str], str]
"""Column → what it tells of the person: `sex`, `age`, `birth`, `name`, `site` or `stable`; empty for nothing."""

START_COLUMNS = ("start", "starttime", "start_time")
CLOCK_COLUMNS = (*START_COLUMNS, "end", "endtime", "end_time", "today")

_RESPELLED = 0.8
"""Two names as alike as this are one name, spelled better later."""
_MANY = 0.5
_FEWEST = 5
"""From this part of at least so many answers on, too many differ for an edit."""


def other_interview(responses: Responses, one: int, other: int, signs: Signs, leave_out: frozenset[str]) -> list[str]:
    """The questions in which two rows of one submission differ, where they seem to be two interviews; else none.

    An edit keeps who was asked, and when the interview began, and changes few answers. Two interviews differ in sex,
    place, age or birth by more than one, or in the name by more than its spelling, and in another answer too; or in at
    least half of the answers.

    Args:
        leave_out: columns that a server sets anew.
    """
    answers = {
        name: (str(column.texts[column.codes[one]]).strip(), str(column.texts[column.codes[other]]).strip())
        for name, column in responses.columns.items()
        if name not in leave_out
    }
    started = any(first and second and first != second for first, second in _of(answers, START_COLUMNS))
    asked = {name: pair for name, pair in answers.items() if any(pair) and name not in CLOCK_COLUMNS}
    differing = [name for name, (first, second) in asked.items() if _differ(first, second)]
    who = [name for name in differing if all(asked[name]) and _contradicts(signs(name), *asked[name], started)]
    # One answer that was corrected, whichever it is, and nothing else: that is an edit.
    who = who if len(differing) > 1 or started or any(signs(name) == "stable" for name in who) else []
    many = len(differing) >= _FEWEST and len(differing) >= _MANY * len(asked)
    return list(dict.fromkeys([*who, *differing])) if who or many else []


def _of(answers: dict[str, tuple[str, str]], names: Sequence[str]) -> list[tuple[str, str]]:
    return [answers[name] for name in names if name in answers]


def _differ(one: str, other: str) -> bool:
    return one.casefold() != other.casefold()


def _contradicts(sign: str, one: str, other: str, started: bool) -> bool:
    """Whether two answers cannot both be those of one person in one interview."""
    if sign in ("age", "birth"):
        first, second = _number(one), _number(other)
        return abs(first - second) > 1 if first is not None and second is not None else sign == "birth"
    if sign == "name":
        return started or SequenceMatcher(None, one.casefold(), other.casefold()).ratio() < _RESPELLED
    return sign in ("sex", "site", "stable")


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None

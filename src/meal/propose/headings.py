"""What the heading of a column says: its name, or a label short enough to be one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from meal.propose.profile import ColumnProfile
from meal.propose.words import Tokens, mentions, phrases

SHORT_LABEL = 9
"""A label of at most so many words is a name; a longer one is a question that mentions many things."""


@dataclass(frozen=True, slots=True)
class Role:
    """A column that plays a part, and why it is thought to.

    Attributes:
        others: columns that might play it as well.
        levels: code → what it means, where the values tell.
    """

    column: str
    reason: str
    others: tuple[str, ...] = ()
    levels: Mapping[str, str] = field(default_factory=dict)


def names_it(words: Tokens, label: Tokens, *entries: str) -> bool:
    """Whether the name, or a label short enough to be one, says a word of these entries."""
    return mentions(words, "headings", *entries) or (
        len(label) <= SHORT_LABEL and mentions(label, "headings", *entries)
    )


def says(column: ColumnProfile, *entries: str) -> bool:
    """Whether the heading of a column says a word of these entries."""
    return names_it(column.words, column.label_words, *entries)


def heading_is(column: ColumnProfile, entry: str) -> bool:
    """Whether the heading is about the group or place itself, not a question that mentions one."""
    if mentions((*column.words, *column.label_words), "headings", "amount"):
        return False
    headings = [column.words] if _answers_a_question(column) else [column.words, column.label_words]
    extra = 0 if _answers_a_question(column) else 1
    return any(_is_about(words, entry, extra) for words in headings if words)


def _answers_a_question(column: ColumnProfile) -> bool:
    return column.yes_no() is not None or column.is_zero_one()


def _is_about(words: Tokens, entry: str, extra: int) -> bool:
    """Whether a heading is a phrase of an entry with at most so many other words."""
    bare = tuple(word for word in words if (word,) not in phrases("headings", "filler"))
    return any(
        bare[start : start + len(phrase)] == phrase and len(bare) - len(phrase) <= extra
        for phrase in phrases("headings", entry)
        for start in range(len(bare) - len(phrase) + 1)
    )


def same_division(column: ColumnProfile, chosen: Iterable[ColumnProfile]) -> bool:
    """Whether another column divides the records into the same groups: the same thing coded twice."""
    return column.division != 0 and any(column.division == other.division for other in chosen)


def about_others(column: ColumnProfile) -> float:
    """Less for the head of the household or a child, least for who interviewed."""
    if mentions(column.words, "headings", "enumerator") or mentions(column.label_words, "headings", "enumerator"):
        return -10.0
    score = 0.0
    if mentions(column.words, "headings", "proxy"):
        score -= 1.0
    if mentions(column.words, "headings", "respondent"):
        score += 0.5
    return score

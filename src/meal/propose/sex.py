"""The column that tells men from women, and what its codes mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from meal.propose.headings import Role, about_others, says
from meal.propose.profile import ColumnProfile
from meal.propose.words import is_called, mentions, sexes, tokens, yes_and_no

_MOST_ANSWERS = 5
"""Female, male, other, and words for no answer that were not recognised."""


def sex_role(columns: Sequence[ColumnProfile]) -> Role | None:
    """The column of the respondent's sex; of others only where there is no such column."""
    scored: list[tuple[float, ColumnProfile, Mapping[str, str], str]] = []
    for column in columns:
        levels, score, reason = _sex_levels(column)
        if score and score + about_others(column) > 0:
            scored.append((score + about_others(column), column, levels, reason))
    if not scored:
        return None
    scored.sort(key=lambda one: -one[0])
    _, best, levels, reason = scored[0]
    return Role(best.name, reason, tuple(column.name for _, column, _, _ in scored[1:]), levels)


def _sex_levels(column: ColumnProfile) -> tuple[Mapping[str, str], float, str]:
    """What the values mean, how likely it is sex, and why."""
    if column.n_distinct > _MOST_ANSWERS:
        return {}, 0.0, ""
    words = {answer: column.answer_words(answer) for answer in column.answers.counts}
    told = sexes(words.values())
    levels = {answer: told[text] for answer, text in words.items() if text in told}
    named = says(column, "sex")
    # Letters alone are not enough: E, M and H are also kinds of school.
    if levels and (named or not any(len(text) == 1 for text in words.values())):
        return levels, 3.0 + named, f"its answers are {' and '.join(words[answer] for answer in levels)}"
    if says(column, "female", "male") and column.n_distinct == 2 and len(column.words) <= 2:
        one = _yes_code(column)
        if one is not None:
            is_female = mentions(column.words, "headings", "female")
            yes, no = ("female", "male") if is_female else ("male", "female")
            other = next(answer for answer in words if answer != one)
            return {one: yes, other: no}, 2.5, f'a yes/no column called "{column.name}"'
    if named and column.n_distinct and yes_and_no(words.values()) is None and not _long(words.values()):
        alone = {answer: sex for answer, text in words.items() if (sex := _one_sex(text))}
        reason = 'its heading says "sex"'
        return alone, 2.0, reason if alone else f"{reason}; what its codes mean is not told"
    return {}, 0.0, ""


def _one_sex(text: str) -> str:
    return next((sex for sex in ("female", "male") if is_called(tokens(text), "answers", sex) and len(text) > 1), "")


def _yes_code(column: ColumnProfile) -> str | None:
    """The code of yes, or the 1 of a column of ones and zeros."""
    yes_no = column.yes_no()
    if yes_no:
        return yes_no[0] or None
    if column.is_zero_one():
        return next((answer for answer in column.answers.counts if answer.startswith("1")), None)
    return None


def _long(answers: Iterable[str]) -> bool:
    return any(len(answer) > 30 for answer in answers)

"""Codes and words that stand for no answer: found by their label, their wording or their impossibility."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from meal.model.codebook import Question
from meal.model.missing import Reason
from meal.propose.answers import NUMBER, Answers, kind_of, number_of
from meal.propose.words import is_called, tokens, yes_and_no

_REASON_BY_ENTRY = {
    "dont_know": Reason.DONT_KNOW,
    "refused": Reason.REFUSED,
    "not_applicable": Reason.NOT_APPLICABLE,
    "none_given": Reason.OTHER_MISSING,
}
# -1 is left out: it is as often an answer (a loss, "undetermined") as a missing code.
_BELOW_ZERO = frozenset({-66, -77, -88, -95, -96, -97, -98, -99, -666, -777, -888, -997, -998, -999, -9999})
_MOST_EXAMINED = 2_000
_SIGNS = frozenset({".", "-", "--", "*", "?", "…"})
"""Written instead of a number; SAS writes a full stop."""
_HIGH = (77, 88, 97, 98, 99, 777, 888, 997, 998, 999, 7777, 8888, 9997, 9998, 9999, 99999)
_TIMES_AS_HIGH = 4
"""An unlabelled 99 is missing only where every other answer is at most a quarter of it."""


@dataclass(frozen=True, slots=True)
class MissingCode:
    """A code that stands for no answer, and how that was told."""

    code: str
    reason: Reason
    because: str


def missing_codes(columns: Mapping[str, Answers], questions: Mapping[str, Question]) -> dict[str, list[MissingCode]]:
    """Column → codes that stand for no answer.

    Args:
        columns: column → its answers. questions: column → what the form or the file says of it.
    """
    with_na = sum("NA" in answers.counts for answers in columns.values())
    return {
        name: _codes_of(answers, questions.get(name), na_is_missing=with_na >= 2) for name, answers in columns.items()
    }


def reason_of_words(text: str) -> Reason | None:
    """Why there is no answer, as a whole answer or label says it; None where it is an answer."""
    words = tokens(text)
    return next((reason for entry, reason in _REASON_BY_ENTRY.items() if is_called(words, "answers", entry)), None)


def _codes_of(answers: Answers, question: Question | None, *, na_is_missing: bool) -> list[MissingCode]:
    labelled = _by_label(question)
    multiple = question is not None and question.type == "select_multiple"
    worded = [] if multiple else _by_words(answers, labelled, na_is_missing=na_is_missing)
    known = {code.code for code in (*labelled, *worded)}
    labels = {choice.name for choice in question.choices} if question else set()
    rest = {answer: count for answer, count in answers.counts.items() if answer not in known | labels}
    if multiple:
        return labelled
    return [*labelled, *worded, *(_among_words(rest, labels) or _by_size(rest))]


def _by_label(question: Question | None) -> list[MissingCode]:
    """Codes that the form or the file labels or declares as no answer."""
    if question is None:
        return []
    found = [MissingCode(code, reason, "the file declares it missing") for code, reason in question.missing.items()]
    for choice in question.choices if question.type != "select_multiple" else ():
        if choice.name in question.missing:
            continue
        for words in (*choice.label.values(), choice.name):
            reason = reason_of_words(words)
            if reason is not None:
                found.append(MissingCode(choice.name, reason, f'it is labelled "{words}"'))
                break
    return found


def _by_words(answers: Answers, labelled: list[MissingCode], *, na_is_missing: bool) -> list[MissingCode]:
    """Answers that say themselves that there is none, such as n/a or refused."""
    known = {code.code for code in labelled}
    # A word for no answer comes back; among answers that occur once each the first few thousand will do.
    others = [answer for answer in islice(answers.counts, _MOST_EXAMINED) if answer not in known]
    found: list[MissingCode] = []
    for answer in others:
        if answer in _SIGNS and _otherwise_plain(others, answer):
            found.append(MissingCode(answer, Reason.OTHER_MISSING, "a sign between numbers"))
            continue
        if len(answer) > 40 or answer[:1] in "[{(" or answer[:1].isdigit():
            continue
        reason = reason_of_words(answer)
        if reason is None:
            continue
        if answer.lower() == "na" and not (answer == "NA" and na_is_missing) and not _otherwise_plain(others, answer):
            continue  # one column of countries or initials may mean Namibia or Na
        found.append(MissingCode(answer, reason, f'"{answer}" is no answer'))
    return found


def _otherwise_plain(answers: list[str], but: str) -> bool:
    """Whether all other answers are numbers, or yes and no."""
    rest = [answer for answer in answers if answer != but]
    return bool(rest) and (kind_of(rest) in ("integer", "decimal") or yes_and_no(rest) is not None)


def _among_words(counts: Mapping[str, int], labels: set[str]) -> list[MissingCode]:
    """Codes such as -99 among answers in words, or beside the options of the form."""
    codes = [
        answer
        for answer in counts
        if (number := number_of(answer)) is not None and (number in _BELOW_ZERO or number in _HIGH)
    ]
    others = [answer for answer in counts if answer not in codes]
    beside_options = bool(labels) and any(number_of(label) is None for label in labels)
    if not codes or any(number_of(answer) is not None for answer in others) or not (others or beside_options):
        return []
    return [MissingCode(code, Reason.OTHER_MISSING, "a code among answers in words") for code in codes]


def _by_size(counts: Mapping[str, int]) -> list[MissingCode]:
    """Numbers that no answer can be: -99 among amounts, 99 where the others end at 12."""
    numbers = {answer: number for answer in counts if (number := number_of(answer)) is not None}
    if len(numbers) < len(counts) or len(numbers) < 2 or any(not value.is_integer() for value in numbers.values()):
        return _negatives(numbers) if numbers and len(numbers) >= 0.9 * len(counts) else []
    found = _negatives(numbers)
    rest = {answer: value for answer, value in numbers.items() if answer not in {code.code for code in found}}
    high = [answer for answer, value in rest.items() if value in _HIGH]
    for answer in sorted(high, key=lambda one: -rest[one]):
        others = [value for other, value in rest.items() if other not in high]
        records = sum(count for other, count in counts.items() if other not in high)
        if others and max(others) * _TIMES_AS_HIGH <= rest[answer] and max(others) > 0 and records >= 5:
            because = f"every other answer is at most {max(others):g}"
            found.append(MissingCode(answer, Reason.OTHER_MISSING, because))
    return found


def _negatives(numbers: Mapping[str, float]) -> list[MissingCode]:
    codes = {answer for answer, value in numbers.items() if value in _BELOW_ZERO}
    others = [value for answer, value in numbers.items() if answer not in codes]
    if not codes or not others or min(others) < 0:
        return []
    return [MissingCode(code, Reason.OTHER_MISSING, "every other answer is 0 or more") for code in sorted(codes)]


def doubtful_codes(counts: Mapping[str, int]) -> list[str]:
    """Numbers that may stand for no answer, but may be answers as well: they are left as they are."""
    found = []
    for answer in counts:
        number = number_of(answer) if NUMBER.fullmatch(answer) else None
        if number is not None and (number in _HIGH[3:] or number == -1) and re.fullmatch(r"-1|9+[789]", answer):
            others = [value for other in counts if other != answer and (value := number_of(other)) is not None]
            if others and (max(others) < number or (number == -1 and min(others) >= 0)):
                found.append(answer)
    return found

"""The answers in a column: how often each was given, and what kind of values they are."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np

from meal.model.columns import CodedColumn
from meal.model.missing import Reason

Kind = Literal["empty", "integer", "decimal", "date", "datetime", "time", "text"]
"""What the values of a column are; a date only where the day, month and year cannot be confused."""

NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)")
_WHOLE = re.compile(r"[+-]?(0|[1-9]\d*)([.,]0*)?")
_LEADING_ZERO = re.compile(r"0\d+")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ISO_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}.*")
_CLOCK = re.compile(r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?")
MOST_EXAMINED = 20_000
"""Distinct answers that are looked at one by one; of more, evenly many from start to end."""
NEARLY_ALL = 0.9


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered to one question.

    Attributes:
        counts: answer without spaces around it → records, the most frequent first.
        missing: reason → records without an answer.
        n_records: records in all.
    """

    counts: Mapping[str, int]
    missing: Mapping[Reason, int]
    n_records: int

    @property
    def n_answered(self) -> int:
        """Records with an answer."""
        return sum(self.counts.values())

    def without(self, codes: Mapping[str, Reason]) -> Answers:
        """The same answers, with these codes counted as missing."""
        missing = dict(self.missing)
        for code, reason in codes.items():
            if code in self.counts:
                missing[reason] = missing.get(reason, 0) + self.counts[code]
        return Answers(
            {answer: count for answer, count in self.counts.items() if answer not in codes}, missing, self.n_records
        )


def answers_in(column: CodedColumn) -> Answers:
    """Count the answers of a column; codes that the file declares missing are missing."""
    counts: dict[str, int] = {}
    missing: dict[Reason, int] = {}
    given = np.bincount(column.codes, minlength=column.n_distinct).tolist()
    for text, reason, count in zip(column.texts.tolist(), column.reasons.tolist(), given, strict=True):
        if not count:
            continue
        if reason:
            missing[Reason(reason)] = missing.get(Reason(reason), 0) + count
        else:
            answer = str(text).strip()
            counts[answer] = counts.get(answer, 0) + count
    ordered = dict(sorted(counts.items(), key=lambda item: -item[1]))
    return Answers(ordered, missing, len(column))


def number_of(text: str) -> float | None:
    """An answer as a number, a comma read as a decimal comma."""
    return float(text.replace(",", ".")) if NUMBER.fullmatch(text) else None


def some_answers(answers: Iterable[str], most: int = MOST_EXAMINED) -> list[str]:
    """At most so many of the answers, evenly from the first to the last."""
    every = list(answers)
    step = math.ceil(len(every) / most) if most else 1
    return every[:: max(1, step)]


def kind_of(answers: Iterable[str]) -> Kind:
    """What kind of values nearly all of the distinct answers are.

    Numbers with leading zeros are codes, so text; so are numbers with commas between thousands, which would be
    read as decimal commas.
    """
    examined = some_answers(answers)
    if not examined:
        return "empty"
    need = max(1.0, NEARLY_ALL * len(examined))
    if any(_LEADING_ZERO.fullmatch(text) for text in examined) or groups_thousands(examined):
        numbers: list[str] = []
    else:
        numbers = [text for text in examined if NUMBER.fullmatch(text)]
    if len(numbers) >= need:
        return "integer" if all(_WHOLE.fullmatch(text) for text in numbers) else "decimal"
    # A date that does not exist would be a finding; one date in another order makes all of them doubtful.
    for kind, pattern in (("date", _ISO_DAY), ("datetime", _ISO_MOMENT), ("time", _CLOCK)):
        if all(pattern.fullmatch(text) for text in examined) and (kind == "time" or all(map(_exists, examined))):
            return kind  # type: ignore[return-value] # one of the literals above
    return "text"


def groups_thousands(answers: Iterable[str]) -> bool:
    """Whether commas stand between thousands, or may: 1,200 can be either, 1,25 is a decimal comma."""
    with_comma = [text for text in answers if "," in text]
    return bool(with_comma) and all(_THOUSANDS.fullmatch(text) for text in with_comma)


def _exists(text: str) -> bool:
    """Whether a day, or a day and time, is in the calendar and on the clock."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True

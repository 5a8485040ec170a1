"""What is odd in a column: damage that Excel does, orders that cannot be told, answers that never differ."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from meal.propose.answers import NUMBER, groups_thousands, some_answers
from meal.propose.missing_codes import doubtful_codes
from meal.propose.personal import personal_kind
from meal.propose.profile import ColumnProfile, is_technical
from meal.propose.words import mentions, tokens

_EXPONENT = re.compile(r"\d([.,]\d+)?E\+?\d+", re.IGNORECASE)
_DAYS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(\s.*)?")
_NAMED_MONTH = re.compile(r"\d{1,2}[ -][A-Za-zÀ-ÿ.]{3,10}[ -](\d{4}|\d{2})")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{1,2}:\d{2}.*)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+")
_DAMAGED = re.compile(r"Ã[\u0080-\u00bf¡-¿©¨]|â€|�")
_LONG_CODE = 5
_EXAMPLES = 3


def oddities(column: ColumnProfile) -> list[str]:
    """What is odd, in sentences without values of columns that are probably personal."""
    answers = column.answers.counts
    if not answers:
        return ["no answer in any record"]
    hidden = bool(personal_kind(column))
    found: list[str] = []
    if len(answers) == 1 and column.n_answered >= 5 and not is_technical(column):
        found.append(f"the same answer in all {column.n_answered:,} records that have one")
    found += [
        sentence for sentence in (_dates(column), _numbers(column, hidden=hidden), _lost_zeros(column)) if sentence
    ]
    if not hidden:
        found += _spellings(column)
        doubtful = doubtful_codes(answers)
        if doubtful:
            found.append(f"{_some(doubtful)} may stand for no answer; taken as answers")
    if any(_DAMAGED.search(answer) for answer in some_answers(answers, 2000)):
        found.append("letters are damaged (é became Ã©, or �): the file was saved in another encoding")
    return found


def text_dates(column: ColumnProfile) -> bool:
    """Whether the answers are dates in a form whose order of day and month is not certain, or with named months."""
    if column.kind != "text":
        return False
    examined = some_answers(column.answers.counts, 500)
    fitting = sum(bool(_DAYS.fullmatch(text) or _NAMED_MONTH.fullmatch(text)) for text in examined)
    return bool(examined) and fitting >= 0.8 * len(examined)


def _dates(column: ColumnProfile) -> str:
    if column.kind == "text" and column.n_answered:
        examined = some_answers(column.answers.counts, 500)
        if sum(bool(_MOMENT.fullmatch(text)) for text in examined) >= 0.8 * len(examined):
            return "dates and times that are not on any calendar or clock, or are not written in full; read as text"
    if not text_dates(column):
        return ""
    days = [match for text in column.answers.counts if (match := _DAYS.fullmatch(text))]
    day_first = sum(int(match.group(1)) > 12 for match in days)
    month_first = sum(int(match.group(2)) > 12 for match in days)
    if day_first and month_first:
        return f"dates in two orders: {day_first} fit only day/month, {month_first} only month/day"
    if not days:
        return "dates with the month as a word; they are read as text"
    if day_first or month_first:
        order = "day/month/year" if day_first else "month/day/year"
        return f"dates as {order}; they are read as text, because only year-month-day is certain"
    return "dates whose day and month cannot be told apart; they are read as text"


def _numbers(column: ColumnProfile, *, hidden: bool) -> str:
    answers = list(column.answers.counts)
    exponents = [answer for answer in answers if _EXPONENT.fullmatch(answer)]
    if exponents:
        example = "" if hidden else f" such as {exponents[0]}"
        return f"{_number_of(len(exponents), 'value')}{example}: Excel cut long numbers off, and digits are lost"
    if groups_thousands(answers):
        return "numbers with a comma before three digits: thousands or decimals; they are read as text"
    if column.is_number and any(_DECIMAL_COMMA.fullmatch(answer) for answer in answers):
        return "decimal commas, read as decimals"
    others = [answer for answer in answers if not NUMBER.fullmatch(answer)]
    if column.is_number and others:
        count = sum(column.answers.counts[answer] for answer in others)
        return f"numbers, except {_number_of(count, 'answer')}" + ("" if hidden else f": {_some(others)}")
    return ""


def _lost_zeros(column: ColumnProfile) -> str:
    """Codes of digits that are mostly of one length, and some shorter: as when Excel drops zeros in front."""
    examined = some_answers(column.answers.counts, 2000)
    if not all(text.isdigit() for text in examined) or column.n_distinct < 5:
        return ""
    lengths = Counter(len(text) for text in examined)
    usual, count = lengths.most_common(1)[0]
    shorter = sum(number for length, number in lengths.items() if length < usual)
    code = mentions((*column.words, *column.label_words), "headings", "id") or mentions(
        column.words, "personal", "phone"
    )
    if usual < _LONG_CODE or count < 0.6 * len(examined) or not shorter or not code:
        return ""
    return f"{_number_of(shorter, 'code')} with fewer digits than the usual {usual}: zeros in front may be lost"


def _spellings(column: ColumnProfile) -> list[str]:
    """Answers that differ only in case, accents, spaces or signs."""
    if column.kind != "text" or not 2 <= column.n_distinct <= 200:
        return []
    alike: dict[tuple[str, ...], list[str]] = {}
    for answer in column.answers.counts:
        alike.setdefault(tokens(answer), []).append(answer)
    groups = [group for words, group in alike.items() if words and len(group) > 1]
    return [f"answers that differ only in spelling: {' / '.join(group[:_EXAMPLES])}" for group in groups[:_EXAMPLES]]


def _number_of(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count:,} {what}s"


def _some(answers: Sequence[str]) -> str:
    shown = ", ".join(f'"{answer}"' for answer in answers[:_EXAMPLES])
    return shown if len(answers) <= _EXAMPLES else f"{shown} and {len(answers) - _EXAMPLES} more"

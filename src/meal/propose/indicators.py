"""First indicators: which questions are worth a first table, and what counts in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from meal.model.codebook import NUMERIC_TYPES
from meal.propose.candidate import Candidate, bare, counted, measured
from meal.propose.headings import heading_is
from meal.propose.multiples import Multiple
from meal.propose.naming import can_be_named
from meal.propose.personal import is_uuid, personal_kind
from meal.propose.profile import ColumnProfile, is_technical, plain_label
from meal.propose.questionnaire import LONGEST_CHOICE, QuestionShape, question_shape
from meal.propose.words import is_called, mentions, tokens

MOST_OPTIONS = 12
_FEWEST_AMOUNTS = 3
_FEWEST_NUMBERS = 6
_MOST_CODES = 10
"""Whole numbers with so many values may be codes, unless their heading says that they are amounts."""
_LEAST_ANSWERED = 0.05
_ONE_IS_YES = re.compile(r"\b1\s*[=:]\s*(yes|oui|ja|si|sí|ever)\b", re.IGNORECASE)


def candidates(
    columns: Mapping[str, ColumnProfile],
    several: Mapping[str, Multiple],
    *,
    taken: frozenset[str],
    waves: Sequence[str],
) -> list[Candidate]:
    """Every question of a wave that could be an indicator, in order of the questionnaire.

    Args:
        taken: columns that play another part (sex, weight, identifier …).
        waves: ids of the waves, which no column name may begin with.
    """
    dummies = {dummy for multiple in several.values() for dummy in multiple.dummies}
    codes = _columns_of_codes(columns)
    found: list[Candidate] = []
    for position, (name, column) in enumerate(columns.items()):
        if name in taken or name in dummies or name in codes or not _is_a_question(column):
            continue
        if not can_be_named(name, waves):
            continue
        shape = question_shape(column, several.get(name))
        one = _candidate(column, shape, several.get(name), position)
        if one is not None and not any(_repeats(columns[other.column], column) for other in found):
            found.append(one)
    return found


def _repeats(first: ColumnProfile, column: ColumnProfile) -> bool:
    """Whether a column is a copy that the form computed: received_count beside received, with the same answers."""
    return column.name.startswith(first.name) and column.answers.counts == first.answers.counts


def _is_a_question(column: ColumnProfile) -> bool:
    if is_technical(column) or personal_kind(column) or is_uuid(column):
        return False
    if column.answered_share < _LEAST_ANSWERED or column.n_distinct < 1:
        return False
    if mentions(column.words, "headings", "other_text", "enumerator", "coordinates"):
        return False
    if heading_is(column, "site") or heading_is(column, "group"):
        return False
    return not (column.words and re.fullmatch(r"\w?name", column.words[-1])) and not is_called(
        column.words[-1:], "personal", "person_name"
    )


def _columns_of_codes(columns: Mapping[str, ColumnProfile]) -> frozenset[str]:
    """Whole numbers that divide the records exactly as a column of names does: district numbers beside districts."""
    named = {column.division for column in columns.values() if column.kind == "text"} - {0}
    return frozenset(name for name, column in columns.items() if column.kind == "integer" and column.division in named)


def _candidate(
    column: ColumnProfile, shape: QuestionShape, multiple: Multiple | None, position: int
) -> Candidate | None:
    yes_no = column.yes_no()
    if multiple is not None:
        return _option_of_several(column, multiple, position)
    if yes_no and yes_no[0] and (column.n_distinct == 2 or yes_no[1] or column.question):
        reason = f"share of {_quote(column.answer_words(yes_no[0]))} among those who answered"
        return counted(column, "yes_no", yes_no[0], reason, 2.0, position)
    if column.is_zero_one() and column.n_distinct == 2:
        told = any(_ONE_IS_YES.search(text) for text in column.label.values())
        reason = "share of 1 among 1 and 0" + (", which the label says is yes" if told else "; 1 is taken to mean yes")
        return counted(column, "one", "1", reason, 1.6, position)
    if shape.type == "select_one" and not column.is_zero_one():
        return _most_frequent(column, shape, position)
    if column.is_number:
        return _amount(column, shape, position)
    return None


def _most_frequent(column: ColumnProfile, shape: QuestionShape, position: int) -> Candidate | None:
    """The answer that was given most often, where the answers can be understood."""
    options = [code for code in column.answers.counts if bare(code) in shape.choices or code in shape.choices]
    if not 2 <= len(options) <= MOST_OPTIONS or (column.is_number and not any(shape.choices.values())):
        return None
    # Of yes, no and something else, yes is what is asked for.
    yes = [code for code in options if is_called(tokens(column.answer_words(code)), "answers", "yes")]
    first = yes[0] if len(yes) == 1 else options[0]
    code = first if first in shape.choices else bare(first)
    words = column.answer_words(code)
    if len(words) > LONGEST_CHOICE:
        return None
    most_often = ", the answer that was given most often" if first == options[0] else " among all answers"
    reason = f"share of {_quote(words)}{most_often}"
    return counted(column, "option", code, reason, 1.2, position)


def _option_of_several(column: ColumnProfile, multiple: Multiple, position: int) -> Candidate | None:
    """The option that was chosen most often in a select-multiple question."""
    chosen: Counter[str] = Counter()
    for answer, count in column.answers.counts.items():
        chosen.update(dict.fromkeys(answer.split(), count))
    usual = [option for option, _ in chosen.most_common() if option in multiple.options]
    if not usual or (usual[0].isdigit() and not column.labels.get(usual[0])):
        return None  # nobody knows what was chosen where options are numbers without labels
    words = column.answer_words(usual[0])
    reason = f"share that chose {_quote(words)}, the option that was chosen most often"
    return counted(column, "several", usual[0], reason, 1.0, position)


def _amount(column: ColumnProfile, shape: QuestionShape, position: int) -> Candidate | None:
    """The mean of a number that is an amount; codes, years, identifiers and positions are none."""
    words = (*column.words, *column.label_words)
    is_amount = mentions(words, "headings", "amount")
    # In a form numbers are numbers: codes are the options of a select question.
    asked = column.from_form and column.question is not None and column.question.type in NUMERIC_TYPES
    if shape.type not in NUMERIC_TYPES or column.low is None or column.high is None:
        return None
    if column.kind == "integer" and not is_amount:
        if _is_an_identifier(column) or (column.is_unique and not column.label):
            return None
        if column.n_distinct <= _MOST_CODES and not asked:
            return None
    if mentions(column.words[-1:], "headings", "calendar", "id", "row_number") and not is_amount:
        return None
    if 1900 <= column.low <= column.high <= 2100 or _has_code_labels(column):
        return None
    if column.n_distinct < (_FEWEST_AMOUNTS if is_amount or asked else _FEWEST_NUMBERS):
        return None
    points = 1.3 if is_amount else 0.6 if asked else 0.3
    return measured(column, f"mean of numbers from {column.low:g} to {column.high:g}", points, position)


def _is_an_identifier(column: ColumnProfile) -> bool:
    """Whether whole numbers are names of something: School ID, villnum, studentid."""
    if mentions((*column.words, *column.label_words), "headings", "id"):
        return True
    return bool(column.words) and bool(re.fullmatch(r"\w{2,}(id|num|nr|code)", column.words[-1])) and not column.label


def _has_code_labels(column: ColumnProfile) -> bool:
    """Whether the label lists codes and what they mean, as in "1: married, 2: widowed"."""
    texts = " ".join(column.label.values())
    return len(re.findall(r"\b\d{1,2}\s*[:=]", texts)) >= 2


def _quote(words: str) -> str:
    return f'"{plain_label(words)}"'

"""One codebook from the one that was given and what the files say; reasons of missing answers by it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce

from meal.model.codebook import Choice, Codebook, Question
from meal.model.columns import CodedColumn
from meal.model.missing import Reason

UNSTATED_LANGUAGE = "und"
"""The language of a label where the file does not say it (ISO 639-2: undetermined)."""

_WHOLE = re.compile(r"([+-]?\d+)\.0+")


def merged_codebook(name: str, given: Codebook | None, from_files: Sequence[Codebook]) -> Codebook:
    """The given codebook, with the labels and missing codes that files add where it says nothing.

    Args:
        name: id of the codebook where none was given.
    """
    start = given or replace(from_files[0], id=name) if (given or from_files) else Codebook(id=name)
    return reduce(_filled, from_files, start)


def _filled(codebook: Codebook, other: Codebook) -> Codebook:
    questions = dict(codebook.questions)
    for name, question in other.questions.items():
        questions[name] = _filled_question(questions[name], question) if name in questions else question
    return replace(codebook, title=codebook.title or other.title, questions=questions)


def _filled_question(question: Question, other: Question) -> Question:
    return replace(
        question,
        label=question.label or other.label,
        choices=_filled_choices(question.choices, other.choices),
        missing={**other.missing, **question.missing},
    )


def _filled_choices(choices: tuple[Choice, ...], others: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """The choices as given, labels filled in; the file's own where none were given."""
    if not choices:
        return others
    labels = {other.name: other.label for other in others}
    return tuple(choice if choice.label else replace(choice, label=labels.get(choice.name, {})) for choice in choices)


def with_reasons(column: CodedColumn, name: str, codebook: Codebook) -> CodedColumn:
    """The column with the reason of every code that the codebook declares missing, for this question or for all."""
    declared = {**codebook.missing, **codebook.question(name).missing}
    if not declared:
        return column
    by_code = {_plain_code(code): reason for code, reason in declared.items()}
    reasons = column.reasons.copy()
    texts = column.texts.tolist()
    for place in _may_mean(texts, tuple(by_code)):
        text, reason = texts[place].strip(), Reason(reasons[place])
        if text or reason not in (Reason.BLANK, Reason.NOT_ASKED):
            reasons[place] = by_code.get(_plain_code(text), reason)
    return replace(column, reasons=reasons)


def _may_mean(texts: Sequence[str], codes: tuple[str, ...]) -> Iterator[int]:
    """Places of the texts that start with a code behind any spaces; in a column of identifiers hardly any does."""
    first = [text[:1] for text in texts]
    begins = {code[:1] for code in codes}
    told = {letter for letter in set(first) if "" in begins or letter in begins or letter.isspace()}
    if not told:
        return iter(())
    return (place for place, letter in enumerate(first) if letter in told and texts[place].strip().startswith(codes))


def _plain_code(text: str) -> str:
    """A code without spaces around it, and without the `.0` that some programs add to whole numbers."""
    stripped = text.strip()
    whole = _WHOLE.fullmatch(stripped)
    return whole.group(1) if whole else stripped

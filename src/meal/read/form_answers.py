"""Answers in the form's own codes: labels become codes, and select-multiple dummies become one answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import numpy as np

from meal.model.codebook import Question
from meal.model.columns import CodedColumn, concatenate
from meal.model.missing import Reason
from meal.read.coding import blank_reasons, text_array

_YES = frozenset({"1", "1.0", "true", "yes", "oui", "ja", "si", "sí", "نعم"})
_NO = frozenset({"0", "0.0", "false", "no", "non", "nee", "لا"})
_NOT_THERE = frozenset({"", "n/a"})
"""What a dummy holds where the question was not asked; Ona writes n/a."""
_OTHER = "other"
_BETWEEN = re.compile(r"\s*[;,|]\s*|\s+")


def in_codes(column: CodedColumn, question: Question) -> CodedColumn | None:
    """A select question's answers as codes, or None where they are codes already or no labels of its choices.

    A column counts as labels where more of its distinct answers are labels than are codes, in the language
    that explains the most; an answer that is no label stays as it is, for the checks to find.
    """
    if question.type not in ("select_one", "select_multiple") or not question.choices:
        return None
    answers = [text.strip() for text, reason in _pairs(column) if reason == Reason.ANSWERED]
    multiple = question.type == "select_multiple"
    codes = frozenset(choice.name for choice in question.choices)
    # "other" stands in exports by labels too, because or_other gives it none.
    as_codes = sum(
        answer in codes or (multiple and set(answer.split()) <= codes) for answer in answers if answer != _OTHER
    )
    best: dict[str, str] = {}
    for labels in _labels_by_language(question):
        read = {answer: _read(answer, labels, codes, multiple=multiple) for answer in answers}
        found = {answer: code for answer, code in read.items() if code}
        best = max(best, found, key=len)
    if len(best) <= as_codes:
        return None
    texts = [best.get(text.strip(), text) if reason == Reason.ANSWERED else text for text, reason in _pairs(column)]
    coded = CodedColumn(column.codes, text_array(texts), column.reasons)
    return coded if len(set(texts)) == len(texts) else concatenate([coded])


def _pairs(column: CodedColumn) -> list[tuple[str, int]]:
    return list(zip(column.texts.tolist(), column.reasons.tolist(), strict=True))


def _labels_by_language(question: Question) -> list[dict[str, str]]:
    """For each language label → code; a label that two choices bear means neither."""
    languages = dict.fromkeys(language for choice in question.choices for language in choice.label)
    tables = []
    for language in languages:
        labels: dict[str, str] = {}
        doubled: set[str] = set()
        for choice in question.choices:
            label = choice.label.get(language, "").strip()
            if label in labels:
                doubled.add(label)
            if label:
                labels[label] = choice.name
        tables.append({label: code for label, code in labels.items() if label not in doubled})
    return tables


def _read(answer: str, labels: Mapping[str, str], codes: frozenset[str], *, multiple: bool) -> str:
    """The code or codes that an answer in labels stands for, or nothing."""
    if answer in labels:
        return labels[answer]
    if not multiple:
        return ""
    words = {**{code: code for code in codes}, **labels}
    found = _segmented(answer, words)
    return " ".join(found) if found else ""


def _segmented(answer: str, words: Mapping[str, str]) -> tuple[str, ...]:
    """The codes of an answer made of labels with blanks or marks between them; labels may hold blanks too."""
    longest_first = sorted(words, key=len, reverse=True)

    @cache
    def rest(start: int) -> tuple[str, ...] | None:
        if start == len(answer):
            return ()
        for word in longest_first:
            if not answer.startswith(word, start):
                continue
            end = start + len(word)
            gap = _BETWEEN.match(answer, end)
            if end < len(answer) and gap is None:
                continue
            after = rest(gap.end() if gap else end)
            if after is not None:
                return (words[word], *after)
        return None

    return (rest(0) or ()) if len(answer) < 2_000 else ()


def from_dummies(question: Question, dummies: Mapping[str, CodedColumn]) -> CodedColumn | None:
    """The answers of a select-multiple question from its dummies, as names with blanks between them.

    A record in which every dummy is blank was not asked; one in which none was chosen has a blank answer.

    Args:
        question: whose order of choices is kept.
        dummies: option → column of 1 and 0, or words for them.

    Returns:
        None where a dummy holds something else than yes or no.
    """
    options = [choice.name for choice in question.choices if choice.name in dummies]
    options += [option for option in dummies if option not in options]
    labels = {choice.name: {choice.name, *choice.label.values()} for choice in question.choices}
    states = [_states(dummies[option], labels.get(option, {option})) for option in options]
    if any(state is None for state in states):
        return None
    chosen = np.stack([state == 1 for state in states if state is not None], axis=1)
    asked = np.any(np.stack([state >= 0 for state in states if state is not None]), axis=0)
    # Records with the same choices share one answer: their yes and no, packed into bytes, tell them apart.
    packed = np.column_stack([asked, np.packbits(chosen, axis=1)])
    distinct, first, codes = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    texts = [" ".join(option for option, yes in zip(options, chosen[row], strict=True) if yes) for row in first]
    reasons = blank_reasons(texts)
    reasons[distinct[:, 0] == 0] = Reason.NOT_ASKED
    return CodedColumn(codes.reshape(-1).astype(np.int32), text_array(texts), reasons)


def _states(column: CodedColumn, own: set[str]) -> np.ndarray | None:
    """1 chosen, 0 not, -1 blank for each record; None where an answer is none of these."""
    known = []
    for text in column.texts.tolist():
        plain = text.strip().lower()
        state = (
            1 if plain in _YES or text.strip() in own else 0 if plain in _NO else -1 if plain in _NOT_THERE else None
        )
        if state is None:
            return None
        known.append(state)
    return np.array(known, dtype=np.int8)[column.codes]

"""Answers that people type: the option that was meant, digits of any script, dates as the data have them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from meal.model.codebook import NUMERIC_TYPES, Codebook, Question
from meal.model.feedback_workbook import SEVERAL_SEPARATOR
from meal.prepare.conform import NUMBER

_ARABIC_DECIMAL = "\u066b"


def as_answered(text: str, question: Question, codebook: Codebook, words: Mapping[str, str]) -> str | None:
    """What a typed answer is in the data, or None where it is none of the question's options.

    Args:
        words: the words of a drop-down → the code that they stand for.
    """
    bare = text.strip()
    if not bare or bare in codebook.missing or bare in question.missing:
        return bare
    if question.type in ("select_one", "select_multiple") and (question.choices or words):
        return _option(bare, question, words) if question.type == "select_one" else _options(bare, question, words)
    if question.type in NUMERIC_TYPES:
        return _number(bare)
    if question.type == "date":
        return bare[:10] if bare[10:].strip(" T0:.Z") == "" else bare
    return bare


def _options(text: str, question: Question, words: Mapping[str, str]) -> str | None:
    whole = _option(text, question, words)
    if whole is not None:
        return whole
    parts = text.split(SEVERAL_SEPARATOR) if SEVERAL_SEPARATOR in text else text.split()
    found = [_option(part.strip(), question, words) for part in parts if part.strip()]
    return None if None in found else " ".join(dict.fromkeys(option for option in found if option))


def _option(text: str, question: Question, words: Mapping[str, str]) -> str | None:
    """The option of this code, else of these words in any language, if they are one option's only."""
    codes = {choice.name for choice in question.choices} | set(words.values())
    if text in codes or text.removesuffix(".0") in codes:
        return text if text in codes else text.removesuffix(".0")
    wanted = _plain(text)
    labels = [(choice.name, label) for choice in question.choices for label in choice.label.values()]
    named = _called(
        wanted, [*((code, said) for said, code in words.items()), *labels, *((code, code) for code in codes)]
    )
    return named


def _called(wanted: str, names: Iterable[tuple[str, str]]) -> str | None:
    found = {code for code, name in names if _plain(name) == wanted}
    return found.pop() if len(found) == 1 else None


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _number(text: str) -> str:
    """Digits of any script as 0–9, a decimal comma as a point; anything else stays, to be refused as no number."""
    western = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)
    western = western.replace(_ARABIC_DECIMAL, ".")
    return western.replace(",", ".") if NUMBER.fullmatch(western) else text

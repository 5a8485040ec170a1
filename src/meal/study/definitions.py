"""How the indicators of a study are defined, in parts that can be compared with those of another period."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from meal.model.codebook import Codebook, Question, wording
from meal.model.definitions import DEFINITION_PARTS, Definition
from meal.study.definition import Indicator, Study
from meal.study.expression import parse
from meal.study.references import measured_in, split_name

_Key = Literal["among", "counts", "value", "per"]
_MEASURES: tuple[_Key, ...] = ("counts", "value", "per")
_EXPRESSIONS: tuple[_Key, ...] = ("among", *_MEASURES)


def definitions(study: Study, codebooks: Mapping[str, Codebook]) -> tuple[Definition, ...]:
    """The definition of every indicator, in the order of the study file.

    Args:
        codebooks: wave → what was asked in it; questions that no codebook words stand by their names.
    """
    return tuple(_definition(study, indicator, codebooks) for indicator in study.indicators)


def _definition(study: Study, indicator: Indicator, codebooks: Mapping[str, Codebook]) -> Definition:
    texts = [text for key in _EXPRESSIONS for text in indicator.texts(key).values()]
    derived = _derived(study, texts)
    parts = {
        "universe": _by_wave(indicator.texts("among")),
        "measure": "\n".join(f"{key}: {_by_wave(indicator.texts(key))}" for key in _MEASURES if indicator.texts(key)),
        "waves": ", ".join(measured_in(indicator, study)),
        "missing": indicator.missing,
        "derived": "\n".join(f"{name}: {_one_line(text)}" for name, text in derived.items()),
        "questions": "\n".join(_questions(study, indicator, codebooks, [*texts, *derived.values()])),
    }
    text = json.dumps([parts[name] for name in DEFINITION_PARTS], ensure_ascii=True)
    return Definition(
        indicator=indicator.id,
        version=indicator.version,
        hash=hashlib.sha256(text.encode()).hexdigest()[:16],
        wording=study.words(indicator.label, fallback=indicator.id),
        **parts,
    )


def _by_wave(texts: Mapping[str, str]) -> str:
    return "; ".join(f"{wave}: {_one_line(text)}" if wave else _one_line(text) for wave, text in texts.items())


def _one_line(text: str) -> str:
    """Layout makes no other definition."""
    return " ".join(text.split())


def _derived(study: Study, texts: Iterable[str]) -> dict[str, str]:
    """The derived columns that these expressions use, and those that they use in turn."""
    used: set[str] = set()
    waiting = list(texts)
    while waiting:
        for name in _columns(study, waiting.pop()):
            if name in study.derive and name not in used:
                used.add(name)
                waiting.append(study.derive[name])
    return {name: text for name, text in study.derive.items() if name in used}


def _columns(study: Study, text: str) -> Iterator[str]:
    for name in parse(text).references:
        yield split_name(name, study)[1]


def _questions(
    study: Study, indicator: Indicator, codebooks: Mapping[str, Codebook], texts: Iterable[str]
) -> Iterator[str]:
    """Each question that an indicator uses, in each wave that it takes it from."""
    measured = measured_in(indicator, study)
    asked: set[tuple[str, str]] = set()
    for text in texts:
        for name in parse(text).references:
            wave, column = split_name(name, study)
            asked |= {(one, column) for one in ((wave,) if wave else measured)}
    for wave, column in sorted(asked):
        question = codebooks[wave].questions.get(column) if wave in codebooks else None
        if question is not None:
            yield f"{wave}.{column}: {_worded(question, study.language)}"


def _worded(question: Question, language: str) -> str:
    options = ", ".join(f"{one.name} = {wording(one.label, language, one.name)}" for one in question.choices)
    asked = _one_line(wording(question.label, language, question.name))
    return f"{asked} [{_one_line(options)}]" if options else asked

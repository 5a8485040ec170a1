"""For every indicator, in words: who is counted, out of whom, and how the number came about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from meal.messages.catalogue import rule_text
from meal.messages.remarks import sentence
from meal.model.samples import Remark
from meal.model.transitions import is_transition
from meal.study.definition import Indicator
from meal.study.expression import in_words, parse
from meal.study.references import measured_in, split_name
from meal.tabulate.named import Row
from meal.tabulate.population import Population

KEYS: tuple[Literal["among", "counts", "value", "per"], ...] = ("among", "counts", "value", "per")


def method_sentences(population: Population, rows: Sequence[Row], language: str) -> dict[str, tuple[str, ...]]:
    """Indicator or comparison → sentences: a definition in words, then what the engine did for the whole of it."""
    levels = {
        indicator.id: (
            *definition_sentences(population, indicator, language),
            *_engine_sentences([row for row in rows if _is_level_of(row, indicator)], language),
        )
        for indicator in population.study.indicators
    }
    contrasts = {
        comparison.id: _engine_sentences([row for row in rows if _is_of(row, comparison.id)], language)
        for comparison in population.study.comparisons
    }
    return {**contrasts, **levels}


def _is_of(row: Row, comparison: str) -> bool:
    """Whether a row tells how a comparison was made; its transitions differ only in how many people they are of."""
    return row.estimate.comparison == comparison and not is_transition(row.estimate.category)


def _is_level_of(row: Row, indicator: Indicator) -> bool:
    """Whether a row is the headline of an indicator; other ways of counting say in their notes how they were made."""
    estimate = row.estimate
    return estimate.indicator == indicator.id and not estimate.comparison and not estimate.variant


def definition_sentences(population: Population, indicator: Indicator, language: str) -> tuple[str, ...]:
    """Who belongs to the universe, what counts, and what an unanswered question does."""
    sentences: list[str] = []
    for key in KEYS:
        for wave, text in indicator.texts(key).items():
            words = formula_in_words(population, text, wave or measured_in(indicator, population.study)[-1], language)
            sentences.append(rule_text(f"definition_{key}", language, {"words": words}))
    if indicator.among is None:
        sentences.insert(0, rule_text("definition_everybody", language, {}))
    if indicator.counts is not None:
        sentences.append(rule_text(f"missing_{indicator.missing}", language, {}))
    return tuple(sentences)


def formula_in_words(population: Population, text: str, wave: str, language: str) -> str:
    """An expression with questions and answer options as the questionnaire words them."""

    def question_label(name: str) -> str:
        named, column = split_name(name, population.study)
        label = population.question(column, named or wave).label or population.question(column).label
        words = population.study.words(dict(label), language, column)
        if named is None or len(population.waves) == 1:
            return words
        return f"{words} ({population.study.words(population.study.waves[named].label, language, named)})"

    def choice_label(name: str, code: str) -> str:
        named, column = split_name(name, population.study)
        question = population.question(column, named or wave)
        return (question if question.choices else population.question(column)).choice_label(code, language)

    return in_words(parse(text), language, question_label, choice_label)


def _engine_sentences(rows: Sequence[Row], language: str) -> tuple[str, ...]:
    """What the engine remarked on the whole of an indicator, each thing once."""
    remarks: list[Remark] = [
        remark for row in rows if not row.estimate.by and not row.estimate.variant for remark in row.remarks
    ]
    return tuple(dict.fromkeys(sentence(remark, language) for remark in remarks))

"""An indicator in a wave: who belongs to its universe, and what each of them counts for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from meal.model.arrays import BoolArray, ByteArray, FloatArray
from meal.model.errors import StudyError
from meal.study.definition import Indicator, Wave
from meal.study.expression import Answer, parse
from meal.study.references import split_name
from meal.tabulate.population import Population


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """One indicator in one wave, for every person of the study.

    Attributes:
        universe: shape (n_people,), who belongs to the denominator, answered or not.
        y: shape (n_people,), 1/0 for `counts`, an amount for `value`, NaN where unknown.
        x: the denominator of a ratio, or None.
        reasons: shape (n_people,), why y is unknown.
        uncertain: shape (n_people,), people of whom it is unknown whether they belong to the universe.
        frame_known: the universe is known for everybody in the frame, not only for those who answered.
        filled: the measure from which this one differs only in that everybody without an answer was taken
            to say no (False) or yes (True); None of answers as they came.
    """

    indicator: Indicator
    wave: str
    universe: BoolArray
    y: FloatArray
    x: FloatArray | None
    reasons: ByteArray
    uncertain: BoolArray
    frame_known: bool
    filled: tuple[Measure, bool] | None = None

    @property
    def answered(self) -> BoolArray:
        """In the universe, with an answer."""
        known = ~np.isnan(self.y) if self.x is None else ~np.isnan(self.y) & ~np.isnan(self.x)
        return self.universe & known

    @property
    def is_count(self) -> bool:
        """Whether y says yes or no."""
        return self.indicator.counts is not None


def measure(population: Population, indicator: Indicator, wave: str) -> Measure:
    """Evaluate an indicator in a wave.

    Raises:
        StudyError: `among` or `counts` is not a yes/no question, or `value` no number.
    """
    settings = population.study.waves[wave]
    universe, uncertain, frame_known = _universe(population, indicator, wave, settings)
    counts = indicator.text_in("counts", wave)
    if counts is not None:
        answer = population.answer(counts, wave)
        _expect(answer.kind, "truth", indicator, "counts", "a comparison such as ${plan} = 'given_up'")
        y = np.where(answer.known(), answer.true().astype(np.float64), np.nan)
        if indicator.missing == "counted_as_no":
            y = np.where(universe & np.isnan(y), 0.0, y)
    else:
        answer = _amounts(population, indicator, "value", wave)
        y = answer.numbers()
    x = None if indicator.per is None else _amounts(population, indicator, "per", wave).numbers()
    return Measure(indicator, wave, universe, y, x, answer.reasons, uncertain, frame_known)


def _universe(
    population: Population, indicator: Indicator, wave: str, settings: Wave
) -> tuple[BoolArray, BoolArray, bool]:
    """Who belongs to the universe, of whom it is unknown, and whether it is known in the whole frame."""
    nobody = np.zeros(population.people.n_people, dtype=bool)
    frame = settings.design.sample_of
    among = indicator.text_in("among", wave)
    if among is None:
        return (eligible(population, wave) if frame else population.present(wave)), nobody, True
    answer = population.answer(among, wave)
    _expect(answer.kind, "truth", indicator, "among", "a comparison such as ${plans_to_migrate} = 'yes'")
    named = [split_name(name, population.study)[0] or wave for name in parse(among).references]
    elsewhere = bool(named) and wave not in named
    universe = answer.true()
    if frame:
        universe = universe & eligible(population, wave)
    elif not elsewhere:
        universe = universe & population.present(wave)
    asked = np.logical_or.reduce([population.present(one) for one in {*named, wave}])
    return universe, ~answer.known() & asked, elsewhere


def eligible(population: Population, wave: str) -> BoolArray:
    """Who could be drawn for a sampled wave: the people of the frame, or those that `eligible` names."""
    design = population.study.waves[wave].design
    frame = design.sample_of or wave
    present = population.present(frame)
    if design.eligible is None:
        return present
    return present & population.answer(design.eligible, frame).true()


def _amounts(population: Population, indicator: Indicator, key: Literal["value", "per"], wave: str) -> Answer:
    """An amount for every person; a column that no schema types is converted."""
    text = indicator.text_in(key, wave) or ""
    answer = population.answer(text, wave)
    if answer.kind != "text":
        return answer
    converted = population.answer(f"number({text})", wave)
    if answer.known().any() and not converted.known().any():
        _expect(answer.kind, "number", indicator, key, "a number, such as ${income}")
    return converted


def _expect(kind: str, wanted: str, indicator: Indicator, key: str, example: str) -> None:
    if kind != wanted:
        raise StudyError(f"indicator '{indicator.id}': {key} is a {kind}, expected {example}.")


def missing_by_reason(measured: Measure) -> Mapping[int, int]:
    """How many people of the universe have no answer, by reason."""
    rows = measured.universe & ~measured.answered
    values, counts = np.unique(measured.reasons[rows], return_counts=True)
    return dict(zip(values.tolist(), counts.tolist(), strict=True))

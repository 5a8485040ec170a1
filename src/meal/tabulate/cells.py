"""The cells of a disaggregation: a level for every person, in the order of the questionnaire."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import product

import numpy as np

from meal.model.arrays import IntArray
from meal.model.columns import CodedColumn
from meal.tabulate.population import Population

NOT_RECORDED = "not recorded"


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """A disaggregation of people; the whole is one cell with an empty name.

    Attributes:
        by: variables joined with `|`. levels: one name a cell, the levels joined with `|`.
        codes: shape (n_people,), cell number of each person.
    """

    by: str
    levels: tuple[str, ...]
    codes: IntArray

    @property
    def n_cell(self) -> int:
        """How many cells there are."""
        return len(self.levels)


def whole(population: Population) -> Cells:
    """Everybody in one cell."""
    return Cells("", ("",), np.zeros(population.people.n_people, dtype=np.int64))


def cells(population: Population, variables: Sequence[str]) -> Cells:
    """The cells of one variable or of several crossed; people without an answer have a level of their own."""
    parts = [_levels(population, variable) for variable in variables]
    codes = np.zeros(population.people.n_people, dtype=np.int64)
    for names, of in parts:
        codes = codes * len(names) + of
    levels = tuple("|".join(escaped(name) for name in combination) for combination in product(*(n for n, _ in parts)))
    occupied = np.flatnonzero(np.bincount(codes, minlength=len(levels)))
    place = np.full(len(levels), -1, dtype=np.int64)
    place[occupied] = np.arange(len(occupied))
    return Cells("|".join(variables), tuple(levels[code] for code in occupied), place[codes])


def all_cells(population: Population) -> list[Cells]:
    """The whole, then every disaggregation of the study."""
    return [whole(population), *(cells(population, variables) for variables in population.study.disaggregate)]


def level_labels(population: Population) -> dict[str, dict[str, dict[str, str]]]:
    """Variable → level → label by language, from the questionnaire and from the study file."""
    study = population.study
    labels: dict[str, dict[str, dict[str, str]]] = {}
    for variable in _shown_variables(population):
        question = population.question(variable)
        labels[variable] = {choice.name: dict(choice.label) for choice in question.choices}
        for level, words in study.level_labels.get(variable, {}).items():
            labels[variable][level] = {language or study.language: text for language, text in words.items()}
    return labels


def variable_labels(population: Population) -> dict[str, dict[str, str]]:
    """Variable → label by language."""
    study = population.study
    labels: dict[str, dict[str, str]] = {}
    for variable in _shown_variables(population):
        words = study.variable_labels.get(variable)
        if words:
            labels[variable] = {language or study.language: text for language, text in words.items()}
        else:
            labels[variable] = dict(population.question(variable).label) or {study.language: variable}
    return labels


def _shown_variables(population: Population) -> dict[str, None]:
    """Disaggregations of people and of records, and the assignment to arms, each once."""
    study = population.study
    partner = study.identity.partner
    partners = [partner] if partner and any(wave.contacts for wave in study.waves.values()) else []
    by_record = (name for indicator in study.indicators for name in indicator.by_record)
    arms = (comparison.arms.variable for comparison in study.comparisons if comparison.arms)
    return dict.fromkeys(
        [*(name for variables in study.disaggregate for name in variables), *by_record, *partners, *arms]
    )


def _levels(population: Population, variable: str) -> tuple[list[str], IntArray]:
    """The levels of a variable in order, and the level of every person."""
    return column_levels(population.earliest(variable), known_order(population, variable))


def column_levels(column: CodedColumn, known: Sequence[str]) -> tuple[list[str], IntArray]:
    """The levels of a column in order, and the place among them of every record; `known` go first."""
    names = [NOT_RECORDED if reason else str(text) for text, reason in zip(column.texts, column.reasons, strict=True)]
    present = {names[code] for code in column.used().tolist()}
    order = list(natural_order(present - {NOT_RECORDED}, known))
    if NOT_RECORDED in present:
        order.append(NOT_RECORDED)
    place = {name: number for number, name in enumerate(order)}
    lookup = np.array([place.get(name, 0) for name in names], dtype=np.int64)
    return order, lookup[column.codes]


def known_order(population: Population, variable: str) -> list[str]:
    """Levels in the order of the study file, or else of the questionnaire."""
    labelled = list(population.study.level_labels.get(variable, {}))
    return labelled or [choice.name for choice in population.question(variable).choices]


def natural_order(present: AbstractSet[str], known: Sequence[str]) -> tuple[str, ...]:
    """What is present: first what has a known order, then numbers by size and words by the alphabet."""
    order = [name for name in dict.fromkeys(known) if name in present]
    return (*order, *sorted(present - set(order), key=_natural))


def _natural(name: str) -> tuple[int, float, str]:
    """Numbers in order of size, before words in order of the alphabet."""
    try:
        return (0, float(name), name)
    except ValueError:
        return (1, 0.0, name)


def escaped(level: str) -> str:
    """A level as it stands in the table, where `|` joins several."""
    return level.replace("\\", "\\\\").replace("|", "\\|")

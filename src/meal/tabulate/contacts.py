"""The records of a wave as contacts: of whom each is, what it says, and the levels that it belongs to itself."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from meal.aggregate import NO, UNKNOWN, YES
from meal.model.arrays import BoolArray, ByteArray, IntArray
from meal.model.columns import CodedColumn
from meal.model.errors import StudyError
from meal.study.definition import Indicator
from meal.study.evaluation import answers
from meal.study.expression import Answer
from meal.study.indicator import CONTACT_STATISTICS
from meal.study.references import measured_in, split_name
from meal.tabulate.cells import column_levels, known_order
from meal.tabulate.population import Population


@dataclass(frozen=True, slots=True, eq=False)
class RecordCells:
    """A disaggregation by what stands in the record, so that a person may be in several levels.

    Attributes:
        levels: one name a cell. cell: shape (n_contacts,), the cell of every contact.
        pair: shape (n_contacts,), number of the person in the level. cell_of_pair: shape (n_pairs,).
    """

    by: str
    levels: tuple[str, ...]
    cell: IntArray
    pair: IntArray
    cell_of_pair: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Contacts:
    """The records of a wave that are somebody's, repeats included.

    Attributes:
        rows: shape (n_contacts,), index into the wave's records. person: shape (n_contacts,), whose they are.
    """

    population: Population
    wave: str
    rows: IntArray
    person: IntArray
    _cells: dict[str, RecordCells] = field(default_factory=dict, init=False, repr=False)

    def answer(self, text: str) -> Answer:
        """The value of an expression for every contact; answers from other waves are those of its person."""
        return answers(text, self._column, len(self.rows))

    def _column(self, name: str) -> CodedColumn:
        named, column = split_name(name, self.population.study)
        here = self.population.waves[self.wave].columns
        if (named or self.wave) == self.wave and column in here:
            return here[column].take(self.rows)
        return self.population.column(name, self.wave).take(self.person)

    def cells(self, variable: str) -> RecordCells:
        """The levels of a column of the record."""
        if variable not in self._cells:
            column = self._column(variable)
            levels, cell = column_levels(column, known_order(self.population, variable))
            pairs, pair = np.unique(self.person * len(levels) + cell, return_inverse=True)
            self._cells[variable] = RecordCells(variable, tuple(levels), cell, pair, pairs % len(levels))
        return self._cells[variable]


def contacts_of(population: Population, wave: str) -> Contacts:
    """The contacts of a wave, in the order of its records."""
    person_of = population.people.person_of[wave]
    rows = np.flatnonzero(person_of >= 0)
    return Contacts(population, wave, rows, person_of[rows])


def all_contacts(population: Population) -> dict[str, Contacts]:
    """Wave → its contacts, for the waves in which people, consultations or answers are counted."""
    study = population.study
    waves = dict.fromkeys(
        wave
        for indicator in study.indicators
        if set(indicator.statistics) & CONTACT_STATISTICS
        for wave in measured_in(indicator, study)
    )
    return {wave: contacts_of(population, wave) for wave in waves}


@dataclass(frozen=True, slots=True, eq=False)
class ContactMeasure:
    """An indicator for every contact of a wave, shape (n_contacts,) each.

    Attributes:
        universe: which belong to it; one for which that is unknown does not. says: `NO`, `YES` or `UNKNOWN`.
        reasons: why it is unknown.
    """

    universe: BoolArray
    says: ByteArray
    reasons: ByteArray


def contact_measure(contacts: Contacts, indicator: Indicator) -> ContactMeasure:
    """Evaluate an indicator record by record.

    Raises:
        StudyError: `among` or `counts` is not a yes/no question.
    """
    counts = indicator.text_in("counts", contacts.wave) or ""
    answer = _truth(contacts, indicator, "counts", counts)
    says = np.where(answer.known(), np.where(answer.true(), YES, NO), UNKNOWN).astype(np.int8)
    if indicator.missing == "counted_as_no":
        says[says == UNKNOWN] = NO
    among = indicator.text_in("among", contacts.wave)
    universe = np.ones(len(says), dtype=np.bool_)
    if among is not None:
        universe = _truth(contacts, indicator, "among", among).true()
    return ContactMeasure(universe, says, answer.reasons)


def _truth(contacts: Contacts, indicator: Indicator, key: str, text: str) -> Answer:
    answer = contacts.answer(text)
    if answer.kind != "truth":
        raise StudyError(
            f"indicator '{indicator.id}': {key} is a {answer.kind}, expected a comparison such as "
            "${service} = 'education'."
        )
    return answer

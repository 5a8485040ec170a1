"""Rows that count different people, contacts and answers: three numbers that are all called "reached"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from meal.aggregate import ABSENT, NO, YES, said_counts, said_together
from meal.estimate import counted
from meal.model.arrays import ByteArray, IntArray
from meal.model.samples import Remark, Result
from meal.study.definition import Indicator
from meal.tabulate.cells import Cells
from meal.tabulate.contacts import ContactMeasure, Contacts, contact_measure
from meal.tabulate.named import Row, named_row
from meal.tabulate.population import Population


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """What is counted in a disaggregation: people, people in a level of their records, or contacts.

    Attributes:
        says: shape (n_units,), what each says, `ABSENT` outside the universe. cell: shape (n_units,).
    """

    by: str
    levels: Sequence[str]
    says: ByteArray
    cell: IntArray
    remarks: tuple[Remark, ...] = ()


def people_rows(
    population: Population, indicator: Indicator, contacts: Contacts, tables: Sequence[Cells], statistic: str
) -> list[Row]:
    """The people, contacts or answers of an indicator, for the whole, by group of person, and by record.

    `people` are different people of whom a record counts; `consultations` are records that count, repeats
    included; `answers` are records with an answer, whether or not they count. A level in which no record
    counts, and none might, has no row.

    Args:
        tables: disaggregations of people, the whole first.
    """
    if population.study.waves[contacts.wave].design.selection == "random":
        refused = Result(None, n=0, n_missing=0, status="not_estimable", remarks=(Remark("people_of_sample"),))
        return [named_row(population.study, indicator.id, refused, statistic=statistic, wave=contacts.wave)]
    measured = contact_measure(contacts, indicator)
    made = [*_by_person(population, contacts, measured, tables, statistic)]
    made += _by_record(indicator, contacts, measured, statistic)
    return [
        named_row(
            population.study, indicator.id, result, statistic=statistic, wave=contacts.wave, by=table.by, level=level,
            variant=variant,
        )
        for table in made
        for variant, level, result in _results(table, bounds=_bounds(indicator, table, statistic))
    ]  # fmt: skip


def _by_person(
    population: Population, contacts: Contacts, measured: ContactMeasure, tables: Sequence[Cells], statistic: str
) -> Iterator[_Table]:
    """A person's group is the earliest recorded, and the same for all of their contacts."""
    says = _contact_says(measured, statistic)
    if statistic == "people":
        inside = measured.universe
        says = said_together(measured.says[inside], contacts.person[inside], population.people.n_people)
    for cells in tables:
        cell = cells.codes if statistic == "people" else cells.codes[contacts.person]
        yield _Table(cells.by, cells.levels, says, cell)


def _by_record(indicator: Indicator, contacts: Contacts, measured: ContactMeasure, statistic: str) -> Iterator[_Table]:
    for variable in indicator.by_record:
        levels = contacts.cells(variable)
        if statistic == "people":
            inside = measured.universe
            says = said_together(measured.says[inside], levels.pair[inside], len(levels.cell_of_pair))
            yield _Table(variable, levels.levels, says, levels.cell_of_pair, (Remark("levels_overlap"),))
        else:
            says = _contact_says(measured, statistic)
            yield _Table(variable, levels.levels, says, levels.cell, (Remark("levels_of_records"),))


def _contact_says(measured: ContactMeasure, statistic: str) -> ByteArray:
    says = np.where(measured.universe, measured.says, np.int8(ABSENT)).astype(np.int8)
    if statistic == "answers":
        says[says == NO] = YES
    return says


def _bounds(indicator: Indicator, table: _Table, statistic: str) -> bool:
    """Whether the worst and the best case stand beside: for the whole, and where the indicator asks for them."""
    return statistic != "answers" and (not table.by or indicator.missing == "bounds")


def _results(table: _Table, *, bounds: bool) -> Iterator[tuple[str, str, Result]]:
    """Variant, level and result of every row."""
    known = said_counts(table.says, table.cell, len(table.levels))
    shown = [at for at in range(len(table.levels)) if not table.by or known.yes[at] or known.unknown[at]]
    for at in shown:
        yes, no, unknown = (int(count[at]) for count in (known.yes, known.no, known.unknown))
        yield "", table.levels[at], counted(yes, no, unknown, *table.remarks)
    if not bounds or not known.unknown.any():
        return
    for variant, extra in (("worst", NO), ("best", YES)):
        for at in shown:
            yes, no, unknown = (int(count[at]) for count in (known.yes, known.no, known.unknown))
            added = (yes + unknown, no) if extra == YES else (yes, no + unknown)
            yield variant, table.levels[at], counted(*added, 0, *table.remarks)

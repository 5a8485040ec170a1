"""Comparisons between waves whose identifiers restart: their rows say why nobody is compared with themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from meal.messages.remarks import sentence
from meal.model.samples import Remark
from meal.study.references import answered_in
from meal.tabulate.named import Row
from meal.tabulate.population import Population

SAID = Remark("waves_restarted")


def with_restarts(population: Population, rows: Sequence[Row]) -> list[Row]:
    """The rows, with the reason on those that compare two waves between which identifiers link nobody."""
    study, restarted = population.study, population.linking.restarted
    if not restarted:
        return list(rows)
    affected = set()
    for comparison in study.comparisons:
        waves = (comparison.from_wave or "", comparison.to_wave or "")
        if (answered_in(comparison, study) if comparison.answers else waves) in restarted:
            affected.add(comparison.id)
    return [_said(row, study.language) if row.estimate.comparison in affected else row for row in rows]


def _said(row: Row, language: str) -> Row:
    told = " ".join(filter(None, (row.estimate.note, sentence(SAID, language))))
    return Row(replace(row.estimate, note=told), (*row.remarks, SAID))

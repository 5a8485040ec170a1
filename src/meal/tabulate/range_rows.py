"""Rows beside a count of people: what it is if every undecided pair is one person, and if none is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from meal.messages.catalogue import rule_text
from meal.model.samples import Remark
from meal.tabulate.cells import whole
from meal.tabulate.level_rows import level_rows
from meal.tabulate.named import Row
from meal.tabulate.population import Population

FEWEST, MOST = "fewest_people", "most_people"
COUNTS_OF_PEOPLE = frozenset({"number", "people"})
"""Statistics that count people; `number` does where everybody was asked, and is extrapolated where a sample was."""


def range_rows(alternatives: Mapping[str, Population]) -> list[Row]:
    """The whole of every count of people under other linkages, one row for each of them.

    Args:
        alternatives: variant (`fewest_people`, `most_people`) → the people under it.
    """
    rows: list[Row] = []
    for variant, population in alternatives.items():
        study, everybody = population.study, [whole(population)]
        for indicator in study.indicators:
            statistics = tuple(one for one in indicator.statistics if one in COUNTS_OF_PEOPLE)
            if not statistics:
                continue
            counting = indicator.model_copy(update={"report": statistics, "by_record": ()})
            rows += [
                _as_variant(row, variant, study.language)
                for row in level_rows(population, counting, everybody)
                if _is_count(population, row) and not (row.estimate.by or row.estimate.variant)
            ]
    return rows


def _is_count(population: Population, row: Row) -> bool:
    """Whether people were counted, and not estimated from a sample of them."""
    census = population.study.waves[row.estimate.wave].design.selection == "census"
    return row.estimate.status != "not_estimable" and (census or row.estimate.statistic == "people")


def _as_variant(row: Row, variant: str, language: str) -> Row:
    """The same row under another linkage; its note says which."""
    estimate = replace(row.estimate, variant=variant)
    if estimate.status == "ok":
        estimate = replace(estimate, note=rule_text(variant, language, {}))
    return Row(estimate, (Remark(variant),))

"""Rows beside the headline: the same counted under strict, standard and loose linkage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from meal.messages.remarks import note
from meal.model.linkage import WrongLinks
from meal.model.samples import Remark
from meal.study.identity import LinkLevel
from meal.tabulate.cells import whole
from meal.tabulate.level_rows import level_rows
from meal.tabulate.linkage_rows import expected_wrong
from meal.tabulate.named import Row
from meal.tabulate.population import Population

COUNTED = frozenset({"share", "number", "people"})
"""Statistics for which linkage is varied: those that count people."""


def sensitivity_rows(alternatives: Mapping[LinkLevel, Population]) -> list[Row]:
    """Shares and numbers of the study's figures under other linkages, for the whole.

    The note of each says how many links it rests on beside identifiers and keys, and how many of them are expected to
    be wrong.

    Args:
        alternatives: linkage → the people under it; the linkage names the variant.
    """
    rows: list[Row] = []
    for level, population in alternatives.items():
        study, everybody = population.study, [whole(population)]
        said = _said(population, level)
        for identifier in study.figure_ids():
            indicator = next(one for one in study.indicators if one.id == identifier)
            statistics = tuple(one for one in indicator.statistics if one in COUNTED)
            if not statistics:
                continue
            found = level_rows(population, indicator.model_copy(update={"report": statistics}), everybody)
            rows += [_as_variant(row, level, said, study.language) for row in found if not row.estimate.variant]
    return rows


def _as_variant(row: Row, level: str, said: tuple[Remark, ...], language: str) -> Row:
    """The same row under another linkage; its note says which, and what is wrong with the row."""
    careful = "" if row.estimate.status == "ok" else row.estimate.note
    told = " ".join(filter(None, (note(said, language), careful)))
    return Row(replace(row.estimate, variant=level, note=told), said)


def _said(population: Population, level: LinkLevel) -> tuple[Remark, ...]:
    """What a linkage asks of links, and how many of its links are expected to be wrong in all waves together."""
    wrong = population.linking.wrong.values()
    tried = [one for one in wrong if one.linked.get(level)]
    links = sum(one.linked[level] for one in tried)
    remarks: tuple[Remark, ...] = (Remark(f"linkage_{level}"),)
    # So few links would tell of people.
    if links < population.study.disclosure.min_cell or not all(one.tried for one in tried):
        return remarks
    low, middle, high = _together(tried, level, population.study.conf_level)
    return (*remarks, Remark("wrong_links_expected", {"links": links, "wrong": middle, "low": low, "high": high}))


def _together(wrong: list[WrongLinks], level: LinkLevel, conf_level: float) -> tuple[float, float, float]:
    """Lower limit, expectation and upper limit over waves: the sums, whose limits are cautious."""
    results = [expected_wrong(one, level, one.linked[level], conf_level) for one in wrong]
    low, middle, high = (
        sum(getattr(result, name) or 0.0 for result in results) for name in ("conf_low", "estimate", "conf_high")
    )
    return round(low, 1), round(middle, 1), round(high, 1)

"""One headline counted in several ways, beside one another: as observed, weighted, at worst and at best."""

from __future__ import annotations

from meal.model.estimates import Estimate
from meal.report.grid import STATISTIC_ORDER
from meal.report.html.cells import ChartView, GroupView, LineView, Notes, TableView, count_cell, estimate_cell
from meal.report.labels import Labels, measure_of

CASES = ("observed", "", "weighted", "worst", "best")
"""Variants that say what those without an answer could change; the headline stands among them."""


def cases_table(identifier: str, labels: Labels) -> TableView | None:
    """A line a way of counting, a column a statistic, for everybody; None where there is only one way."""
    rows = {
        (row.wave, row.variant, row.statistic): row
        for row in labels.published.estimates
        if row.indicator == identifier and not (row.by or row.comparison or row.category) and row.variant in CASES
    }
    found = dict.fromkeys(wave for wave, variant, _ in rows if variant)
    waves = [wave for wave in labels.study.waves if wave in found]
    if not waves:
        return None
    chosen = [row for (wave, _, _), row in rows.items() if wave in waves]
    statistics = sorted(dict.fromkeys(row.statistic for row in chosen), key=_order)
    notes = Notes(labels)
    groups = tuple(
        GroupView(labels.wave(wave) if len(waves) > 1 else "", _lines(wave, rows, statistics, labels, notes))
        for wave in waves
    )
    heads = [labels.statistic(one) for one in statistics]
    if any(row.conf_low is not None for row in chosen):
        level = labels.interval_level()
        heads = [labels.words.text("table.with_interval", statistic=head, level=level) for head in heads]
    return TableView(
        identifier=f"cases-{identifier}",
        caption=labels.words.text("table.caption_cases", indicator=labels.indicator(identifier)),
        spanning=(),
        heads=(labels.words.text("table.n"), *heads),
        groups=groups,
        axis=None,
        notes=notes.listed(),
        corner=labels.words.text("table.variant"),
    )


def _lines(
    wave: str,
    rows: dict[tuple[str, str, str], Estimate],
    statistics: list[str],
    labels: Labels,
    notes: Notes,
) -> tuple[LineView, ...]:
    lines = []
    for variant in CASES:
        here = [rows.get((wave, variant, statistic)) for statistic in statistics]
        known = [row for row in here if row is not None]
        if not known:
            continue
        cells = [count_cell(known[0].n, known, labels)]
        cells += [estimate_cell(row, "amount" if row is None else measure_of(row, labels.study), notes) for row in here]
        lines.append(LineView(labels.variant(variant or "headline"), tuple(cells), ChartView((), "")))
    return tuple(lines)


def _order(statistic: str) -> int:
    return STATISTIC_ORDER.index(statistic) if statistic in STATISTIC_ORDER else len(STATISTIC_ORDER)

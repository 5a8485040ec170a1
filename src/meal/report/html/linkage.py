"""The section of the page about linking: who was linked to a later wave, who was lost, and what that may cost."""

from __future__ import annotations

from dataclasses import dataclass

from meal.report.html.cells import CellView, ChartView, GroupView, LineView, Notes, TableView, count_cell, estimate_cell
from meal.report.labels import HIDDEN, Labels
from meal.report.linkage import FateLine, WavePair, difference_label, expected_rows, measure_in, wave_pairs

NO_CHART = ChartView((), "")


@dataclass(frozen=True, slots=True)
class LinkageView:
    """Two waves: a heading, sentences, and tables."""

    heading: str
    sentences: tuple[str, ...]
    tables: tuple[TableView, ...]


def linkage_views(labels: Labels) -> tuple[LinkageView, ...]:
    """One part for every two waves, then the expected wrong links."""
    linkage = labels.published.linkage
    views = [_pair_view(pair, number, labels) for number, pair in enumerate(wave_pairs(linkage))]
    expected = _expected_table(labels)
    if expected is not None:
        views.append(
            LinkageView(labels.words.text("linkage.wrong"), (labels.words.text("linkage.wrong_text"),), (expected,))
        )
    return tuple(views)


def _pair_view(pair: WavePair, number: int, labels: Labels) -> LinkageView:
    heading = labels.words.text("linkage.pair", earlier=labels.wave(pair.earlier), later=labels.wave(pair.later))
    tables = [_fates(pair, number, labels)]
    if pair.differences:
        tables.append(_differences(pair, number, labels))
    return LinkageView(heading, _methods(pair, labels), tuple(tables))


def _methods(pair: WavePair, labels: Labels) -> tuple[str, ...]:
    """How the linked were linked, in one sentence; nothing where it is hidden or nobody was."""
    said = [
        labels.words.text(
            "linkage.method_n",
            n=HIDDEN if row.numerator is None else labels.numbers.integer(row.numerator),
            method=labels.words.text(f"linkage.{row.category}"),
        )
        for row in pair.methods
    ]
    return (labels.words.text("linkage.methods", methods="; ".join(said)),) if said else ()


def _fates(pair: WavePair, number: int, labels: Labels) -> TableView:
    notes = Notes(labels)
    shown = pair.categories
    groups = []
    for by in dict.fromkeys(line.by for line in pair.lines):
        lines = [_line(line, shown, labels, notes) for line in pair.lines if line.by == by]
        groups.append(GroupView(labels.by(by) if by else "", tuple(lines)))
    return TableView(
        identifier=f"linkage-{number}",
        caption=labels.words.text("linkage.caption"),
        spanning=(),
        heads=(
            labels.words.text("linkage.people"),
            *(labels.words.text(f"linkage.{part}") for part in shown),
            labels.words.text("linkage.share"),
        ),
        groups=tuple(groups),
        axis=None,
        notes=notes.listed(),
    )


def _line(line: FateLine, shown: tuple[str, ...], labels: Labels, notes: Notes) -> LineView:
    parts = [line.parts.get(part) for part in shown]
    cells = [count_cell(line.whole.n, [line.whole], labels)]
    cells += [count_cell(row.numerator, [row], labels) if row is not None else CellView("") for row in parts]
    cells.append(estimate_cell(line.whole, "share", notes))
    return LineView(labels.level(line.by, line.level), tuple(cells), NO_CHART)


def _differences(pair: WavePair, number: int, labels: Labels) -> TableView:
    notes = Notes(labels)
    lines = tuple(
        LineView(
            difference_label(row, labels),
            (count_cell(row.n, [row], labels), estimate_cell(row, measure_in(row, labels), notes)),
            NO_CHART,
        )
        for row in pair.differences
    )
    return TableView(
        identifier=f"linkage-lost-{number}",
        caption=labels.words.text("linkage.lost_caption"),
        spanning=(),
        heads=(labels.words.text("linkage.compared"), labels.words.text("linkage.difference")),
        groups=(GroupView("", lines),),
        axis=None,
        notes=notes.listed(),
        corner=labels.words.text("linkage.characteristic"),
    )


def _expected_table(labels: Labels) -> TableView | None:
    rows = expected_rows(labels.published.linkage)
    if not rows:
        return None
    notes = Notes(labels)
    lines = tuple(
        LineView(
            f"{labels.wave(row.wave)}: {labels.variant(row.variant)}",
            (count_cell(row.n, [row], labels), estimate_cell(row, measure_in(row, labels), notes)),
            NO_CHART,
        )
        for row in rows
    )
    return TableView(
        identifier="linkage-wrong",
        caption=labels.words.text("linkage.wrong_caption"),
        spanning=(),
        heads=(labels.words.text("linkage.links"), labels.words.text("linkage.expected_wrong")),
        groups=(GroupView("", lines),),
        axis=None,
        notes=notes.listed(),
        corner=labels.words.text("linkage.level"),
    )

"""Who was found again of those assigned: the table of losses below a comparison between arms."""

from __future__ import annotations

from dataclasses import replace

from meal.model.estimates import Estimate
from meal.report.contrast_words import compared_labels
from meal.report.contrasts import Contrast, ContrastLine
from meal.report.html.cells import CellView, ChartView, GroupView, LineView, Notes, TableView, count_cell, estimate_cell
from meal.report.labels import Labels

FOUND = "found"
"""Category of the rows that say who of those assigned was found again."""


def without_losses(contrast: Contrast) -> Contrast:
    """The comparison without the lines about losses, which are no result."""
    return replace(contrast, lines=tuple(line for line in contrast.lines if line.category != FOUND))


def losses_table(contrast: Contrast, labels: Labels) -> TableView | None:
    """For each arm how many were assigned and found, and the difference; None where losses are not told."""
    found = next((line for line in contrast.lines if line.category == FOUND and not (line.by or line.variant)), None)
    if found is None:
        return None
    notes = Notes(labels)
    words = labels.words
    names = compared_labels(contrast, labels)
    arms = [_arm(name, row, labels, notes) for name, row in zip(names, (found.first, found.second), strict=True) if row]
    return TableView(
        identifier=f"losses-{contrast.comparison.id}",
        caption=words.text("losses.caption"),
        spanning=(),
        heads=(words.text("losses.assigned"), words.text("losses.found"), words.text("losses.share")),
        groups=(GroupView("", (*arms, *_difference(found, labels, notes))),),
        axis=None,
        notes=notes.listed(),
        corner=words.text("losses.arm"),
    )


def _arm(name: str, row: Estimate, labels: Labels, notes: Notes) -> LineView:
    cells = (
        count_cell(row.n, [row], labels),
        count_cell(row.numerator, [row], labels),
        estimate_cell(row, "share", notes),
    )
    return LineView(name, cells, ChartView((), ""))


def _difference(found: ContrastLine, labels: Labels, notes: Notes) -> tuple[LineView, ...]:
    """The difference in points with its p-value, and in a note how serious losses of that size are."""
    row = found.difference
    if row is None:
        return ()
    name = labels.words.text("table.in_points", kind=labels.statistic("difference"))
    if row.p_value is not None:
        name = f"{name} (p = {labels.numbers.p_value(row.p_value)})"
    letter = _flag(row, notes)
    cell = replace(estimate_cell(row, "points", notes), note=letter)
    return (LineView(name, (CellView(""), CellView(""), cell), ChartView((), "")),)


def _flag(row: Estimate, notes: Notes) -> str:
    """The letter of what is to be said of the losses, which a good row has too."""
    labels = notes.labels
    if row.status == "ok" and row.note and labels.language == labels.study.language:
        return notes.letter_of(row.note)
    return notes.letter(row)

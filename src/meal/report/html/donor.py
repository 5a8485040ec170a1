"""The section of the page with the donor's table: one line an indicator."""

from __future__ import annotations

from math import floor

from meal.report.donor import DonorLine, comment, donor_lines
from meal.report.html.cells import CellView, ChartView, GroupView, LineView, TableView
from meal.report.labels import HIDDEN, Labels, measure_of


def donor_table(labels: Labels) -> TableView | None:
    """Every indicator for everybody: before, target, actual, change, progress, and the share attributed."""
    lines = [line for line in donor_lines(labels) if not line.levels]
    if not lines:
        return None
    words = labels.words
    heads = ("previous", "target", "actual", "change", "progress", "published_rating", "attributed")
    said = [f"{labels.indicator(line.indicator.id)}: {text}" for line in lines if (text := comment(line, labels))]
    return TableView(
        identifier="donor-table",
        caption=words.text("donor.caption"),
        spanning=(),
        heads=tuple(words.text(f"donor.{head}") for head in heads),
        groups=(GroupView("", tuple(_line(line, labels) for line in lines)),),
        axis=None,
        notes=(),
        remarks=(words.text("donor.rule"), *said),
        corner=words.text("workbook.indicator"),
    )


def _line(line: DonorLine, labels: Labels) -> LineView:
    indicator, numbers = line.indicator, labels.numbers
    measure = measure_of(line.row, labels.study)
    hidden = line.actual is None
    previous, share = indicator.previous, indicator.attribution
    low_high = "" if line.low is None or line.high is None else (
        f"{numbers.plain(round(line.low, 3), measure)}\N{EN DASH}{numbers.plain(round(line.high, 3), measure)}"
    )  # fmt: skip
    change = ""
    if line.change is not None and line.ratio is not None:
        sign = "+" if line.change > 0 else ""
        change = f"{sign}{numbers.plain(line.change, measure)}"
    attributed = ""
    if line.attributed is not None and share is not None:
        attributed = labels.words.text(
            "donor.attributed_value",
            value=numbers.plain(floor(line.attributed) if measure == "people" else round(line.attributed, 3), measure),
            share=numbers.plain(share, "share"),
        )
    cells = (
        CellView("" if previous is None else numbers.plain(previous.value, measure)),
        CellView("" if indicator.target is None else numbers.plain(indicator.target, measure)),
        CellView(HIDDEN, status="suppressed") if hidden else CellView(numbers.value(line.row, measure), low_high),
        CellView(change, interval=_times(line, labels)),
        CellView(labels.words.text(f"progress.{line.progress}") if line.progress else ""),
        CellView(labels.study.words(indicator.published_rating, labels.language)),
        CellView(attributed),
    )
    return LineView(label=labels.indicator(indicator.id), cells=cells, chart=ChartView((), ""))


def _times(line: DonorLine, labels: Labels) -> str:
    if line.ratio is None:
        return ""
    return labels.words.text("donor.times", x=labels.numbers.decimal(line.ratio, 1))

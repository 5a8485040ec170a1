"""The table of a comparison: the two levels, their difference and ratio, and a chart around no difference."""

from __future__ import annotations

from collections.abc import Sequence

from meal.model.estimates import Estimate
from meal.report.axis import Axis, axis
from meal.report.chart_axis import ticks
from meal.report.contrast_words import compared_labels, difference_head, published_remarks, sentences_of_tests
from meal.report.contrasts import Contrast, ContrastLine
from meal.report.grid import disaggregations, drawn
from meal.report.headlines import lower_first
from meal.report.html.cells import (
    AxisView,
    CellView,
    ChartView,
    GroupView,
    LineView,
    Notes,
    TableView,
    count_cell,
    estimate_cell,
    mark,
)
from meal.report.labels import Labels, measure_of


def contrast_table(contrast: Contrast, labels: Labels) -> TableView:
    """All lines of a comparison, the whole first."""
    notes = Notes(labels)
    main = [_main(line) for line in contrast.lines]
    values = drawn(main)
    neutral = _neutral(contrast)
    scale = axis(values, include=(neutral,)) if values else None
    return TableView(
        identifier=f"table-{contrast.comparison.id}",
        caption=labels.words.text("table.caption_levels", indicator=labels.comparison(contrast.comparison.id)),
        spanning=(),
        heads=_heads(contrast, labels),
        groups=_groups(contrast, labels, notes, scale),
        axis=_axis_view(contrast, labels, scale, neutral),
        notes=notes.listed(),
        remarks=_remarks(contrast, labels),
    )


def _main(line: ContrastLine) -> Estimate | None:
    """What is drawn: the difference where there is one."""
    return line.difference if line.difference is not None else line.ratio


def _neutral(contrast: Contrast) -> float:
    """The value that stands for no difference."""
    return 0.0 if any(line.difference is not None for line in contrast.lines) else 1.0


def _groups(contrast: Contrast, labels: Labels, notes: Notes, scale: Axis | None) -> tuple[GroupView, ...]:
    main = [row for line in contrast.lines if (row := _main(line)) is not None]
    return tuple(
        GroupView(
            heading=labels.by(by) if by else "",
            lines=tuple(_line(line, contrast, labels, notes, scale) for line in contrast.lines if line.by == by),
        )
        for by in disaggregations(main)
    )


def line_label(line: ContrastLine, labels: Labels, comparison: str = "") -> str:
    """The group, the answer option and the variant of a line."""
    label = labels.level(line.by, line.level)
    extra = [labels.answer(line.category, comparison)] if line.category else []
    variant = labels.variant(line.variant)
    extra += [lower_first(variant)] if variant else []
    return ", ".join([label, *extra])


def _line(line: ContrastLine, contrast: Contrast, labels: Labels, notes: Notes, scale: Axis | None) -> LineView:
    main = _main(line)
    cells = [count_cell(main.n if main else None, line.rows(), labels)]
    if contrast.has_levels():
        cells += [_cell(line.first, labels, notes), _cell(line.second, labels, notes)]
    cells.append(_cell(line.difference, labels, notes))
    if contrast.has_ratio():
        cells.append(_cell(line.ratio, labels, notes))
    if contrast.has_both_ratios():
        cells.append(_cell(line.odds_ratio, labels, notes))
    if main is not None:
        cells += [_p_cell(getattr(main, column), labels) for column in p_columns(contrast)]
    marks = () if scale is None or (drawn_mark := mark(main, 0, scale)) is None else (drawn_mark,)
    label = line_label(line, labels, contrast.comparison.id)
    said = labels.spoken(main, measure_of(main, labels.study)) if main else ""
    return LineView(label=label, cells=tuple(cells), chart=ChartView(marks, f"{label}: {said}"))


def _cell(row: Estimate | None, labels: Labels, notes: Notes) -> CellView:
    return CellView("") if row is None else estimate_cell(row, measure_of(row, labels.study), notes)


def _remarks(contrast: Contrast, labels: Labels) -> tuple[str, ...]:
    published = labels.words.text("headline.published")
    source = labels.study.words(contrast.comparison.published_source, labels.language)
    remarks = [
        f"{published}: {remark}." + (f" {labels.words.text('table.source', source=source)}" if source else "")
        for remark in published_remarks(contrast, labels)
    ]
    if "p_adjusted" in p_columns(contrast):
        remarks.append(labels.words.text("table.p_adjusted_remark"))
    return tuple([*remarks, *sentences_of_tests(contrast, labels)])


def _p_cell(p: float | None, labels: Labels) -> CellView:
    return CellView("" if p is None else labels.numbers.p_value(p))


def p_columns(contrast: Contrast) -> tuple[str, ...]:
    """The p-values that any line has: as tested, and adjusted for many comparisons."""
    main = [row for line in contrast.lines if (row := _main(line)) is not None]
    return tuple(
        column for column in ("p_value", "p_adjusted") if any(getattr(row, column) is not None for row in main)
    )


def _heads(contrast: Contrast, labels: Labels) -> tuple[str, ...]:
    words = labels.words
    heads = [words.text("table.n")]
    if contrast.has_levels():
        heads += compared_labels(contrast, labels)
    heads.append(
        _interval_head(difference_head(contrast, labels), [line.difference for line in contrast.lines], labels)
    )
    for ratios in ([line.ratio for line in contrast.lines], [line.odds_ratio for line in contrast.lines]):
        known = [row for row in ratios if row is not None]
        if known:
            heads.append(_interval_head(labels.statistic(known[0].statistic), known, labels))
    return (*heads, *(words.text(f"table.{column}") for column in p_columns(contrast)))


def _interval_head(statistic: str, rows: Sequence[Estimate | None], labels: Labels) -> str:
    """The heading of a column, with the level of its intervals where it has any."""
    if all(row is None or row.conf_low is None for row in rows):
        return statistic
    return labels.words.text("table.with_interval", statistic=statistic, level=labels.interval_level())


def _axis_view(contrast: Contrast, labels: Labels, scale: Axis | None, neutral: float) -> AxisView | None:
    main = next((row for line in contrast.lines if (row := _main(line)) is not None), None)
    if scale is None or main is None:
        return None
    return AxisView(
        ticks=ticks(scale, measure_of(main, labels.study), labels),
        zero=scale.position(neutral),
        title=labels.words.text("chart.title", statistic=difference_head(contrast, labels)),
        description=labels.words.text("chart.description_contrast", level=labels.interval_level()),
    )

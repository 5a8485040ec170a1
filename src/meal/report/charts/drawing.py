"""The drawing of a chart: labels on the left, dots and intervals on one axis, numbers on the right."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from meal.report import palette
from meal.report.axis import Axis
from meal.report.chart_axis import ticks
from meal.report.charts.rows import ChartRows, Record
from meal.report.grid import Grid
from meal.report.labels import Labels, measure_of_statistic

if TYPE_CHECKING:
    import altair as alt

PLOT_WIDTH, LINE_PIXELS, CHARACTER_PIXELS = 340, 23, 6.3
"""Width of the axis, height of a line and width of a character, in pixels of the drawing."""
TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 17, 12, 11
NOTE_CHARACTERS = 100
SHAPES = ("circle", "square", "triangle-up", "diamond")


def drawing(grid: Grid, rows: ChartRows, scale: Axis, labels: Labels) -> dict[str, Any]:
    """The chart of one indicator, as a Vega-Lite specification."""
    import altair as alt

    left = rows.characters("names") * CHARACTER_PIXELS + 24
    right = rows.characters("numbers") * CHARACTER_PIXELS + 16
    layers = [
        _text(rows.headings, -left, rows, align="left", fontWeight="bold"),
        _text([name for name in rows.names if name["whole"]], -left, rows, align="left", fontWeight="bold"),
        _text([name for name in rows.names if not name["whole"]], -left + 12, rows, align="left"),
        _text(rows.numbers, PLOT_WIDTH + right, rows, align="right"),
        _rules(rows, -left, PLOT_WIDTH + right),
        *_marks(grid, rows, scale, labels, left),
    ]
    characters = int((left + PLOT_WIDTH + right) / CHARACTER_PIXELS)
    chart = alt.layer(*[layer for layer in layers if layer is not None]).properties(
        width=PLOT_WIDTH,
        height=LINE_PIXELS * rows.height,
        padding=18,
        background="white",
        title=_title(grid, labels, characters),
    )
    configured = chart.configure(
        font=palette.SANS,
        view=alt.ViewConfig(stroke=None),
        axis=_axis_look(),
        legend=alt.LegendConfig(labelFontSize=TEXT_SIZE, labelColor=palette.INK, symbolSize=90, offset=8),
    )
    specification: dict[str, Any] = configured.to_dict(validate=False)
    return specification


def _y(rows: ChartRows) -> alt.Y:
    """Lines from the top."""
    import altair as alt

    return alt.Y("y:Q", scale=alt.Scale(domain=[0, rows.height], reverse=True, nice=False, zero=False), axis=None)


def _text(records: list[Record], x: float, rows: ChartRows, **look: Any) -> alt.Chart | None:
    import altair as alt

    if not records:
        return None
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=records))
        .mark_text(baseline="middle", fontSize=TEXT_SIZE, color=palette.INK, **look)
        .encode(x=alt.value(x), y=_y(rows), text=alt.Text("text:N"))
    )
    return chart


def _rules(rows: ChartRows, left: float, right: float) -> alt.Chart | None:
    """Hairlines between the disaggregations."""
    import altair as alt

    if not rows.rules:
        return None
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=rows.rules))
        .mark_rule(color=palette.RULE)
        .encode(x=alt.value(left), x2=alt.value(right), y=_y(rows))
    )
    return chart


def _marks(grid: Grid, rows: ChartRows, scale: Axis, labels: Labels, left: float) -> tuple[alt.Chart, alt.Chart]:
    """The lines of the intervals, and the dots over them; the waves differ in colour and in shape."""
    import altair as alt

    waves = [labels.wave(wave) for wave in grid.waves()]
    colours = alt.Scale(domain=waves, range=[palette.SERIES[index % 4] for index in range(len(waves))])
    shapes = alt.Scale(domain=waves, range=[SHAPES[index % 4] for index in range(len(waves))])
    legend = alt.Legend(title=None, orient="top") if len(waves) > 1 else None
    base = alt.Chart(alt.InlineData(values=rows.marks))
    encoding = {"y": _y(rows), "color": alt.Color("wave:N", scale=colours, legend=legend)}
    lines = base.mark_rule(size=2.2).encode(
        x=alt.X("low:Q", scale=_x_scale(scale), axis=_x_axis(grid, scale, labels, left)), x2="high:Q", **encoding
    )
    dots = base.mark_point(filled=True, size=80, opacity=1, strokeWidth=1.6).encode(
        x=alt.X("estimate:Q", scale=_x_scale(scale)),
        shape=alt.Shape("wave:N", scale=shapes, legend=legend),
        fill=alt.condition("datum.unreliable", alt.value("white"), alt.Color("wave:N", scale=colours, legend=None)),
        stroke=alt.Stroke("wave:N", scale=colours, legend=None),
        **encoding,
    )
    return lines, dots


def _x_scale(scale: Axis) -> alt.Scale:
    import altair as alt

    return alt.Scale(domain=[scale.low, scale.high], nice=False, zero=False)


def _x_axis(grid: Grid, scale: Axis, labels: Labels, left: float) -> alt.Axis:
    """The axis; the renderer knows English numbers only, so that each label is given."""
    import altair as alt

    written = ticks(scale, measure_of_statistic(grid.chart_statistic()), labels)
    within = (scale.high - scale.low) / 1000
    expression = "''"
    for tick, (_, text) in zip(scale.ticks, written, strict=True):
        expression = f"abs(datum.value - {tick.value!r}) < {within!r} ? '{text}' : {expression}"
    values = [tick.value for tick in scale.ticks]
    return alt.Axis(values=values, labelExpr=expression, title=_note(grid, labels), titleX=-left, orient="bottom")


def _title(grid: Grid, labels: Labels, characters: int) -> alt.TitleParams:
    """The indicator, and below it the waves with how many answered."""
    import altair as alt

    said = []
    for wave in grid.waves():
        whole = next(
            (
                cell
                for line in grid.groups.get("", ())
                for column, cell in zip(grid.columns, line.cells, strict=True)
                if column.wave == wave and cell is not None and cell.n is not None
            ),
            None,
        )
        name = labels.wave(wave)
        n = None if whole is None or whole.n is None else labels.numbers.integer(whole.n)
        said.append(name if n is None else labels.words.text("figure.wave_n", wave=name, n=n))
    return alt.TitleParams(
        text=textwrap.wrap(labels.indicator(grid.indicator), int(characters * TEXT_SIZE / TITLE_SIZE)),
        subtitle=textwrap.wrap(". ".join(said), characters),
        anchor="start",
        frame="bounds",
        fontSize=TITLE_SIZE,
        fontWeight="bold",
        color=palette.INK,
        subtitleFontSize=TEXT_SIZE,
        subtitleColor=palette.MUTED,
        subtitlePadding=5,
        offset=14,
    )


def _note(grid: Grid, labels: Labels) -> list[str]:
    """What the marks mean, where the numbers come from, and that they are made up where they are."""
    rows = [cell for lines in grid.groups.values() for line in lines for cell in line.cells if cell is not None]
    words = labels.words
    notes = [labels.statistic(grid.chart_statistic()) + "."]
    if any(row.conf_low is not None for row in rows):
        notes.append(words.text("figure.interval", level=labels.interval_level()))
    elif all(row.method == "census" for row in rows if row.estimate is not None):
        notes.append(words.text("figure.counted"))
    if any(row.status == "unreliable" for row in rows):
        notes.append(words.text("figure.unreliable"))
    if any(row.status == "suppressed" for row in rows):
        notes.append(words.text("figure.hidden"))
    source = ", ".join(part for part in (labels.title(), labels.period()) if part)
    lines = [" ".join(notes), words.text("figure.source", source=source)]
    lines += [words.text("figure.synthetic")] if labels.study.synthetic else []
    lines += [words.text("figure.internal")] if labels.published.internal else []
    return [part for line in lines for part in textwrap.wrap(line, NOTE_CHARACTERS)]


def _axis_look() -> alt.AxisConfig:
    import altair as alt

    return alt.AxisConfig(
        domain=False,
        ticks=False,
        grid=True,
        gridColor=palette.RULE,
        labelFontSize=SMALL_SIZE,
        labelColor=palette.MUTED,
        labelPadding=6,
        titleFontSize=SMALL_SIZE,
        titleFontWeight="normal",
        titleColor=palette.MUTED,
        titleAlign="left",
        titleAnchor="start",
        titleLineHeight=15,
        titlePadding=12,
    )

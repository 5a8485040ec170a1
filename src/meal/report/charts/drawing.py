"""The drawing of a chart: labels on the left, dots and intervals on one axis, numbers on the right."""

from __future__ import annotations

import textwrap
from typing import Any

from meal.report import palette
from meal.report.axis import Axis
from meal.report.chart_axis import ticks
from meal.report.charts.rows import ChartRows
from meal.report.grid import Grid
from meal.report.labels import Labels, measure_of_statistic
from meal.study.indicator import CONTACT_STATISTICS

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.4.1.json"
PLOT_WIDTH, LINE_PIXELS, CHARACTER_PIXELS = 340, 23, 6.3
"""Width of the axis, height of a line and width of a character, in pixels of the drawing."""
TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 17, 12, 11
NOTE_CHARACTERS = 100
SHAPES = ("circle", "square", "triangle-up", "diamond")

Part = dict[str, Any]
"""A part of a Vega-Lite specification; written out here, because the library that writes it loads for a second."""


def drawing(grid: Grid, rows: ChartRows, scale: Axis, labels: Labels) -> Part:
    """The chart of one indicator, as a Vega-Lite specification."""
    left = rows.characters("names") * CHARACTER_PIXELS + 24
    right = rows.characters("numbers") * CHARACTER_PIXELS + 16
    layers = [
        _text("headings", -left, rows, align="left", fontWeight="bold"),
        _text("wholes", -left, rows, align="left", fontWeight="bold"),
        _text("names", -left + 12, rows, align="left"),
        _text("numbers", PLOT_WIDTH + right, rows, align="right"),
        _rules(rows, -left, PLOT_WIDTH + right),
        *_marks(grid, rows, scale, labels, left),
    ]
    datasets = {
        "headings": rows.headings,
        "wholes": [name for name in rows.names if name["whole"]],
        "names": [name for name in rows.names if not name["whole"]],
        "numbers": rows.numbers,
        "rules": rows.rules,
        "marks": rows.marks,
    }
    characters = int((left + PLOT_WIDTH + right) / CHARACTER_PIXELS)
    return {
        "$schema": SCHEMA,
        "config": {
            "font": palette.SANS,
            "view": {"stroke": None},
            "axis": axis_look(),
            "legend": {"labelFontSize": TEXT_SIZE, "labelColor": palette.INK, "symbolSize": 90, "offset": 8},
        },
        "width": PLOT_WIDTH,
        "height": LINE_PIXELS * rows.height,
        "padding": 18,
        "background": "white",
        "title": _title(grid, labels, characters),
        "datasets": datasets,
        "layer": [layer for layer in layers if datasets[layer["data"]["name"]]],
    }


def _y(rows: ChartRows) -> Part:
    """Lines from the top."""
    scale = {"domain": [0, rows.height], "reverse": True, "nice": False, "zero": False}
    return {"field": "y", "type": "quantitative", "scale": scale, "axis": None}


def _text(name: str, x: float, rows: ChartRows, **look: Any) -> Part:
    return {
        "data": {"name": name},
        "mark": {"type": "text", "baseline": "middle", "fontSize": TEXT_SIZE, "color": palette.INK, **look},
        "encoding": {"x": {"value": x}, "y": _y(rows), "text": {"field": "text", "type": "nominal"}},
    }


def _rules(rows: ChartRows, left: float, right: float) -> Part:
    """Hairlines between the disaggregations."""
    return {
        "data": {"name": "rules"},
        "mark": {"type": "rule", "color": palette.RULE},
        "encoding": {"x": {"value": left}, "x2": {"value": right}, "y": _y(rows)},
    }


def _marks(grid: Grid, rows: ChartRows, scale: Axis, labels: Labels, left: float) -> tuple[Part, Part]:
    """The lines of the intervals, and the dots over them; the waves differ in colour and in shape."""
    waves = [labels.wave(wave) for wave in grid.waves()]
    legend = {"title": None, "orient": "top"} if len(waves) > 1 else None

    def by_wave(looks: tuple[str, ...], legend: Part | None) -> Part:
        scale = {"domain": waves, "range": [looks[index % 4] for index in range(len(waves))]}
        return {"field": "wave", "type": "nominal", "scale": scale, "legend": legend}

    plain = by_wave(palette.SERIES, None)
    shared = {"y": _y(rows), "color": by_wave(palette.SERIES, legend)}
    low = {**_x("low", scale), "axis": _x_axis(grid, scale, labels, left)}
    lines = {
        "data": {"name": "marks"},
        "mark": {"type": "rule", "size": 2.2},
        "encoding": {"x": low, "x2": {"field": "high"}, **shared},
    }
    dots = {
        "data": {"name": "marks"},
        "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1, "strokeWidth": 1.6},
        "encoding": {
            "x": _x("estimate", scale),
            "shape": by_wave(SHAPES, legend),
            "fill": {**plain, "condition": {"test": "datum.unreliable", "value": "white"}},
            "stroke": plain,
            **shared,
        },
    }
    return lines, dots


def _x(field: str, scale: Axis) -> Part:
    domain = {"domain": [scale.low, scale.high], "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "scale": domain}


def _x_axis(grid: Grid, scale: Axis, labels: Labels, left: float) -> Part:
    """The axis; the renderer knows English numbers only, so that each label is given."""
    written = ticks(scale, measure_of_statistic(grid.chart_statistic()), labels)
    within = (scale.high - scale.low) / 1000
    expression = "''"
    for tick, (_, text) in zip(scale.ticks, written, strict=True):
        expression = f"abs(datum.value - {tick.value!r}) < {within!r} ? '{text}' : {expression}"
    values = [tick.value for tick in scale.ticks]
    return {
        "values": values,
        "labelExpr": expression,
        "title": _note(grid, labels),
        "titleX": -left,
        "orient": "bottom",
    }


def _title(grid: Grid, labels: Labels, characters: int) -> Part:
    """The indicator, and below it the waves with how many answered."""
    said = []
    known = "wave_known" if grid.chart_statistic() in CONTACT_STATISTICS else "wave_n"
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
        said.append(name if n is None else labels.words.text(f"figure.{known}", wave=name, n=n))
    return {
        "text": textwrap.wrap(labels.indicator(grid.indicator), int(characters * TEXT_SIZE / TITLE_SIZE)),
        "subtitle": textwrap.wrap(". ".join(said), characters),
        "anchor": "start",
        "frame": "bounds",
        "fontSize": TITLE_SIZE,
        "fontWeight": "bold",
        "color": palette.INK,
        "subtitleFontSize": TEXT_SIZE,
        "subtitleColor": palette.MUTED,
        "subtitlePadding": 5,
        "offset": 14,
    }


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


def axis_look() -> Part:
    """Hairlines and quiet labels, as on all charts."""
    return {
        "domain": False,
        "ticks": False,
        "grid": True,
        "gridColor": palette.RULE,
        "labelFontSize": SMALL_SIZE,
        "labelColor": palette.MUTED,
        "labelPadding": 6,
        "titleFontSize": SMALL_SIZE,
        "titleFontWeight": "normal",
        "titleColor": palette.MUTED,
        "titleAlign": "left",
        "titleAnchor": "start",
        "titleLineHeight": 15,
        "titlePadding": 12,
    }

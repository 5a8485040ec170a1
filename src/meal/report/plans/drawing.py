"""The charts of a plan: a line for each assumption, named where it ends; a dot for each group of a study."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from meal.model.plans import GroupPlan, Plan, PlanChart, PlanLine, Unit
from meal.report import palette
from meal.report.axis import Axis, Tick, axis
from meal.report.charts.drawing import (
    CHARACTER_PIXELS,
    LINE_PIXELS,
    NOTE_CHARACTERS,
    SHAPES,
    SMALL_SIZE,
    TEXT_SIZE,
    TITLE_SIZE,
    axis_look,
)
from meal.report.labels import Labels
from meal.report.numbers import is_whole
from meal.report.plans.wording import PlanWords

if TYPE_CHECKING:
    import altair as alt

WIDTH, HEIGHT = 520, 300
LABEL_DISTANCE = 16
"""Pixels between the names of two lines, so that they can be read."""
_BESIDE: dict[str, Any] = {"align": "left", "dx": 8}
_ABOVE: dict[str, Any] = {"align": "right", "dy": -10}
ROUND_MARGINS = (0.05, 0.10)


def plan_drawing(plan: Plan, say: PlanWords) -> dict[str, Any] | None:
    """The chart of a plan as a Vega-Lite specification; None where no line has a point."""
    import altair as alt

    chart = plan.chart
    lines = [(say.line(line), line) for line in chart.lines if line.points]
    if not lines:
        return None
    x = _as_far_as([at for _, line in lines for at, _ in line.points])
    y = axis([value for _, line in lines for _, value in line.points], include=(0.0,))
    records = [{"line": name, "x": at, "y": value} for name, line in lines for at, value in line.points]
    planned = [
        {"line": name, "x": line.planned[0], "y": line.planned[1]} for name, line in lines if line.planned is not None
    ]
    names = [name for name, _ in lines]
    colours = alt.Color(
        "line:N", scale=alt.Scale(domain=names, range=[palette.SERIES[i % 4] for i in range(len(names))]), legend=None
    )
    place = {
        "x": alt.X(
            "x:Q", scale=alt.Scale(domain=[x.low, x.high], nice=False, zero=False, reverse=chart.falling),
            axis=_axis(x, chart.x.unit, say, say.heading(chart.x)),
        ),
        "y": alt.Y(
            "y:Q", scale=alt.Scale(domain=[y.low, y.high], nice=False, zero=False),
            axis=_axis(y, chart.y.unit, say, None),
        ),
    }  # fmt: skip
    layers = [alt.Chart(alt.InlineData(values=records)).mark_line(strokeWidth=2.4).encode(color=colours, **place)]
    if planned:
        layers.append(
            alt.Chart(alt.InlineData(values=planned))
            .mark_point(filled=True, size=90, opacity=1, stroke="white", strokeWidth=1.5)
            .encode(color=colours, **place),
        )
    layers += [
        alt.Chart(alt.InlineData(values=[{"line": name}]))
        # A line that stops before the edge, at the population, has others on its right: its name goes above it.
        .mark_text(baseline="middle", fontSize=TEXT_SIZE, **(_BESIDE if right > WIDTH - 1 else _ABOVE))
        .encode(x=alt.value(right), y=alt.value(top), text=alt.Text("line:N"), color=colours)
        for name, right, top in _ends(chart, lines, x, y)
    ]
    subtitle = [*textwrap.wrap(say.sentence(plan.said[0]), NOTE_CHARACTERS), say.text("chart_planned")]
    return _finished(alt.layer(*layers).properties(width=WIDTH, height=HEIGHT), say.text(chart.title), subtitle)


def study_drawing(groups: Sequence[GroupPlan], labels: Labels, say: PlanWords, level: str) -> dict[str, Any] | None:
    """The margins of one indicator in one wave, group by group; None where there is none to show."""
    import altair as alt

    shown = [group for group in groups if group.margin is not None]
    if not shown:
        return None
    cells = list(dict.fromkeys((group.by, group.level) for group in groups))
    names = {cell: textwrap.shorten(labels.level(*cell), 48, placeholder=" …") for cell in cells}
    iccs = list(dict.fromkeys(group.icc for group in shown))
    series = [
        say.words.text("plan_line.icc", icc=say.as_given(icc, "amount")) if icc is not None else "" for icc in iccs
    ]
    x = axis([group.margin for group in shown if group.margin is not None], include=(0.0, *ROUND_MARGINS))
    rows = {cell: number + 0.5 for number, cell in enumerate(cells)}
    y = alt.Y("y:Q", scale=alt.Scale(domain=[0, len(cells)], reverse=True, nice=False, zero=False), axis=None)
    left = max(len(name) for name in names.values()) * CHARACTER_PIXELS + 24
    across = alt.X(
        "x:Q", scale=alt.Scale(domain=[x.low, x.high], nice=False, zero=False),
        axis=_axis(x, "margin", say, say.words.text("plan_column.margin")),
    )  # fmt: skip
    scale = [palette.SERIES[i % 4] for i in range(len(iccs))]
    legend = alt.Legend(title=None, orient="top") if len(iccs) > 1 else None
    dots = [
        {"y": rows[group.by, group.level], "x": group.margin, "series": series[iccs.index(group.icc)]}
        for group in shown
    ]
    texts = [
        {
            "y": rows[cell],
            "text": names[cell],
            "whole": not cell[0],
            "hidden": cell not in {(g.by, g.level) for g in shown},
        }
        for cell in cells
    ]
    hidden = [{"y": text["y"], "text": say.text("none")} for text in texts if text["hidden"]]
    layers = [
        alt.Chart(alt.InlineData(values=[{"x": value} for value in ROUND_MARGINS]))
        .mark_rule(color=palette.MUTED, strokeDash=[4, 3])
        .encode(x=across),
        *(
            alt.Chart(alt.InlineData(values=[text for text in texts if text["whole"] is whole]))
            .mark_text(align="left", baseline="middle", fontSize=TEXT_SIZE, color=palette.INK,
                       fontWeight="bold" if whole else "normal")
            .encode(x=alt.value(-left), y=y, text=alt.Text("text:N"))
            for whole in (True, False)
        ),
        alt.Chart(alt.InlineData(values=dots))
        .mark_point(filled=True, size=80, opacity=1)
        .encode(
            x=across, y=y,
            color=alt.Color("series:N", scale=alt.Scale(domain=series, range=scale), legend=legend),
            shape=alt.Shape("series:N", scale=alt.Scale(domain=series, range=list(SHAPES[: len(iccs)])), legend=legend),
        ),
    ]  # fmt: skip
    if hidden:
        layers.append(
            alt.Chart(alt.InlineData(values=hidden))
            .mark_text(baseline="middle", color=palette.MUTED)
            .encode(x=alt.value(12), y=y, text=alt.Text("text:N"))
        )
    wave = labels.wave(groups[0].wave)
    title = say.words.text("plan.chart_study", indicator=f"{labels.indicator(groups[0].indicator)} ({wave})")
    note = [say.words.text("plan.chart_study_note", level=level)]
    if labels.study.synthetic:
        note.append(labels.words.text("figure.synthetic"))
    return _finished(alt.layer(*layers).properties(width=360, height=LINE_PIXELS * len(cells)), title, note)


def _ends(chart: PlanChart, lines: Iterable[tuple[str, PlanLine]], x: Axis, y: Axis) -> list[tuple[str, float, float]]:
    """Where the names of the lines stand, in pixels: at their right ends, moved apart where they would touch."""
    found: list[tuple[str, float, float]] = []
    for name, line in lines:
        at, value = line.points[0] if chart.falling else line.points[-1]
        part = (at - x.low) / (x.high - x.low)
        top = (1 - (value - y.low) / (y.high - y.low)) * HEIGHT
        found.append((name, (1 - part if chart.falling else part) * WIDTH, top))
    apart: list[tuple[str, float, float]] = []
    # From the bottom, so that names move up and never into the axis.
    for name, right, top in sorted(found, key=lambda end: -end[2]):
        beside = [other for _, place, other in apart if abs(place - right) < len(name) * CHARACTER_PIXELS]
        apart.append((name, right, min([top, *(other - LABEL_DISTANCE for other in beside)])))
    return apart


def _as_far_as(values: Sequence[float]) -> Axis:
    """An axis that ends where the lines do, with about five round numbers between."""
    low, high = min(values), max(values)
    if high <= low:
        return axis(values)
    rough = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    first, last = math.ceil(low / step - 1e-6), math.floor(high / step + 1e-6)
    return Axis(low, high, tuple(Tick(round(number * step, 10), 0.0) for number in range(first, last + 1)))


def _axis(scale: Axis, unit: Unit, say: PlanWords, title: str | None) -> alt.Axis:
    """The renderer knows English numbers only, so that each label is given."""
    import altair as alt

    factor = 100 if unit in ("margin", "points", "share") else 1
    step = (scale.ticks[1].value - scale.ticks[0].value) * factor if len(scale.ticks) > 1 else 1.0
    digits = next((digits for digits in range(4) if is_whole(step * 10**digits)), 3)
    within = (scale.high - scale.low) / 1000
    expression = "''"
    for tick in scale.ticks:
        text = say.numbers.decimal(tick.value * factor, digits)
        expression = f"abs(datum.value - {tick.value!r}) < {within!r} ? '{text}' : {expression}"
    return alt.Axis(values=[tick.value for tick in scale.ticks], labelExpr=expression, title=title, titleX=0)


def _finished(chart: Any, title: str, subtitle: list[str]) -> dict[str, Any]:
    import altair as alt

    titled = chart.properties(
        padding=18,
        background="white",
        title=alt.TitleParams(
            text=textwrap.wrap(title, int(NOTE_CHARACTERS * TEXT_SIZE / TITLE_SIZE)),
            subtitle=subtitle,
            anchor="start",
            frame="bounds",
            fontSize=TITLE_SIZE,
            fontWeight="bold",
            color=palette.INK,
            subtitleFontSize=TEXT_SIZE,
            subtitleColor=palette.MUTED,
            subtitlePadding=5,
            offset=14,
        ),
    )
    configured = titled.configure(
        font=palette.SANS,
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(**axis_look()),
        legend=alt.LegendConfig(labelFontSize=SMALL_SIZE, labelColor=palette.INK, symbolSize=90, offset=8),
    )
    specification: dict[str, Any] = configured.to_dict(validate=False)
    return specification

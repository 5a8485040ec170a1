"""Small multiples: coverage and width against the true share, a line for each size of the sample or number of PSUs."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .bands import LEAST_COUNTED, LEAST_COVERAGE
from .grid import CONF_LEVEL
from .names import NAMES, name_of
from .record import Measured

LOWEST = 0.84
PNG_SCALE = 1.4
TICKS = (0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99)
COLUMNS = 4
COLOURS = ["#c6410f", "#e08214", "#6a9a3b", "#2a8fa8", "#34558b", "#5a3e85", "#3d3d3d", "#8c8c8c", "#000000"]


def write_charts(cells: Sequence[Measured], folder: Path) -> None:
    """coverage-simple.png, coverage-psu.png, and the same for width; as SVG the many points take more room."""
    import vl_convert

    shown = [one for one in cells if one.setting.p is not None and one.setting.interval in NAMES]
    for kind, members in (
        ("simple", [one for one in shown if one.setting.n_psu is None]),
        ("psu", [one for one in shown if one.setting.n_psu is not None]),
    ):
        for quantity in ("coverage", "width"):
            svg = vl_convert.vegalite_to_svg(drawing(members, kind, quantity), allowed_base_urls=[])
            (folder / f"{quantity}-{kind}.png").write_bytes(vl_convert.svg_to_png(svg, scale=PNG_SCALE))


def drawing(cells: Sequence[Measured], kind: str, quantity: str) -> str:
    """The specification of one chart."""
    rows = points(cells, kind, quantity)
    order = [name_of(key) for key in NAMES if any(row["interval"] == name_of(key) for row in rows)]
    lines = sorted({row["line"] for row in rows})
    legend = "records, of the smaller group" if kind == "simple" else "PSUs"
    percent = quantity == "coverage"
    scale: dict[str, Any] = {"domain": [LOWEST, 1.0], "clamp": True, "nice": False, "zero": False}
    scale = scale if percent else {"type": "log"}
    title = f"coverage, drawn at {LOWEST:.0%} where lower" if percent else "mean width"
    encoding = {
        "x": {"field": "place", "type": "quantitative", "title": "true share",
              "scale": {"domain": [_logit(0.009), _logit(0.991)], "nice": False},
              "axis": {"values": [_logit(share) for share in TICKS], "grid": False, "labelFlush": False,
                       "labelExpr": "replace(format(1 / (1 + exp(-datum.value)), '.2~f'), '0.', '.')"}},
        "y": {"field": "value", "type": "quantitative", "title": None, "scale": scale,
              "axis": {"format": ".0%" if percent else "~g", "tickCount": 4, "gridColor": "#eeeeee"}},
        "color": {"field": "line", "type": "ordinal", "title": legend, "sort": lines,
                  "scale": {"domain": lines, "range": COLOURS[: len(lines)]}},
    }  # fmt: skip
    layers: list[dict[str, Any]] = [
        {"transform": [{"filter": "datum.enough"}], "mark": {"type": "line", "strokeWidth": 1.3}, "encoding": encoding},
        {"transform": [{"filter": "datum.enough"}], "mark": {"type": "point", "filled": True, "size": 16, "opacity": 1},
         "encoding": encoding},
        {"transform": [{"filter": "!datum.enough"}], "mark": {"type": "point", "size": 14, "strokeWidth": 0.8},
         "encoding": encoding},
    ]  # fmt: skip
    if percent:
        layers = [_rule(CONF_LEVEL, [1, 0], scale), _rule(LEAST_COVERAGE, [4, 3], scale), *layers]
    specification = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": {"text": title, "anchor": "start", "fontSize": 13, "subtitle": SUBTITLES[quantity]},
        "data": {"values": rows},
        "facet": {"field": "interval", "type": "nominal", "title": None, "sort": order,
                  "header": {"labelFontSize": 11, "labelLimit": 230, "labelPadding": 4}},
        "columns": COLUMNS,
        "spacing": 18,
        "spec": {"width": 195, "height": 110, "layer": layers},
        "resolve": {"scale": {"y": "shared" if percent else "independent"}},
        "config": {"aria": False, "font": "sans-serif", "view": {"stroke": "#dddddd"}, "background": "white"},
    }  # fmt: skip
    return json.dumps(specification)


SUBTITLES = {
    "coverage": "Solid rule 95%, dashed rule 94%. Filled: n·min(p, 1 − p) at least 5; hollow: less. "
    "Means over ICC, design and size of change.",
    "width": "In points of a share; ratios as they are. Logarithmic, each panel with its own scale.",
}


def points(cells: Sequence[Measured], kind: str, quantity: str) -> list[dict[str, Any]]:
    """Means by interval, line and share, apart for settings in which few are counted."""
    groups: dict[tuple[str, int, float, bool], list[float]] = defaultdict(list)
    for one in cells:
        setting, value = one.setting, getattr(one, quantity)
        line = setting.n if kind == "simple" else setting.n_psu
        if not math.isnan(value) and setting.p is not None and line is not None and _drawn(setting.p):
            enough = setting.counted >= LEAST_COUNTED
            groups[name_of(setting.interval), _class(line, kind), round(setting.p, 2), enough].append(value)
    return [
        {
            "interval": key[0],
            "line": key[1],
            "place": round(_logit(key[2]), 3),
            "enough": key[3],
            "value": round(sum(values) / len(values), 5),
        }
        for key, values in sorted(groups.items())
    ]


def _class(line: int, kind: str) -> int:
    """The nearest of the sizes that have a line."""
    sizes = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000) if kind == "simple" else (5, 10, 20, 50, 100)
    return min(sizes, key=lambda size: abs(math.log(size / line)))


def _logit(share: float) -> float:
    """Stretches the ends, where intervals differ."""
    return math.log(share / (1 - share))


def _drawn(share: float) -> bool:
    """Enumerated shares stand close together: every second point above 10% would hide the line."""
    return round(share * 100) in {1, 2, 3, 5, 7, 10, 15, 20, 27, 35, 42, 50, 58, 65, 73, 80, 85, 90, 93, 95, 97, 98, 99}


def _rule(value: float, dash: list[int], scale: dict[str, Any]) -> dict[str, Any]:
    return {
        "mark": {"type": "rule", "color": "#777777", "strokeWidth": 0.8, "strokeDash": dash},
        "encoding": {"y": {"datum": value, "scale": scale}},
    }

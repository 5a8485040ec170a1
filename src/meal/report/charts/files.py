"""figures/*.svg and *.png."""

from __future__ import annotations

from meal.model.estimates import Published
from meal.report.chart_axis import chart_axis
from meal.report.charts.rows import chart_rows
from meal.report.grid import grid_of
from meal.report.labels import labels_of
from meal.study.definition import Study

PNG_SCALE = 2.0
"""Pixels of the picture for each unit of the drawing: sharp on paper and on dense screens."""


def figures(published: Published, study: Study, language: str) -> dict[str, bytes]:
    """A chart for each indicator that the study draws: `figures/<indicator>.svg` and `.png`.

    An indicator without a number that can be shown has none. Drawn without a browser and without
    the network; the same results give the same bytes.
    """
    import vl_convert

    from meal.report.charts.drawing import drawing

    labels = labels_of(published, study, language)
    files: dict[str, bytes] = {}
    for indicator in study.figure_ids():
        grid = grid_of(published, study, indicator)
        scale = chart_axis(grid)
        if scale is None:
            continue
        specification = drawing(grid, chart_rows(grid, labels), scale, labels)
        svg = vl_convert.vegalite_to_svg(specification, allowed_base_urls=[])
        files[f"figures/{indicator}.svg"] = svg.encode("utf-8")
        # From the drawing, and not from the specification again, which would lay it out twice.
        files[f"figures/{indicator}.png"] = vl_convert.svg_to_png(svg, scale=PNG_SCALE)
    return files

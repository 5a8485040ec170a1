"""figures/*.svg and *.png."""

from __future__ import annotations

from meal.model.estimates import Published
from meal.report.chart_axis import chart_axis
from meal.report.charts.drawing import drawing
from meal.report.charts.drawing_process import Painter, Painting
from meal.report.charts.rows import chart_rows
from meal.report.grid import grid_of
from meal.report.labels import labels_of
from meal.study.definition import Study


def begun_figures(published: Published, study: Study, language: str, painter: Painter | None = None) -> Painting:
    """A chart for each indicator that the study draws, `figures/<indicator>.svg` and `.png`, being painted.

    An indicator without a number that can be shown has none. Drawn without a browser and without
    the network; the same results give the same bytes.

    Args:
        painter: paints beside the run; where None, the charts are painted when they are asked for.
    """
    labels = labels_of(published, study, language)
    specifications = {}
    for indicator in study.figure_ids():
        grid = grid_of(published, study, indicator)
        scale = chart_axis(grid)
        if scale is not None:
            specifications[f"figures/{indicator}"] = drawing(grid, chart_rows(grid, labels), scale, labels)
    return Painting(specifications, None) if painter is None else painter.begin(specifications)


def figures(published: Published, study: Study, language: str) -> dict[str, bytes]:
    """The files of `begun_figures`."""
    return begun_figures(published, study, language).files()

"""Charts as files, for documents and slides."""

from meal.report.charts.drawing_process import Painter
from meal.report.charts.files import begun_figures, figures

__all__ = ["Painter", "begun_figures", "figures"]

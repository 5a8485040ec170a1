"""Charts as files, for documents and slides."""

from meal.report.charts.files import figures

__all__ = ["figures"]

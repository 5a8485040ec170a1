"""The results as a workbook for Excel and LibreOffice."""

from meal.report.excel.workbook import workbook

__all__ = ["workbook"]

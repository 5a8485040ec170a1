"""The workbook in which officers decide whether two records are of one person."""

from meal.report.worklist.workbook import worklist_workbook

__all__ = ["worklist_workbook"]

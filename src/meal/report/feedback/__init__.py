"""What a partner gets back: a workbook to reply in, and a page to read."""

from meal.report.feedback.page import feedback_page
from meal.report.feedback.workbook import WRITTEN, feedback_workbook

__all__ = ["WRITTEN", "feedback_page", "feedback_workbook"]

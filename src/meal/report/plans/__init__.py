"""A plan as lines on the terminal, and as a table, a page and charts."""

from meal.report.plans.files import plan_files, study_plan_files
from meal.report.plans.text import plan_lines, study_plan_lines

__all__ = ["plan_files", "plan_lines", "study_plan_files", "study_plan_lines"]

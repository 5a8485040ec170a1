"""`meal feedback`: what each partner is told about its records, and what it may answer."""

from meal.pipeline.feedback.files import Told, feedback_files, write_feedback
from meal.pipeline.feedback.packages import partner_packages

__all__ = ["Told", "feedback_files", "partner_packages", "write_feedback"]

"""What became of findings from one receipt to the next, and the scorecard of partners, as tables and a page."""

from meal.report.resubmission.page import scorecard_page
from meal.report.resubmission.tables import followed_csv, scores_csv

__all__ = ["followed_csv", "scorecard_page", "scores_csv"]

"""Published results as files: tables, workbook, page, figures.

Every function is pure and returns what `store` writes.
"""

from meal.report.charts import Painter, begun_figures, figures
from meal.report.csv_files import (
    as_text_cell,
    changes_csv,
    definitions_csv,
    estimates_csv,
    findings_csv,
    officers_csv,
    periods_csv,
)
from meal.report.donor import donor_csv, has_donor_table
from meal.report.excel import workbook
from meal.report.headlines import number_words
from meal.report.highlights import with_highlights
from meal.report.html import page, page_file
from meal.report.labels import labels_of
from meal.report.linkage import linkage_csv
from meal.report.overlap import overlap_csv
from meal.report.plans import plan_files, plan_lines, study_plan_files, study_plan_lines
from meal.report.resubmission import followed_csv, scorecard_page, scores_csv
from meal.report.run_record import run_json

__all__ = [
    "Painter",
    "as_text_cell",
    "begun_figures",
    "changes_csv",
    "definitions_csv",
    "donor_csv",
    "estimates_csv",
    "figures",
    "findings_csv",
    "followed_csv",
    "has_donor_table",
    "labels_of",
    "linkage_csv",
    "number_words",
    "officers_csv",
    "overlap_csv",
    "page",
    "page_file",
    "periods_csv",
    "plan_files",
    "plan_lines",
    "run_json",
    "scorecard_page",
    "scores_csv",
    "study_plan_files",
    "study_plan_lines",
    "with_highlights",
    "workbook",
]

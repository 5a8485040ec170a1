"""Reading: a file becomes an `Export`, the exports of a wave become `Responses`, a form becomes a `Codebook`."""

from meal.read.audit import interview_seconds, is_audit_log
from meal.read.feedback_workbook import read_feedback_workbook
from meal.read.files import read_bytes, read_file, read_roster
from meal.read.frames import responses_from_frame
from meal.read.grids import Grid, workbook_grids
from meal.read.identity_workbook import read_identity_workbook
from meal.read.logs import read_log
from meal.read.naming import question_columns
from meal.read.repeats import Repeat, parent_rows, read_repeats
from meal.read.under_form import form_names, under_form
from meal.read.wave import read_wave, stacked, wave_files
from meal.read.xlsform import read_xlsform

__all__ = [
    "Grid",
    "Repeat",
    "form_names",
    "interview_seconds",
    "is_audit_log",
    "parent_rows",
    "question_columns",
    "read_bytes",
    "read_feedback_workbook",
    "read_file",
    "read_identity_workbook",
    "read_log",
    "read_repeats",
    "read_roster",
    "read_wave",
    "read_xlsform",
    "responses_from_frame",
    "stacked",
    "under_form",
    "wave_files",
    "workbook_grids",
]

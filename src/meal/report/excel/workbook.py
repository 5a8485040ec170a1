"""indicators.xlsx: its sheets in order."""

from __future__ import annotations

import io
from datetime import datetime

from meal.model.estimates import Published
from meal.model.run import RunSummary
from meal.report.excel.book import new_book
from meal.report.excel.comparison_sheet import comparison_sheet
from meal.report.excel.donor_sheet import donor_sheet
from meal.report.excel.level_sheets import level_sheets
from meal.report.excel.linkage_sheet import linkage_sheet
from meal.report.excel.other_sheets import data_sheet, findings_sheet, flow_sheet, methods_sheet, variant_sheet
from meal.report.excel.overlap_sheet import overlap_sheet
from meal.report.excel.period_sheet import period_sheet
from meal.report.excel.summary import summary_sheet
from meal.report.excel.transition_sheet import transition_sheet
from meal.report.labels import labels_of
from meal.study.definition import Study

WRITTEN = datetime(2000, 1, 1)
"""Stands for the time of writing, so that the same results give the same bytes on the same machine."""


def workbook(published: Published, study: Study, run: RunSummary, language: str) -> bytes:
    """The results as a workbook: a summary, a sheet a disaggregation with charts, and what stands behind them.

    Text is written as text and never as a formula; a hidden result is a dash in every sheet.
    """
    import xlsxwriter

    labels = labels_of(published, study, language)
    file = io.BytesIO()
    # Memory instead of temporary files, whose names differ between runs.
    with xlsxwriter.Workbook(file, {"in_memory": True}) as written:
        written.set_properties({"title": labels.title(), "author": f"meal {run.meal_version}", "created": WRITTEN})
        written.set_size(2400, 1500)
        book = new_book(written, labels)
        summary_sheet(book)
        level_sheets(book)
        donor_sheet(book)
        overlap_sheet(book)
        comparison_sheet(book)
        transition_sheet(book)
        period_sheet(book)
        variant_sheet(book)
        flow_sheet(book)
        linkage_sheet(book)
        findings_sheet(book)
        methods_sheet(book, run)
        data_sheet(book)
    return file.getvalue()

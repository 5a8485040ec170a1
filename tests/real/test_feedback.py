"""Feedback on a real export with repeat groups: its own sheets, headings and rows, with nothing personal in it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from meal.model.partner_feedback import PartnerFeedback
from meal.pipeline.feedback import partner_packages
from meal.report.feedback import feedback_page, feedback_workbook
from tests.real.test_form_logic import study

DATA = "data/impactr4phu-iphra-repeats"
KEY = bytes(32)


@pytest.fixture(scope="module")
def told(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> PartnerFeedback:
    data = shared / DATA
    checked = study(tmp_path_factory.mktemp("told"), data / "kobo_multisheet.xlsx", data / "xlsform.xlsx", "uuid")
    (feedback,) = partner_packages(checked.prepared, KEY)
    return feedback


def test_every_sheet_of_the_export_is_there_with_its_own_headings_and_rows(told: PartnerFeedback, shared: Path) -> None:
    export = openpyxl.load_workbook(shared / DATA / "kobo_multisheet.xlsx", read_only=True)
    given = {}
    for sheet in export.worksheets:
        rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        given[sheet.title] = (rows[0], [row for row in rows[1:] if any(row)])
    for sheet in told.sheets:
        headings, rows = given[sheet.export.sheet]
        named = [heading for heading in headings if heading]
        assert [heading for heading in sheet.headings if heading in named] == named
        assert len(sheet.cells) <= len(rows)
    main = next(sheet for sheet in told.sheets if sheet.export.sheet == export.sheetnames[0])
    assert len(main.cells) == len(given[main.export.sheet][1]) == told.n_records
    assert len(told.sheets) > 1


def test_every_line_about_a_record_leads_to_a_cell_that_holds_what_was_found(told: PartnerFeedback) -> None:
    by_title = {sheet.export.title: sheet for sheet in told.sheets}
    placed = [item for item in told.items if item.line.row]
    assert len(placed) > 50
    for item in placed:
        assert item.place is not None
        sheet = by_title[item.place.title]
        assert sheet.rows[item.place.row - 2] == int(item.line.row)
        assert sheet.stable_ids[item.place.row - 2] == item.line.stable_id


def test_the_workbook_can_be_read_and_the_page_written(told: PartnerFeedback) -> None:
    content = feedback_workbook(told)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert [sheet.export.title for sheet in told.sheets] == book.sheetnames[1:-2]
    page = feedback_page(told)
    assert all(f">{item.line.number}</td>" in page for item in told.items)
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None

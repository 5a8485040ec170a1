"""The workbook that a partner gets: as a person opens it, and as a thief would."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from meal.messages.words import partner_words
from meal.model.feedback_workbook import HIDDEN_SHEET, KINDS, SETTINGS, FeedbackLine, line_seal
from meal.model.partner_feedback import PartnerFeedback, Place
from meal.report.feedback import feedback_page, feedback_workbook
from tests.feedback_study import AFTER_HARBOUR, AFTER_NOUR, BEFORE, PERSONAL, SCHEMA
from tests.feedback_told import KEY, told_partners


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, PartnerFeedback]:
    return told_partners(tmp_path_factory.mktemp("told"))


@pytest.fixture(scope="module")
def books(told: dict[str, PartnerFeedback]) -> dict[str, bytes]:
    return {partner: feedback_workbook(feedback) for partner, feedback in told.items()}


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def hidden_rows(book: Workbook) -> list[tuple[str, ...]]:
    rows = book[HIDDEN_SHEET].iter_rows(values_only=True)
    return [tuple("" if cell is None else str(cell) for cell in row) for row in rows]


def settings(book: Workbook) -> dict[str, str]:
    return {row[1]: row[2] for row in hidden_rows(book) if row[0] == "setting"}


def first_line(book: Workbook) -> tuple[Worksheet, int]:
    return book.worksheets[0], int(settings(book)["fix_first_row"])


def test_the_first_sheet_says_the_verdict_first(books: dict[str, bytes]) -> None:
    sheet = opened(books["Harbour"]).worksheets[0]
    assert sheet.title == "What to fix"
    assert sheet["A1"].value == "Needs correction"
    assert "2 of your 4 records" in sheet["A2"].value
    assert opened(books[""]).worksheets[0]["A1"].value == "Ready"


def test_a_line_shows_the_row_of_the_file_and_leads_to_the_cell(books: dict[str, bytes]) -> None:
    book = opened(books["Harbour"])
    sheet, row = first_line(book)
    age = row + 2
    assert [sheet.cell(age, column).value for column in (1, 3, 4, 5, 6, 8)] == [
        "3", "before.csv", "3", "How old are you?", "240", "from 15 to 35",
    ]  # fmt: skip
    link = sheet.cell(age, 4).hyperlink.location
    title, cell = link.split("!")
    assert book[title.strip("'")][cell].value == "240"


def test_replies_are_chosen_from_lists_that_the_hidden_sheet_holds(books: dict[str, bytes]) -> None:
    book = opened(books["النور"])
    sheet, row = first_line(book)
    lists = {
        str(cells): rule
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
        for cells in rule.sqref.ranges
    }
    offered = {cells: listed(book, rule.formula1) for cells, rule in lists.items()}
    assert offered[f"J{row}:J{row + 2}"] == ["يُصحَّح", "صحيح كما هو", "تُحذف هذه المقابلة", "لا نعرف"]
    assert offered[f"K{row}"] == ["البقاء", "المغادرة", "شيء آخر (other)", "شيء آخر (other_2)"]
    assert offered[f"K{row + 1}"] == ["البحر", "الدَّين"]
    assert lists[f"K{row}"].showErrorMessage
    assert not lists[f"K{row + 1}"].showErrorMessage  # several answers are typed


def listed(book: Workbook, formula: str) -> list[str]:
    column, first, last = re.fullmatch(rf"{HIDDEN_SHEET}!\$([A-Z])\$(\d+):\$[A-Z]\$(\d+)", formula).groups()  # type: ignore[union-attr] # fails where it does not match
    return [book[HIDDEN_SHEET][f"{column}{row}"].value for row in range(int(first), int(last) + 1)]


def test_only_replies_and_answers_may_be_changed(books: dict[str, bytes]) -> None:
    book = opened(books["Harbour"])
    sheet, row = first_line(book)
    free = {column for column in range(1, 13) if not sheet.cell(row, column).protection.locked}
    assert free == {10, 11, 12}
    assert all(one.protection.sheet for one in book.worksheets)
    assert sheet.protection.password is None
    rows = book["before"]
    unlocked = {rows.cell(1, cell.column).value for cell in rows[3] if not cell.protection.locked}
    assert {"age", "visit", "plan", "risks", "remark"} <= unlocked
    assert not {"partner", "respondent_id", "_uuid"} & unlocked
    free_columns = {letter for letter, one in rows.column_dimensions.items() if not one.protection.locked}
    assert {"C", "E"} <= free_columns  # name and phone: blank cells take the style of their column


def test_cells_in_question_are_coloured_and_explained(books: dict[str, bytes]) -> None:
    rows = opened(books["Harbour"])["before"]
    headings = {cell.value: cell.column for cell in rows[1]}
    age = rows.cell(3, headings["age"])
    assert age.fill.fgColor.rgb == "FFFBDCD7"
    assert age.comment.text.startswith('3. The answer to "How old are you?" is 240.\nPlease check it')
    assert rows.cell(2, headings["age"]).comment is None


def test_hidden_columns_stand_for_personal_answers(books: dict[str, bytes]) -> None:
    rows = opened(books["Harbour"])["before"]
    headings = [cell.value for cell in rows[1]]
    assert headings == [
        "partner", "respondent_id", "name", "meal:hash", "phone", "meal:hash", "age", "visit", "plan", "risks",
        "remark", "_uuid", "meal:stable_id", "meal:row",
    ]  # fmt: skip
    ours = {number for number, text in enumerate(headings, start=1) if text.startswith("meal:")}
    hidden = [one for one in rows.column_dimensions.values() if one.hidden]
    assert {number for one in hidden for number in range(one.min, one.max + 1)} == ours
    assert rows.cell(2, 3).value is None
    assert len(rows.cell(2, 4).value) == 64
    assert rows.cell(2, 13).value == "u-h1"


def test_what_looks_like_a_formula_is_text(books: dict[str, bytes]) -> None:
    for content in books.values():
        for sheet in opened(content).worksheets:
            assert not [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    rows = opened(books["Harbour"])["before"]
    assert [rows.cell(row, 11).value for row in (2, 3)] == ["=1+2", "@cmd|calc"]


def test_the_hidden_sheet_is_the_contract(books: dict[str, bytes], told: dict[str, PartnerFeedback]) -> None:
    for partner, content in books.items():
        book = opened(content)
        assert book[HIDDEN_SHEET].sheet_state == "hidden"
        rows = hidden_rows(book)
        assert {row[0] for row in rows} <= set(KINDS)
        assert set(settings(book)) == set(SETTINGS)
        lines = [FeedbackLine(*row[1:16]) for row in rows if row[0] == "line"]  # type: ignore[arg-type] # texts of the sheet
        assert lines == [item.line for item in told[partner].items]
        assert all(line.seal == line_seal(KEY, line) for line in lines)
        for kind, title, number, question, _ in ((row + ("",) * 5)[:5] for row in rows if row[0] == "column"):
            assert kind == "column"
            heading = book[title].cell(1, int(number)).value
            assert heading == question


def test_settings_say_where_replies_stand(books: dict[str, bytes]) -> None:
    book = opened(books["Étoile"])
    told = settings(book)
    sheet = book[told["fix_sheet"]]
    head = int(told["fix_first_row"]) - 1
    words = partner_words("fr")
    for name in ("number", "reply", "new_value", "comment"):
        assert sheet.cell(head, int(told[f"column_{name}"])).value == words.text(f"column.{name}")
    assert sheet.cell(head + 1, int(told["column_number"])).value == "1"


def test_arabic_runs_from_right_to_left(books: dict[str, bytes]) -> None:
    book = opened(books["النور"])
    assert all(sheet.sheet_view.rightToLeft for sheet in book.worksheets if sheet.title != HIDDEN_SHEET)
    assert not opened(books["Harbour"]).worksheets[0].sheet_view.rightToLeft


def package_text(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return "\n".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())


def cells_by_partner() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for table in (BEFORE, AFTER_HARBOUR, AFTER_NOUR):
        for line in table.strip().splitlines()[1:]:
            cells = [cell.strip('"') for cell in line.split(";")]
            found.setdefault(cells[0], set()).update(cells)
    return found


def test_nothing_of_another_partner_and_nothing_personal_is_in_the_package(
    books: dict[str, bytes], told: dict[str, PartnerFeedback]
) -> None:
    cells = cells_by_partner()
    checked = 0
    for partner, content in books.items():
        for text in (package_text(content), feedback_page(told[partner])):
            assert not [value for value in PERSONAL if value in text]
            others = set.union(*(mine for other, mine in cells.items() if other != partner)) - cells[partner]
            telling = {value for value in others if len(value) > 1 and value not in SCHEMA and not value.isdigit()}
            checked += len(telling)
            words = set(re.findall(r"[^<>\"=,;\s]+", text))
            assert not telling & words, (partner, telling & words)
    assert checked > 100


def test_the_same_feedback_gives_the_same_bytes(told: dict[str, PartnerFeedback], books: dict[str, bytes]) -> None:
    assert feedback_workbook(told["النور"]) == books["النور"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_workbook_and_saves_it_with_everything_in_it(
    books: dict[str, bytes], tmp_path: Path
) -> None:
    for name, content in {"english": books["Harbour"], "arabic": books["النور"]}.items():
        (tmp_path / f"{name}.xlsx").write_bytes(content)
    saved = tmp_path / "saved"
    command = [
        "soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx",
        "--outdir", str(saved), str(tmp_path / "english.xlsx"), str(tmp_path / "arabic.xlsx"),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    for name in ("english", "arabic"):
        before, after = (openpyxl.load_workbook(folder / f"{name}.xlsx") for folder in (tmp_path, saved))
        assert after.sheetnames == before.sheetnames
        assert after[HIDDEN_SHEET].sheet_state == "hidden"
        assert hidden_rows(after) == hidden_rows(before)
        for sheet in before.worksheets:
            texts = [[cell.value for cell in row] for row in sheet.iter_rows()]
            assert [[cell.value for cell in row] for row in after[sheet.title].iter_rows()] == texts
        kept = {rule.type for rule in after.worksheets[0].data_validations.dataValidation}
        assert "list" in kept
        assert after.worksheets[1].protection.sheet


def test_any_text_can_be_written(told: dict[str, PartnerFeedback]) -> None:
    feedback = told["Harbour"]
    odd = [
        "\x01\x0b control",
        "half \ud800 a pair",
        "x" * 40_000,
        "<&>\"'",
        "\u202e turned",
        "_x0041_",
        "'=1",
        "\n\r\t",
    ]
    (first, *rest) = feedback.sheets
    remark = first.questions.index("remark")
    rows = tuple((*first.cells[0][:remark], text, *first.cells[0][remark + 1 :]) for text in odd)
    sheet = replace(
        first, cells=rows, hashes={}, stable_ids=tuple(odd), rows=tuple(range(len(odd))), kinds=("answer",) * 10
    )
    item = replace(feedback.items[-1], message="=cmd|' /C calc'!A0", found="\ud800", place=Place("before", 2, 5))
    book = opened(feedback_workbook(replace(feedback, sheets=(sheet, *rest), items=(item,))))
    written = [book["before"].cell(row, remark + 1) for row in range(2, 2 + len(odd))]
    assert {cell.data_type for cell in written} == {"s"}
    assert written[2].value == "x" * 32_766 + "…"
    assert [cell.value for cell in written[3:5]] == odd[3:5]
    assert book.worksheets[0].cell(int(settings(book)["fix_first_row"]), 7).data_type == "s"

"""indicators.xlsx: every estimate is in it, nothing hidden is, and no text runs as a formula."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest
from openpyxl import Workbook, load_workbook

from meal.model.estimates import Published
from meal.model.run import RunSummary
from meal.report import workbook
from meal.report.excel.book import sheet_name
from meal.study.definition import Study
from tests.report.sample_publication import peer_messages, reconsideration

Publication = tuple[Published, Study, RunSummary]


def opened(publication: Publication, language: str = "en") -> Workbook:
    return load_workbook(io.BytesIO(workbook(*publication, language)))


@pytest.fixture(scope="module")
def book() -> Workbook:
    return opened(reconsideration())


def lines(book: Workbook, sheet: str) -> list[dict[str, object]]:
    rows = list(book[sheet].iter_rows(values_only=True))
    return [dict(zip((str(head) for head in rows[0]), row, strict=True)) for row in rows[1:] if row[0] is not None]


def test_a_summary_comes_first_then_a_sheet_a_disaggregation(book: Workbook) -> None:
    assert book.sheetnames == [
        "Summary", "Everybody", "Sex", "Age", "Country", "Group", "Sex × country", "Donor table",
        "Comparisons", "Bounds and variants", "Flow of respondents", "Findings", "Methods", "All estimates",
    ]  # fmt: skip


def test_the_sheets_have_dutch_names_in_dutch() -> None:
    assert opened(reconsideration(), "nl").sheetnames[:3] == ["Samenvatting", "Iedereen", "Geslacht"]


def test_the_summary_says_what_was_aimed_at_and_what_was_published(book: Workbook) -> None:
    rows = list(book["Summary"].iter_rows(values_only=True))
    first = next(row for row in rows if row[1] == 10125)
    assert first[4:10] == ("people", 13412, 5000, "this is above", 10125, "the same number; Ministry, results 2019")
    assert any("Synthetic data." in str(row[0]) for row in rows)
    assert any("There is no comparison group" in str(row[0]) for row in rows)


def test_every_row_of_the_estimates_table_is_there_in_full_precision(book: Workbook) -> None:
    published, _, _ = reconsideration()
    rows = lines(book, "All estimates")
    assert len(rows) == len(published.estimates)
    for row, estimate in zip(rows, published.estimates, strict=True):
        assert row["indicator"] == estimate.indicator
        assert row["estimate"] == (estimate.estimate if estimate.estimate is None else pytest.approx(estimate.estimate))
        assert row["conf_low"] == (estimate.conf_low if estimate.conf_low is None else pytest.approx(estimate.conf_low))


def test_every_headline_level_is_on_the_sheet_of_its_disaggregation(book: Workbook) -> None:
    published, _, _ = reconsideration()
    sheets = {
        "": "Everybody", "sex": "Sex", "age_band": "Age", "country": "Country", "group": "Group",
        "sex|country": "Sex × country",
    }  # fmt: skip
    shown = [row for row in published.estimates if not row.variant and not row.comparison]
    for by, sheet in sheets.items():
        expected = {(row.indicator, row.wave, row.level) for row in shown if row.by == by}
        assert len(lines(book, sheet)) == len(expected)


def test_a_share_stands_with_its_interval_and_its_people(book: Workbook) -> None:
    row = next(
        row
        for row in lines(book, "Sex")
        if str(row["Indicator"]).startswith("People who say months later that they gave up migr")
        and row["Group"] == "Women"
    )
    assert row["Share"] == pytest.approx(92 / 409)
    assert row["Share, low 95%"] < row["Share"] < row["Share, high 95%"]  # type: ignore[operator] # numbers
    assert row["Answered"] == 409


def test_percentages_have_no_decimals_below_a_hundred_people(book: Workbook) -> None:
    formats = {
        (row[2].value, row[3].value): row[5].number_format
        for row in book["Sex × country"].iter_rows(min_row=2)
        if isinstance(row[5].value, float)
    }
    assert formats["Not recorded · Nigeria", 75] == "0%"
    assert formats["Women · Nigeria", 2965] == "0.0%"


def test_a_hidden_group_is_a_dash_with_a_note_and_no_number(book: Workbook) -> None:
    hidden = [
        row
        for row in book["Sex × country"].iter_rows(min_row=2)
        if row[2].value == "Not recorded · Iraq (Kurdistan Region)"
    ]
    assert len(hidden) == 6  # four indicators measured once, and one in two waves
    for row in hidden:
        assert not [cell.value for cell in row if isinstance(cell.value, int | float)]
        assert "–" in [cell.value for cell in row]
        assert [cell.comment.text for cell in row if cell.comment]
        assert "Hidden, so that nobody can be recognised." in [cell.value for cell in row]


def test_hidden_rows_have_no_number_among_all_estimates(book: Workbook) -> None:
    hidden = [row for row in lines(book, "All estimates") if row["status"] == "suppressed"]
    assert len(hidden) == reconsideration()[0].n_suppressed
    assert not [value for row in hidden for value in row.values() if isinstance(value, int | float)]


def test_the_flow_hides_what_is_small(book: Workbook) -> None:
    flow = {(row["Wave"], row["Step"]): row["Number"] for row in lines(book, "Flow of respondents")}
    assert flow["Before the conversation", "No consent"] == 131
    assert flow["Before the conversation", "Test records"] == "–"


def test_each_disaggregation_has_native_charts_with_the_intervals(book: Workbook) -> None:
    content = workbook(*reconsideration(), "en")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        charts = [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/charts/chart")]
    # Six indicators by sex; five by age, country, group and sex × country; none for everybody.
    assert len(charts) == 6 + 4 * 5
    with_interval = [chart for chart in charts if "<c:errBars>" in chart]
    assert len(with_interval) == 2 * 5 + 1
    assert all("<c:barChart>" in chart for chart in charts)
    assert len(book["Everybody"]._charts) == 0


def test_headings_stay_in_sight_and_columns_are_wide_enough(book: Workbook) -> None:
    sheet = book["Sex"]
    assert sheet.freeze_panes == "D2"
    assert sheet.column_dimensions["A"].width > 40
    longest = max(len(str(cell.value)) for cell in sheet["C"])
    assert sheet.column_dimensions["C"].width >= longest


def test_text_that_looks_like_a_formula_stays_text() -> None:
    published, study, run = reconsideration()
    labels = {**published.level_labels, "sex": {"female": {"en": "=1+1"}, "male": {"en": "http://example.org"}}}
    content = workbook(replace(published, level_labels=labels), study, run, "en")
    book = load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.value == "=1+1"]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert not [cell.coordinate for cell in cells if cell.hyperlink]


def test_effects_stand_on_the_sheet_of_comparisons() -> None:
    rows = lines(opened(peer_messages()), "Comparisons")
    first = rows[0]
    assert first["What it may be called"] == "Effect"
    assert first["Earlier wave or control group"] == pytest.approx(0.50)
    assert first["Later wave or treated group"] == pytest.approx(0.595)
    assert first["Difference"] == pytest.approx(9.5)
    assert first["Ratio"] == pytest.approx(1.19)


def test_the_same_results_give_the_same_bytes() -> None:
    assert workbook(*reconsideration(), "en") == workbook(*reconsideration(), "en")


def test_no_clock_is_in_the_workbook() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(*reconsideration(), "en"))) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert set(re.findall(r"\d{4}-\d\d-\d\dT", archive.read("docProps/core.xml").decode())) == {"2000-01-01T"}


@pytest.mark.parametrize(
    ("name", "taken", "expected"),
    [
        ("Sex × country", set(), "Sex × country"),
        ("a/b:c[d]?*\\", set(), "a b c d"),
        ("Sex", {"sex"}, "Sex 2"),
        ("x" * 40, set(), "x" * 31),
        ("x" * 40, {"x" * 31}, "x" * 29 + " 2"),
        ("'quoted'", set(), "quoted"),
        ("History", set(), "History 1"),
        ("", set(), "–"),
    ],
)
def test_sheet_names_are_such_as_excel_accepts(name: str, taken: set[str], expected: str) -> None:
    assert sheet_name(name, taken) == expected


def test_nothing_to_show_still_makes_a_workbook() -> None:
    _, study, run = reconsideration()
    assert opened((Published(estimates=()), study, run)).sheetnames == ["Summary", "Methods", "All estimates"]

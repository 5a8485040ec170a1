"""The section of a question asked twice, and its sheet."""

from __future__ import annotations

import io

import openpyxl
import pytest

from meal.api import analyse
from meal.pipeline.analyse import Analysis
from meal.pipeline.summary import headline_lines
from meal.report import page, workbook
from tests.tabulate.test_transition_rows import MOVES, TRANSITION, people

LARGE = {pair: times * 10 for pair, times in MOVES.items()}


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    before, after = people(LARGE)
    words = {"stay": {"en": "I stay", "nl": "Ik blijf"}, "unsure": {"en": "Unsure", "nl": "Weet niet"}, "go": "I go"}
    study = {
        "study": "s",
        "languages": ["en", "nl"],
        "identity": {"respondent": "id"},
        "waves": {"before": {"files": "-"}, "after": {"files": "-"}},
        "comparisons": [{**TRANSITION, "answer_labels": words, "ordered": True, "label": "Plans"}],
    }
    return analyse(study, {"before": before.iloc[:600], "after": after.iloc[:600]})


def test_the_page_says_who_went_where_with_shares_and_people(analysis: Analysis) -> None:
    made = page(analysis.published, analysis.prepared.file.study, analysis.run, "en")
    assert 'id="comparison-plans"' in made
    # 180 of 240 stayed; 70 of 200 still go; the bar says it to those who do not see it.
    assert '<span class="value">75.0%</span> <span class="ci" style="width: 4ch">(180)</span>' in made
    assert "I go → I stay: 40.0%, interval 33.5–46.9%; Unsure: 25.0%" in made
    # Counted ten times as often, the statistic is ten times that of the small table: 20360 / 268.
    assert "chi-square 76.0 with 2 degrees of freedom, p = &lt;0.001" in made
    assert "Mean change, in steps of one answer: −0.35" in made
    assert "${plan}" in made


def test_the_page_speaks_dutch(analysis: Analysis) -> None:
    made = page(analysis.published, analysis.prepared.file.study, analysis.run, "nl")
    assert "Wie ging waarheen" in made
    assert "Ik blijf" in made
    assert "chi-kwadraat 76,0" in made


def test_the_workbook_has_the_changes_and_the_ways(analysis: Analysis) -> None:
    study = analysis.prepared.file.study
    book = openpyxl.load_workbook(io.BytesIO(workbook(analysis.published, study, analysis.run, "en")))
    ways = [[cell.value for cell in row] for row in book["Who went where"].iter_rows(min_row=2)]
    stayed = next(row for row in ways if row[3:5] == ["I stay", "I stay"])
    assert stayed[5:8] == [240, 180, 0.75]
    changes = [[cell.value for cell in row] for row in book["Comparisons"].iter_rows(min_row=2)]
    assert [row[8] for row in changes] == pytest.approx([100 * 110 / 600, -100 * 10 / 600, -100 * 100 / 600])


def test_the_command_line_names_the_largest_way(analysis: Analysis) -> None:
    assert headline_lines(analysis)[-1].startswith("  Plans: stay → stay 75.0%")

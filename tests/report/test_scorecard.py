"""The page of receipts: bars whose heights are the numbers, in the language and direction of the reader."""

from __future__ import annotations

import re

import pytest

from meal.model.submissions import Score
from meal.report import scorecard_page
from meal.study.load import study_from_mapping

STUDY = study_from_mapping(
    {"study": "market", "waves": {"before": {"files": "x.csv", "label": {"en": "Before", "ar": "قبل"}}}}
).study
SCORES = (
    Score("before", "north", "2019-06-01", 1200, 6, 2),
    Score("before", "north", "2019-06-15", 1200, 3, 1, 0, 4, 4, 0, 0),
    Score("before", "south", "2019-06-01", 30, 0, 4),
    Score("before", "south", "2019-06-15", None, None, None, suppressed=True),
)


def heights(page: str) -> list[float]:
    return [float(text) for text in re.findall(r'<rect [^>]* height="([\d.]+)"', page)]


def test_bars_of_all_partners_have_one_scale() -> None:
    page = scorecard_page(SCORES, STUDY, "en")
    # The most that was found, 6 + 2, is 120 high: 15 for each.
    assert heights(page) == [90, 30, 45, 15, 60]
    assert "1 June 2019" in page
    assert "<td>1,200</td><td>6</td><td>2</td><td>–</td>" in page
    assert page.count("hidden, as a number is small") == 1


def test_where_nothing_was_found_there_is_no_empty_chart() -> None:
    page = scorecard_page([Score("before", "north", "2019-06-01", 3, 0, 0)], STUDY, "nl")
    assert "<svg" not in page
    assert "Er is niets gevonden." in page


@pytest.mark.parametrize(("language", "first"), [("fr", "1er juin 2019"), ("ar", "15 يونيو 2019")])
def test_the_first_receipt_stands_where_reading_begins(language: str, first: str) -> None:
    page = scorecard_page(SCORES[:2], STUDY, language)
    days = re.findall(r'middle">([^<]*(?:juin|يونيو)[^<]*)<', page)
    assert days[0] == first
    assert ('dir="rtl"' in page) == (language == "ar")

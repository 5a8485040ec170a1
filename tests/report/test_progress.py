"""Progress to a target, round words, and the donor's table."""

from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meal.api import analyse
from meal.pipeline.outputs import output_files
from meal.report import labels_of
from meal.report.highlights import number_in_words, rounded_down
from meal.report.progress import elapsed, rating
from meal.study.definition import Study


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (110, 110, "ahead"), (109.9, 109.9, "on_track"), (90, 90, "on_track"), (89.9, 89.9, "behind"), (0, 0, "behind"),
        (95, 105, "on_track"), (85, 95, "cannot_tell"), (50, 200, "cannot_tell"), (111, 140, "ahead"),
        (10, 80, "behind"),
    ],
)  # fmt: skip
def test_a_result_is_rated_as_far_as_its_interval_can_tell(low: float, high: float, expected: str) -> None:
    assert rating(low, high, target=100) == expected


def test_growth_is_counted_from_the_baseline_and_even_in_time() -> None:
    # From 20 to 100 in two years: after one year 60 was expected.
    assert rating(60, 60, target=100, baseline=20, elapsed=0.5) == "on_track"
    assert rating(64, 64, target=100, baseline=20, elapsed=0.5) == "ahead"  # 44 of 40
    assert rating(55, 55, target=100, baseline=20, elapsed=0.5) == "behind"  # 35 of 40
    # What is to fall, falls.
    assert rating(0.30, 0.30, target=0.30, baseline=0.50) == "on_track"
    assert rating(0.45, 0.45, target=0.30, baseline=0.50) == "behind"
    assert rating(0.20, 0.20, target=0.30, baseline=0.50) == "ahead"
    assert rating(5, 5, target=20, baseline=20) == "cannot_tell"
    assert rating(5, 5, target=20, elapsed=0) == "cannot_tell"


def study(**indicator: object) -> Study:
    return Study.model_validate(
        {
            "study": "s",
            "period": {"start": "2018-07-01", "end": "2019-06-30"},
            "waves": {"w": {"files": "-"}},
            "indicators": [{"id": "a", "counts": "${x} = 'yes'", "target": 10, **indicator}],
        }
    )


def test_the_part_of_the_time_that_is_over() -> None:
    def over(**indicator: object) -> float:
        made = study(**indicator)
        return elapsed(made.indicators[0], made)

    assert over() == 1
    assert over(target_date="2019-06-30") == 1
    assert over(target_date="2020-06-29") == pytest.approx(364 / 729)
    assert over(target_date="2018-01-01") == 1
    assert over(target_date="2020-06-30", baseline={"value": 1, "date": "2017-06-30"}) == pytest.approx(730 / 1096)


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [(36_360, 2, 36_000), (240_000, 2, 240_000), (2_716, 2, 2_700), (2_999.9, 2, 2_900), (182, 2, 180), (87, 2, 87),
     (7, 2, 7), (0, 2, 0), (36_360, 1, 30_000), (36_360, 3, 36_300), (36_360, 9, 36_360)],
)  # fmt: skip
def test_numbers_in_words_are_never_rounded_up(value: float, digits: int, expected: int) -> None:
    assert rounded_down(value, digits) == expected


@given(st.integers(min_value=0, max_value=10**9), st.integers(min_value=1, max_value=6))
def test_rounding_down_keeps_the_first_digits(value: int, digits: int) -> None:
    low = rounded_down(value, digits)
    assert low <= value
    assert str(low)[:digits] == str(value)[:digits]
    assert len(str(low)) == len(str(value))


def donors(n_yes: int, n_no: int, **indicator: object):  # type: ignore[no-untyped-def]
    settings = {
        "study": "s",
        "languages": ["en", "nl"],
        "period": {"start": "2018-07-01", "end": "2019-06-30"},
        "claim": "these_people",
        "disaggregate": ["status"],
        "waves": {"w": {"files": "-", "design": {"selection": "census"}}},
        "indicators": [
            {
                "id": "helped",
                "label": "People helped",
                "counts": "${x} = 'yes'",
                "report": "people",
                "target": 40,
                "baseline": {"value": 0},
                "previous": {"value": 20, "period": "last year", "how": "From a letter."},
                "attribution": 0.5,
                "published_rating": "on track",
                "highlight": {"en": "{number} people were helped", "nl": "{number} mensen zijn geholpen"},
                **indicator,
            }
        ],
    }
    yes = ["yes"] * n_yes + ["no"] * n_no
    return analyse(settings, {"w": pd.DataFrame({"x": yes, "status": ["host"] * len(yes)}, dtype="str")})


def test_the_donor_table_has_the_fields_columns_and_ours() -> None:
    files = output_files(donors(437, 60))
    rows = list(csv.DictReader(io.StringIO(files["donor_table.csv"].decode())))
    assert list(rows[0])[:13] == [
        "indicator_id", "title", "unit", "baseline_value", "baseline_date", "target_value", "target_date",
        "actual_value", "actual_low", "actual_high", "n", "period_start", "period_end",
    ]  # fmt: skip
    assert list(rows[0])[13:16] == ["status_level", "status", "comment"]
    whole, host = rows
    assert (whole["actual_value"], whole["n"], whole["baseline_date"], whole["target_date"]) == (
        "437.0", "497", "2018-07-01", "2019-06-30",
    )  # fmt: skip
    assert (whole["change"], whole["change_ratio"], whole["attributed_value"]) == ("417.0", "21.85", "218.5")
    assert (whole["progress"], whole["published_rating"], whole["comment"]) == ("ahead", "on track", "From a letter.")
    assert whole["highlight"] == "More than 430 people were helped"
    assert (host["status_level"], host["actual_value"], host["target_value"], host["progress"]) == (
        "host",
        "437.0",
        "",
        "",
    )
    page = files["report.nl.html"].decode()
    assert "Meer dan 430 mensen zijn geholpen" in page
    assert "Tabel voor de donor" in page
    assert "Voor op schema" in page


def test_nothing_of_a_hidden_result_is_in_the_donor_table() -> None:
    analysis = donors(3, 60)
    files = output_files(analysis)
    for row in csv.DictReader(io.StringIO(files["donor_table.csv"].decode())):
        assert row["status"] == "suppressed"
        assert not any(
            row[name]
            for name in ("actual_value", "actual_low", "n", "change", "change_ratio", "attributed_value", "progress",
                         "attribution", "highlight")
        )  # fmt: skip
    assert analysis.published.headlines["en"] == {}
    assert analysis.internal.headlines["en"]["helped"] == ("3 people were helped",)


def test_a_share_or_a_sampled_number_has_no_highlight() -> None:
    assert donors(437, 60, report="share", target=0.8).published.headlines["en"] == {}  # a share is no count
    data = pd.DataFrame({"x": ["yes"] * 40 + ["no"] * 20}, dtype="str")
    sampled = {
        "study": "s",
        "waves": {"w": {"files": "-", "design": {"selection": "random"}}},
        "indicators": [{"id": "a", "counts": "${x} = 'yes'", "target": 0.66, "highlight": "{number} of all"}],
    }
    analysis = analyse(sampled, {"w": data})
    assert analysis.published.headlines["en"] == {}
    page = output_files(analysis)["report.html"].decode()
    assert "Cannot tell" in page  # the interval lies around 0.66 × 0.9 … 1.1


def test_exact_numbers_are_not_more_than_themselves() -> None:
    labels = labels_of(donors(30, 30).published, study(), "en")
    assert number_in_words(240_000, labels) == "240,000"
    assert number_in_words(36_360, labels) == "more than 36,000"

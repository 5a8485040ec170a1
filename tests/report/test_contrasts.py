"""Comparisons are lined up with the levels they compare, and headlines with their targets."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from meal.model.estimates import Estimate, Published
from meal.report import number_words, workbook
from meal.report.contrast_words import arm_words, compared_labels
from meal.report.contrasts import contrasts
from meal.report.headlines import published_place, standing
from meal.report.html.contrast_tables import contrast_table
from meal.report.labels import labels_of, measure_of
from meal.study.definition import Comparison
from tests.report.sample_publication import peer_messages, peer_messages_study, reconsideration


def test_a_change_stands_beside_the_two_waves_of_the_same_group() -> None:
    published, study, _ = reconsideration()
    (change,) = contrasts(published, study)
    women = next(line for line in change.lines if (line.by, line.level) == ("sex", "female"))
    assert women.first is not None
    assert women.second is not None
    assert (women.first.wave, women.first.level) == ("before", "female")
    assert (women.second.wave, women.second.level) == ("after", "female")


def test_an_adjusted_effect_stands_below_the_unadjusted_with_its_own_shares() -> None:
    published, study, _ = peer_messages()
    first = contrasts(published, study)[0]
    assert [line.variant for line in first.lines] == ["", "adjusted"]
    assert all(line.first is not None and line.first.variant == line.variant for line in first.lines)


def test_the_change_of_one_arm_is_not_a_line_of_the_difference_in_differences() -> None:
    study = peer_messages_study()
    arms = study.comparisons[0].arms
    did = Comparison.model_validate(
        {"id": "did", "indicator": "informed", "from": "baseline", "to": "endline", "arms": arms}
    )
    row = Estimate("informed", statistic="difference", wave="endline", comparison="did", n=900)
    rows = (
        replace(row, by="arm", level="none", estimate=0.02),
        replace(row, by="arm", level="film", estimate=0.11),
        replace(row, estimate=0.09),
        replace(row, by="arm|sex", level="none|female", estimate=0.03),
        replace(row, by="arm|sex", level="film|female", estimate=0.10),
        replace(row, by="sex", level="female", estimate=0.07),
    )
    published = Published(estimates=rows)
    only = study.model_copy(update={"comparisons": (did,)})
    (contrast,) = contrasts(published, only)
    told = [
        (line.level, *(None if row is None else row.estimate for row in (line.first, line.second, line.difference)))
        for line in contrast.lines
    ]
    assert told == [("", 0.02, 0.11, 0.09), ("female", 0.03, 0.10, 0.07)]
    labels = labels_of(published, only, "en")
    assert compared_labels(contrast, labels) == ("none: change", "film: change")


def test_an_effect_is_told_with_both_shares_and_the_ratio() -> None:
    published, study, _ = peer_messages()
    first = contrasts(published, study)[0]
    words = arm_words(first, first.lines[0], labels_of(published, study, "en"))
    assert words == "No film: 50.0%; Film with stories: 59.5%; Ratio of shares: 1.19, interval 1.09–1.30"


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(5200, 5800, "above"), (4200, 4900, "below"), (4800, 5600, "unclear"), (5000, 5400, "above")],
)
def test_a_target_is_only_passed_when_the_whole_interval_is(low: float, high: float, expected: str) -> None:
    row = Estimate("i", statistic="number", estimate=(low + high) / 2, conf_low=low, conf_high=high)
    assert standing(row, 5000) == expected


def test_people_counted_are_compared_as_they_are() -> None:
    counted = Estimate("i", statistic="number", estimate=5000.0, method="census")
    assert standing(counted, 5000) == "at"
    assert standing(counted, 4999) == "above"
    assert standing(counted, None) == ""
    assert published_place(counted, 5000) == "equal"
    # A count has no interval that a different figure could lie in or out of.
    assert published_place(counted, 5001) == ""


def test_a_hidden_number_is_compared_with_nothing() -> None:
    hidden = Estimate("i", statistic="number", status="suppressed")
    assert standing(hidden, 5000) == ""
    assert published_place(hidden, 5000) == ""


def test_a_result_in_a_line_of_text_has_its_interval_or_says_that_it_is_a_count() -> None:
    published, study, _ = reconsideration()
    rows = {
        (row.indicator, row.statistic, row.wave): row
        for row in published.estimates
        if not (row.by or row.variant or row.comparison)
    }
    counted = rows["reconsidered", "number", "after"]
    assert number_words(counted, study, "en") == "10,125 people (people counted, not estimated from a sample)"
    sampled = rows["gave_up_any", "number", "followup"]
    assert number_words(sampled, study, "en") == "about 3,000 people (95% interval: 2,600–3,300)"
    assert number_words(sampled, study, "nl") == "ongeveer 3.000 mensen (95%-interval: 2.600–3.300)"
    hidden = next(row for row in published.estimates if row.status == "suppressed")
    assert number_words(hidden, study, "en") == "– (Hidden, so that nobody can be recognised)"


def with_tests() -> Published:
    """One comparison with a family, a test of groups, who was found, and bounds for losses."""
    row = Estimate("informed", statistic="difference", wave="endline", comparison="effect_informed", n=900)
    share_found = replace(row, statistic="share", category="found", by="arm", n=500)
    return Published(
        estimates=(
            replace(row, estimate=0.1, conf_low=0.02, conf_high=0.18, p_value=0.01, p_adjusted=0.03),
            replace(row, by="sex", level="female", estimate=0.15, conf_low=0.01, conf_high=0.29),
            replace(row, statistic="interaction", by="sex", n=None, estimate=2.0, p_value=0.2),
            replace(share_found, level="none", numerator=450, estimate=0.9),
            replace(share_found, level="film", numerator=400, estimate=0.8),
            replace(row, category="found", n=1000, estimate=-0.1, conf_low=-0.14, conf_high=-0.06, p_value=0.0001),
            replace(row, statistic="joint_test", category="found", n=None, estimate=4.0, p_value=0.003),
            replace(row, variant="lee_lower", estimate=0.04),
        )
    )


def test_a_test_of_groups_is_a_sentence_below_the_table_and_no_line_of_it() -> None:
    study = peer_messages_study()
    published = with_tests()
    contrast = contrasts(published, study)[0]
    assert [(line.level, line.category, line.variant) for line in contrast.lines] == [
        ("", "", ""), ("", "found", ""), ("", "", "lee_lower"), ("female", "", ""),
    ]  # fmt: skip
    table = contrast_table(contrast, labels_of(published, study, "en"))
    assert len({len(line.cells) for group in table.groups for line in group.lines}) == 1
    assert table.heads[-2:] == ("p-value", "p-value, adjusted")
    whole, found, *_ = table.groups[0].lines
    assert [cell.text for cell in whole.cells[-2:]] == ["0.010", "0.030"]
    assert found.label == "Everybody, found again of those assigned"
    said = " ".join(table.remarks)
    assert "differs between groups (sex): p = 0.20" in said
    assert "who was lost goes with the arm, alone or together with what was known before: p = 0.003" in said


def test_who_was_found_is_said_in_percentage_points_also_beside_an_amount() -> None:
    study = peer_messages_study()
    amount = study.indicators[0].model_copy(update={"counts": None, "value": {"": "${x}"}})
    of_amounts = study.model_copy(update={"indicators": (amount, *study.indicators[1:])})
    found = next(row for row in with_tests().estimates if row.category == "found" and row.statistic == "difference")
    assert measure_of(found, of_amounts) == "points"


def test_odds_ratios_and_tests_of_groups_stand_in_the_table_and_in_the_workbook() -> None:
    published, study, run = peer_messages()
    risk = next(row for row in published.estimates if row.statistic == "risk_ratio" and not row.by and not row.variant)
    odds = replace(risk, statistic="odds_ratio", estimate=1.75, conf_low=1.25, conf_high=2.5)
    test = replace(risk, statistic="interaction", by="sex", n=None, estimate=2.0, p_value=0.2)
    published = replace(published, estimates=(*published.estimates, odds, test))
    contrast = next(one for one in contrasts(published, study) if one.comparison.id == risk.comparison)
    assert contrast.lines[0].odds_ratio is odds
    table = contrast_table(contrast, labels_of(published, study, "en"))
    assert any("1.75" in cell.text for cell in table.groups[0].lines[0].cells)
    book = load_workbook(io.BytesIO(workbook(published, study, run, "en")))
    rows = list(book["Comparisons"].iter_rows(values_only=True))
    assert [1.75, 1.25, 2.5] in [list(row[18:21]) for row in rows]
    assert any("differs between groups (Sex): p = 0.20" in str(row[17]) for row in rows)

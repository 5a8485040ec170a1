"""The shipped studies give the figures that they are made to give, and the same as an independent recount."""

from __future__ import annotations

import pytest

from meal.model.estimates import Estimate
from meal.pipeline.analyse import Analysis
from tests.demonstration.recount import Counselling, counselling, extrapolated


@pytest.fixture(scope="module")
def counted_again(shipped: dict[str, bytes]) -> Counselling:
    return counselling(shipped)


def row(analysis: Analysis, indicator: str, **wanted: str) -> Estimate:
    names = {"category": "", "by": "", "level": "", "variant": "", "comparison": "", **wanted}
    found = [
        one
        for one in analysis.estimates
        if one.indicator == indicator and all(getattr(one, name) == value for name, value in names.items())
    ]
    assert len(found) == 1, [one.key for one in found]
    return found[0]


def test_10125_people_are_counted_and_not_scaled_up(reconsideration: Analysis) -> None:
    number = row(reconsideration, "reconsidered", statistic="number")
    assert (number.estimate, number.numerator) == (10125, 10125)
    assert (number.method, number.std_error, number.conf_low, number.conf_high) == ("census", 0, None, None)
    assert number.note == "counted, not sampled"
    assert number.n_missing
    best = row(reconsideration, "reconsidered", statistic="number", variant="best")
    assert best.estimate == 10125 + number.n_missing
    assert row(reconsideration, "reconsidered", statistic="number", variant="worst").estimate == 10125


@pytest.mark.parametrize(("indicator", "published"), [("gave_up_europe", 1962), ("gave_up_any", 2974)])
def test_extrapolated_numbers_are_near_the_published_ones(
    reconsideration: Analysis, indicator: str, published: int
) -> None:
    number = row(reconsideration, indicator, statistic="number")
    assert number.estimate == pytest.approx(published, rel=0.03)
    assert number.conf_low is not None
    assert number.conf_high is not None
    assert number.conf_low < published < number.conf_high
    assert (number.conf_high - number.conf_low) / 2 <= 0.15 * number.estimate
    assert next(i.published for i in reconsideration.prepared.file.study.indicators if i.id == indicator) == published


@pytest.mark.parametrize("indicator", ["gave_up_europe", "gave_up_any"])
def test_an_independent_recount_of_the_exports_agrees(
    reconsideration: Analysis, counted_again: Counselling, indicator: str
) -> None:
    frame = [one for one in counted_again.planners if indicator == "gave_up_any" or one["destination"] == "europe"]
    recount = extrapolated(frame, counted_again.gave_up, ("country", "sex"))
    number = row(reconsideration, indicator, statistic="number")
    assert number.n == recount.n
    assert number.estimate == pytest.approx(recount.estimate, rel=1e-12)
    assert number.conf_low == pytest.approx(recount.low, rel=1e-9)
    assert number.conf_high == pytest.approx(recount.high, rel=1e-9)


@pytest.mark.parametrize("by", ["sex", "age_band", "group", "country", "sex|country"])
@pytest.mark.parametrize("indicator", ["reconsidered", "gave_up_europe", "gave_up_any"])
def test_parts_add_up_to_the_whole(reconsideration: Analysis, indicator: str, by: str) -> None:
    whole = row(reconsideration, indicator, statistic="number")
    parts = [
        one
        for one in reconsideration.estimates
        if (one.indicator, one.statistic, one.by, one.variant) == (indicator, "number", by, "")
    ]
    assert len(parts) >= 2
    assert all(part.status != "suppressed" for part in parts)
    assert sum(part.estimate or 0 for part in parts) == pytest.approx(whole.estimate)
    assert sum(part.n or 0 for part in parts) == whole.n


def test_the_official_indicator_is_narrower_and_beside_it(reconsideration: Analysis) -> None:
    official = row(reconsideration, "reconsidered_official", statistic="number")
    assert 0 < (official.estimate or 0) < 10125
    for cautions in reconsideration.published.cautions.values():
        assert any(official.label in text or "ruimer" in text for text in cautions)


def test_levels_of_people_too_few_to_publish_are_hidden(reconsideration: Analysis) -> None:
    hidden = {one.level for one in reconsideration.estimates if one.status == "suppressed"}
    assert hidden == {"other", "not recorded", "other|GM", "not recorded|GM"}
    for one in reconsideration.estimates:
        if one.status == "suppressed":
            assert (one.n, one.numerator, one.estimate, one.std_error, one.conf_low, one.n_missing) == (None,) * 6


PLANTED = {"informed": (0.50, 1.19), "aware_of_risks": (0.48, 1.25), "intends_irregular": (0.40, 0.80)}
COMPARISON = {"informed": "film_informed", "aware_of_risks": "film_aware", "intends_irregular": "film_intends"}


@pytest.mark.parametrize("variant", ["", "adjusted"])
@pytest.mark.parametrize("indicator", PLANTED)
def test_every_interval_of_the_film_contains_the_planted_value(peers: Analysis, indicator: str, variant: str) -> None:
    control, ratio = PLANTED[indicator]
    at = {"comparison": COMPARISON[indicator], "variant": variant}
    found = {
        control: row(peers, indicator, statistic="share", by="arm", level="control", **at),
        control * ratio: row(peers, indicator, statistic="share", by="arm", level="film", **at),
        control * (ratio - 1): row(peers, indicator, statistic="difference", **at),
        ratio: row(peers, indicator, statistic="risk_ratio", **at),
    }
    for planted, one in found.items():
        assert one.conf_low is not None
        assert one.conf_high is not None
        assert one.conf_low < planted < one.conf_high


def test_only_ratios_stand_beside_what_was_published(peers: Analysis) -> None:
    assert [comparison.published for comparison in peers.prepared.file.study.comparisons] == [
        {"risk_ratio": 1.19},
        {"risk_ratio": 1.25},
        {"risk_ratio": 0.80},
    ]


def test_rows_have_a_unique_key_and_no_wald_interval(reconsideration: Analysis, peers: Analysis) -> None:
    for analysis in (reconsideration, peers):
        keys = [one.key for one in analysis.internal.estimates]
        assert len(keys) == len(set(keys))
        assert not {"wald"} & {one.method for one in analysis.internal.estimates}


def test_the_flow_balances(reconsideration: Analysis) -> None:
    for wave in reconsideration.run.accounting:
        assert wave.balances
    boxes = {(box.wave, box.step): box.count or 0 for box in reconsideration.internal.flow}
    assert boxes["followup", "sampled"] == boxes["followup", "reached"] + boxes["followup", "not_reached"]
    assert boxes["followup", "reached"] == boxes["followup", "answered"] + boxes["followup", "not_answered"]
    assert boxes["followup", "answered"] == boxes["followup", "in_every_wave"] + boxes["followup", "not_in_every_wave"]


def test_a_data_frame_has_the_columns_of_the_table(reconsideration: Analysis) -> None:
    frame = reconsideration.frame()
    assert list(frame.columns[:3]) == ["indicator", "label", "statistic"]
    assert len(frame.columns) == 24

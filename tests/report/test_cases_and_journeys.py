"""Who is left from wave to wave, and one headline counted in several ways."""

from __future__ import annotations

from dataclasses import replace

from meal.report import page
from meal.report.html.cases import cases_table
from meal.report.html.respondents import flow_rows, journeys
from meal.report.labels import labels_of
from tests.report.markup import tree
from tests.report.sample_publication import reconsideration


def test_each_stage_says_what_part_it_is_of_the_one_before() -> None:
    published, study, _ = reconsideration()
    after, later = journeys(labels_of(published, study, "en"))
    assert [(stage.box.count, stage.share) for stage in after] == [("14,839", ""), ("14,292", "96.3%")]
    # 13,728 of 14,839; 1,481 of 13,728; 1,007 of 1,481.
    assert [stage.share for stage in later] == ["", "92.5%", "10.8%", "68.0%"]
    assert [stage.box.label for stage in later] == ["Analysed", "Could be drawn", "Drawn for the sample", "Answered"]


def test_a_hidden_box_has_no_share_and_lends_none() -> None:
    published, study, run = reconsideration()
    flow = tuple(
        replace(box, count=None, status="suppressed") if (box.wave, box.step) == ("followup", "sampled") else box
        for box in published.flow
    )
    hidden = replace(published, flow=flow)
    _, later = journeys(labels_of(hidden, study, "nl"))
    assert [stage.share for stage in later] == ["", "92,5%", "–", "–"]
    shares = {(row.wave, row.label): row.share for row in flow_rows(labels_of(hidden, study, "en"))}
    assert shares["Months later", "Answered"] == "–"
    assert shares["Before the conversation", "No consent"] == "0.9%"
    assert "68.0%" not in tree(page(hidden, study, run, "en")).by_id("respondents").words


def test_ways_of_counting_stand_in_one_table_in_a_fixed_order() -> None:
    published, study, _ = reconsideration()
    headline = next(
        row
        for row in published.estimates
        if row.indicator == "gave_up_europe" and row.statistic == "share" and not (row.by or row.variant)
    )
    weighted = replace(headline, variant="weighted", estimate=0.222, conf_low=0.2, conf_high=0.25)
    observed = replace(headline, variant="observed", estimate=0.231, conf_low=0.2, conf_high=0.26)
    rows = replace(published, estimates=(*published.estimates, weighted, observed))
    table = cases_table("gave_up_europe", labels_of(rows, study, "en"))
    assert table is not None
    (group,) = table.groups
    lines = {line.label: [cell.text for cell in line.cells] for line in group.lines}
    assert list(lines)[:3] == ["Only those who answered", "As in the headline", "Weighted for who could be reached"]
    assert lines["Only those who answered"][1] == "23.1%"
    assert cases_table("no_such_indicator", labels_of(rows, study, "en")) is None

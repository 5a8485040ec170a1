"""Losses stand in a table of their own, and not among the results."""

from __future__ import annotations

from dataclasses import replace

from meal.model.estimates import Estimate
from meal.report import page
from tests.report.markup import tree
from tests.report.sample_publication import peer_messages


def test_who_was_found_stands_below_the_comparison_with_what_it_means() -> None:
    published, study, run = peer_messages()
    comparison = study.comparisons[0]
    assert comparison.arms is not None
    names = {"indicator": comparison.indicator, "comparison": comparison.id, "category": "found", "wave": "endline"}
    arms = [
        Estimate(**names, by=comparison.arms.variable, level=level, n=1000, numerator=found, estimate=found / 1000)
        for level, found in ((comparison.arms.control, 930), (comparison.arms.treated, 871))
    ]
    difference = Estimate(
        **names, statistic="difference", n=2000, estimate=-0.059, conf_low=-0.085, conf_high=-0.033, p_value=0.0004,
        note="Losses differ between the arms.",
    )  # fmt: skip
    made = page(replace(published, estimates=(*published.estimates, *arms, difference)), study, run, "en")
    root = tree(made)
    table = root.by_id(f"losses-{comparison.id}")
    rows = [row.words for row in table.find_all("tr")]
    assert "Assigned Found Share found" in rows[0]
    assert "1,000 930 93.0%" in rows[1]
    assert "1,000 871 87.1%" in rows[2]
    assert "(p = <0.001)" in rows[3]
    assert "−5.9" in rows[3]
    assert "Losses differ between the arms." in made
    assert "found" not in root.by_id(f"table-{comparison.id}").words.lower()


def test_without_losses_there_is_no_table() -> None:
    assert "losses-" not in page(*peer_messages(), "en")

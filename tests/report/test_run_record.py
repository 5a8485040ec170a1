"""The run record says what went in, and nothing that the flow hides."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from meal.model.estimates import FlowBox, Published
from meal.model.run import Accounting, InputFile, RunSummary
from meal.report import run_json
from tests.report.sample_publication import reconsideration


def record_of(run: RunSummary, published: Published) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(run_json(run, published))
    return record


def test_the_records_of_a_wave_balance() -> None:
    _, _, run = reconsideration()
    assert all(accounting.balances for accounting in run.accounting)
    assert not replace(run.accounting[0], analysed=14_838).balances


def test_a_reason_that_the_flow_hides_has_no_count() -> None:
    published, _, run = reconsideration()
    excluded = record_of(run, published)["accounting"][0]["excluded"]
    assert excluded == {"no_consent": 131, "test_record": None, "older_edit": None, "repeat_conversation": 212}


def test_a_reason_that_the_flow_does_not_know_is_not_told_beside_hidden_ones() -> None:
    published = Published(
        estimates=(),
        flow=(
            FlowBox("w", "registered", 100),
            FlowBox("w", "no_consent", None, role="excluded", status="suppressed"),
            FlowBox("w", "analysed", 90),
        ),
    )
    run = RunSummary("s", "0", accounting=(Accounting("w", 100, 90, {"no_consent": 3, "something_else": 7}),))
    told = record_of(run, published)["accounting"][0]
    assert told["excluded"] == {"no_consent": None, "something_else": None}
    assert (told["read"], told["analysed"]) == (100, 90)


def test_the_length_of_a_file_is_not_told_where_the_wave_is_hidden() -> None:
    published = Published(estimates=(), flow=(FlowBox("w", "registered", None, status="suppressed"),))
    run = RunSummary("s", "0", inputs=(InputFile("w.csv", "", "ab", 4, "w"),), accounting=(Accounting("w", 4, 4, {}),))
    record = record_of(run, published)
    assert record["inputs"][0]["n_records"] is None
    assert record["accounting"][0] == {"wave": "w", "read": None, "analysed": None, "excluded": {}}


def test_officers_see_every_count() -> None:
    published, _, run = reconsideration()
    internal = replace(published, flow=(), internal=True)
    assert record_of(run, internal)["accounting"][0]["excluded"]["test_record"] == 3


def test_keys_are_sorted_and_no_clock_is_in_it() -> None:
    published, _, run = reconsideration()
    text = run_json(run, published).decode()
    record = json.loads(text)
    assert list(record) == sorted(record)
    assert record["synthetic"] is True
    assert not {"time", "date", "created", "written"} & set(record)
    assert text.startswith('{\n  "accounting"')

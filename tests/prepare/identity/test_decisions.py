"""identity.csv: what is understood, what is unknown, and decisions against each other, none of which is applied."""

from __future__ import annotations

from meal.model.findings import Finding
from meal.model.identity import PairDecision
from meal.model.responses import Export, Source
from meal.prepare.identity.decisions import Decided, applied, read_decisions
from tests.builders import wave

THERE = {"before": frozenset("abcdef"), "after": frozenset("xyz")}


def log(table: dict[str, list[str]]) -> Export:
    responses = wave(table)
    return Export(Source("identity.csv", "", "0" * 64, "csv", 1), responses.columns, responses.row_of)


def same(one: str, other: str, row: int = 2) -> PairDecision:
    return PairDecision("before", one, "before", other, "same", row=row)


def different(one: str, other: str, row: int = 2) -> PairDecision:
    return PairDecision("before", one, "before", other, "different", row=row)


def apply(*decisions: PairDecision) -> tuple[Decided, list[Finding]]:
    return applied(decisions, THERE, "identity.csv")


def test_rows_are_read_with_who_when_and_why_and_without_the_apostrophes_of_spreadsheets() -> None:
    rows, findings = read_decisions(
        log(
            {
                "Wave": ["before", "before"], "record": ["'=a", "b"], "other_wave": ["after", ""],
                "other_record": ["x", "c"], "decision": ["Same", "unsure"], "decided_by": ["A. Officer", ""],
                "decided_at": ["2019-08-01", ""], "reason": ["Called them", ""],
            }
        ),
        THERE,
    )  # fmt: skip
    assert findings == []
    assert rows == (
        PairDecision("before", "=a", "after", "x", "same", "A. Officer", "2019-08-01", "Called them", 2),
        PairDecision("before", "b", "before", "c", "unsure", row=3),
    )


def test_rows_that_cannot_be_understood_are_told_one_by_one() -> None:
    table = {
        "wave": ["before", "befor", "before", "before", "before", ""],
        "record": ["a", "a", "a", "a", "", ""],
        "other_wave": ["before", "before", "before", "before", "before", ""],
        "other_record": ["b", "b", "a", "b", "b", ""],
        "decision": ["maybe", "same", "same", "", "same", ""],
    }
    rows, findings = read_decisions(log(table), THERE)
    assert rows == ()
    assert [(finding.rule, finding.row) for finding in findings] == [
        ("identity_not_understood", row) for row in (2, 3, 4, 5, 6)
    ]


def test_a_record_that_is_gone_is_said_and_its_decision_not_applied() -> None:
    decided, findings = apply(same("a", "gone"), same("b", "c", 3))
    assert [(finding.rule, finding.record, finding.row) for finding in findings] == [
        ("identity_record_unknown", "gone", 2)
    ]
    assert [decision.record for decision in decided.same.values()] == ["b"]


def test_a_chain_that_is_cut_by_a_decision_is_told_and_none_of_it_applied() -> None:
    decided, findings = apply(same("a", "b"), same("b", "c", 3), different("c", "a", 4), same("e", "f", 5))
    assert [(finding.rule, finding.row) for finding in findings] == [
        ("identity_contradiction", row) for row in (2, 3, 4)
    ]
    assert [decision.row for decision in decided.same.values()] == [5]
    assert not decided.different


def test_two_decisions_about_one_pair_contradict_each_other_in_either_order_of_the_records() -> None:
    decided, findings = apply(same("a", "b"), different("b", "a", 3))
    assert [(finding.rule, finding.row) for finding in findings] == [
        ("identity_contradiction", 2),
        ("identity_contradiction", 3),
    ]
    assert not decided


def test_decisions_that_fit_together_all_hold_and_the_last_of_equal_ones_is_the_one_told() -> None:
    decided, findings = apply(same("a", "b"), same("b", "c", 3), different("c", "d", 4), same("b", "a", 5))
    assert findings == []
    assert sorted(decision.row for decision in decided.same.values()) == [3, 5]
    assert len(decided.different) == 1

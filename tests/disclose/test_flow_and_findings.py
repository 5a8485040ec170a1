"""The respondent flow and the numbers of findings hide small groups too."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from meal.disclose import suppress_findings, suppress_flow
from meal.model.estimates import FindingCount, FlowBox


def flow(total: int, excluded: dict[str, int], wave: str = "after") -> list[FlowBox]:
    """Registered, those who leave by reason, and analysed."""
    leaving = [FlowBox(wave, step, count, role="excluded", of="registered") for step, count in excluded.items()]
    return [
        FlowBox(wave, "registered", total),
        *leaving,
        FlowBox(wave, "analysed", total - sum(excluded.values()), of="registered"),
    ]


def hidden(boxes: tuple[FlowBox, ...]) -> list[str]:
    return [box.step for box in boxes if box.status == "suppressed"]


def test_a_flow_without_small_boxes_is_shown_whole():
    boxes = flow(1000, {"no_consent": 30, "test": 12, "duplicate": 0})
    assert suppress_flow(boxes, min_cell=5) == tuple(boxes)


def test_three_without_consent_take_another_reason_with_them():
    boxes = suppress_flow(flow(1000, {"no_consent": 3, "test": 12, "duplicate": 40}), min_cell=5)
    # 1000 - 945 - 12 - 40 = 3.
    assert hidden(boxes) == ["no_consent", "test"]
    assert [box.count for box in boxes] == [1000, None, None, 40, 945]


def test_where_nobody_else_left_a_step_is_hidden_with_them():
    boxes = suppress_flow(flow(1000, {"no_consent": 3, "test": 0}), min_cell=5)
    assert "no_consent" in hidden(boxes)
    assert "registered" in hidden(boxes)
    assert "analysed" not in hidden(boxes)


def test_people_who_were_not_reached_follow_from_those_who_were():
    boxes = [
        FlowBox("followup", "eligible", 900, unit="people"),
        FlowBox("followup", "sampled", 120, unit="people", of="eligible"),
        FlowBox("followup", "not_answered", 4, unit="people", role="excluded", of="sampled"),
        FlowBox("followup", "answered", 116, unit="people", of="sampled"),
    ]
    after = suppress_flow(boxes, min_cell=5)
    # 120 - 116 = 4.
    assert hidden(after) == ["sampled", "not_answered"]


def test_people_who_were_not_linked_follow_from_the_records_analysed():
    boxes = [
        *flow(1000, {"no_consent": 30, "test": 12}),
        FlowBox("after", "linked", 955, unit="people", of="analysed"),
        FlowBox("after", "not_linked", 3, unit="people", role="excluded", of="analysed"),
    ]
    # 1000 - 30 - 12 = 958 records are 958 people, and 958 - 955 = 3.
    assert set(hidden(suppress_flow(boxes, min_cell=5))) == {"not_linked", "analysed", "test"}


def test_waves_do_not_concern_one_another():
    boxes = flow(1000, {"no_consent": 3, "test": 12}, "before") + flow(800, {"no_consent": 20, "test": 12}, "after")
    assert {box.wave for box in suppress_flow(boxes, min_cell=5) if box.status == "suppressed"} == {"before"}


def test_a_box_without_a_count_stays_so():
    boxes = [FlowBox("after", "registered", None, status="suppressed"), FlowBox("after", "analysed", 40)]
    assert suppress_flow(boxes, min_cell=5) == tuple(boxes)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=4), st.integers(5, 30))
def test_no_reason_for_leaving_can_be_pinned_to_one_to_four_people(leaving: list[int], analysed: int):
    boxes = suppress_flow(flow(analysed + sum(leaving), {f"r{i}": n for i, n in enumerate(leaving)}), min_cell=5)
    total, *reasons, last = [box.count for box in boxes]
    worlds = [
        world
        for world in product(*([n] if n is not None else range(50) for n in reasons))
        if last is None or total is None or sum(world) + last == total
    ]
    for at, (truth, shown) in enumerate(zip(leaving, reasons, strict=True)):
        if 0 < truth < 5:
            assert shown is None
            assert max(world[at] for world in worlds) >= 5


def test_one_to_four_findings_are_hidden_with_how_many_are_decided():
    counts = [FindingCount("duplicate", "error", "after", 3, 2), FindingCount("age", "error", "after", 30, 20)]
    few, many = suppress_findings(counts, min_cell=5)
    assert (few.count, few.decided) == (None, None)
    assert many == counts[1]


def test_few_decided_or_few_undecided_hide_only_how_many_are_decided():
    counts = [FindingCount("age", "error", "after", 30, decided) for decided in (2, 28, 0, 30, 15)]
    assert [(row.count, row.decided) for row in suppress_findings(counts, min_cell=5)] == [
        (30, None), (30, None), (30, 0), (30, 30), (30, 15),
    ]  # fmt: skip


def test_a_total_over_waves_does_not_give_a_wave_away():
    counts = [
        FindingCount("age", "error", "", 43),
        FindingCount("age", "error", "before", 40),
        FindingCount("age", "error", "after", 3),
    ]
    assert [row.count for row in suppress_findings(counts, min_cell=5)] == [43, None, None]

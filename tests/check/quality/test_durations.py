"""Interviews too short to have been held."""

from __future__ import annotations

from tests.check.quality.looking import looked_at, told

STARTS = [f"2019-03-01T{9 + number // 60:02}:{number % 60:02}:00.000+01:00" for number in range(40)]


def lasting(minutes: list[int]) -> dict[str, list[str]]:
    """Interviews that start one minute after the other, by a clock one hour east of Greenwich; ends are in UTC."""
    ends = [8 * 60 + number + length for number, length in enumerate(minutes)]
    return {
        "start": STARTS[: len(minutes)],
        "end": [f"2019-03-01T{end // 60:02}:{end % 60:02}:00Z" for end in ends],
    }


def test_a_fifth_of_the_median_is_short() -> None:
    minutes = [20] * 38 + [4, 3]
    found = looked_at(lasting(minutes))
    assert told(found) == [("short_interview", "", 41)]
    assert found[0].parameters == {"limit": "4.0", "median": "20.0", "minutes": "3.0"}
    assert found[0].scope == "record"


def test_minutes_that_the_study_declares() -> None:
    rows = [row for _, _, row in told(looked_at(lasting([20, 9, 10, 11]), {"short_interviews": {"minutes": 10}}))]
    assert rows == [3]


def test_few_interviews_have_no_median_to_go_by() -> None:
    assert looked_at(lasting([20] * 28 + [1])) == []


def test_an_end_before_the_start() -> None:
    assert told(looked_at(lasting([20, -5, 20]))) == [("ends_before_start", "end", 3)]


def test_seconds_of_an_audit() -> None:
    table = {"active": ["600"] * 30 + ["60", "", "long"]}
    assert told(looked_at(table, {"short_interviews": {"seconds": "active"}, "spellings": "off"})) == [
        ("short_interview", "", 32)
    ]


def test_clocks_that_cannot_be_read_say_nothing() -> None:
    assert looked_at({"start": ["9 o'clock", "2019-03-01T09:00:00"], "end": ["10", ""]}) == []

"""Names of levels, and the axis they are drawn on."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meal.report.axis import MARGIN, axis
from meal.report.labels import labels_of, level_key, level_parts
from tests.report.sample_publication import reconsideration


def test_a_joint_level_is_named_by_its_parts() -> None:
    published, study, _ = reconsideration()
    english, dutch = labels_of(published, study, "en"), labels_of(published, study, "nl")
    assert english.level("sex|country", "female|GM") == "Women · The Gambia"
    assert dutch.level("sex|country", "not recorded|NG") == "Niet vastgelegd · Nigeria"
    assert english.by("sex|country") == "Sex × country"
    assert english.level("sex", "unheard_of") == "unheard_of"


def test_a_bar_inside_a_level_does_not_split_it() -> None:
    assert level_parts(r"a\|b|c") == ("a|b", "c")


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(alphabet="ab|\\", min_size=0, max_size=6), min_size=1, max_size=4))
def test_levels_come_apart_as_they_were_joined(parts: list[str]) -> None:
    assert level_parts(level_key(parts)) == tuple(parts)


def test_the_reason_of_a_row_is_said_in_the_readers_language_only() -> None:
    published, study, _ = reconsideration()
    row = next(row for row in published.estimates if row.status == "unreliable")
    assert row.note in labels_of(published, study, "en").status(row)
    assert labels_of(published, study, "nl").status(row) == "Te onzeker om op te bouwen."


@pytest.mark.parametrize(
    ("values", "limits", "ticks"),
    [
        ([0.63, 0.825], (0.0, 1.0), (0.6, 0.7, 0.8, 0.9)),
        ([0.0, 1.0], (0.0, 1.0), (0.0, 0.5, 1.0)),
        ([0.5], (0.0, 1.0), (0.45, 0.5, 0.55)),
        ([-0.124, -0.036, 0.0], None, (-0.15, -0.1, -0.05, 0.0)),
    ],
)
def test_an_axis_has_round_numbers(
    values: list[float], limits: tuple[float, float] | None, ticks: tuple[float, ...]
) -> None:
    found = tuple(tick.value for tick in axis(values, limits=limits).ticks)
    assert found == pytest.approx(ticks)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20))
def test_every_value_lies_on_the_axis(values: list[float]) -> None:
    scale = axis(values)
    pixel = (scale.high - scale.low) / 1e6  # far less than can be seen
    assert scale.low - pixel <= min(values)
    assert scale.high + pixel >= max(values)
    assert all(MARGIN - 0.1 <= scale.position(value) <= 100 - MARGIN + 0.1 for value in values)
    assert len(scale.ticks) >= 2

"""Which cells are too small to publish, and what is left of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meal.model.estimates import NUMBER_COLUMNS, Estimate
from tests.disclose.tables import NOTE, hidden, number, published, share, table


@pytest.mark.parametrize(
    ("counted", "of", "is_hidden"),
    [
        (3, 50, True),  # three people
        (4, 50, True),
        (5, 50, False),
        (0, 50, False),  # nobody: nobody to recognise
        (47, 50, True),  # three people who did not
        (46, 50, True),
        (45, 50, False),
        (50, 50, False),
        (5, 9, True),  # nine people in all
        (0, 9, True),
        (9, 9, True),
        (5, 10, False),
        (0, 0, False),
    ],
)
def test_one_to_four_people_for_or_against_and_groups_below_ten_are_hidden(counted: int, of: int, is_hidden: bool):
    rows = published([share("", "", counted, of)])
    assert (hidden(rows) == {("", "")}) is is_hidden


def test_the_study_sets_what_is_small():
    row = share("", "", 8, 60)
    assert not hidden(published([row]))
    assert hidden(published([row], min_cell=10))
    assert hidden(published([row], min_denominator=100))


def test_thresholds_of_one_hide_nothing():
    rows = table("sex", {"female": (1, 3), "male": (2, 4)})
    assert published(rows, min_cell=1, min_denominator=1) == tuple(rows)


def test_a_hidden_row_keeps_its_key_and_a_note_and_not_one_number():
    row = replace(share("", "", 3, 50, note="3 of 50 gave up", n_missing=2), label="Gave up", status="unreliable")
    (after,) = published([row])
    assert after.key == row.key
    assert (after.label, after.status, after.note) == ("Gave up", "suppressed", NOTE)
    assert [getattr(after, name) for name in (*NUMBER_COLUMNS, "conf_level")] == [None] * 12
    # The method was chosen by the count: an exact interval where four or fewer said yes.
    assert after.method == ""


def test_a_hidden_row_is_nothing_but_its_key_label_status_and_note():
    (after,) = published([share("", "", 3, 50)])
    key = {name: getattr(after, name) for name in Estimate.__slots__ if isinstance(getattr(after, name), str)}
    assert after == Estimate(**key)  # type: ignore[arg-type] # every text column, and no other


def test_the_number_and_the_share_of_a_cell_are_hidden_together():
    rows = published([share("", "", 3, 50), number("", "", 3, 50), share("", "", 3, 50, variant="weighted")])
    assert [row.status for row in rows] == ["suppressed"] * 3


def test_a_mean_of_fewer_than_ten_people_is_hidden():
    (row,) = published([Estimate("income", statistic="mean", n=9, estimate=120.0)])
    assert row.status == "suppressed"
    assert row.estimate is None


def test_rows_keep_their_order_and_what_is_not_small_is_left_as_it_is():
    rows = table("sex", {"female": (20, 50), "male": (30, 60)})
    assert published(rows) == tuple(rows)
    mixed = [*rows, share("age", "15-17", 2, 40, indicator="other")]
    assert [row.key for row in published(mixed)] == [row.key for row in mixed]


def test_an_empty_publication_stays_empty():
    assert published([]) == ()

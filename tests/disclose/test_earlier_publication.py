"""What has been published cannot be taken back, and a repeated run publishes the same."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from meal.disclose import published_before
from tests.disclose.tables import hidden, level_rows, published, table

ROWS = table("country", {"NG": (60, 120), "GM": (30, 80), "IQ": (3, 70)})


def test_another_level_protects_where_the_first_choice_is_already_known():
    assert hidden(published(ROWS)) == {("country", "IQ"), ("country", "GM")}
    known = [row for row in ROWS if row.level == "GM"]
    after = published(ROWS, earlier=known)
    assert hidden(after) == {("country", "IQ"), ("country", "NG")}
    assert published_before(after, known) == ()


def test_a_small_cell_that_was_published_is_named():
    known = [row for row in ROWS if row.level == "IQ"]
    after = published(ROWS, earlier=known)
    assert [row.level for row in published_before(after, known)] == ["IQ"]


def test_what_was_hidden_before_tells_nothing():
    first = published(ROWS)
    assert published_before(first, first) == ()
    assert published(ROWS, earlier=first) == first


people = st.lists(
    st.fixed_dictionaries({
        "sex": st.sampled_from(["f", "m"]),
        "country": st.sampled_from(["GM", "IQ", "NG"]),
        "knows_after": st.sampled_from(["yes", "no", "no", "no", ""]),
    }),
    min_size=40,
    max_size=90,
)  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(people)
def test_publishing_again_with_the_last_publication_in_hand_changes_nothing(people: list[dict[str, str]]):
    rows = level_rows(people, [(), ("sex",), ("country",), ("sex", "country")], question="knows_after", wave="after")
    first = published(rows)
    assert published(rows, earlier=first) == first

"""How many did not answer is a count of people too."""

from __future__ import annotations

from meal.model.estimates import Estimate
from tests.disclose.tables import number, published, share, table

BLANK = "How many did not answer is hidden."


def with_bounds(by: str, level: str, x: int, n: int, m: int, **columns: object) -> list[Estimate]:
    """A number with what it would be if nobody, or everybody, of the unanswered counted."""
    return [
        number(by, level, x, n, n_missing=m, **columns),
        number(by, level, x, n + m, n_missing=m, variant="worst", **columns),
        number(by, level, x + m, n + m, n_missing=m, variant="best", **columns),
    ]


def test_one_to_four_unanswered_are_left_blank_and_the_result_stays():
    rows = published(
        [share("", "", 30, 80, n_missing=3), share("", "", 30, 80, n_missing=5, wave="before")], note_missing=BLANK
    )
    assert [(row.status, row.n, row.n_missing) for row in rows] == [("ok", 80, None), ("ok", 80, 5)]
    assert [row.note for row in rows] == [BLANK, ""]


def test_bounds_that_give_the_unanswered_away_are_hidden():
    rows = published(with_bounds("", "", 30, 80, 3))
    assert [row.status for row in rows] == ["ok", "suppressed", "suppressed"]
    assert rows[0].estimate == 30


def test_unanswered_do_not_follow_from_the_other_levels():
    rows = [
        *with_bounds("", "", 90, 200, 20),
        *with_bounds("country", "NG", 40, 90, 10),
        *with_bounds("country", "GM", 30, 60, 7),
        *with_bounds("country", "IQ", 20, 50, 3),
    ]
    after = published(rows)
    # 20 - 10 - 7 = 3: one more level loses its unanswered and its bounds, and no result is lost.
    assert [row.level for row in after if row.variant == "best" and row.status == "suppressed"] == ["GM", "IQ"]
    assert [row.n_missing for row in after if not row.variant] == [20, 10, None, None]
    assert all(row.status == "ok" for row in after if not row.variant)


def test_unanswered_do_not_follow_from_another_question_to_the_same_people():
    # 53 asked in both: "plans" shows it as 48 answers and 5 unanswered, so that 53 - 50 = 3 in "knows".
    rows = [
        *table("country", {"NG": (40, 90), "IQ": (20, 50)}, indicator="knows", n_missing=0),
        *table("country", {"NG": (40, 88), "IQ": (20, 48)}, indicator="plans", n_missing=0),
    ]
    missing = {("knows", ""): 13, ("knows", "NG"): 10, ("knows", "IQ"): 3,
               ("plans", ""): 17, ("plans", "NG"): 12, ("plans", "IQ"): 5}  # fmt: skip
    rows = [
        share(
            row.by,
            row.level,
            row.numerator or 0,
            row.n or 0,
            indicator=row.indicator,
            n_missing=missing[row.indicator, row.level],
        )
        for row in rows
    ]
    after = {(row.indicator, row.level): row for row in published(rows)}
    assert all(row.status == "ok" for row in after.values())
    assert after["knows", "IQ"].n_missing is None
    assert after["plans", "IQ"].n_missing is None


def test_a_result_is_not_given_up_for_the_unanswered():
    # All levels but one have no unanswered, so that 3 - 0 - 0 = 3 cannot be helped.
    rows = table("country", {"NG": (40, 90), "GM": (30, 80)}, n_missing=0)
    rows += [share("country", "IQ", 20, 50, n_missing=3)]
    assert all(row.status == "ok" for row in published(rows))

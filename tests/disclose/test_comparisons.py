"""A difference and one of its levels give away the other."""

from __future__ import annotations

import pytest

from meal.disclose import Compared
from meal.model.estimates import Estimate
from tests.disclose.tables import published, share, table

CHANGE = Compared("change", ("before", "after"))


def contrast(by: str, level: str, n: int, estimate: float, **columns: object) -> Estimate:
    given = {"indicator": "gave_up", "statistic": "difference", "wave": "after", "comparison": "change", **columns}
    return Estimate(by=by, level=level, n=n, estimate=estimate, std_error=0.02, **given)


def hidden_contrasts(rows: tuple[Estimate, ...]) -> set[tuple[str, str, str]]:
    return {(row.statistic, row.by, row.level) for row in rows if row.comparison and row.status == "suppressed"}


def before_and_after(**options: object) -> list[Estimate]:
    """IQ: 3 of 70 before; everything else is large."""
    return [
        *table("country", {"NG": (40, 90), "GM": (30, 80), "IQ": (3, 70)}, wave="before"),
        *table("country", {"NG": (50, 90), "GM": (45, 80), "IQ": (35, 70)}, wave="after"),
        contrast("", "", 240, 57 / 240),
        contrast("country", "NG", 90, 10 / 90),
        contrast("country", "GM", 80, 15 / 80),
        contrast("country", "IQ", 70, 32 / 70),
    ]


@pytest.mark.parametrize("compared", [(), (CHANGE,)])
def test_a_change_is_hidden_where_one_of_its_waves_is(compared: tuple[Compared, ...]):
    after = published(before_and_after(), compared=compared)
    # 35 - 32 = 3. GM protects IQ before, and so its change cannot stand either.
    assert hidden_contrasts(after) == {("difference", "country", "IQ"), ("difference", "country", "GM")}
    assert not [row for row in after if row.wave == "after" and not row.comparison and row.status == "suppressed"]


def test_a_change_does_not_suffer_from_a_wave_that_it_does_not_compare():
    rows = [
        *table("country", {"NG": (40, 90), "GM": (30, 80), "IQ": (25, 70)}, wave="before"),
        *table("country", {"NG": (50, 90), "GM": (45, 80), "IQ": (35, 70)}, wave="after"),
        *table("country", {"NG": (20, 90), "GM": (30, 80), "IQ": (3, 70)}, wave="followup"),
        contrast("", "", 240, 35 / 240),
        contrast("country", "NG", 90, 10 / 90),
        contrast("country", "GM", 80, 15 / 80),
        contrast("country", "IQ", 70, 10 / 70),
    ]
    assert hidden_contrasts(published(rows, compared=[CHANGE])) == set()
    # Without knowing what is compared, every wave is taken to be.
    assert len(hidden_contrasts(published(rows))) == 2


def test_the_changes_of_the_other_levels_do_not_give_a_hidden_change_away():
    # Matched people only, so that no level is the difference of two published shares: 57 - 10 - 15 = 32 more.
    rows = before_and_after()
    rows += [contrast(r.by, r.level, r.n or 0, r.estimate or 0, variant="matched") for r in rows if r.comparison]
    after = published(rows, compared=[CHANGE])
    assert {(row.level, row.variant) for row in after if row.comparison and row.status == "suppressed"} == {
        ("IQ", ""), ("IQ", "matched"), ("GM", ""), ("GM", "matched"),
    }  # fmt: skip


def test_a_change_among_fewer_than_ten_people_is_hidden_though_both_waves_are_large():
    rows = [
        *table("country", {"NG": (40, 90), "GM": (30, 80)}, wave="before"),
        *table("country", {"NG": (50, 95), "GM": (45, 85)}, wave="after"),
        contrast("", "", 78, 0.1), contrast("country", "NG", 70, 0.12), contrast("country", "GM", 8, 0.05),
    ]  # fmt: skip
    after = published(rows, compared=[CHANGE])
    # 78 - 70 = 8 matched people.
    assert hidden_contrasts(after) == {("difference", "country", "GM"), ("difference", "country", "NG")}


def arms(counted: dict[str, tuple[int, int]], **columns: object) -> list[Estimate]:
    """Control and treated share, difference and ratio, as the pipeline lays them out."""
    rows = [
        share("arm", arm, x, n, indicator="aware", wave="endline", comparison="effect", **columns)
        for arm, (x, n) in counted.items()
    ]
    n = sum(n for _, n in counted.values())
    common = {"indicator": "aware", "wave": "endline", "comparison": "effect"}
    return [
        *rows,
        contrast("", "", n, 0.1, **common),
        contrast("", "", n, 1.2, **{**common, "statistic": "risk_ratio"}),
    ]


@pytest.mark.parametrize("compared", [(), (Compared("effect", ("endline",), "arm", ("control", "treated")),)])
def test_an_effect_is_hidden_where_one_of_its_arms_is(compared: tuple[Compared, ...]):
    after = published(arms({"control": (4, 200), "treated": (50, 210)}), compared=compared)
    assert hidden_contrasts(after) == {("share", "arm", "control"), ("difference", "", ""), ("risk_ratio", "", "")}


def test_everybody_without_the_other_arm_is_not_an_arm_of_nine():
    rows = [share("", "", 54, 219, indicator="aware", wave="endline"), *arms({"control": (5, 9), "treated": (49, 210)})]
    after = published(rows, compared=[Compared("effect", ("endline",), "arm", ("control", "treated"))])
    # 219 - 210 = 9.
    assert {("share", "arm", "control"), ("share", "arm", "treated")} <= hidden_contrasts(after)
    assert after[0].status == "ok"


def test_a_difference_in_differences_follows_the_change_of_each_arm():
    common = {"indicator": "aware", "wave": "endline", "comparison": "did"}
    rows = [
        contrast("arm", "control", 8, 0.10, **common),
        contrast("arm", "treated", 210, 0.25, **common),
        contrast("", "", 218, 0.15, **common),
    ]
    compared = [Compared("did", ("baseline", "endline"), "arm", ("control", "treated"))]
    # 0.25 - 0.15 is the change among the eight.
    assert {("difference", "arm", "control"), ("difference", "", "")} <= hidden_contrasts(
        published(rows, compared=compared)
    )


@pytest.mark.parametrize(("by", "visible"), [("sex", True), ("country", False)])
def test_a_test_of_groups_is_hidden_where_one_of_its_groups_is(by: str, visible: bool) -> None:
    rows = [
        *before_and_after(),
        *table("sex", {"female": (60, 120), "male": (70, 120)}, wave="after"),
        contrast("sex", "female", 120, 30 / 120),
        contrast("sex", "male", 120, 27 / 120),
        Estimate(
            "gave_up", statistic="interaction", wave="after", comparison="change", by=by, estimate=1.3, p_value=0.3
        ),
    ]
    test = next(row for row in published(rows, compared=(CHANGE,)) if row.statistic == "interaction")
    assert (test.p_value is not None) == visible


def test_a_test_of_groups_counts_nobody_and_so_hides_nothing_else() -> None:
    rows = before_and_after()
    test = Estimate("gave_up", statistic="interaction", wave="after", comparison="change", by="country", p_value=0.3)
    without, beside = published(rows, compared=(CHANGE,)), published([*rows, test], compared=(CHANGE,))
    assert beside[: len(rows)] == without

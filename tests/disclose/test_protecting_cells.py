"""Which further cells are hidden, so that a small one does not follow from the others."""

from __future__ import annotations

from dataclasses import replace

from meal.disclose import LevelParts
from tests.disclose.tables import hidden, number, published, share, table


def test_one_small_level_takes_another_with_it_and_leaves_the_whole():
    rows = table("country", {"NG": (40, 90), "GM": (30, 80), "IQ": (3, 70)})
    # 73 - 40 - 30 = 3, so one more is hidden: the one with the fewest people.
    assert hidden(published(rows)) == {("country", "IQ"), ("country", "GM")}


def test_two_small_levels_of_five_together_protect_one_another():
    rows = table("country", {"NG": (40, 90), "GM": (4, 80), "IQ": (3, 70)})
    assert hidden(published(rows)) == {("country", "IQ"), ("country", "GM")}


def test_small_levels_whose_sum_is_small_need_a_third():
    # 1 + 2 = 3 people could be told apart from the whole, wherever they are.
    rows = table("country", {"NG": (40, 90), "GM": (1, 80), "IQ": (2, 70), "ML": (50, 120)})
    assert hidden(published(rows)) == {("country", "GM"), ("country", "IQ"), ("country", "NG")}


def test_a_level_where_nobody_counts_hides_nobody():
    # If NG (0) were hidden with IQ (3), the two would be known to hold 3 together.
    rows = table("country", {"NG": (0, 90), "GM": (30, 80), "IQ": (3, 70)})
    assert hidden(published(rows)) == {("country", "GM"), ("country", "IQ")}


def test_people_whose_level_is_not_recorded_protect_like_any_other():
    rows = table("sex", {"female": (400, 900), "male": (300, 800), "other": (1, 4), "not recorded": (9, 26)})
    assert hidden(published(rows)) == {("sex", "other"), ("sex", "not recorded")}


def test_nothing_follows_from_a_table_with_a_level_left_out():
    # 30 of the 103 people who count are in no level of the table: the remainder is not known.
    rows = [share("", "", 103, 300), share("country", "NG", 70, 90), share("country", "IQ", 3, 70)]
    assert hidden(published(rows)) == {("country", "IQ")}


def test_a_remainder_of_one_person_is_no_protection():
    rows = [share("", "", 74, 300), share("country", "NG", 70, 90), share("country", "IQ", 3, 70)]
    assert hidden(published(rows)) == {("country", "IQ"), ("country", "NG")}


def test_margins_of_a_crossed_table_do_not_give_a_cell_away():
    rows = [
        *table("sex", {"f": (53, 150), "m": (75, 160)}),
        *table("country", {"NG": (43, 90), "GM": (50, 120), "IQ": (35, 100)})[1:],
        *table("sex|country", {
            "f|NG": (3, 40), "f|GM": (30, 60), "f|IQ": (20, 50),
            "m|NG": (40, 50), "m|GM": (20, 60), "m|IQ": (15, 50),
        })[1:],
    ]  # fmt: skip
    # f|NG follows from its row and from its column: a rectangle of four is the least that protects it.
    assert hidden(published(rows)) == {("sex|country", cell) for cell in ("f|NG", "f|IQ", "m|NG", "m|IQ")}


def test_a_crossed_table_the_other_way_round_is_the_same_table():
    rows = [
        *table("sex", {"f": (53, 150), "m": (75, 160)}),
        *table("country|sex", {"NG|f": (3, 40), "GM|f": (50, 110), "NG|m": (45, 80), "GM|m": (30, 80)})[1:],
    ]
    assert hidden(published(rows)) == {("country|sex", "NG|f"), ("country|sex", "GM|f")}


def test_a_bar_inside_the_name_of_a_level_does_not_cross_tables():
    rows = table("place", {"a\\|b": (3, 50), "c": (60, 90), "d": (70, 95)})
    assert hidden(published(rows)) == {("place", "a\\|b"), ("place", "c")}


def test_levels_that_a_finer_table_divides_are_protected_where_the_study_says_so():
    rows = [
        *table("country", {"NG": (80, 200), "GM": (60, 100)}),
        share("region", "north", 77, 150), share("region", "south", 3, 50),
    ]  # fmt: skip
    assert hidden(published(rows)) == {("region", "south")}
    parts = [LevelParts(whole=("country", "NG"), parts=(("region", "north"), ("region", "south")))]
    assert hidden(published(rows, parts=parts)) == {("region", "south"), ("region", "north")}


def test_a_group_below_ten_is_hidden_in_every_indicator_that_asks_the_same_people():
    # Level "other" has 7 people in both; had "female" been hidden only once, 7 = 157 - 100 - 50 would be known.
    rows = [
        *table("sex", {"female": (50, 100), "male": (20, 50), "other": (6, 7)}, indicator="knows"),
        *table("sex", {"female": (70, 100), "male": (40, 50), "other": (0, 7)}, indicator="plans"),
    ]
    after = published(rows)
    for indicator in ("knows", "plans"):
        rows_of = [row for row in after if row.indicator == indicator]
        assert hidden(rows_of) == {("sex", "other"), ("sex", "male")}


def test_those_counted_before_are_the_universe_afterwards():
    # Seven of the planners live in IQ: too few afterwards, so the seven may not stand there as a number either.
    rows = [
        *table("country", {"NG": (60, 90), "GM": (50, 80), "ML": (40, 85), "IQ": (7, 70)}, indicator="plans"),
        *table("country", {"NG": (30, 60), "GM": (20, 50), "ML": (25, 40), "IQ": (6, 7)}, indicator="gave_up"),
    ]
    plans = [row for row in published(rows) if row.indicator == "plans"]
    assert ("country", "IQ") in hidden(plans)
    assert len(hidden(plans)) == 2


def test_answers_of_one_question_add_up_to_everybody():
    rows = [share("", "", x, 100, category=answer) for answer, x in [("yes", 60), ("no", 37), ("unsure", 3)]]
    after = published(rows)
    # 100 - 60 - 37 = 3.
    assert [row.category for row in after if row.status == "suppressed"] == ["no", "unsure"]


def test_answers_that_may_be_ticked_together_do_not():
    rows = [share("", "", x, 100, category=answer) for answer, x in [("boat", 60), ("lorry", 70), ("foot", 3)]]
    assert [row.category for row in published(rows) if row.status == "suppressed"] == ["foot"]


def test_transitions_from_one_answer_add_up():
    rows = [
        share("", "", x, 40, category=f"gave_up>{later}") for later, x in [("gave_up", 28), ("plans", 9), ("left", 3)]
    ]
    after = published(rows)
    assert [row.category for row in after if row.status == "suppressed"] == ["gave_up>plans", "gave_up>left"]


def test_the_frame_behind_a_number_of_a_sample_does_not_give_a_small_base_away():
    # Frame: NG 400, GM 300, ML 500, IQ 8. A number divided by its share is the frame of the level; 1208 - 400 -
    # 300 - 500 = 8 would follow unless a level is hidden beside IQ.
    sampled = {"": (1208, 60, 120), "NG": (400, 20, 40), "GM": (300, 15, 35), "ML": (500, 20, 38), "IQ": (8, 5, 7)}
    rows = []
    for level, (frame, x, n) in sampled.items():
        by = "country" if level else ""
        rows += [share(by, level, x, n), replace(number(by, level, x, n), estimate=frame * x / n)]
    after = published(rows)
    assert hidden(after) == {("country", "IQ"), ("country", "GM")}


def test_the_whole_is_hidden_only_where_no_level_can_protect():
    # With one level left there is nothing else to hide behind.
    rows = [share("", "", 53, 150), share("sex", "female", 3, 60), share("sex", "male", 50, 90)]
    assert hidden(published(rows)) == {("sex", "female"), ("sex", "male")}
    rows = [share("", "", 3, 60), share("sex", "female", 3, 60)]
    assert hidden(published(rows)) == {("", ""), ("sex", "female")}


def test_the_choice_does_not_depend_on_the_order_of_rows():
    rows = [
        *table("country", {"NG": (40, 90), "GM": (40, 80), "IQ": (3, 70)}),
        *table("sex", {"f": (2, 100), "m": (81, 140)})[1:],
        number("country", "NG", 40, 90),
    ]
    assert hidden(published(rows)) == hidden(published(rows[::-1]))

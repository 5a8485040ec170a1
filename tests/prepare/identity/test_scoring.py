"""The points of the rule, counted by hand, and what must hold of any list."""

from __future__ import annotations

from math import log2, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meal.prepare.identity import find_pairs
from meal.prepare.identity.scoring import FIELDS
from meal.study.identity import Thresholds
from tests.prepare.identity.people_tables import NOBODY, Person, strangers, table_of

ALL = Thresholds(strict=100, standard=50, loose=-100)
AMINA: Person = ("Amina Diallo", "0803 183 4561", "female", 1990.0, "Kaduna")


def points_of(people: list[Person], **given: object) -> dict[str, float]:
    """Points of the first two people of a list."""
    pairs = find_pairs(table_of(people, **given), ALL)  # type: ignore[arg-type]
    at = np.flatnonzero((pairs.left == 0) & (pairs.right == 1))
    assert len(at) == 1
    points = {field: float(values[at[0]]) for field, values in pairs.points.items()}
    assert sum(points.values()) == pytest.approx(float(pairs.score[at[0]]))
    return points


def test_two_records_that_agree_in_everything():
    points = points_of([AMINA, AMINA, *strangers(30)])
    # 2 of 32 people have the name, the year and the place: half the logarithm of 16 is 2; two parts of a name.
    assert points == pytest.approx(
        {"list": 0, "name": 4.0, "phone": 5.0, "sex": 0.5, "birth_year": 2.0, "site": 2.0, "code": 0, "family": 0}
    )


def test_what_differs_counts_against():
    other = ("Chidi Okafor", "0803 555 9210", "male", 1960.0, "Lagos")
    points = points_of([AMINA, other, *strangers(30)])
    # Both parts of the name differ: 6 for the first, 1 for the second.
    assert points == pytest.approx(
        {"list": 0, "name": -7.0, "phone": -1.0, "sex": -3.0, "birth_year": -5.0, "site": -2.0, "code": 0, "family": 0}
    )


def test_what_is_unknown_gives_nothing():
    assert set(points_of([AMINA, NOBODY, *strangers(30)]).values()) == {0.0}


@pytest.mark.parametrize("number", range(5))
def test_each_field_unknown_on_one_side_gives_nothing(number):
    without = list(AMINA)
    without[number] = NOBODY[number]
    points = points_of([AMINA, tuple(without), *strangers(30)])  # type: ignore[list-item]
    field = ("name", "phone", "sex", "birth_year", "site")[number]
    assert points[field] == 0
    assert all(value > 0 for name, value in points.items() if name not in (field, "list", "code", "family"))


def test_a_common_name_tells_less_than_a_rare_one():
    # Fatou: 34 of 66 people and so hardly a point; Amina: 2 of 34.
    fatou = ("Fatou Diallo", "", "", nan, "")
    common = points_of([fatou, fatou, *[(f"Fatou {name.split()[1]}", "", "", nan, "") for name, *_ in strangers(32)]])
    rare = points_of([("Amina Diallo", "", "", nan, "")] * 2 + strangers(32))
    assert common["name"] == pytest.approx(0.25 + 0.5 * log2(34 / 2))
    assert rare["name"] == pytest.approx(2 * 0.5 * log2(34 / 2))


@pytest.mark.parametrize(
    ("name", "less"),
    [
        ("Diallo Amina", 0),  # the order of the parts
        ("Aminah  DIALLO", 0),
        ("أمينة ديالو", None),  # other script
        ("Amina", None),
        ("A. Diallo", None),
    ],
)
def test_other_ways_of_writing_a_name_still_agree(name, less):
    points = points_of([AMINA, (name, *AMINA[1:]), *strangers(30)])  # type: ignore[list-item]
    assert points["name"] == pytest.approx(4.0 - less) if less is not None else 0 < points["name"] < 4.5


def test_two_common_names_a_letter_apart_are_two_names():
    others = [(f"{own} {name.split()[1]}", "", "", nan, "") for own in ("Amina", "Amira") for name, *_ in strangers(40)]
    points = points_of([("Amina Diallo", "", "", nan, ""), ("Amira Diallo", "", "", nan, ""), *others])  # type: ignore[list-item]
    alone = points_of([("Amina Diallo", "", "", nan, ""), ("Amira Diallo", "", "", nan, ""), *strangers(80)])
    assert points["name"] < 2.7 < alone["name"]


def test_a_telephone_of_many_people_tells_little():
    phone = AMINA[1]
    sharing = [(name, phone, *rest) for name, _, *rest in strangers(20)]
    assert points_of([AMINA, AMINA, *sharing])["phone"] == 1.0  # type: ignore[list-item]
    assert points_of([AMINA, AMINA, *sharing[:3]])["phone"] == 5.0  # type: ignore[list-item]


def test_a_telephone_a_digit_off_is_near():
    assert points_of([AMINA, (AMINA[0], "0803 183 4516", *AMINA[2:])])["phone"] == 3.0


@pytest.mark.parametrize(("year", "expected"), [(1990, 2.0), (1991, 0.0), (1993, -1.5), (1999, -3.0), (1961, -5.0)])
def test_years_of_birth_further_apart_tell_more_against(year, expected):
    people = [
        AMINA,
        (*AMINA[:3], float(year), AMINA[4]),
        *[(*NOBODY[:3], 1990.0, "")] * 6,
        *[(*NOBODY[:3], 1940.0, "")] * 120,
    ]
    found = points_of(people)["birth_year"]  # type: ignore[arg-type]
    if year in (1990, 1991):
        # 8 of 128 people are of 1990, 7 where the other is a year off: 2 points, 2 less for the year.
        assert found == pytest.approx(expected, abs=0.1)
    else:
        assert found == expected


def test_an_age_may_be_a_year_off():
    older = (*AMINA[:3], 1991.0, AMINA[4])
    exact, of_age = (points_of([AMINA, older, *strangers(30)], margin=margin) for margin in (0.0, 1.0))
    assert exact["birth_year"] < of_age["birth_year"]


def test_a_village_in_another_spelling_is_near_but_camps_with_numbers_are_not():
    def site(one: str, other: str) -> float:
        return points_of([(*AMINA[:4], one), (*AMINA[:4], other), *strangers(30)])["site"]  # type: ignore[list-item]

    assert site("Serekunda", "Serrekunda") > 0
    # Both are of one village in 32, less half a point for the spelling; those written alike are 2 in 32.
    assert site("Serekunda", "Serrekunda") == pytest.approx(2.5 - 0.5)
    assert site("Serekunda", "Sérékunda") == pytest.approx(2.0)
    assert site("Bakassi camp 1", "Bakassi camp 2") == -2.0


@pytest.mark.parametrize(
    ("own", "year"),
    [("Musa", 1990.0), ("Hassan", 1960.0), ("Hassam", 1991.0)],
    ids=["brothers of one age", "father and son of one name", "a letter and a year apart"],
)
def test_people_of_one_family_are_not_one_person(own, year):
    hassan = ("Hassan Bello", "0803 183 4561", "male", 1990.0, "Kaduna")
    relative = (f"{own} Bello", "0803 183 4561", "male", year, "Kaduna")
    points = points_of([hassan, relative, *strangers(300)])
    assert points["phone"] == 5.0
    assert sum(points.values()) - points["family"] > 8 > sum(points.values())


def test_elements_of_a_code_count_one_by_one():
    code = ["M", "04", "2"]
    others = [[letter, f"{number:02d}", str(number % 4)] for number, letter in enumerate("ABCDEFGHIJKLNO")]
    points = points_of([NOBODY, NOBODY, *[NOBODY] * 14], codes=[code, ["M", "05", "2"], *others])
    # M: 2 of 16, so 1.5 points; 04 against 05: 2 off; 2: 5 of 16 (three others), so 0.84.
    assert points["code"] == pytest.approx(1.5 - 2.0 + 0.5 * log2(16 / 5), abs=0.01)


def test_records_known_to_be_of_one_person_are_not_paired():
    pairs = find_pairs(table_of([AMINA, AMINA, AMINA], persons=["p", "p", ""]), ALL)
    assert list(zip(pairs.left, pairs.right, strict=True)) == [(0, 2)]  # the second says nothing new


def test_within_and_across_waves():
    table = table_of([AMINA, AMINA, AMINA], waves=[0, 0, 1])
    both = find_pairs(table, ALL)
    within = find_pairs(table, ALL, across=False)
    across = find_pairs(table, ALL, within=False)
    pairs = [list(zip(found.left.tolist(), found.right.tolist(), strict=True)) for found in (both, within, across)]
    assert pairs == [[(0, 1), (0, 2), (1, 2)], [(0, 1)], [(0, 2), (1, 2)]]


@pytest.mark.parametrize("people", [[], [AMINA], [NOBODY, NOBODY]])
def test_lists_without_pairs(people):
    pairs = find_pairs(table_of(people), Thresholds())
    assert len(pairs.left) == len(pairs.score) == 0
    assert tuple(pairs.points) == FIELDS


NAMES = st.sampled_from(
    ["Amina Diallo", "Aminata Diallo", "Diallo Amina", "محمد احمد", "Mohamed Ahmed", "M. Ahmed", "Musa", ""]
)
PEOPLE = st.lists(
    st.tuples(
        NAMES,
        st.sampled_from(["", "08031834561", "+2348031834561", "0803 183 4516", "0000000"]),
        st.sampled_from(["", "male", "female"]),
        st.sampled_from([nan, 1990.0, 1991.0, 1975.0]),
        st.sampled_from(["", "Kaduna", "Kadunna", "Lagos"]),
    ),
    min_size=2,
    max_size=8,
)


@settings(deadline=None, max_examples=60)
@given(PEOPLE, st.randoms(use_true_random=False))
def test_the_order_of_records_makes_no_difference(people, random):
    order = list(range(len(people)))
    random.shuffle(order)

    def found(table_order):
        pairs = find_pairs(table_of([people[at] for at in table_order]), ALL)
        rows = zip(pairs.left.tolist(), pairs.right.tolist(), pairs.score.tolist(), strict=True)
        return {frozenset((table_order[a], table_order[b])): round(score, 9) for a, b, score in rows}

    assert found(order) == found(range(len(people)))


@settings(deadline=None, max_examples=40)
@given(PEOPLE)
def test_pairs_are_in_order_once_and_their_points_add_up(people):
    pairs = find_pairs(table_of(people), ALL)
    assert (pairs.left < pairs.right).all()
    assert len(set(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))) == len(pairs.left)
    assert len(pairs.left) == len(people) * (len(people) - 1) // 2
    assert np.allclose(sum(pairs.points.values()), pairs.score)

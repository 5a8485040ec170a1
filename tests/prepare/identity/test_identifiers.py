"""Identifiers are used for what they can do: one spelling for one person, and no person out of two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from meal.model.responses import Responses
from meal.prepare.identity.identifiers import Identifiers, identifiers
from meal.prepare.identity.stable_fields import agreement
from meal.study.identity import Compare, Identity
from meal.study.records import record_keys
from tests.builders import wave

IDENTITY = Identity(respondent="id", stable=("sex",))


def known(*tables: Mapping[str, Sequence[str]], identity: Identity = IDENTITY, **rosters: set[str]) -> Identifiers:
    waves: dict[str, Responses] = {
        name: wave(table, name=name) for name, table in zip(("before", "after", "later"), tables, strict=False)
    }
    keys = {name: record_keys(responses, identity) for name, responses in waves.items()}
    return identifiers(waves, keys, identity, {name: frozenset(names) for name, names in rosters.items()})


def said(found: Identifiers) -> list[tuple[str, str]]:
    return [(finding.rule, finding.wave) for finding in found.findings]


def sexes(n: int, *, turn: int = 0) -> list[str]:
    """Women and men in a fixed irregular order; another turn gives other people."""
    drawn = np.random.default_rng(7).permutation(np.array(["f", "m"] * n)[:n])
    return np.roll(drawn, turn).tolist()


# One spelling.


def test_zeros_decimals_spaces_capitals_and_dashes_are_one_identifier() -> None:
    found = known(
        {"id": ["007", "A-12", "ab 3", "x9"]},
        {"id": ["7.0", "a12", "AB3", "x9"]},
    )
    assert found.keys["after"].person.tolist() == ["007", "A-12", "ab 3", "x9"]
    assert found.keys["after"].respondent.tolist() == ["7.0", "a12", "AB3", "x9"]
    assert said(found) == [("identifiers_reconciled", "after")]
    assert found.findings[0].parameters["n"] == "3"


def test_integers_against_text_and_the_roster_in_the_same_spelling() -> None:
    found = known({"id": ["007", "012"]}, {"id": ["7", "99"]}, after={"12", "7"})
    assert found.keys["after"].person.tolist() == ["007", "99"]
    assert found.rosters["after"] == {"007", "012"}


def test_arabic_digits_are_digits() -> None:
    assert known({"id": ["17"]}, {"id": ["١٧"]}).keys["after"].person.tolist() == ["17"]


def test_identifiers_that_link_as_they_are_stay_untouched() -> None:
    found = known({"id": ["01", "1", "A"]}, {"id": ["01", "1", "a b"]})
    assert found.keys["after"].person.tolist() == ["01", "1", "a b"]
    assert found.findings == ()


def test_nothing_is_ignored_that_makes_two_people_of_a_wave_one() -> None:
    # Without zeros, 07 would link; but 7 and 007 are two people of the first wave.
    found = known({"id": ["7", "007"]}, {"id": ["07"]})
    assert found.keys["after"].person.tolist() == ["07"]
    assert said(found) == [("identifiers_not_reconciled", "before")]
    assert found.findings[0].parameters["n"] == "2"


def test_what_confuses_nobody_is_still_ignored() -> None:
    # Zeros may not be ignored here, capitals may.
    found = known({"id": ["7", "007", "AB"]}, {"id": ["07", "ab"]})
    assert found.keys["after"].person.tolist() == ["07", "AB"]
    assert said(found) == [("identifiers_not_reconciled", "before"), ("identifiers_reconciled", "after")]


def test_two_dates_in_a_number_do_not_link_by_their_dashes_where_that_confuses() -> None:
    found = known({"id": ["1-12", "11-2"]}, {"id": ["112"]})
    assert found.keys["after"].person.tolist() == ["112"]


def test_what_would_link_strangers_is_refused() -> None:
    numbers = [str(number) for number in range(1, 61)]
    found = known(
        {"id": [f"0{number}" for number in numbers], "sex": sexes(60)}, {"id": numbers, "sex": sexes(60, turn=17)}
    )
    assert found.keys["after"].person.tolist() == numbers
    assert said(found) == [("identifiers_of_others", "after")]


# Identifiers that restart.


def test_identifiers_that_restart_in_each_wave_link_nobody() -> None:
    numbers = [str(number) for number in range(1, 101)]
    found = known({"id": numbers, "sex": sexes(100)}, {"id": numbers, "sex": sexes(100, turn=31)})
    assert found.restarted == {("before", "after")}
    assert not set(found.keys["before"].person) & set(found.keys["after"].person)
    assert found.keys["before"].person.tolist() == numbers
    (finding,) = found.findings
    assert (finding.rule, finding.severity, finding.scope) == ("identifiers_restart", "warning", "study")
    differ = sum(a != b for a, b in zip(sexes(100), sexes(100, turn=31), strict=True))
    assert finding.parameters["contradicting"] == str(differ)
    # 50 women and 50 men: of all wrong pairs 2·50·50/(100·99) differ, which 20 of 99 ways to make them come close to.
    assert abs(int(finding.parameters["chance"]) - 51) <= 5


def test_mistyped_answers_of_the_same_people_are_no_restart() -> None:
    numbers = [str(number) for number in range(1, 101)]
    after = ["m" if sex == "f" and at < 6 else sex for at, sex in enumerate(sexes(100))]
    found = known({"id": numbers, "sex": sexes(100)}, {"id": numbers, "sex": after})
    assert found.restarted == frozenset()
    assert found.findings == ()


def test_too_few_pairs_to_tell_are_linked_and_it_is_said() -> None:
    found = known({"id": ["1", "2", "3"], "sex": ["f", "m", "f"]}, {"id": ["1", "2", "3"], "sex": ["f", "f", "f"]})
    assert found.restarted == frozenset()
    assert said(found) == [("identifiers_unclear", "after")]


def test_answers_that_nearly_all_share_tell_nobody_apart() -> None:
    numbers = [str(number) for number in range(200)]
    found = known({"id": numbers, "sex": ["f"] * 199 + ["m"]}, {"id": numbers, "sex": ["m"] + ["f"] * 199})
    assert found.findings == ()


def test_a_third_wave_keeps_its_links_with_the_wave_that_it_shares_numbers_with() -> None:
    numbers = [str(number) for number in range(1, 101)]
    first, second = sexes(100), sexes(100, turn=31)
    found = known({"id": numbers, "sex": first}, {"id": numbers, "sex": second}, {"id": numbers, "sex": second})
    assert found.restarted == {("before", "after"), ("before", "later")}
    assert found.keys["after"].person.tolist() == found.keys["later"].person.tolist()


def test_identifiers_that_restart_in_each_school_ask_for_the_school() -> None:
    # Ten schools of 12; sex says that number 3 of one school is not number 3 of the next.
    schools = [str(school) for school in range(10) for _ in range(12)]
    numbers = [str(number) for _ in range(10) for number in range(1, 13)]
    table = {"id": numbers, "school": schools, "sex": sexes(120), "village": ["here", "there"] * 60}
    found = known(table, table)
    assert [(finding.rule, finding.parameters["column"]) for finding in found.findings] == [
        ("identifiers_restart_in_places", "school")
    ] * 2
    assert len(set(found.keys["before"].person)) == 120
    assert not set(found.keys["before"].person) & set(found.keys["after"].person)
    assert found.restarted == {("before", "after")}


def test_without_a_column_that_tells_them_apart_every_record_is_somebody() -> None:
    numbers = [str(number) for _ in range(10) for number in range(1, 13)]
    found = known({"id": numbers, "sex": sexes(120), "_uuid": [f"u{at}" for at in range(120)]})
    assert said(found) == [("identifiers_restart_within", "before")]
    assert len(set(found.keys["before"].person)) == 120


def test_repeat_conversations_are_no_restart() -> None:
    numbers = [str(number) for number in range(60)] * 2
    found = known({"id": numbers, "sex": sexes(60) * 2})
    assert found.findings == ()
    assert found.keys["before"].person.tolist() == numbers


def test_a_few_wrong_identifiers_are_left_to_the_conflicts_of_records() -> None:
    # 5 of 100 records carry somebody else's number, and contradict them.
    numbers = [str(number) for number in range(95)] + ["0", "1", "2", "3", "4"]
    sex = sexes(95)
    found = known({"id": numbers, "sex": [*sex, *("m" if one == "f" else "f" for one in sex[:5])]})
    assert found.findings == ()


# What is compared.


def test_years_of_birth_in_dates_and_names_in_another_order_agree() -> None:
    compare = Compare(birth_year="born", name=("first", "last"))
    left = wave({"born": ["1990-02-01", "1985", "2001"], "first": ["Amina", "Jo", ""], "last": ["Bello", "K", ""]})
    right = wave({"born": ["1991", "03/04/1979", ""], "first": ["bello", "L", "x"], "last": ["AMINA", "M", "y"]})
    rows = np.arange(3)
    found = agreement(left, rows, right, rows, Identity(compare=compare))
    # The second pair contradicts itself in the year and in every word of the name; the third has nothing to compare.
    assert (found.pairs, found.contradicting) == (2, 1)
    assert found.questions == ("born", "first", "last")


def test_schools_that_were_taken_apart_do_not_confuse_the_spelling_of_others() -> None:
    schools = [str(school) for school in range(10) for _ in range(12)]
    numbers = [str(number) for _ in range(10) for number in range(1, 13)]
    restarting = {"id": numbers, "school": schools, "sex": sexes(120)}
    found = known(restarting, {"id": ["A-1", "A-2"]}, {"id": ["a1", "a2"]})
    assert said(found) == [("identifiers_restart_in_places", "before"), ("identifiers_reconciled", "later")]
    assert found.keys["later"].person.tolist() == ["A-1", "A-2"]


def test_an_identifier_that_is_a_part_of_a_key_identifies_nobody_alone() -> None:
    keyed = Identity(respondent="id", keys=(("school", "id"),))
    found = known({"id": ["1", "2"], "school": ["x", "y"]}, identity=keyed)
    assert found.keys["before"].person.tolist() == ["", ""]
    assert found.keys["before"].respondent.tolist() == ["1", "2"]

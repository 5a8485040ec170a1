"""People are linked only by an identifier that really comes back, and copied answers are no second measurement."""

from __future__ import annotations

from meal.propose.links import Link, Unlinked, link_of
from meal.propose.profile import profiles
from meal.propose.roles import roles_of
from meal.read import stacked
from tests.propose.tables import Table, data_file, repeated


def link(before: Table, after: Table) -> Link | Unlinked:
    waves = {
        wave: stacked(wave, [data_file(f"{wave}.csv", table).export])
        for wave, table in (("before", before), ("after", after))
    }
    columns = {wave: profiles(responses, {}) for wave, responses in waves.items()}
    return link_of(waves, columns, {wave: roles_of(found) for wave, found in columns.items()})


IDS = [f"R-{number:03d}" for number in range(40)]
SEX = repeated("f", "m", times=20)


def test_an_identifier_that_comes_back() -> None:
    found = link({"respondent": IDS, "sex": SEX}, {"respondent": IDS[::-1][:30], "sex": SEX[::-1][:30]})
    assert isinstance(found, Link)
    assert found.column == "respondent"
    assert found.stable == ("sex",)


def test_row_numbers_link_nobody() -> None:
    found = link(
        {"id": range(1, 41), "plan": repeated("yes", "no", times=20)},
        {"id": range(1, 41), "plan": repeated("no", "no", "yes", "no", times=10)},
    )
    assert isinstance(found, Unlinked)
    assert "count up from 1" in found.reason


def test_row_numbers_link_where_sex_shows_that_they_are_the_same_people() -> None:
    sex = repeated("f", "m", "m", "f", "f", "m", "f", "f", times=5)
    assert isinstance(link({"person": range(1, 41), "sex": sex}, {"person": range(1, 41), "sex": sex}), Link)


def test_people_whose_sex_differs_are_others() -> None:
    found = link({"respondent": IDS, "sex": SEX}, {"respondent": IDS, "sex": SEX[::-1]})
    assert isinstance(found, Unlinked)
    assert "differ" in found.reason


def test_submission_ids_differ_in_every_wave_and_link_nobody() -> None:
    later = [f"S-{number:03d}" for number in range(40)]
    assert isinstance(link({"instanceID": IDS}, {"instanceID": later}), Unlinked)


def test_an_identifier_that_one_wave_lacks_is_none() -> None:
    assert isinstance(link({"respondent": IDS, "sex": SEX}, {"sex": SEX}), Unlinked)


def test_answers_carried_over_from_the_first_wave_are_found() -> None:
    plan = repeated("yes", "no", "no", "yes", "no", times=8)
    now = repeated("no", "no", "yes", "no", times=10)
    found = link({"respondent": IDS, "plan": plan}, {"respondent": IDS, "plan": plan, "end_plan": now})
    assert isinstance(found, Link)
    assert found.copied == {"after": frozenset({"plan"})}

"""The tables of `reconsideration` have small cells only where they are meant to show suppression."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from tests.demonstration.recount import Counselling, Row, counselling

GROUPS: dict[str, Callable[[Row], str]] = {
    "sex": lambda row: row["sex"],
    "age_band": lambda row: age_band(row["age"]),
    "group": lambda row: row["group"],
    "country": lambda row: row["country"],
    "sex|country": lambda row: f"{row['sex']}|{row['country']}",
}


def age_band(age: str) -> str:
    if not age.isdigit():
        return ""
    return "15-17" if int(age) < 18 else "18-24" if int(age) < 25 else "25+"


@pytest.fixture(scope="module")
def study(shipped: dict[str, bytes]) -> Counselling:
    return counselling(shipped)


def reconsidered(study: Counselling, row: Row) -> bool | None:
    plan = study.plan_after(row)
    return None if plan[:1] in ("", "-") else plan != "unchanged"


def reconsidered_official(study: Counselling, row: Row) -> bool | None:
    official = row["route"] == "irregular" and row["destination"] == "europe"
    return reconsidered(study, row) if official else None


def gave_up_any(study: Counselling, row: Row) -> bool | None:
    answer = study.gave_up.get(row["respondent_id"])
    return None if answer is None else answer == "yes"


def gave_up_europe(study: Counselling, row: Row) -> bool | None:
    return gave_up_any(study, row) if row["destination"] == "europe" else None


def small_cells(study: Counselling, rows: list[Row], counts, by: str) -> set[str]:
    """Levels with a base below ten, or one to four people who count or who do not."""
    answers = [(GROUPS[by](row), answer) for row in rows if (answer := counts(study, row)) is not None]
    base = Counter(level for level, _ in answers)
    counted = Counter(level for level, answer in answers if answer)
    return {level for level, n in base.items() if n < 10 or 1 <= counted[level] <= 4 or 1 <= n - counted[level] <= 4}


@pytest.mark.parametrize("by", GROUPS)
@pytest.mark.parametrize("counts", [reconsidered, reconsidered_official])
def test_headline_tables_have_no_small_cells(study: Counselling, counts, by: str) -> None:
    assert small_cells(study, study.planners, counts, by) == set()


@pytest.mark.parametrize("by", GROUPS)
@pytest.mark.parametrize("counts", [gave_up_any, gave_up_europe])
def test_follow_up_tables_have_no_small_cells(study: Counselling, counts, by: str) -> None:
    sampled = [row for row in study.planners if row["respondent_id"] in study.drawn]
    assert small_cells(study, sampled, counts, by) == set()


def test_four_people_of_another_sex_are_too_few_to_publish(study: Counselling) -> None:
    sexes = Counter(row["sex"] for row in study.before.values())
    assert (sexes["other"], sexes[""]) == (4, 26)
    # Those of unknown sex are hidden with them, so that neither women nor men need be.
    assert {row["country"] for row in study.before.values() if row["sex"] in ("other", "")} == {"GM"}


def test_age_is_unknown_for_enough_people_to_be_a_level_of_its_own(study: Counselling) -> None:
    unknown = [row for row in study.before.values() if row["age"] == "-99"]
    assert len(unknown) > 300

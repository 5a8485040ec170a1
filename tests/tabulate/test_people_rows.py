"""Different people, contacts and answers, counted by hand in a small register and by plain loops in random ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from meal.api import analyse
from meal.model.errors import StudyError
from meal.model.estimates import Estimate

REGISTER: dict[str, Any] = {"files": "-", "design": {"selection": "census"}, "contacts": True, "date": "date"}
EDUCATION = {
    "id": "education",
    "counts": "${service} = 'education'",
    "report": ["people", "consultations", "answers"],
    "by_record": ["partner", "kind"],
}
Key = tuple[str, str, str, str]


def settings(indicator: Mapping[str, Any] = EDUCATION, **more: Any) -> dict[str, Any]:
    return {
        "study": "s",
        "claim": "these_people",
        "identity": {"respondent": "person", "partner": "partner", "record": "row"},
        "waves": {"register": REGISTER},
        "disaggregate": ["sex"],
        "indicators": [indicator],
        **more,
    }


def counted(study: Mapping[str, Any], data: pd.DataFrame) -> dict[Key, Estimate]:
    """Unsuppressed rows by (statistic, by, level, variant)."""
    return {
        (row.statistic, row.by, row.level, row.variant): row
        for row in analyse(study, {"register": data}).internal.estimates
    }


def numbers(row: Estimate) -> tuple[float | None, int | None, int | None, int | None]:
    return row.estimate, row.numerator, row.n, row.n_missing


@pytest.fixture
def register() -> pd.DataFrame:
    """Ann was taught by both partners and twice by one; Ben only got money; what Cas got is unknown; Dee moved."""
    rows = [
        # row  person date         sex       partner  service      kind
        ("1", "ann", "2018-09-01", "female", "cedar", "education", "primary"),
        ("2", "ann", "2018-10-01", "female", "cedar", "education", "catch_up"),
        ("3", "ann", "2018-11-01", "male", "olive", "education", "primary"),
        ("4", "ben", "2018-09-02", "male", "cedar", "income", ""),
        ("5", "cas", "2018-09-03", "male", "olive", "", ""),
        ("6", "dee", "2018-09-04", "", "olive", "education", "primary"),
        ("7", "dee", "2018-09-05", "female", "cedar", "", ""),
    ]
    return pd.DataFrame(rows, columns=["row", "person", "date", "sex", "partner", "service", "kind"], dtype="str")


def test_people_contacts_and_answers_are_three_numbers(register: pd.DataFrame) -> None:
    rows = counted(settings(), register)
    assert numbers(rows["people", "", "", ""]) == (2, 2, 3, 1)  # of Cas nobody knows
    assert numbers(rows["consultations", "", "", ""]) == (4, 4, 5, 2)
    assert numbers(rows["answers", "", "", ""]) == (5, 5, 5, 2)
    whole = rows["people", "", "", ""]
    assert (whole.method, whole.note, whole.std_error, whole.conf_low) == ("census", "counted, not sampled", 0, None)
    assert numbers(rows["people", "", "", "worst"]) == (2, 2, 4, 0)
    assert numbers(rows["people", "", "", "best"]) == (3, 3, 4, 0)
    assert numbers(rows["consultations", "", "", "best"]) == (6, 6, 7, 0)
    assert ("answers", "", "", "best") not in rows


def test_a_person_has_one_group_for_all_contacts_the_earliest_recorded(register: pd.DataFrame) -> None:
    rows = counted(settings(), register)
    by_sex = {level: numbers(rows["people", "sex", level, ""]) for level in ("female", "male", "not recorded")}
    assert by_sex == {"female": (1, 1, 1, 0), "male": (0, 0, 1, 1), "not recorded": (1, 1, 1, 0)}
    contacts = {level: rows["consultations", "sex", level, ""].estimate for level in by_sex}
    assert contacts == {"female": 3, "male": 0, "not recorded": 1}


def test_levels_of_the_record_may_share_people_and_say_so(register: pd.DataFrame) -> None:
    rows = counted(settings(), register)
    assert {key[2]: row.estimate for key, row in rows.items() if key[:2] == ("people", "partner") and not key[3]} == {
        "cedar": 1,
        "olive": 2,
    }
    assert numbers(rows["people", "partner", "cedar", ""]) == (1, 1, 2, 1)  # Ann, Ben; of Dee it is unknown there
    assert numbers(rows["people", "kind", "primary", ""]) == (2, 2, 2, 0)
    assert rows["people", "kind", "catch_up", ""].estimate == 1
    assert "may be in several of these levels" in rows["people", "kind", "catch_up", ""].note
    assert {key[2]: row.estimate for key, row in rows.items() if key[:2] == ("consultations", "kind")} == {
        "primary": 3,
        "catch_up": 1,
        "not recorded": 0,  # two contacts of which nobody knows what they were
    }


def test_by_how_much_levels_overlap_is_said_where_all_of_them_are_published(register: pd.DataFrame) -> None:
    rows = counted(settings(), register)
    said = "the levels add up to 3, 1 more than the 2 different people, who may be in several"
    assert said in rows["people", "partner", "cedar", ""].note
    assert said not in rows["people", "sex", "female", ""].note
    # In the published table these levels are hidden, and their sum would give them away.
    analysis = analyse(settings(), {"register": register})
    assert not [row for row in analysis.published.estimates if "add up to" in row.note]


def test_among_is_asked_of_every_contact(register: pd.DataFrame) -> None:
    indicator = {**EDUCATION, "among": "${partner} = 'olive'", "missing": "counted_as_no"}
    rows = counted(settings(indicator), register)
    assert numbers(rows["people", "", "", ""]) == (2, 2, 3, 0)
    assert numbers(rows["consultations", "", "", ""]) == (2, 2, 3, 0)


def test_a_sampled_wave_is_refused_in_one_sentence(register: pd.DataFrame) -> None:
    sampled = {**REGISTER, "design": {"selection": "random"}}
    rows = counted(settings(waves={"register": sampled}), register)
    assert set(rows) == {(one, "", "", "") for one in ("people", "consultations", "answers")}
    assert {row.status for row in rows.values()} == {"not_estimable"}
    assert all("this wave is a sample" in row.note for row in rows.values())


@pytest.mark.parametrize("selection", ["census", "convenience"])
def test_where_nothing_tells_who_is_who_every_record_is_a_person(register: pd.DataFrame, selection: str) -> None:
    wave = {"files": "-", "design": {"selection": selection}}
    rows = counted(settings(waves={"register": wave}, identity={"record": "row"}), register)
    assert numbers(rows["people", "", "", ""]) == numbers(rows["consultations", "", "", ""]) == (4, 4, 5, 2)


def test_what_cannot_be_meant_is_refused(register: pd.DataFrame) -> None:
    with pytest.raises(StudyError, match="by_record is for people, consultations or answers"):
        analyse(settings({**EDUCATION, "report": "number"}), {"register": register})
    with pytest.raises(StudyError, match=r"'knd' is not a column of wave 'register'.*Did you mean 'kind'"):
        analyse(settings({**EDUCATION, "by_record": "knd"}), {"register": register})
    with pytest.raises(StudyError, match="'sex' is a disaggregation of people already"):
        analyse(settings({**EDUCATION, "by_record": "sex"}), {"register": register})
    with pytest.raises(StudyError, match=r"the study does not disaggregate by 'sx'.*Did you mean 'sex'"):
        analyse(settings({**EDUCATION, "disaggregate": ["sx"]}), {"register": register})


def test_an_indicator_may_have_fewer_disaggregations_than_the_study(register: pd.DataFrame) -> None:
    study = settings({**EDUCATION, "disaggregate": []}, disaggregate=["sex"])
    assert {key[1] for key in counted(study, register)} == {"", "partner", "kind"}


def test_a_number_beside_people_is_told_to_be_of_first_records(register: pd.DataFrame) -> None:
    study = settings({**EDUCATION, "report": ["number", "people"]})
    analysis = analyse(study, {"register": register})
    cautions = " ".join(analysis.published.cautions["en"])
    assert "made of the first record of each person" in cautions
    assert "one person and two contacts" in cautions
    steps = {box.step: box.count for box in analysis.internal.flow}
    assert steps == {"registered": 7, "further_contact": 3, "analysed": 4}


@pytest.mark.parametrize("seed", range(6))
def test_against_plain_loops(seed: int) -> None:
    draw = np.random.default_rng(seed)
    n = 300
    data = pd.DataFrame(
        {
            "row": [str(row) for row in range(n)],
            "person": [f"p{one}" for one in draw.integers(0, 120, n)],
            "date": [f"2018-{month:02}-01" for month in draw.integers(1, 13, n)],
            "sex": draw.choice(["female", "male", ""], n, p=[0.5, 0.4, 0.1]),
            "partner": draw.choice(["cedar", "olive", "acacia"], n),
            "service": draw.choice(["education", "income", ""], n, p=[0.5, 0.4, 0.1]),
            "kind": draw.choice(["primary", "catch_up"], n),
        },
        dtype="str",
    )
    rows = counted(settings(), data)
    first = data.sort_values(["date", "row"], key=lambda one: one.astype(int) if one.name == "row" else one)
    sex = first.drop_duplicates("person").set_index("person")["sex"]
    taught = data[data["service"] == "education"]
    assert rows["people", "", "", ""].estimate == taught["person"].nunique()
    assert rows["consultations", "", "", ""].estimate == len(taught)
    for level in ("female", "male"):
        assert rows["people", "sex", level, ""].estimate == sum(sex[one] == level for one in set(taught["person"]))
    for partner in ("cedar", "olive", "acacia"):
        there = data[data["partner"] == partner]
        known = {one: set(of["service"]) for one, of in there.groupby("person")}
        yes = sum("education" in said for said in known.values())
        unknown = sum("education" not in said and "" in said for said in known.values())
        assert numbers(rows["people", "partner", partner, ""]) == (yes, yes, len(known) - unknown, unknown)
    parts = {key: row for key, row in rows.items() if not key[3]}
    for by, overlap in (("sex", False), ("partner", True), ("kind", True)):
        total = sum(row.estimate or 0 for key, row in parts.items() if key[:2] == ("people", by))
        assert total >= (rows["people", "", "", ""].estimate or 0) if overlap else total == taught["person"].nunique()
    for (statistic, by, level, variant), row in rows.items():
        if statistic == "people" and ("consultations", by, level, variant) in rows:
            assert (rows["consultations", by, level, variant].estimate or 0) >= (row.estimate or 0)

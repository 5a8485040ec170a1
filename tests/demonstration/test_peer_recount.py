"""The shares planted in `peer-messages`, recounted from its exports."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tests.demonstration.recount import CENTRAL, Row, one_row_a_person, table

FOLDER = "surveys/peer-messages/"
PLANTED = {"informed": (0.50, 1.19), "aware_of_risks": (0.48, 1.25), "intends_irregular": (0.40, 0.80)}


def workbook_rows(content: bytes) -> list[Row]:
    """A workbook as text: dates as 2018-02-05, blanks as nothing."""
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).active
    header, *rows = sheet.iter_rows(values_only=True)
    return [
        {
            name: "" if cell is None else cell.date().isoformat() if hasattr(cell, "date") else str(cell)
            for name, cell in zip(header, row, strict=True)
        }
        for row in rows
    ]


@pytest.fixture(scope="module")
def baseline(shipped: dict[str, bytes]) -> dict[str, Row]:
    rows, log = workbook_rows(shipped[FOLDER + "baseline/baseline.xlsx"]), table(shipped[FOLDER + "cleaning_log.csv"])
    return one_row_a_person(rows, log, wave="baseline", layout=CENTRAL, keep="first")


@pytest.fixture(scope="module")
def endline(shipped: dict[str, bytes]) -> dict[str, Row]:
    rows, log = table(shipped[FOLDER + "endline/endline.csv"]), table(shipped[FOLDER + "cleaning_log.csv"])
    return one_row_a_person(rows, log, wave="endline", layout=CENTRAL, keep="last")


def answers(people: dict[str, Row], arms: dict[str, Row], outcome: str, arm: str) -> list[str]:
    """Yes and no of the people of an arm."""
    of_arm = (row[outcome] for person, row in people.items() if arms.get(person, {}).get("arm") == arm)
    return [answer for answer in of_arm if answer in ("yes", "no")]


@pytest.mark.parametrize("outcome", PLANTED)
@pytest.mark.parametrize("arm", ["control", "film"])
def test_shares_at_endline_are_the_planted_ones(baseline, endline, outcome: str, arm: str) -> None:
    share, ratio = PLANTED[outcome]
    given = answers(endline, baseline, outcome, arm)
    assert len(given) >= 1_200
    # As near as whole people allow: within half a person.
    assert abs(given.count("yes") - len(given) * share * (ratio if arm == "film" else 1)) <= 0.5


@pytest.mark.parametrize("outcome", PLANTED)
def test_arms_were_alike_at_baseline(baseline, endline, outcome: str) -> None:
    found = {person: row for person, row in baseline.items() if person in endline}
    shares = [
        given.count("yes") / len(given) for arm in ("control", "film") if (given := answers(found, found, outcome, arm))
    ]
    assert abs(shares[0] - shares[1]) < 0.005


def test_as_many_people_were_found_again_in_both_arms(baseline, endline) -> None:
    for arm in ("control", "film"):
        assigned = [person for person, row in baseline.items() if row["arm"] == arm]
        assert 0.90 < sum(person in endline for person in assigned) / len(assigned) < 0.95


def test_strangers_at_endline_belong_to_no_arm(baseline, endline) -> None:
    assert len(endline.keys() - baseline.keys()) == 7

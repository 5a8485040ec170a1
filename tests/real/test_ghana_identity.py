"""Student numbers that restart in each of 40 schools: recognised, nobody paired, and the school asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from meal.api import analyse
from meal.model.estimates import Estimate
from meal.pipeline.analyse import Analysis
from meal.read import read_file

FILE = "GhanaVocationalFinance_randomized_{wave}.dta"


@pytest.fixture(scope="module")
def waves(shared: Path) -> dict[str, Any]:
    folder = shared / "data" / "ghana-vocational-finlit-prepost"
    return {wave: _texts(folder / FILE.format(wave=wave)) for wave in ("baseline", "endline")}


def _texts(path: Path) -> Any:
    import pandas as pd

    columns = read_file(path, relative_to=path.parent).columns
    return pd.DataFrame({name: column.record_texts() for name, column in columns.items()}, dtype="str")


def analysed(waves: dict[str, Any], **identity: Any) -> Analysis:
    wave = {"files": "-", "design": {"selection": "random"}}
    return analyse(
        {
            "study": "s",
            "waves": {"baseline": wave, "endline": wave},
            "identity": {"respondent": "studentid", "stable": ["female", "age"], **identity},
            "indicators": [
                {
                    "id": "budgets",
                    "waves": ["baseline", "endline"],
                    "counts": {"baseline": "${knows_budgeting} = '1'", "endline": "${end_knows_budgeting} = '1'"},
                }
            ],
            "comparisons": [{"id": "change", "indicator": "budgets", "from": "baseline", "to": "endline"}],
        },
        waves,
    )


def change(found: Analysis) -> Estimate:
    (row,) = [row for row in found.internal.estimates if row.comparison == "change" and not row.variant]
    return row


def linked(found: Analysis) -> Estimate:
    (row,) = [row for row in found.internal.linkage if row.category == "linked" and not row.by]
    return row


def test_student_numbers_restart_in_each_school_and_nobody_is_paired_by_them(waves: dict[str, Any]) -> None:
    found = analysed(waves)
    told = [finding for finding in found.prepared.findings if finding.scope == "study"]
    assert [(finding.rule, finding.wave, finding.parameters["column"]) for finding in told] == [
        ("identifiers_restart_in_places", "baseline", "schoolid"),
        ("identifiers_restart_in_places", "endline", "schoolid"),
    ]
    # 2,000 students under 50 numbers: 1,950 stand after another of the same number.
    assert told[0].parameters["pairs"] == "1950"
    assert "keys: [[schoolid, studentid]]" in found.finding_rows[0]["action"]
    assert found.prepared.undecided == 0
    assert (linked(found).n, linked(found).numerator) == (2000, 0)
    assert change(found).method == "miettinen_nurminen"
    assert change(found).n == 2000 + 1834
    assert "the same number is another person" in change(found).note


def test_school_and_number_together_link_all_students_one_to_one(waves: dict[str, Any]) -> None:
    found = analysed(waves, keys=[["schoolid", "studentid"]])
    assert [finding for finding in found.prepared.findings if finding.scope == "study"] == []
    assert (linked(found).n, linked(found).numerator) == (2000, 2000)
    assert change(found).method == "tango"
    # 1,834 were found again; of the treated 69 learned to budget, nobody forgot, and no control changed.
    assert change(found).n == 1834
    assert change(found).estimate == pytest.approx(69 / 1834)


def test_the_unique_number_links_the_same_students(waves: dict[str, Any]) -> None:
    unique = analysed(waves, respondent="unique_ID")
    assert [finding for finding in unique.prepared.findings if finding.scope == "study"] == []
    assert (linked(unique).numerator, change(unique).estimate) == (2000, pytest.approx(69 / 1834))

"""Several waves in one file: each takes its records, and those that none takes are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from meal.api import analyse
from meal.model.errors import StudyError
from meal.pipeline.analyse import Analysis
from meal.study.load import load_study

STUDY = """
study: rounds
waves:
  before: {files: all.csv, records: "${round} = 'Baseline'"}
  after:  {files: all.csv, records: "${round} = 'Endline'"}
identity: {respondent: person}
indicators:
  - id: plans
    waves: [before, after]
    counts: |-
      ${plan} = 'yes'
comparisons:
  - {id: change, indicator: plans, from: before, to: after}
"""


def run(folder: Path, *more_rows: str) -> Analysis:
    rows = [
        f"p{number},{wave},{'yes' if number < yes else 'no'}"
        for wave, yes in (("Baseline", 12), ("Endline", 6))
        for number in range(20)
    ]
    (folder / "all.csv").write_text("\n".join(["person,round,plan", *rows, *more_rows]), encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    return analyse(load_study(folder))


def test_each_wave_counts_its_own_records(tmp_path: Path) -> None:
    found = {
        (row.wave, row.comparison): (row.n, row.numerator, row.estimate) for row in run(tmp_path).internal.estimates
    }
    assert found["before", ""] == (20, 12, 0.6)
    assert found["after", ""] == (20, 6, 0.3)
    change = next(row for row in run(tmp_path).internal.estimates if row.comparison)
    assert change.estimate == pytest.approx(-0.3)


def test_records_without_a_round_are_in_no_wave_and_told(tmp_path: Path) -> None:
    analysis = run(tmp_path, "p50,,yes", "p51,Midline,yes")
    assert all(row.n == 20 for row in analysis.internal.estimates if not row.comparison)
    (finding,) = [row for row in analysis.finding_rows if row["rule"] == "records_in_no_wave"]
    assert finding["message"].startswith("2 records of the file belong to no wave (the first is in row 42)")


def test_an_unknown_column_is_told_with_its_line(tmp_path: Path) -> None:
    run(tmp_path)
    (tmp_path / "study.yaml").write_text(STUDY.replace("${round} = 'Endline'", "${rond} = 'Endline'"), encoding="utf-8")
    with pytest.raises(StudyError, match="line 5: 'rond' is not a column of wave 'after'"):
        analyse(load_study(tmp_path))

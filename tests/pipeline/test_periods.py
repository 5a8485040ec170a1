"""Results beside those of an earlier period: compared where both mean the same, otherwise said not to be."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from meal.model.errors import DataError
from meal.pipeline.analyse import Analysis, run_study
from meal.pipeline.outputs import output_files

STUDY = """
study: {name}
{earlier}
waves:
  now: {{files: now.csv}}
disaggregate: [sex]
indicators:
  - id: ready
    label: Ready to stay
    {version}
    counts: |-
      {counts}
    report: [share]
"""


def run(folder: Path, n_yes: int, *, earlier: str = "", counts: str = "${ok} = 'yes'", version: str = "") -> Analysis:
    folder.mkdir(parents=True)
    text = STUDY.format(name=folder.name, earlier=earlier, counts=counts, version=version)
    (folder / "study.yaml").write_text(text, encoding="utf-8")
    cells = {"ok": ["yes"] * n_yes + ["no"] * (100 - n_yes), "sex": ["female", "male"] * 50}
    pd.DataFrame(cells).to_csv(folder / "now.csv", index=False)
    return run_study(folder)


def both(tmp_path: Path, n_yes: int = 60, **second: Any) -> Analysis:
    """A first period with 40 of 100, kept beside the second."""
    first = output_files(run(tmp_path / "first", 40))
    kept = tmp_path / "first-results"
    kept.mkdir()
    for name in ("definitions.csv", "estimates.csv"):
        (kept / name).write_bytes(first[name])
    return run(tmp_path / "second", n_yes, earlier="earlier: {label: Last year, folder: ../first-results}", **second)


def table(analysis: Analysis) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(output_files(analysis)["periods.csv"].decode())))


def test_the_same_definition_is_compared(tmp_path: Path) -> None:
    analysis = both(tmp_path)
    (row,) = table(analysis)
    assert (float(row["earlier"]), float(row["now"]), row["comparable"], row["why"]) == (0.4, 0.6, "yes", "")
    # By hand: Wilson gives 0.3094 to 0.4980 and 0.5020 to 0.6906, so that the limits are 0.2 - 0.0980 * sqrt(2) and
    # 0.2 + 0.0906 * sqrt(2).
    limits = [float(row[name]) for name in ("change", "change_low", "change_high")]
    assert limits == pytest.approx([0.2, 0.0614, 0.3281], abs=5e-5)
    page = output_files(analysis)["report.html"].decode()
    assert "Earlier: Last year" in page
    assert "+20.0" in page
    assert not [one for one in analysis.finding_rows if one["rule"] == "other_definition"]


def test_another_definition_is_said_and_not_compared(tmp_path: Path) -> None:
    analysis = both(tmp_path, counts="${ok} = 'yes' or ${ok} = 'perhaps'")
    (row,) = table(analysis)
    assert (row["comparable"], row["change"], row["earlier"]) == ("no", "", "0.4")
    assert "not comparable" in row["why"]
    assert "counts: ${ok} = 'yes'." in row["why"]
    assert "'perhaps'" in row["why"]
    (found,) = [one for one in analysis.finding_rows if one["rule"] == "other_definition"]
    assert found["severity"] == "warning"
    assert "not comparable" in output_files(analysis)["report.html"].decode()


def test_another_version_is_not_compared(tmp_path: Path) -> None:
    (row,) = table(both(tmp_path, version="version: 2"))
    assert row["comparable"] == "no"
    assert "version 1 then and is version 2 now" in row["why"]


def test_a_hidden_result_makes_no_change(tmp_path: Path) -> None:
    (row,) = table(both(tmp_path, n_yes=3))
    assert (row["comparable"], row["now"], row["change"]) == ("yes", "", "")
    assert "hidden" in row["why"]


def test_a_folder_without_results_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"there is no definitions\.csv of the earlier period"):
        run(tmp_path / "s", 40, earlier="earlier: {folder: nowhere}")


def test_a_study_without_an_earlier_period_writes_no_such_table(tmp_path: Path) -> None:
    files = output_files(run(tmp_path / "s", 40))
    assert "periods.csv" not in files
    (row,) = csv.DictReader(io.StringIO(files["definitions.csv"].decode()))
    assert (row["indicator"], row["version"], len(row["hash"])) == ("ready", "1", 16)

"""`meal plan` as an officer uses it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from meal.cli import cli
from tests.cli.running import meal

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `meal plan` in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(cli, ["plan", *(str(argument) for argument in arguments)])


def table(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader((folder / "plan.csv").read_text(encoding="utf-8").splitlines()))


def test_one_share_is_printed_and_written(run: Run, tmp_path: Path) -> None:
    done = run("share", "--expected", "30%", "--margin", "0.05", "--population", "10,125", "--response", "0.6")

    assert done.exit_code == 0, done.output
    assert "522" in done.output
    assert "÷ margin²" in done.output
    folder = tmp_path / "outputs" / "plan" / "share"
    (row,) = table(folder)
    assert (row["expected"], row["margin"], row["answers"], row["people"]) == ("0.3", "0.05", "313", "522")
    assert {file.name for file in folder.iterdir()} == {"plan.csv", "plan.html", "plan.svg", "plan.png"}


def test_groups_change_and_clusters(run: Run, tmp_path: Path) -> None:
    assert run("groups", "--first", ".3", "--second", ".4", "--cluster-size", 20, "--out", "a").exit_code == 0
    assert [row["icc"] for row in table(tmp_path / "a")] == ["0.01", "0.05", "0.1"]
    done = run("change", "--before", ".3", "--after", ".4", "--out", "b", "--language", "nl")
    assert done.exit_code == 0
    assert "mensen tweemaal" in (tmp_path / "b" / "plan.html").read_text(encoding="utf-8")
    assert "Correlatie" in done.output
    done = run("clusters", "--clusters", 40, "--cluster-size", 20, "--expected", ".3", "--icc", ".05", "--out", "c")
    assert done.exit_code == 0
    assert float(table(tmp_path / "c")[0]["effect"]) == pytest.approx(0.28394047)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("share", "--expected", "30"), "such as 0.3 or 30%"),
        (("share", "--expected", "much"), "not a number"),
        (("share", "--response", "0"), "above 0 and up to 1"),
        (("share", "--population", "0"), "2 or more"),
        (("share", "--icc", "0.05"), "--cluster-size"),
        (("share", "--deff", "1.5", "--cluster-size", "10"), "either --deff"),
        (("share", "--margin", "0.05", "--people", "10"), "either --margin"),
        (("clusters", "--clusters", "1", "--cluster-size", "20"), "at least 2 clusters"),
        (("groups", "--first", "0.3"), "either --second"),
        (("change", "--before", "0.3", "--after", "0.3"), "no change"),
        ((), "say what to plan"),
        (("--icc", "0.05", "share"), "after 'share'"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_code_2(run: Run, arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments)

    assert done.exit_code == 2
    assert said in " ".join(done.output.split())
    assert not Path("outputs").exists()


def test_a_folder_with_other_files_is_never_replaced(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.docx").write_text("years of work", encoding="utf-8")

    done = run("share", "--out", "mine")

    assert done.exit_code == 2
    assert "thesis.docx" in done.output
    assert (tmp_path / "mine" / "thesis.docx").read_text(encoding="utf-8") == "years of work"
    assert run("share", "--out", ".").exit_code == 2
    assert run("share", "--out", "plan").exit_code == 0
    assert run("share", "--margin", "0.1", "--out", "plan").exit_code == 0
    assert table(tmp_path / "plan")[0]["people"] == "97"


def test_no_study_is_exit_code_3(tmp_path: Path) -> None:
    # Exit codes of studies are given by the program, not by click.
    done = meal("plan", "--study", "surveys/nothing", cwd=tmp_path)
    assert done.returncode == 3
    assert "there is no study here" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_help_of_every_plan_has_an_example(run: Run) -> None:
    assert "meal plan --study" in run("--help").output
    for kind in ("share", "groups", "change", "clusters"):
        assert f"meal plan {kind}" in run(kind, "--help").output.split("Example:")[1]

"""`meal clean` and `meal receive` from the command line: sentences, exit codes, and help."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import meal
from tests.pipeline.replies.small_study import NORTH, Filled, feedback, make_study, write_export


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return make_study(tmp_path)


def test_replies_are_taken_and_what_is_left_is_told(study: Path, tmp_path: Path) -> None:
    back = (
        Filled(feedback(study)).reply("n1", "age", "correct", "24").reply("n2", "plan", "correct", "f\u202ely").save()
    )
    done = meal("clean", "surveys/market", "--from", str(back), "--date", "2019-06-01", cwd=tmp_path)
    assert done.returncode == 1
    assert "2 replies; taken: 1 change_response; taken before: 0" in done.stdout
    assert '"f\N{REPLACEMENT CHARACTER}ly" is not an answer to "Plan"' in done.stdout
    assert "Undecided errors: 10 before, 9 now." in done.stdout
    assert "1 replies need a look." in done.stderr
    again = meal("clean", "surveys/market", "--from", str(back), "--json", cwd=tmp_path)
    assert "\u202e" not in done.stdout + again.stdout
    told = json.loads(again.stdout)
    assert (told["taken"], told["taken_before"], told["files"]) == ([], 1, [])


def test_what_is_no_workbook_of_ours_is_a_sentence(study: Path, tmp_path: Path) -> None:
    done = meal("clean", "surveys/market", "--from", "surveys/market/before/north.csv", cwd=tmp_path)
    assert done.returncode == 4
    assert "not a feedback workbook as meal makes it" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_export_is_received_and_compared(study: Path, tmp_path: Path) -> None:
    export = write_export(tmp_path, "north.csv", [[*NORTH[0][:4], "24", *NORTH[0][5:]], *NORTH[1:]])
    done = meal("receive", "surveys/market", str(export), "--wave", "before", "--date", "2019-06-11", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Received for wave before: before/north.csv" in done.stdout
    assert "before, north: 0 new, 8 still open, 1 fixed, 0 settled, 0 withdrawn" in done.stdout
    folder = tmp_path / "outputs" / "market" / "resubmission"
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert {"resubmission.csv", "scorecard.csv", "scorecard.html", "internal/scorecard.csv"} <= files.keys()
    assert meal("receive", "surveys/market", cwd=tmp_path).returncode == 0
    assert {name: (folder / name).read_bytes() for name in files} == files
    wrong = meal("receive", "surveys/market", str(export), cwd=tmp_path)
    assert wrong.returncode == 2
    assert "--wave" in wrong.stderr


@pytest.mark.parametrize("command", ["clean", "receive"])
def test_help_has_examples(command: str, tmp_path: Path) -> None:
    done = meal(command, "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert f"meal {command}" in done.stdout.split("Examples:")[1]

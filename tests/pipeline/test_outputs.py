"""What a run writes: the same bytes each time, all of it or nothing, and no hidden number in any file."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from meal.model.estimates import ESTIMATE_COLUMNS
from meal.pipeline.analyse import Analysis, run_study
from meal.pipeline.outputs import output_files
from tests.cli.running import meal


@pytest.fixture(scope="module")
def peers(project: Path) -> Analysis:
    return run_study(project / "surveys" / "peer-messages")


@pytest.fixture(scope="module")
def files(peers: Analysis) -> dict[str, bytes]:
    return output_files(peers)


def test_the_promised_files_are_there(files: dict[str, bytes]) -> None:
    assert {
        "estimates.csv", "findings.csv", "run.json", "indicators.xlsx", "report.html", "report.nl.html",
        "internal/estimates.csv", "internal/indicators.xlsx", "internal/run.json",
        "figures/informed.svg", "figures/informed.png",
    } <= files.keys()  # fmt: skip


def test_the_estimates_table_keeps_its_contract(files: dict[str, bytes]) -> None:
    rows = list(csv.DictReader(io.StringIO(files["estimates.csv"].decode("utf-8-sig"))))
    assert tuple(rows[0])[: len(ESTIMATE_COLUMNS)] == ESTIMATE_COLUMNS
    key = ("indicator", "statistic", "category", "wave", "comparison", "by", "level", "variant")
    assert len({tuple(row[name] for name in key) for row in rows}) == len(rows)
    shares = [float(row["estimate"]) for row in rows if row["statistic"] == "share" and row["estimate"]]
    assert shares
    assert all(0 <= share <= 1 for share in shares)


def test_the_same_inputs_give_the_same_bytes(project: Path, files: dict[str, bytes], tmp_path: Path) -> None:
    # Another process, another hash seed, another folder, another time.
    for name in ("surveys", "schemas"):
        shutil.copytree(project / name, tmp_path / name)
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "TZ": "Asia/Kathmandu"}
    subprocess.run(
        [sys.executable, "-m", "meal", "analyse", "surveys/peer-messages"],
        cwd=tmp_path, env=environment, check=True, capture_output=True,
    )  # fmt: skip
    folder = tmp_path / "outputs" / "peer-messages"
    again = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert again.keys() == files.keys()
    assert [name for name in files if again[name] != files[name]] == []


def test_the_run_record_balances_and_names_its_inputs(files: dict[str, bytes]) -> None:
    internal = json.loads(files["internal/run.json"])
    assert "2026" not in json.dumps({key: value for key, value in internal.items() if "version" not in key})
    for wave in internal["accounting"]:
        assert wave["read"] == wave["analysed"] + sum(wave["excluded"].values())
    assert all(len(one["sha256"]) == 64 for one in internal["inputs"])


def test_no_output_fetches_anything(files: dict[str, bytes]) -> None:
    for name, content in files.items():
        if name.endswith((".html", ".svg")):
            text = content.decode()
            assert "<script src" not in text
            assert 'src="http' not in text
            assert "@import" not in text


def test_synthetic_data_is_said_in_every_rendering(files: dict[str, bytes]) -> None:
    for name in ("report.html", "report.nl.html", "figures/informed.svg"):
        assert "ynthetic" in files[name].decode() or "ynthetisch" in files[name].decode()
    assert json.loads(files["run.json"])["synthetic"] is True


def test_a_killed_run_leaves_the_last_good_outputs(project: Path, tmp_path: Path) -> None:
    for name in ("surveys", "schemas"):
        shutil.copytree(project / name, tmp_path / name)
    command = [sys.executable, "-m", "meal", "analyse", "surveys/peer-messages"]
    good = tmp_path / "outputs" / "peer-messages"
    good.mkdir(parents=True)
    (good / "estimates.csv").write_text("good", encoding="utf-8")
    for delay in (0.5, 1.5):
        run = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        run.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        run.wait()
        estimates = (good / "estimates.csv").read_text(encoding="utf-8-sig")
        assert estimates == "good" or estimates.startswith("indicator,")
    done = meal("analyse", "surveys/peer-messages", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (good / "estimates.csv").read_text(encoding="utf-8-sig").startswith("indicator,")
    assert [path.name for path in good.parent.iterdir() if path.is_dir()] == ["peer-messages"]


def test_a_run_that_fails_changes_nothing(project: Path, tmp_path: Path) -> None:
    for name in ("surveys", "schemas"):
        shutil.copytree(project / name, tmp_path / name)
    good = tmp_path / "outputs" / "peer-messages"
    good.mkdir(parents=True)
    (good / "estimates.csv").write_text("good", encoding="utf-8")
    (tmp_path / "surveys" / "peer-messages" / "endline" / "endline.csv").write_bytes(b"\x00\x01\x02 not a table")
    done = meal("analyse", "surveys/peer-messages", cwd=tmp_path)
    assert done.returncode in (3, 4), done.stderr
    assert "Traceback" not in done.stderr
    assert (good / "estimates.csv").read_text(encoding="utf-8") == "good"


def test_without_the_log_errors_are_undecided_and_the_exit_code_says_so(project: Path, tmp_path: Path) -> None:
    done = meal("validate", str(project / "surveys/peer-messages"), "--without-log", "--json", cwd=tmp_path)
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert found["undecided_errors"] == 66
    assert "66 errors are undecided" in done.stderr
    assert (tmp_path / "outputs" / "peer-messages" / "findings.csv").is_file()

"""The command line answers at once, and says what went wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import meal, meal_process


def test_help_does_not_import_pandas() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "meal", "--help"], capture_output=True, text=True, check=True
    )
    imported = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}
    assert "click" in imported
    assert not {"pandas", "numpy", "scipy", "pyarrow", "pydantic", "altair"} & imported


@pytest.mark.parametrize("command", ["analyse", "validate", "trace", "demo"])
def test_every_command_has_help_with_an_example(command: str, tmp_path: Path) -> None:
    done = meal(command, "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert f"meal {command}" in done.stdout.split("Example:")[1]


def test_wrong_use_suggests_the_command() -> None:
    done = meal_process("analise")
    assert done.returncode == 2
    assert "analyse" in done.stderr


def test_no_study_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = meal_process("analyse", "surveys/nothing", cwd=tmp_path)
    assert done.returncode == 3
    assert "there is no study here" in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_of_a_file_that_a_terminal_obeys_is_printed(tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_text("sex\x9b31m,\u202ename,b\nf,x\x7f,1\n", encoding="utf-8")
    done = meal("describe", "export.csv", cwd=tmp_path)
    assert "sex\ufffd31m" in done.stdout
    assert not set("\x7f\x9b\u202e") & set(done.stdout + done.stderr)
    as_json = meal("describe", "export.csv", "--json", cwd=tmp_path)
    assert not set("\x7f\x9b\u202e") & set(as_json.stdout)
    assert json.loads(as_json.stdout)["columns"][0]["name"] == "sex\x9b31m"


def test_letters_that_the_screen_lacks_do_not_end_the_command(tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_text("الجنس,b\nأنثى,1\n", encoding="utf-8")
    done = meal_process("describe", "export.csv", cwd=tmp_path, env={**os.environ, "PYTHONIOENCODING": "cp1252"})
    assert done.returncode == 0
    assert "\\u0627" in done.stdout


@pytest.mark.parametrize(("code", "expected"), [("None", 0), ("0", 0), ("4", 4), ("'in words'", 1)])
def test_a_process_that_leaves_at_once_has_said_everything(code: str, expected: int) -> None:
    program = (
        "import atexit, sys\nfrom meal.cli.exits import leave\n"
        "atexit.register(print, 'taken apart')\nprint('told', end='')\nprint('warned', end='', file=sys.stderr)\n"
        f"leave(SystemExit({code}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == expected
    assert done.stdout == ("told" if code != "'in words'" else "toldtaken apart\n")
    assert done.stderr.startswith("warned")

"""Commands as an officer types them: in a process of their own, or in this one, which costs no start."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from pathlib import Path
from typing import Any

from meal.cli import cli
from meal.cli.exits import exit_codes

Done = subprocess.CompletedProcess[str]


def meal_process(*arguments: str, **options: Any) -> Done:
    """The command in a new process; for what only a process shows, such as its imports and its screen."""
    return subprocess.run(
        [sys.executable, "-m", "meal", *arguments], capture_output=True, text=True, check=False, **options
    )


def meal(*arguments: str, cwd: Path) -> Done:
    """The command in this process: the same code, streams and exit code."""
    out, said = io.StringIO(), io.StringIO()
    code: Any = 0
    with contextlib.chdir(cwd), contextlib.redirect_stdout(out), contextlib.redirect_stderr(said):
        try:
            with exit_codes():
                cli(list(arguments), prog_name="meal")
        except SystemExit as ended:
            code = ended.code
    return subprocess.CompletedProcess(arguments, int(code or 0), out.getvalue(), said.getvalue())

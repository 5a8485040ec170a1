"""A case run: in this process with one parsing process for all cases, or through the command line."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType

import pytest
from click.testing import CliRunner

from meal.cli import cli
from meal.cli.terminal import printable
from meal.model.errors import DataError, StudyError
from tests.fuzz.cases import Case

SECONDS = 60
"""After which a command hangs; the parsing process is stopped long before that."""
DONE, UNDECIDED, STUDY_INVALID, UNREADABLE = 0, 1, 3, 4
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]|[\ud800-\udfff]")
_PROGRAMMERS = re.compile(
    r"Traceback|\b[A-Z][a-z]+(?:[A-Z][a-z]+)*(?:Error|Warning|Exception)\b|<[\w.]+ object at|\bfault of meal\b"
)
_WORDS = re.compile(r"\w+\W+\w+\W+\w+\W+\w+\W+\w+")


class Unpainted:
    """A painter of no charts: they are painted in the cases that go through the command line."""

    def __enter__(self) -> Unpainted:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def begin(self, specifications: Mapping[str, object]) -> Unpainted:
        return self

    def files(self) -> dict[str, bytes]:
        return {}


@contextlib.contextmanager
def without_charts() -> Iterator[None]:
    """Commands within paint no charts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("meal.report.Painter", Unpainted)
        yield


def faults_here(case: Case, folder: Path) -> str:
    """What is wrong with how the commands of a case end, run in this process; nothing where all is well."""
    with contextlib.chdir(folder):
        for words in case.commands:
            with _alarm():
                result = CliRunner().invoke(cli, list(words))
            error = result.exception
            if isinstance(error, StudyError):
                code, said = STUDY_INVALID, printable("\n".join(error.problems))  # as `exit_codes` says it
            elif isinstance(error, DataError):
                code, said = UNREADABLE, printable(str(error))
            elif error is None or isinstance(error, SystemExit):
                code, said = result.exit_code, result.stderr
            else:
                return "".join(traceback.format_exception(error))[-3000:]
            if fault := _fault(words, code, result.stdout, said):
                return fault
            if code not in (DONE, UNDECIDED):
                break
    return ""


def faults_of_command_line(case: Case, folder: Path) -> str:
    """The same through the command line."""
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONWARNINGS": "default"}
    for words in case.commands:
        try:
            ended = subprocess.run(
                [sys.executable, "-m", "meal", *words],
                cwd=folder,
                env=environment,
                capture_output=True,
                timeout=2 * SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"{words} hangs"
        out, said = (stream.decode("utf-8").replace("\r\n", "\n") for stream in (ended.stdout, ended.stderr))
        if fault := _fault(words, ended.returncode, out, said):
            return fault
        if ended.returncode not in (DONE, UNDECIDED):
            break
    return ""


def _fault(words: tuple[str, ...], code: int, out: str, said: str) -> str:
    """Why this is not how a command may end."""
    told = f"\n  meal {' '.join(words)}\n  code {code}\n  {said[-2500:]!r}"
    if code not in (DONE, UNDECIDED, UNREADABLE):
        return f"the study file was sound, so only 0, 1 and 4 are allowed{told}"
    if code == UNREADABLE and not all(
        (_WORDS.search(line) and line.rstrip().endswith((".", "?", ")", ":"))) or line.startswith("  ")
        for line in said.strip().split("\n")
    ):
        return f"no sentence is said{told}"
    if _PROGRAMMERS.search(said):
        return f"what is said is meant for programmers{told}"
    if found := _CONTROL.search(out) or _CONTROL.search(said):
        near = out[max(0, found.start() - 100) : found.end() + 50]
        return f"control characters of the file reach the screen: {found.group()!r} in {near!r}{told}"
    return ""


@contextlib.contextmanager
def _alarm() -> Iterator[None]:
    """Raises where a command takes too long; not on Windows, which has no such alarm."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"more than {SECONDS} seconds")

    old = signal.signal(signal.SIGALRM, ring)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, old)

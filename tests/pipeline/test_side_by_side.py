"""Work done by a copy of the process gives what it gives here, and loses no error."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from meal.pipeline import analyse, side_by_side
from meal.pipeline.side_by_side import both

needs_copies = pytest.mark.skipif(sys.platform != "linux", reason="only Linux copies a process as it stands")


@pytest.fixture
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "_has_a_processor_free", lambda: True)


@needs_copies
@pytest.mark.usefixtures("two_processors")
def test_the_second_piece_is_done_by_another_process() -> None:
    here, beside = both(os.getpid, lambda: (os.getpid(), os.getppid()))
    assert here == os.getpid() == beside[1] != beside[0]


def test_with_one_processor_this_process_does_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "_has_a_processor_free", lambda: False)
    assert both(os.getpid, os.getpid) == (os.getpid(), os.getpid())


@needs_copies
@pytest.mark.usefixtures("two_processors")
def test_an_answer_larger_than_a_pipe_arrives_whole() -> None:
    assert both(lambda: 1, lambda: b"x" * 3_000_000) == (1, b"x" * 3_000_000)


@needs_copies
@pytest.mark.usefixtures("two_processors")
def test_an_error_of_the_copy_is_raised_here() -> None:
    with pytest.raises(KeyError, match="no such stratum"):
        both(lambda: 1, lambda: {}["no such stratum"])


@needs_copies
@pytest.mark.usefixtures("two_processors")
def test_an_error_here_ends_the_copy_too(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    copies: list[int] = []

    def fork() -> int:
        copies.append(os.fork())
        return copies[-1]

    monkeypatch.setattr(side_by_side, "_fork", fork)

    def never() -> None:
        os.read(reading, 1)  # nobody writes

    with pytest.raises(ValueError, match="here"):
        both(lambda: int("here"), never)
    with pytest.raises(ChildProcessError):
        os.waitpid(copies[0], os.WNOHANG)
    os.close(reading)
    os.close(writing)


@needs_copies
@pytest.mark.usefixtures("two_processors")
def test_what_the_system_kills_is_done_again_here() -> None:
    original = os.getpid()

    def killed() -> str:
        if os.getpid() != original:
            os.kill(os.getpid(), 9)
        return "done"

    assert both(lambda: 1, killed) == (1, "done")


@needs_copies
@pytest.mark.usefixtures("two_processors")
def test_two_processes_estimate_what_one_does(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = project / "surveys" / "peer-messages"
    monkeypatch.setattr(analyse, "WORTH_A_COPY", 0)
    by_two = analyse.run_study(study).estimates
    monkeypatch.setattr(analyse, "WORTH_A_COPY", 10**12)
    # A floating point number that is not one differs from itself, but not its text.
    assert list(map(repr, by_two)) == list(map(repr, analyse.run_study(study).estimates))


@needs_copies
@pytest.mark.usefixtures("two_processors")
def test_who_reads_from_the_original_does_not_wait_for_the_copy() -> None:
    read_end, write_end = os.pipe()
    told, telling = os.pipe()

    def closes() -> bytes:
        os.close(write_end)
        with os.fdopen(read_end, "rb") as reading:
            ended = reading.read()  # ends only where nobody else holds the pipe open
        return ended

    def waits() -> int:
        try:
            os.fstat(telling)
        except OSError:
            return 0
        return 1

    assert both(closes, waits) == (b"", 0)
    os.close(told)
    os.close(telling)

"""Two pieces of a run at the same time, where the system can copy a process as it stands."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import warnings
from collections.abc import Callable
from typing import Any, BinaryIO, NamedTuple, NoReturn, TypeVar

FIRST_OF_OURS = 3
"""Open files below this number are standard input, output and error."""

First = TypeVar("First")
Second = TypeVar("Second")


class _Copy(NamedTuple):
    process: int
    answer: BinaryIO


def both(here: Callable[[], First], beside: Callable[[], Second]) -> tuple[First, Second]:
    """The results of two pieces of work, the second done by a copy of this process while this one does the first.

    Neither may depend on the other, and what the second changes in memory is lost with the copy. Where
    there is no second processor, where processes cannot be copied, or where the copy does not answer, this
    process does the one after the other; an error is therefore always raised here, as it would be alone.

    Args:
        beside: its result must be small, and made of what `pickle` takes.
    """
    copy = _copied(beside) if _has_a_processor_free() else None
    if copy is None:
        return here(), beside()
    try:
        first = here()
        answer = copy.answer.read()
    except BaseException:
        os.kill(copy.process, signal.SIGKILL)
        raise
    finally:
        copy.answer.close()
        _, status = os.waitpid(copy.process, 0)
    # The answer is what this program has written a moment ago, and nothing that came from outside.
    return first, pickle.loads(answer) if status == 0 else beside()


def _has_a_processor_free() -> bool:
    """Elsewhere than on Linux the libraries of the system do not survive being copied, or nothing can be."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


def _copied(task: Callable[[], Any]) -> _Copy | None:
    """A copy of this process that does the task, or None where the system refuses one."""
    read_end, write_end = os.pipe()
    try:
        process = _fork()
    except OSError:
        os.close(read_end)
        os.close(write_end)
        return None
    if process == 0:
        _work(task, write_end)
    os.close(write_end)
    return _Copy(process, os.fdopen(read_end, "rb"))


def _fork() -> int:
    with warnings.catch_warnings():
        # Python warns of threads that the copy lacks. Those of Arrow and of the figures are meant: the copy
        # uses neither, and starts none.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _work(task: Callable[[], Any], write_end: int) -> NoReturn:
    """Ends the copy with its answer written, or without one; nothing that the original has begun is ended twice."""
    try:
        # Who reads what the original writes would wait for the copy as well before it comes to an end.
        os.closerange(FIRST_OF_OURS, write_end)
        os.closerange(write_end + 1, os.sysconf("SC_OPEN_MAX"))
        with os.fdopen(write_end, "wb") as answer:
            answer.write(pickle.dumps(task(), protocol=pickle.HIGHEST_PROTOCOL))
    except BaseException:
        os._exit(1)
    os._exit(0)

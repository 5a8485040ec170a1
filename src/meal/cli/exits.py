"""Errors as sentences on standard error, and the exit code of each kind."""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from collections.abc import Iterator
from typing import NoReturn

import click

from meal.cli.terminal import printable, styled
from meal.model.errors import DataError, StudyError

UNDECIDED = 1
STUDY_INVALID = 3
UNREADABLE = 4
FAULT = 70


@contextlib.contextmanager
def exit_codes() -> Iterator[None]:
    """Turn every way that a command can end into its exit code; a fault of ours keeps its traceback."""
    try:
        yield
    except (click.exceptions.Exit, SystemExit):
        raise
    except StudyError as error:
        _say(error.problems)
        sys.exit(STUDY_INVALID)
    except DataError as error:
        _say([str(error)])
        sys.exit(UNREADABLE)
    except KeyboardInterrupt:
        _say(["Stopped. The earlier outputs are unchanged."])
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception:  # the last door: what arrives here is a fault of ours, and is told as one
        traceback.print_exc()
        _say(
            ["This is a fault of meal, not of your data. Please report it with the lines above. No output was changed."]
        )
        sys.exit(FAULT)


def leave(end: SystemExit) -> NoReturn:
    """End the process as this exit asks, without taking its memory apart first.

    Everything is written and every other process has ended by now. What is left to Python is to free each
    answer and each module one by one, half a second of work, and the system frees all of it at once.
    """
    code = 0 if end.code is None else end.code
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):  # nobody reads any more, or the disk is full: Python knows how to tell it
        raise end from None
    if not isinstance(code, int):
        raise end
    os._exit(code)


def _say(sentences: list[str]) -> None:
    for sentence in sentences:
        click.echo(styled(printable(sentence), "red", sys.stderr), err=True)

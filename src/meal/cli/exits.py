"""Errors as sentences on standard error, and the exit code of each kind."""

from __future__ import annotations

import contextlib
import sys
import traceback
from collections.abc import Iterator

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


def _say(sentences: list[str]) -> None:
    for sentence in sentences:
        click.echo(styled(printable(sentence), "red", sys.stderr), err=True)

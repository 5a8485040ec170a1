"""One process that parses files, for many tests: to start one costs more than most tests do."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from types import TracebackType

import pytest

from meal.read.contained import Parser

READERS = ("wave", "files", "repeats", "xlsform_sheets", "grids", "logs")
"""Modules of meal.read that start a process where they are given none."""


class KeptParser(Parser):
    """A parser whose process is there for the next file too, unless a file broke it."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leaves the process running; one that was interrupted in the middle of an answer is of no more use."""
        if error is not None and not isinstance(error, Exception):
            self.close()

    def close(self) -> None:
        """Ends the process."""
        super().__exit__(None, None, None)


@contextlib.contextmanager
def kept_parser() -> Iterator[None]:
    """One parsing process for everything that is read within; a `Parser` that a test starts itself is its own."""
    kept = KeptParser()
    with pytest.MonkeyPatch.context() as patch:
        for module in READERS:
            patch.setattr(f"meal.read.{module}.Parser", lambda: kept)
        try:
            yield
        finally:
            kept.close()

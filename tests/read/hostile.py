"""A parsing process that misbehaves, for the tests of containment; run by `Parser(entry=…)`."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import NoReturn

from meal.read import child, formats
from meal.read.table import Table


def _spin(data: bytes, place: str, sheet: str | None) -> Table:
    while True:
        pass


def _sleep(data: bytes, place: str, sheet: str | None) -> NoReturn:
    time.sleep(60)
    raise AssertionError


def _abort(data: bytes, place: str, sheet: str | None) -> NoReturn:
    os.abort()


def _segfault(data: bytes, place: str, sheet: str | None) -> NoReturn:
    os.kill(os.getpid(), signal.SIGSEGV)
    raise AssertionError


def _hoard(data: bytes, place: str, sheet: str | None) -> NoReturn:
    hoard = []
    while True:
        hoard.append(bytearray(64 << 20))


def _bug(data: bytes, place: str, sheet: str | None) -> NoReturn:
    raise ZeroDivisionError(place)


def _flood(data: bytes, place: str, sheet: str | None) -> NoReturn:
    while True:
        sys.stderr.write("x" * 100_000)


MISDEEDS = {
    "spin": _spin, "sleep": _sleep, "abort": _abort, "segfault": _segfault, "hoard": _hoard, "bug": _bug,
    "flood": _flood,
}  # fmt: skip


def main(memory: int) -> None:
    """Serves as the real process does, with readers that misbehave beside the real ones."""
    formats.READERS.update(MISDEEDS)
    child.main(memory)

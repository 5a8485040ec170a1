"""What depends on whether a person is watching: colour and progress."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

import click

PATIENCE = 1.0
"""Seconds after which a person wants to know what is going on."""


def styled(text: str, colour: str, stream: TextIO) -> str:
    """The text in a colour, only on a terminal and never with NO_COLOR."""
    if not stream.isatty() or os.environ.get("NO_COLOR"):
        return text
    return click.style(text, fg=colour)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A function to call with the name of each stage; shows it on a terminal once a second has passed."""
    begun = time.monotonic()
    shown = False

    def stage(name: str) -> None:
        nonlocal shown
        if sys.stderr.isatty() and time.monotonic() - begun > PATIENCE:
            shown = True
            sys.stderr.write(f"\r\033[K{name} …")
            sys.stderr.flush()

    try:
        yield stage
    finally:
        if shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()

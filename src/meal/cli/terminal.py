"""What depends on whether a person is watching: colour and progress; and what of a file may reach the screen."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

import click

PATIENCE = 1.0
"""Seconds after which a person wants to know what is going on."""
# Control characters, which could move the cursor or write the clipboard; those that turn the direction of
# what follows; and halves of characters, which no encoding has.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """Text that may hold words of a file: what a terminal would obey, and not show, becomes �."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def say(text: str, *, err: bool = False) -> None:
    """Print text that may hold words of a file."""
    click.echo(printable(text), err=err)


def say_json(content: Any) -> None:
    """Print a result for a program; what a terminal would obey is written as JSON escapes it."""
    text = json.dumps(content, ensure_ascii=False, indent=2)
    click.echo(_UNPRINTABLE.sub(lambda found: f"\\u{ord(found.group()):04x}", text))


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

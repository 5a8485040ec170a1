"""File names from what partners are called, in any script, that every system accepts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST = 120
"""Bytes; systems allow 255, and a number and an ending are added."""


def file_stems(names: Sequence[str]) -> list[str]:
    """A file name without its ending for each name; those that would be the same get a number.

    Letters of every script stay. What a system forbids or does not show becomes a hyphen or goes:
    slashes, colons, line ends, marks that turn the direction of writing, dots at the ends.
    """
    taken: set[str] = set()
    stems: list[str] = []
    for name in names:
        stem = candidate = _stem(name)
        number = 1
        # Windows and macOS do not tell capitals apart.
        while candidate.casefold() in taken:
            number += 1
            candidate = f"{stem}-{number}"
        taken.add(candidate.casefold())
        stems.append(candidate)
    return stems


def _stem(name: str) -> str:
    text = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8"))
    text = "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in text)
    text = "".join(letter for letter in text if unicodedata.category(letter) not in ("Cf", "Co", "Cn"))
    text = " ".join(_FORBIDDEN.sub("-", text).split()).strip(". -")
    text = text.encode("utf-8")[:_LONGEST].decode("utf-8", "ignore").rstrip(". -")
    if not text:
        return "partner"
    return f"{text}-1" if _RESERVED.fullmatch(text) else text

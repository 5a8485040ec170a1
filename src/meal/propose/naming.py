"""Names and labels of what is proposed, made of column names and question texts."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

from meal.propose.profile import ColumnProfile, plain_label
from meal.propose.words import tokens

LONGEST_LABEL = 110
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_UNSPEAKABLE = frozenset("{}$\r\n")


def can_be_named(name: str, waves: Iterable[str]) -> bool:
    """Whether an expression can refer to a column: no braces in its name, and no wave before its first dot."""
    return not (_UNSPEAKABLE & set(name)) and name.partition(".")[0] not in set(waves) and name == name.strip()


def quoted(text: str) -> str | None:
    """An answer as a text in an expression, or None where it holds both kinds of quotes."""
    if "\n" in text or "\r" in text:
        return None
    if "'" not in text:
        return f"'{text}'"
    return f'"{text}"' if '"' not in text else None


def identifier(text: str, taken: Iterable[str], fallback: str) -> str:
    """A short name of Latin letters, digits and underscores that is not taken yet."""
    words = [word for word in tokens(text) if _ASCII_WORD.fullmatch(word)]
    stem = ""
    for word in words:
        if stem and len(stem) + len(word) > 36:
            break
        stem = f"{stem}_{word}" if stem else word[:40]
    if not stem or not stem[0].isalpha():
        stem = f"{fallback}_{stem}".rstrip("_")
    known = set(taken)
    name, number = stem, 2
    while name in known:
        name, number = f"{stem}_{number}", number + 1
    return name


def heading(column: ColumnProfile) -> str:
    """What a column without a label is called: its name as words, question before option."""
    parts = column.name.split("/") if " " not in column.name.rpartition("/")[2] else [column.name]
    words = [plain_label(_CAMEL.sub(" ", part.replace("_", " "))) for part in parts[-2:]]
    text = " – ".join(word for word in words if word)
    stem, bracket, option = text.partition(" [")
    if bracket and option.endswith("]"):
        text = f"{stem.rstrip(' :')} – {option[:-1]}"
    return text[:1].upper() + text[1:]


def shortened(text: str, longest: int = LONGEST_LABEL) -> str:
    """A label that fits in a table."""
    return textwrap.shorten(text, max(longest, LONGEST_LABEL // 3), placeholder=" …")

"""Rows → YAML with comments: every reason stands beside or above the setting that it explains."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from meal.propose.rows import Path, Proposal, ProposedFile, Value
from meal.study.yaml_text import EXPRESSION_KEYS

WIDTH = 110
# Words that other readers of YAML take for something else than text.
_NOT_PLAIN = frozenset({"", "yes", "no", "y", "n", "true", "false", "on", "off", "null", "none", "~"})
_PLAIN = re.compile(r"[^\W\d_][\w()/.+ -]*|_\w[\w/.]*|[1-9]\d{0,8}|0")
_PLAIN_IN_FLOW = re.compile(r"[\w./*+-][\w()/.*+ -]*")


@dataclass
class _Node:
    """A place in the file while it is put together."""

    value: Value | None = None
    reason: str = ""
    children: dict[str | int, _Node] = field(default_factory=dict)


def yaml_text(file: ProposedFile) -> str:
    """The content of a proposed file.

    Settings stand in the order of the rows; a row without a value at a place that has settings below it gives
    the comment above that place.
    """
    root = _Node()
    for row in file.rows:
        _place(root, row)
    head = [line for text in file.head for line in _comment(text, "")]
    return "\n".join([*head, *_lines(root, ""), ""])


def _place(root: _Node, row: Proposal) -> None:
    node = root
    for step in row.path:
        node = node.children.setdefault(step, _Node())
    node.reason = row.reason
    if row.value != "" or not row.reason:
        node.value = row.value


def _lines(node: _Node, indent: str, path: Path = ()) -> Iterator[str]:
    for key, child in node.children.items():
        here = (*path, key)
        if isinstance(key, int):
            yield from _item(child, indent, here)
        else:
            yield from _setting(key, child, indent, here)
        if len(here) == 1 or (len(here) == 2 and isinstance(key, int) and child.children):
            yield ""


def _item(node: _Node, indent: str, path: Path) -> Iterator[str]:
    """An entry of a list: its first setting stands behind the dash."""
    if node.reason:
        yield from _comment(node.reason, indent)
    lines = [line for line in _lines(node, indent + "  ", path) if line]
    comments = [line for line in lines[: _first_setting(lines)]]
    yield from (indent + line.strip() for line in comments)
    rest = lines[len(comments) :]
    yield f"{indent}- {rest[0].strip()}"
    yield from rest[1:]


def _first_setting(lines: Sequence[str]) -> int:
    return next(place for place, line in enumerate(lines) if not line.lstrip().startswith("#"))


def _setting(key: str, node: _Node, indent: str, path: Path) -> Iterator[str]:
    name = scalar(key)
    if node.children:
        if node.reason:
            yield from _comment(node.reason, indent)
        yield f"{indent}{name}:"
        yield from (line for line in _lines(node, indent + "  ", path) if line)
        return
    if isinstance(node.value, str) and _is_expression(path):
        if node.reason:
            yield from _comment(node.reason, indent)
        yield f"{indent}{name}: |-"
        yield from (f"{indent}  {line}" for line in node.value.splitlines())
        return
    yield from _plain_setting(name, node, indent)


def _plain_setting(name: str, node: _Node, indent: str) -> Iterator[str]:
    line = f"{indent}{name}: {_flow(node.value if node.value is not None else '')}"
    beside = f"{line}  # {_one_line(node.reason)}" if node.reason else line
    if len(beside) <= WIDTH:
        yield beside
        return
    if node.reason:
        yield from _comment(node.reason, indent)
    if len(line) <= WIDTH or not isinstance(node.value, Mapping | tuple):
        yield line
    elif isinstance(node.value, Mapping):
        yield f"{indent}{name}:"
        yield from (f"{indent}  {scalar(code)}: {scalar(text)}" for code, text in node.value.items())
    else:
        yield f"{indent}{name}:"
        yield from (f"{indent}  - {_flow(item)}" for item in node.value)


def _is_expression(path: Path) -> bool:
    """Whether a value is an expression: it stands in a block, so that no sign in it means anything to YAML."""
    last, before = str(path[-1]), str(path[-2]) if len(path) > 1 else ""
    return last in EXPRESSION_KEYS or before in EXPRESSION_KEYS or before == "derive"


def _flow(value: Value | tuple[str, ...]) -> str:
    """A value on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return scalar(value)
    if isinstance(value, Mapping):
        return (
            "{" + ", ".join(f"{scalar(key, flow=True)}: {scalar(text, flow=True)}" for key, text in value.items()) + "}"
        )
    return "[" + ", ".join(scalar(item, flow=True) if isinstance(item, str) else _flow(item) for item in value) + "]"


def scalar(text: str, *, flow: bool = False) -> str:
    """A text as YAML: plain where nothing in it means anything, else between double quotes."""
    pattern = _PLAIN_IN_FLOW if flow else _PLAIN
    plain = pattern.fullmatch(text) and text == text.strip() and text.lower() not in _NOT_PLAIN
    if plain and text.isprintable() and not text.startswith(("-", "*", "0")) and " #" not in text:
        return text
    return text if text == "0" else f'"{"".join(map(_escaped, text))}"'


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return "\\" + letter
    if letter.isprintable():
        return letter
    code = ord(letter)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65_536 else f"\\U{code:08x}"


def _comment(text: str, indent: str) -> list[str]:
    """A comment in lines of even length; an empty text is an empty line of comment."""
    if not text:
        return [f"{indent}#"]
    bullet = "  " if text.startswith("- ") else ""
    return textwrap.wrap(
        _one_line(text), WIDTH, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}# {bullet}",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())

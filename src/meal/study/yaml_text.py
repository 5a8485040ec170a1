"""YAML read as text: `no`, `01` and `12:30` stay what they are, and every value knows its line.

PyYAML follows YAML 1.1, where `NO` is false, `007` is 7 and `12:30` is 750; so no scalar is
resolved here, and the types of the study file convert what they need.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from meal.model.errors import StudyError

MAX_BYTES = 1_000_000
MAX_DEPTH = 40

Path = tuple[str | int, ...]

EXPRESSION_KEYS = frozenset(
    {
        "among",
        "counts",
        "value",
        "per",
        "eligible",
        "consent",
        "test",
        "adjust_for",
        "expect",
        "relevant",
        "constraint",
        "calculation",
        "choice_filter",
        "required_when",
        "records",
    }
)


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """The content of a file as dicts, lists and texts, and the line of every value in it."""

    name: str
    content: Any
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """The line of a value, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_yaml(data: bytes, name: str) -> YamlDocument:
    """Parse a YAML file as text.

    Args:
        data: the bytes of the file. name: what to call it in messages.

    Raises:
        StudyError: it is too large, not UTF-8, not YAML, uses aliases, or has a key twice.
    """
    if len(data) > MAX_BYTES:
        raise StudyError(f"{name}: the file is larger than 1 MB; a study file or schema is a few pages at most.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise StudyError(f"{name}: the file is not UTF-8 text. Save it again with the encoding UTF-8.") from None
    try:
        node = _composed(text, name)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{name}, line {mark.line + 1}" if mark else name
        raise StudyError(
            f"{where}: this is not valid YAML ({error.problem}). Check indentation, colons and quotes."
        ) from None
    except yaml.YAMLError:
        raise StudyError(f"{name}: the file holds characters that YAML does not allow.") from None
    builder = _Builder(name, text.splitlines())
    content = {} if node is None else builder.build(node, ())
    if builder.problems:
        raise StudyError(builder.problems)
    return YamlDocument(name, content, builder.lines)


def _composed(text: str, name: str) -> yaml.Node | None:
    """The tree of a file, by the loader written in C where the installation has it and the file is sound."""
    # A file of a hundred thousand opening brackets would exhaust the parser's stack, so the
    # nesting is counted on the events, which are read one at a time, before a tree is built.
    try:
        quick = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        _refuse_hostile_shapes(text, name, quick)
        return yaml.compose(text, Loader=quick)
    except yaml.YAMLError:
        # The loader in Python has the words for what is wrong, and where.
        _refuse_hostile_shapes(text, name, yaml.SafeLoader)
        return yaml.compose(text, Loader=yaml.SafeLoader)


def _refuse_hostile_shapes(text: str, name: str, loader: Any) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.AliasEvent):
            raise StudyError(f"{name}, line {_line(event)}: aliases (*) are not used here; write the value out.")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise StudyError(f"{name}, line {_line(event)}: settings are nested too deeply.")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


class _Builder:
    """Turns YAML nodes into dicts, lists and texts, and notes their lines."""

    def __init__(self, name: str, source: list[str]) -> None:
        self.name = name
        self.source = source
        self.lines: dict[Path, int] = {}
        self.problems: list[str] = []

    def build(self, node: yaml.Node, path: Path) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, number)) for number, item in enumerate(node.value)]
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, path)
        raise TypeError(f"YAML has no such node: {node}")

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        content: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.append(f"{self.name}, line {line}: a setting's name must be a plain word.")
                continue
            key = key_node.value
            if key in content:
                self.problems.append(f"{self.name}, line {line}: '{key}' stands here twice. Keep one of them.")
            self.lines[(*path, key)] = line
            content[key] = self.build(value_node, (*path, key))
        return content

    def _scalar(self, node: yaml.ScalarNode, path: Path) -> str | None:
        if not node.style and node.value == "":
            return None
        if not node.style and self._is_expression(path):
            rest = (
                self.source[node.end_mark.line][node.end_mark.column :] if node.end_mark.line < len(self.source) else ""
            )
            if rest.lstrip().startswith("#"):
                self.problems.append(
                    f"{self.name}, line {node.end_mark.line + 1}: YAML takes everything from ' #' as a comment, so the "
                    "expression would be cut off. Write it below the key, after |-"
                )
        return str(node.value)

    @staticmethod
    def _is_expression(path: Path) -> bool:
        return bool(path) and (
            path[-1] in EXPRESSION_KEYS or (len(path) > 1 and path[-2] in EXPRESSION_KEYS | {"derive"})
        )

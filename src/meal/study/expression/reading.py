"""An expression of a study file, read once and checked as far as it can be without data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from meal.study.expression.errors import column_of
from meal.study.expression.grammar import tree_of
from meal.study.expression.signatures import check_calls
from meal.study.expression.tree import Call, Comparison, Node, Reference, Text, is_blank, walk


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression, read.

    Attributes:
        text: as it was written.
        tree: its parts.
        references: the names that it uses, each once, in order of first appearance; `.` for the current answer.
        literals: (name, text, column) wherever the answer to a question is compared by `=`, `!=` or `selected()`
            with a text that is not empty; the column counts from 1 within its line.
    """

    text: str
    tree: Node
    references: tuple[str, ...]
    literals: tuple[tuple[str, str, int], ...]


def parse(text: str) -> Expression:
    """Read an expression of a study file; several lines are allowed.

    Raises:
        ExpressionError: with the line and column, and a sentence that says what to write instead.
    """
    tree = tree_of(text)
    check_calls(text, tree)
    return Expression(
        text=text,
        tree=tree,
        references=tuple(dict.fromkeys(node.name for node, _ in walk(tree) if isinstance(node, Reference))),
        literals=tuple((name, literal.value, column_of(text, literal.at)) for name, literal in _literals(tree)),
    )


def _literals(tree: Node) -> Iterator[tuple[str, Text]]:
    """Every text that an answer is compared with, beside the name of the question."""
    for node, _ in walk(tree):
        match node:
            case Comparison("=" | "!=", Reference(name), Text() as literal):
                pass
            case Comparison("=" | "!=", Text() as literal, Reference(name)):
                pass
            case Call("selected", (Reference(name), Text() as literal)):
                pass
            case _:
                continue
        if not is_blank(literal):
            yield name, literal

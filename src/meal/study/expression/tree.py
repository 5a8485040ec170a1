"""The parts of an expression as it was written; what they mean is for the evaluators to say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

Comparing: TypeAlias = Literal["=", "!=", "<", "<=", ">", ">="]
Calculating: TypeAlias = Literal["+", "-", "*", "div", "mod"]

CURRENT_ANSWER = "."
"""The name under which a constraint refers to the answer that it is about."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text between quotes. `at` is, in every part, its place in the expression, from 0."""

    value: str
    at: int


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, never negative."""

    value: float
    at: int


@dataclass(frozen=True, slots=True)
class Reference:
    """The answer to a question, `${name}`, or the current answer, `.`."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Negative:
    """A number with its sign changed."""

    operand: Node
    at: int


@dataclass(frozen=True, slots=True)
class Calculation:
    """Arithmetic on two numbers."""

    operator: Calculating
    left: Node
    right: Node
    at: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison of two values."""

    operator: Comparing
    left: Node
    right: Node
    at: int


@dataclass(frozen=True, slots=True)
class Logic:
    """Two or more conditions joined by `and`, or by `or`."""

    operator: Literal["and", "or"]
    terms: tuple[Node, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function and what stands between its brackets."""

    name: str
    arguments: tuple[Node, ...]
    at: int


Node: TypeAlias = Text | Number | Reference | Negative | Calculation | Comparison | Logic | Call


def parts(node: Node) -> tuple[Node, ...]:
    """The parts directly below a part, in the order in which they were written."""
    match node:
        case Negative():
            return (node.operand,)
        case Calculation() | Comparison():
            return (node.left, node.right)
        case Logic():
            return node.terms
        case Call():
            return node.arguments
        case Text() | Number() | Reference():
            return ()


def walk(tree: Node) -> Iterator[tuple[Node, int]]:
    """Every part with its depth (from 1), as written from left to right; without recursion, for deep trees."""
    waiting: list[tuple[Node, int]] = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting.extend((part, depth + 1) for part in reversed(parts(node)))


def is_blank(node: Node) -> bool:
    """Whether a part is `''`, which stands for no answer."""
    return isinstance(node, Text) and node.value == ""

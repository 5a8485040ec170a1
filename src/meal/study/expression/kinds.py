"""What kind of value an expression gives, and whether its parts fit together, told without data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from meal.study.expression.dates import ISO_DATE
from meal.study.expression.errors import ExpressionError, fault
from meal.study.expression.numerals import number_of
from meal.study.expression.reading import Expression
from meal.study.expression.signatures import SIGNATURES, Kind
from meal.study.expression.tree import (
    Calculation,
    Call,
    Comparison,
    Logic,
    Negative,
    Node,
    Number,
    Reference,
    Text,
    is_blank,
    parts,
)


def kind_of(expression: Expression, kinds: Callable[[str], Literal["number", "text"]]) -> Kind:
    """What an expression gives: yes or no ("truth"), a number or a text.

    Args:
        expression: the expression, read.
        kinds: what the answers to a question are; dates are numbers, codes of answer options are texts.

    Raises:
        ExpressionError: parts that do not fit together: a text where yes or no is needed, arithmetic on a text
            that is no number, a date compared with a text.
    """
    return _Check(expression.text, kinds).kind(expression.tree)


def compared_as(comparison: Comparison, left: Kind, right: Kind) -> Literal["number", "text"]:
    """Whether the two sides of a comparison are compared as numbers or as texts.

    Order is of numbers. Two texts are equal as texts. A number and a text are compared as numbers ('7' = 7),
    unless the text is written out and is no number: then the answer is compared as it was written.
    """
    if comparison.operator not in ("=", "!="):
        return "number"
    if left == right == "text":
        return "text"
    written = comparison.left if left == "text" else comparison.right
    if "text" in (left, right) and isinstance(written, Text) and number_of(written.value) is None:
        return "text"
    return "number"


def common_kind(nodes: Sequence[Node], kinds: Sequence[Kind]) -> Kind:
    """The one kind of the branches of if() or coalesce(); '' has none of its own."""
    found = {kind for node, kind in zip(nodes, kinds, strict=True) if not is_blank(node)}
    if "text" in found or not found:
        return "text"
    return "number" if "number" in found else "truth"


def date_call(node: Node) -> str:
    """The name of the function where a part is date() or date-time(); nothing for another part."""
    return node.name if isinstance(node, Call) and node.name in ("date", "date-time") else ""


def shown(node: Node) -> str:
    """A part as a sentence mentions it."""
    match node:
        case Reference(name):
            return name if name == "." else f"${{{name}}}"
        case Text(value):
            return f"'{value}'"
        case Call(name):
            return f"{name}()"
        case _:
            return "this"


@dataclass(frozen=True, slots=True)
class _Check:
    text: str
    kinds: Callable[[str], Literal["number", "text"]]

    def kind(self, node: Node) -> Kind:
        """The kind of a part, with everything below it checked."""
        below = [self.kind(part) for part in parts(node)]
        match node:
            case Text():
                return "text"
            case Number():
                return "number"
            case Reference(name):
                return self.kinds(name)
            case Negative() | Calculation():
                return self.arithmetic(parts(node))
            case Logic():
                for term, kind in zip(node.terms, below, strict=True):
                    self.condition(term, kind)
                return "truth"
            case Comparison():
                self.comparison(node, below)
                return "truth"
            case Call():
                return self.call(node, below)

    def fault(self, node: Node, reason: str) -> ExpressionError:
        return fault(self.text, node.at, reason)

    def condition(self, node: Node, kind: Kind) -> None:
        """A part that has to be yes or no."""
        if kind != "truth":
            example = f"{shown(node) if isinstance(node, Reference) else '${consent}'} = 'yes'"
            if kind == "number":
                example = f"{shown(node) if isinstance(node, Reference) else '${risks}'} >= 1"
            needed = f"here a condition is needed: compare it with something, as in {example}"
            raise self.fault(node, f"{shown(node)} is a {kind}, and {needed}")

    def amount(self, node: Node) -> None:
        """A part that has to be a number; the answers to a text question are tried one by one."""
        if isinstance(node, Text) and number_of(node.value) is None:
            raise self.fault(node, f"{shown(node)} is not a number, and here a number is needed{_date_hint(node)}")

    def arithmetic(self, operands: tuple[Node, ...]) -> Kind:
        for operand in operands:
            self.amount(operand)
        return "number"

    def call(self, node: Call, below: list[Kind]) -> Kind:
        signature = SIGNATURES[node.name]
        branches: list[int] = []
        for place, taken in enumerate(signature.taking(len(below))):
            if taken == "truth":
                self.condition(node.arguments[place], below[place])
            elif taken == "number":
                self.amount(node.arguments[place])
            elif taken == "branch":
                branches.append(place)
        if signature.result is not None:
            return signature.result
        nodes, kinds = [node.arguments[place] for place in branches], [below[place] for place in branches]
        common = common_kind(nodes, kinds)
        if common == "text" and "truth" in kinds:
            reason = f"{node.name}() gives yes or no in one case and a text in another: give texts or numbers in all"
            raise self.fault(node, reason)
        return common

    def comparison(self, node: Comparison, below: list[Kind]) -> None:
        if is_blank(node.left) or is_blank(node.right):
            if node.operator not in ("=", "!="):
                raise self.fault(
                    node, f"'' stands for no answer and has no order: write != '' instead of {node.operator}"
                )
            return
        self.dates(node, below)
        if compared_as(node, *below) == "number":
            self.amount(node.left)
            self.amount(node.right)
        for one, other, kind in ((node.left, node.right, below[1]), (node.right, node.left, below[0])):
            if not isinstance(one, Text) or number_of(one.value) is not None:
                continue
            if kind == "truth":
                raise self.fault(one, f"a condition is compared with {shown(one)}: it is yes or no by itself")
            if kind == "number" and not isinstance(other, Reference):
                raise self.fault(one, f"{shown(other)} is a number and never {shown(one)}{_date_hint(one)}")

    def dates(self, node: Comparison, below: list[Kind]) -> None:
        """A date is compared with a date, not with a text or with a time of day."""
        called = {date_call(node.left), date_call(node.right)}
        if called == {"date", "date-time"}:
            raise self.fault(node, "a day is compared with a time of day: write date() on both sides")
        for one, other, kind in ((node.left, node.right, below[1]), (node.right, node.left, below[0])):
            if date_call(one) and kind == "text" and not isinstance(other, Text):
                inside = shown(other) if isinstance(other, Reference) else "..."
                raise self.fault(
                    other, f"{shown(other)} is a text compared with a date: write {date_call(one)}({inside})"
                )


def _date_hint(node: Text) -> str:
    return f": write the date as date('{node.value}')" if ISO_DATE.match(node.value) else ""

"""From words and signs to a tree: the XPath expressions of XLSForm, read by binding power."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, cast

from meal.study.expression.errors import ExpressionError, fault
from meal.study.expression.tokens import Token, tokens
from meal.study.expression.tree import (
    CURRENT_ANSWER,
    Calculating,
    Calculation,
    Call,
    Comparing,
    Comparison,
    Logic,
    Negative,
    Node,
    Number,
    Reference,
    Text,
    walk,
)

MOST_CHARACTERS = 10_000
DEEPEST = 100
"""Levels of brackets, functions and signs inside one another; keeps hostile text from exhausting the stack."""

_COMPARING = {"=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4}
_POWER = {"or": 1, "and": 2, **_COMPARING, "+": 5, "-": 5, "*": 6, "div": 6, "mod": 6}
# In XPath the sign binds more tightly than every operator: -2 * 3 is (-2) * 3.
_POWER_OF_SIGN = 7
_FOLLOWS_A_COMPARISON = (
    "follows another comparison: write two, joined by and, as in ${age} >= 18 and ${age} < 25, "
    "or put the first between brackets"
)
_JOINING = ("and", "or")
_WORDS = ("and", "or", "div", "mod")


def tree_of(text: str, columns: Mapping[str, str] | None = None) -> Node:
    """The tree of an expression, whatever functions and questions it names.

    Args:
        text: the expression.
        columns: words that stand for something by themselves, as the columns of the choices sheet do in a choice
            filter: word → name of its reference.

    Raises:
        ExpressionError: the text is not an expression, is too long or is nested too deeply.
    """
    if len(text) > MOST_CHARACTERS:
        raise fault(text, 0, f"the expression is longer than {MOST_CHARACTERS} characters: split it up under derive")
    if not text.strip():
        raise fault(text, 0, "the expression is empty")
    reading = _Reading(text, columns or {})
    tree = reading.expression(0)
    reading.expect_end()
    for node, depth in walk(tree):
        if depth > DEEPEST:
            raise _too_deep(text, node.at)
    return tree


def _too_deep(text: str, at: int) -> ExpressionError:
    return fault(
        text,
        at,
        f"more than {DEEPEST} brackets, functions or signs stand inside one another: "
        "split the expression up under derive, or write a long addition as sum(...)",
    )


class _Reading:
    """The tokens of one expression and how far they have been read."""

    def __init__(self, text: str, columns: Mapping[str, str]) -> None:
        self.text = text
        self.columns = columns
        self.tokens = tokens(text)
        self.position = 0
        self.depth = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.position]

    def advance(self) -> Token:
        token = self.next
        self.position += 1
        return token

    def at_sign(self, sign: str) -> bool:
        return self.next.kind == "sign" and self.next.text == sign

    def operator(self) -> str:
        """The operator that comes next, or nothing."""
        token = self.next
        operates = token.kind == "sign" or (token.kind == "name" and token.text in _WORDS)
        return token.text if operates and token.text in _POWER else ""

    def expression(self, weakest: int) -> Node:
        """What comes next, up to an operator that binds no more tightly than `weakest`."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise _too_deep(self.text, self.next.at)
        left = self.operand()
        compared = weakest in _COMPARING.values()
        while (operator := self.operator()) and _POWER[operator] > weakest:
            token = self.advance()
            if compared and operator in _COMPARING:
                raise fault(self.text, token.at, f"{operator} {_FOLLOWS_A_COMPARISON}")
            left = _joined(token, left, self.expression(_POWER[operator]))
            # Behind `and` a new comparison may begin; arithmetic binds more tightly and ends none.
            compared = operator in _COMPARING or (compared and operator not in _JOINING)
        self.depth -= 1
        return left

    def operand(self) -> Node:
        """A value: a literal, a question, a function, a sign with its value, or brackets."""
        token = self.advance()
        match token.kind:
            case "number":
                return Number(self.number(token), token.at)
            case "text":
                return Text(token.text, token.at)
            case "reference":
                return Reference(token.text, token.at)
            case "name" if self.at_sign("("):
                return Call(token.text, self.arguments(), token.at)
            case "name" if token.text in self.columns:
                return Reference(self.columns[token.text], token.at)
            case "sign" if token.text == CURRENT_ANSWER:
                return Reference(CURRENT_ANSWER, token.at)
            case "sign" if token.text == "-":
                return Negative(self.expression(_POWER_OF_SIGN), token.at)
            case "sign" if token.text == "(":
                inside = self.expression(0)
                self.expect_close(token)
                return inside
        raise self.value_missing(token)

    def number(self, token: Token) -> float:
        value = float(token.text)
        if value == float("inf"):
            raise fault(self.text, token.at, "this number has too many digits")
        return value

    def arguments(self) -> tuple[Node, ...]:
        """What stands between the brackets of a function."""
        opening = self.advance()
        if self.at_sign(")"):
            self.advance()
            return ()
        found = [self.expression(0)]
        while self.at_sign(","):
            self.advance()
            found.append(self.expression(0))
        self.expect_close(opening)
        return tuple(found)

    def expect_close(self, opening: Token) -> None:
        if self.next.kind == "end":
            raise fault(self.text, opening.at, "this bracket is never closed: put ) where it ends")
        if not self.at_sign(")"):
            raise self.operator_missing()
        self.advance()

    def expect_end(self) -> None:
        if self.next.kind != "end":
            raise self.operator_missing()

    def value_missing(self, token: Token) -> ExpressionError:
        """Something else stands where a value belongs."""
        if token.kind == "end":
            reason = "something is missing at the end: a question, a number or a text"
        elif token.kind == "sign" or token.text in _WORDS:
            reason = f"something is missing before {token.text}: a question, a number or a text"
        elif token.text.lower() in ("true", "false"):
            reason = f"write {token.text.lower()}(), or the text '{token.text}' between quotes"
        else:
            reason = f"a question is written as ${{{token.text}}}, a text as '{token.text}'"
        return fault(self.text, token.at, reason)

    def operator_missing(self) -> ExpressionError:
        """Something else stands where an operator, a bracket or the end belongs."""
        token, before = self.next, self.tokens[self.position - 1]
        if token.text == ")":
            reason = "this ) closes a bracket that was never opened"
        elif token.text == ",":
            reason = "a comma stands between the values of a function only; decimals are written with a point, as 1.5"
        elif token.kind == "name" and token.text.lower() in _WORDS:
            reason = f"write {token.text.lower()} in small letters"
        elif token.kind == before.kind == "text":
            reason = 'a text that has an apostrophe stands between double quotes, as "it\'s"'
        else:
            reason = "an operator is missing before this, such as and, or, = or +"
        return fault(self.text, token.at, reason)


def _joined(token: Token, left: Node, right: Node) -> Node:
    """The operator with its two sides; conditions joined by the same word become one part."""
    if token.text in _COMPARING:
        return Comparison(cast(Comparing, token.text), left, right, token.at)
    if token.text in _JOINING:
        word = cast(Literal["and", "or"], token.text)
        if isinstance(left, Logic) and left.operator == word:
            return Logic(word, (*left.terms, right), left.at)
        return Logic(word, (left, right), token.at)
    return Calculation(cast(Calculating, token.text), left, right, token.at)

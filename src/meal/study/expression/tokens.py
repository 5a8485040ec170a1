"""The words and signs of an expression, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from meal.study.expression.errors import fault

TYPOGRAPHIC_QUOTES = "\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u0060\u00b4"

_INSTEAD = {
    "==": "write one = for 'is equal to'",
    "=<": "write <= for 'at most'",
    "=>": "write >= for 'at least'",
    "<>": "write != for 'is not'",
    "&&": "write and",
    "||": "write or",
    "..": "paths through the form are not read here: write the question as ${name}",
    "&": "write and",
    "|": "write or",
    "!": "write != for 'is not', or not(...) around a condition",
    "/": "write div to divide; a question is written as ${name}, without a path",
    "%": "write mod for the remainder of a division",
    "\u2260": "write != for 'is not'",
    "\u2264": "write <= for 'at most'",
    "\u2265": "write >= for 'at least'",
    "\u00d7": "write * to multiply",
    "\u00f7": "write div to divide",
    "\u2212": "write the minus of the keyboard, -",
    "\u2013": "write the minus of the keyboard, -",
    "$": "a question is written as ${name}, with both braces on one line",
    "{": "a question is written as ${name}, with a dollar sign before the brace",
    "[": "conditions on the rows of a repeat group are not read here",
    "#": "a remark cannot stand inside an expression",
}

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
      | (?P<text>'[^']*'|"[^"]*")
      | (?P<open>['"])
      | \$\{(?P<reference>[^{}$\r\n]*)\}
      | (?P<name>[^\W\d][\w.-]*(?::[^\W\d][\w.-]*)?)
      | (?P<wrong>==|=<|=>|<>|&&|\|\||\.\.)
      | (?P<sign><=|>=|!=|[=<>+*(),.-])""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign of an expression.

    Attributes:
        text: what it says: a text without its quotes, a reference without its braces.
        at: its place in the expression, from 0.
    """

    kind: Literal["number", "text", "reference", "name", "sign", "end"]
    text: str
    at: int


def tokens(text: str) -> list[Token]:
    """The words and signs of an expression, closed by one of kind `end`.

    Raises:
        ExpressionError: a character or a sign that expressions do not have.
    """
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup == "wrong":
            raise fault(text, at, _not_a_sign(text[at : at + 2] if match else text[at]))
        match match.lastgroup:
            case "open":
                raise fault(text, at, _never_closed(text[at:]))
            case "number":
                found.append(Token("number", match[0], at))
            case "text":
                found.append(Token("text", match[0][1:-1], at))
            case "reference":
                found.append(Token("reference", _question(text, at, match["reference"]), at))
            case "name":
                found.append(Token("name", match[0], at))
            case "sign":
                found.append(Token("sign", match[0], at))
        at = match.end()
    return [*found, Token("end", "", len(text.rstrip()))]


def _question(text: str, at: int, name: str) -> str:
    if not name.strip():
        raise fault(text, at, "the name of the question is missing between ${ and }")
    return name.strip()


def _not_a_sign(sign: str) -> str:
    if sign in TYPOGRAPHIC_QUOTES:
        return f"{sign} is a typographic quote, as word processors make them: use straight quotes, 'yes' or \"yes\""
    if sign in _INSTEAD:
        return f"{sign} is not a sign of this language: {_INSTEAD[sign]}"
    shown = sign if sign.isprintable() else f"an invisible character (U+{ord(sign):04X})"
    return f"{shown} cannot stand here: remove it, or put the text that it belongs to between quotes"


def _never_closed(rest: str) -> str:
    if any(quote in rest for quote in TYPOGRAPHIC_QUOTES):
        return f"the text that begins with {rest[0]} ends in a typographic quote: close it with a straight {rest[0]}"
    hint = "; a text that has an apostrophe stands between double quotes" if rest[0] == "'" else ""
    return f"the text that begins here is never closed: put {rest[0]} behind its last letter{hint}"

"""The functions of the language: what each takes and gives, and those that study files refuse, with the reason."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, TypeAlias

from meal.study.expression.dates import days_of, seconds_of
from meal.study.expression.errors import fault
from meal.study.expression.tree import Call, Node, Text, is_blank, walk

Kind: TypeAlias = Literal["truth", "number", "text"]
"""What a value is: yes or no, a number (dates are numbers of days), or a text."""

Argument: TypeAlias = Literal["truth", "number", "text", "pattern", "any", "branch"]
"""What a function takes: a `pattern` is written out in the expression; all branches become of one kind."""

LONGEST_PATTERN = 200
"""Characters of a regular expression; longer ones may take for ever and nobody can check them."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What a function takes and gives.

    Attributes:
        arguments: what it takes, in order.
        result: what it gives; None where that is the kind of its branches.
        optional: how many of the last arguments may be left out.
        repeated: the last argument may come any number of times.
    """

    name: str
    arguments: tuple[Argument, ...]
    result: Kind | None
    optional: int = 0
    repeated: bool = False

    @property
    def least(self) -> int:
        """How few values it takes."""
        return len(self.arguments) - self.optional

    def taking(self, n_arguments: int) -> tuple[Argument, ...]:
        """What each of this many values has to be."""
        more = max(0, n_arguments - len(self.arguments))
        return (self.arguments + self.arguments[-1:] * more)[:n_arguments]

    def takes(self, n_arguments: int) -> bool:
        """Whether it can be given this many values."""
        return n_arguments >= self.least and (self.repeated or n_arguments <= len(self.arguments))


SIGNATURES: dict[str, Signature] = {
    signature.name: signature
    for signature in (
        Signature("true", (), "truth"),
        Signature("false", (), "truth"),
        Signature("not", ("truth",), "truth"),
        Signature("if", ("truth", "branch", "branch"), None),
        Signature("coalesce", ("branch", "branch"), None, repeated=True),
        Signature("selected", ("text", "text"), "truth"),
        Signature("count-selected", ("text",), "number"),
        Signature("selected-at", ("text", "number"), "text"),
        Signature("count-non-empty", ("any",), "number", repeated=True),
        Signature("number", ("number",), "number"),
        Signature("int", ("number",), "number"),
        Signature("round", ("number", "number"), "number", optional=1),
        Signature("floor", ("number",), "number"),
        Signature("ceiling", ("number",), "number"),
        Signature("abs", ("number",), "number"),
        Signature("sum", ("number", "number"), "number", repeated=True),
        Signature("min", ("number", "number"), "number", repeated=True),
        Signature("max", ("number", "number"), "number", repeated=True),
        Signature("string", ("text",), "text"),
        Signature("concat", ("text", "text"), "text", optional=1, repeated=True),
        Signature("substr", ("text", "number", "number"), "text", optional=1),
        Signature("string-length", ("text",), "number"),
        Signature("contains", ("text", "text"), "truth"),
        Signature("starts-with", ("text", "text"), "truth"),
        Signature("ends-with", ("text", "text"), "truth"),
        Signature("regex", ("text", "pattern"), "truth"),
        Signature("date", ("any",), "number"),
        Signature("date-time", ("any",), "number"),
    )
}

_CLOCK = (
    "a result must not depend on the day on which it is computed; write date('2019-06-30') or use a date of the record"
)
_CHANCE = "a result must be the same every time that it is computed"
_REPEAT = "study files see one record at a time, not the rows of a repeat group"
_TRUTH = "compare the answer with what you mean, as in ${consent} = 'yes'"
REFUSED: dict[str, str] = {
    "today": _CLOCK,
    "now": _CLOCK,
    "random": _CHANCE,
    "randomize": _CHANCE,
    "uuid": _CHANCE,
    "once": "it keeps what a phone computed first, and here nothing is kept between runs",
    "pulldata": "it reads another file on the phone; join that file to the export first",
    "indexed-repeat": _REPEAT,
    "position": _REPEAT,
    "count": f"{_REPEAT}; count-selected() and count-non-empty() count within a record",
    "jr:choice-name": "labels differ by language; compare the code of the answer option",
    "boolean": _TRUTH,
    "boolean-from-string": _TRUTH,
}
"""Functions that forms have and studies do not: name → why."""


def check_calls(text: str, tree: Node) -> None:
    """Whether every function is known to study files and is given what it takes.

    Raises:
        ExpressionError: a function that is unknown, refused, or given too few or too many values; a pattern or
            a date that cannot be read.
    """
    for node, _ in walk(tree):
        if not isinstance(node, Call):
            continue
        signature = SIGNATURES.get(node.name)
        if signature is None:
            raise fault(text, node.at, _unknown(node.name))
        if not signature.takes(len(node.arguments)):
            raise fault(text, node.at, _wrong_number(signature, len(node.arguments)))
        for kind, argument in zip(signature.taking(len(node.arguments)), node.arguments, strict=True):
            if kind == "pattern":
                _check_pattern(text, argument)
        if node.name in ("date", "date-time"):
            _check_date(text, node)


def _unknown(name: str) -> str:
    if name in REFUSED:
        return f"{name}() cannot be used in a study file: {REFUSED[name]}"
    alike = get_close_matches(name.lower().replace("_", "-"), SIGNATURES, n=1)
    meant = f"Did you mean {alike[0]}()?" if alike else f"Known are: {', '.join(sorted(SIGNATURES))}."
    return f"there is no function {name}(). {meant}"


def _wrong_number(signature: Signature, given: int) -> str:
    most = len(signature.arguments)
    if signature.repeated:
        takes = f"at least {signature.least}"
    else:
        takes = str(most) if signature.least == most else f"{signature.least} or {most}"
    values = "value" if takes in ("1", "at least 1") else "values"
    return f"{signature.name}() takes {takes} {values} between its brackets, and here it has {given}"


def _check_pattern(text: str, pattern: Node) -> None:
    if not isinstance(pattern, Text) or is_blank(pattern):
        raise fault(text, pattern.at, "the pattern of regex() is written out between quotes, as '[0-9]{9}'")
    if len(pattern.value) > LONGEST_PATTERN:
        raise fault(text, pattern.at, f"the pattern of regex() is longer than {LONGEST_PATTERN} characters")
    try:
        with warnings.catch_warnings():
            # A pattern that a later Python will read differently must not change a number then.
            warnings.simplefilter("error")
            re.compile(pattern.value)
    except (re.error, OverflowError, Warning) as error:
        raise fault(text, pattern.at, f"the pattern of regex() cannot be read: {error}") from error


def _check_date(text: str, node: Call) -> None:
    written = node.arguments[0]
    if not isinstance(written, Text):
        return
    if node.name == "date" and days_of(written.value) is None:
        raise fault(
            text, written.at, f"'{written.value}' is not a date: write year, month and day, as date('2019-06-30')"
        )
    if node.name == "date-time" and seconds_of(written.value) is None:
        example = "date-time('2019-06-30T14:00')"
        raise fault(text, written.at, f"'{written.value}' is not a date and time: write it as {example}")

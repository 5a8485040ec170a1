"""An expression of a form, read once; what cannot be worked out on an export is refused here, with its column."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from meal.study.expression.errors import ExpressionError, fault
from meal.study.expression.form_signatures import CANNOT, MANY, TAKES
from meal.study.expression.form_text import CHOICE_COLUMN, choice_columns, with_names
from meal.study.expression.grammar import MOST_CHARACTERS, tree_of
from meal.study.expression.tree import Call, Node, Reference, Text, walk

# Word processors bend quotes, and what turns an XLSForm into a form for phones straightens them again.
_STRAIGHT = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")


@dataclass(frozen=True, slots=True)
class FormExpression:
    """An expression of a form, read.

    Attributes:
        text: as it stands in the form.
        tree: its parts.
        references: the questions that it names, each once, in order of first appearance; `.` for the own answer,
            and in a choice filter `choices/column` for a column of the choices sheet.
        calls: the functions that it uses.
    """

    text: str
    tree: Node
    references: tuple[str, ...]
    calls: frozenset[str]


def parse_form(text: str, *, choice_filter: bool = False) -> FormExpression:
    """Read an expression of a form.

    Args:
        text: as it stands in the form.
        choice_filter: words by themselves are columns of the choices sheet.

    Raises:
        ExpressionError: it cannot be read, or cannot be worked out on an export; with the column where it stopped.
    """
    if len(text) > MOST_CHARACTERS:
        raise fault(text, 0, f"the expression is longer than {MOST_CHARACTERS} characters")
    plain = with_names(text.translate(_STRAIGHT))
    columns = {name: f"{CHOICE_COLUMN}{name}" for name in choice_columns(plain)} if choice_filter else {}
    try:
        tree = tree_of(plain, columns)
    except ExpressionError as error:
        _refuse_calls(text, plain)
        raise error from None
    for node, _ in walk(tree):
        if isinstance(node, Call):
            _check(text, node)
    nodes = [node for node, _ in walk(tree)]
    return FormExpression(
        text=text,
        tree=tree,
        references=tuple(dict.fromkeys(node.name for node in nodes if isinstance(node, Reference))),
        calls=frozenset(node.name for node in nodes if isinstance(node, Call)),
    )


def _refuse_calls(text: str, plain: str) -> None:
    """Paths behind instance() cannot be read; what they are for says more than that a slash is in the way."""
    for name in ("instance", "indexed-repeat", "pulldata"):
        at = plain.find(f"{name}(")
        if at >= 0:
            raise fault(text, at, f"{name}() cannot be worked out on an export: {CANNOT[name]}")


def _check(text: str, node: Call) -> None:
    if node.name in CANNOT:
        raise fault(text, node.at, f"{node.name}() cannot be worked out on an export: {CANNOT[node.name]}")
    if node.name not in TAKES:
        alike = get_close_matches(node.name.lower().replace("_", "-"), TAKES, n=1)
        meant = f". Did you mean {alike[0]}()?" if alike else ""
        raise fault(text, node.at, f"there is no function {node.name}(){meant}")
    fewest, most = TAKES[node.name]
    given = len(node.arguments)
    if not fewest <= given <= most:
        takes = f"at least {fewest}" if most == MANY else str(fewest) if fewest == most else f"{fewest} or {most}"
        raise fault(text, node.at, f"{node.name}() takes {takes} values between its brackets, and here it has {given}")
    if node.name == "jr:choice-name" and not isinstance(node.arguments[1], Text):
        raise fault(text, node.at, "the question of jr:choice-name() is written between quotes, as '${village}'")

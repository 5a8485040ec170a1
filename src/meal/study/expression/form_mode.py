"""Form mode: a form's own expressions worked out again on its export, as ODK works them out on the phone.

Two-valued: a blank is an empty text, its number is none (NaN), and nothing compared with NaN is true but `!=`.
An expression is worked out once for each combination of distinct answers, not for each record.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meal.model.arrays import BoolArray, FloatArray, TextArray
from meal.model.columns import CodedColumn
from meal.study.expression.errors import ExpressionError, fault
from meal.study.expression.form_functions import FORM_FUNCTIONS, chosen, not_blank
from meal.study.expression.form_patterns import matching
from meal.study.expression.form_reading import FormExpression
from meal.study.expression.form_scope import FormScope, Rounds
from meal.study.expression.form_signatures import OVER_ROUNDS
from meal.study.expression.form_values import (
    alone,
    as_number,
    as_text,
    as_truth,
    equal,
    given_answers,
    made,
    on_each,
)
from meal.study.expression.places import Places, places_of
from meal.study.expression.tree import (
    CURRENT_ANSWER,
    Calculation,
    Call,
    Comparison,
    Logic,
    Negative,
    Node,
    Number,
    Reference,
    Text,
    walk,
)
from meal.study.expression.values import Value

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}
_CALCULATE: dict[str, Callable[[Any, Any], Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "div": np.divide,
    # The sign of the remainder is that of the number divided, as in XPath.
    "mod": np.fmod,
}
_CLOCKS = ("today", "now")
_OF_OWN = ("string", "number", "string-length", "normalize-space")
"""Functions that look at the own answer where they are given nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class FormAnswer:
    """What an expression of a form is for every record.

    Attributes:
        value: at each place. places: which record has which place.
    """

    value: Value
    places: Places

    def true(self) -> BoolArray:
        """Whether it holds, shape (n_records,); a number other than 0 and a text that is not blank hold."""
        return np.asarray(self.places.at_records(as_truth(self.value).values), dtype=np.bool_)

    def numbers(self) -> FloatArray:
        """Its number, NaN where it is none, shape (n_records,)."""
        return np.asarray(self.places.at_records(as_number(self.value).values), dtype=np.float64)

    def texts(self) -> TextArray:
        """Its text as the phone would store it, shape (n_records,); nothing where a number is none."""
        texts = as_text(self.value).values
        if self.value.kind == "number":
            texts = np.where(np.isnan(self.value.values), "", texts)
        return np.asarray(self.places.at_records(np.asarray(texts, dtype=object)), dtype=object)


def evaluate_form(expression: FormExpression, scope: FormScope) -> FormAnswer:
    """Work out an expression of a form for every record.

    Raises:
        ExpressionError: the records do not have what it needs; with the column where it stopped.
    """
    columns: dict[str, CodedColumn] = {}
    rounds: dict[str, Rounds] = {}
    for node, over in _needed(expression.tree):
        if isinstance(node, Call):
            columns[f"{node.name}()"] = _clock(expression, scope, node)
        elif node.name not in columns and node.name not in rounds:
            column = None if over and scope.rounds(node.name) else scope.column(node.name)
            below = scope.rounds(node.name) if column is None and over else None
            if below is not None:
                rounds[node.name] = below
            elif column is None:
                raise fault(expression.text, node.at, scope.why_not(node.name))
            else:
                columns[node.name] = column
    places = places_of(list(columns.values()), scope.n_records)
    axes = {name: axis for axis, name in enumerate(columns)}
    evaluation = _Evaluation(expression.text, scope, columns, axes, rounds, places, {})
    with np.errstate(all="ignore"):
        value = evaluation.value(expression.tree)
    return FormAnswer(value, places)


def _needed(tree: Node) -> list[tuple[Reference | Call, bool]]:
    """The questions and clocks that an expression needs; with each, whether a function may look at rows of it."""
    over = {
        id(node.arguments[0])
        for node, _ in walk(tree)
        if isinstance(node, Call) and node.name in OVER_ROUNDS and len(node.arguments) == 1
    }
    skipped = {id(node.arguments[0]) for node, _ in walk(tree) if isinstance(node, Call) and _is_position(node)}
    found: list[tuple[Reference | Call, bool]] = []
    for node, _ in walk(tree):
        if isinstance(node, Reference) and id(node) not in skipped:
            found.append((node, id(node) in over))
        elif isinstance(node, Call) and node.name in _CLOCKS:
            found.append((node, False))
        elif isinstance(node, Call) and _looks_at_own(node):
            found.append((Reference(CURRENT_ANSWER, node.at), False))
    return found


def _looks_at_own(node: Call) -> bool:
    """Whether a function looks at the own answer: once() does, and others where they are given nothing."""
    return node.name == "once" or (node.name in _OF_OWN and not node.arguments)


def _is_position(node: Call) -> bool:
    return node.name == "position" and len(node.arguments) == 1


def _clock(expression: FormExpression, scope: FormScope, node: Call) -> CodedColumn:
    clock = scope.today() if node.name == "today" else scope.now()
    if clock is None:
        reason = f"{node.name}() needs the day on which a record was filled in (end, today or _submission_time)"
        raise fault(expression.text, node.at, f"{reason}, and the export does not say it")
    return clock


@dataclass(frozen=True, slots=True, eq=False)
class _Evaluation:
    text: str
    scope: FormScope
    columns: dict[str, CodedColumn]
    axes: dict[str, int]
    rounds: dict[str, Rounds]
    places: Places
    answers: dict[str, Value]

    def value(self, node: Node) -> Value:
        """The value of a part, at all its places."""
        match node:
            case Text(text):
                return alone("text", text)
            case Number(number):
                return alone("number", number)
            case Reference(name):
                if name in self.rounds:
                    raise self.fault(node, f"${{{name}}} stands for many rows of a repeat group")
                return self.answer(name)
            case Negative(operand):
                return made("number", -as_number(self.value(operand)).values)
            case Calculation(operator, left, right):
                sides = self.together(as_number(self.value(left)), as_number(self.value(right)))
                return made("number", _CALCULATE[operator](sides[0].values, sides[1].values))
            case Comparison():
                return self.comparison(node)
            case Logic(operator, terms):
                join = np.logical_and if operator == "and" else np.logical_or
                return reduce(lambda left, right: self.joined(join, left, right), map(self.condition, terms))
            case Call():
                return self.call(node)

    def answer(self, name: str) -> Value:
        """The answers to a question, or what the clock said."""
        if name not in self.answers:
            column, axis = self.columns[name], self.axes[name]
            self.answers[name] = self.places.placed(axis, given_answers(column), column)
        return self.answers[name]

    def condition(self, node: Node) -> Value:
        return as_truth(self.value(node))

    def joined(self, join: Callable[[Any, Any], NDArray[Any]], left: Value, right: Value) -> Value:
        one, other = self.together(left, right)
        return made("truth", join(one.values, other.values))

    def together(self, *values: Value) -> list[Value]:
        return self.places.together(values)

    def comparison(self, node: Comparison) -> Value:
        left, right = self.together(self.value(node.left), self.value(node.right))
        if node.operator in ("=", "!="):
            same = equal(left, right)
            return same if node.operator == "=" else made("truth", ~same.values)
        return made("truth", _COMPARE[node.operator](as_number(left).values, as_number(right).values))

    def call(self, node: Call) -> Value:
        """What a function gives."""
        if node.name in OVER_ROUNDS and len(node.arguments) == 1:
            return self.over_rows(node)
        if node.name == "position":
            return self.position(node)
        if node.name in _CLOCKS:
            return self.answer(f"{node.name}()")
        if node.name == "once":
            kept = self.answer(CURRENT_ANSWER)
            own, fresh = self.together(kept, self.value(node.arguments[0]))
            return chosen(not_blank(own), own, fresh)
        arguments = [self.value(argument) for argument in node.arguments]
        if node.name == "regex":
            return self.pattern(node, *arguments)
        if node.name == "jr:choice-name":
            return self.label(node, arguments[0])
        if not arguments and node.name in _OF_OWN:
            arguments = [self.answer(CURRENT_ANSWER)]
        return FORM_FUNCTIONS[node.name](*self.together(*arguments))

    def over_rows(self, node: Call) -> Value:
        """A function over the rows of a repeat group; over one value, that value."""
        argument = node.arguments[0]
        if isinstance(argument, Reference) and argument.name in self.rounds:
            rows = self.rounds[argument.name].over_rows(node.name, self.scope.n_records)
            return made("number", rows)
        if node.name == "count":
            raise self.fault(argument, "count() looks at the rows of a repeat group, and this is none")
        value = self.value(argument)
        return as_number(value) if node.name == "sum" else FORM_FUNCTIONS[node.name](value)

    def position(self, node: Call) -> Value:
        position = self.scope.position()
        if position is None:
            raise self.fault(node, "position() counts the rows of a repeat group, and this is not in one")
        return made("number", position.astype(np.float64))

    def pattern(self, node: Call, texts: Value, pattern: Value) -> Value:
        if pattern.values.size != 1:
            raise self.fault(node.arguments[1], "the pattern of regex() differs from record to record")
        try:
            return matching(as_text(texts), str(as_text(pattern).values.ravel()[0]))
        except ValueError as error:
            raise self.fault(node.arguments[1], str(error)) from error

    def label(self, node: Call, codes: Value) -> Value:
        """The labels of chosen options; the question is named between quotes."""
        named = node.arguments[1]
        question = named.value.strip().removeprefix("${").removesuffix("}").strip() if isinstance(named, Text) else ""
        question = question.rpartition("/")[2]
        return on_each("text", lambda code: self.scope.choice_label(question, code))(as_text(codes))

    def fault(self, node: Node, reason: str) -> ExpressionError:
        return fault(self.text, node.at, reason)

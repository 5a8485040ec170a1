"""Study mode: expressions worked out for every record, three-valued, with the reason of what is missing.

An operation on a missing answer is missing, with its reason, unless the other operand decides it. So a blank or
a -99 falls into no numerator and no age band, not even under `!=`. Only `${x} = ''` and `${x} != ''` ask whether
an answer is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce

import numpy as np

from meal.model.columns import CodedColumn
from meal.model.missing import Reason
from meal.study.expression.answer import Answer
from meal.study.expression.dates import MOST_DAYS
from meal.study.expression.errors import ExpressionError, fault
from meal.study.expression.kinds import common_kind, compared_as, date_call, kind_of, shown
from meal.study.expression.places import Places, places_of
from meal.study.expression.reading import Expression
from meal.study.expression.signatures import SIGNATURES, Kind
from meal.study.expression.study_functions import STUDY_FUNCTIONS
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
)
from meal.study.expression.values import (
    Compute,
    Value,
    as_number,
    as_text,
    constant,
    first_reason,
    on_arrays,
    settled,
    without_writing,
)

_COMPARE: dict[str, Compute] = {
    "=": on_arrays("truth", np.equal),
    "!=": on_arrays("truth", np.not_equal),
    "<": on_arrays("truth", np.less),
    "<=": on_arrays("truth", np.less_equal),
    ">": on_arrays("truth", np.greater),
    ">=": on_arrays("truth", np.greater_equal),
}
_CALCULATE: dict[str, Compute] = {
    "+": on_arrays("number", np.add),
    "-": on_arrays("number", np.subtract),
    "*": on_arrays("number", np.multiply),
    "div": on_arrays("number", np.divide),
    # The sign of the remainder is that of the number divided, as in XPath.
    "mod": on_arrays("number", np.fmod),
}
_NEGATE = on_arrays("number", np.negative)


def evaluate(expression: Expression, resolve: Callable[[str], CodedColumn], n_records: int) -> Answer:
    """Work out an expression for every record.

    Args:
        expression: the expression, read.
        resolve: the column of a name, as long as there are records; asked once for each name.
        n_records: how many records there are.

    Raises:
        ExpressionError: parts that do not fit together, as in `kind_of`; a day compared with a time of day.
    """
    columns = {name: resolve(name) for name in expression.references}
    kind_of(expression, lambda name: "text" if columns[name].numbers is None else "number")
    places = places_of(list(columns.values()), n_records)
    # What cannot be computed becomes a missing number with a reason; numpy need not warn of it.
    with np.errstate(all="ignore"):
        value = _Evaluation(expression.text, columns, places).value(expression.tree)
    return Answer(value.kind, value.values, value.reasons, value.written, places.place_of_records(value))


@dataclass(frozen=True, slots=True, eq=False)
class _Evaluation:
    text: str
    columns: dict[str, CodedColumn]
    places: Places

    def value(self, node: Node) -> Value:
        """The value of a part, at all its places."""
        match node:
            case Text(text):
                return constant("text", text)
            case Number(number):
                return constant("number", number)
            case Reference(name):
                return self.places.answers(list(self.columns).index(name), self.columns[name])
            case Negative(operand):
                return _NEGATE(as_number(self.value(operand)))
            case Calculation():
                self.same_clock(node)
                return self.apply(_CALCULATE[node.operator], "number", self.value(node.left), self.value(node.right))
            case Comparison():
                return self.comparison(node)
            case Logic():
                terms = [self.value(term) for term in node.terms]
                join = _both if node.operator == "and" else _either
                return reduce(lambda left, right: join(*self.places.together([left, right])), terms)
            case Call():
                return self.call(node)

    def apply(self, compute: Compute, kind: Kind, *values: Value) -> Value:
        """A computation on values of one kind."""
        convert = as_text if kind == "text" else as_number
        return compute(*self.places.together([without_writing(convert(value)) for value in values]))

    def comparison(self, node: Comparison) -> Value:
        """Yes or no; against '' it is always known, because it asks whether an answer is missing."""
        self.same_clock(node)
        left, right = self.value(node.left), self.value(node.right)
        if is_blank(node.left) or is_blank(node.right):
            missing = (right if is_blank(node.left) else left).reasons != 0
            asked = missing if node.operator == "=" else ~missing
            return settled("truth", asked, np.zeros(1, dtype=np.int8))
        return self.apply(_COMPARE[node.operator], compared_as(node, left.kind, right.kind), left, right)

    def call(self, node: Call) -> Value:
        """What a function gives."""
        values = [self.value(argument) for argument in node.arguments]
        taking = SIGNATURES[node.name].taking(len(values))
        branches = [place for place, taken in enumerate(taking) if taken == "branch"]
        common = common_kind([node.arguments[place] for place in branches], [values[place].kind for place in branches])
        given: list[Value] = []
        for taken, value in zip(taking, values, strict=True):
            if taken == "branch":
                given.append(_as_kind(value, common))
            elif taken == "number":
                given.append(without_writing(as_number(value)))
            elif taken == "text":
                given.append(as_text(value))
            else:
                given.append(value)
        return STUDY_FUNCTIONS[node.name](*self.places.together(given))

    def same_clock(self, node: Comparison | Calculation) -> None:
        """Days are compared with days, and seconds with seconds: the numbers of a column say which they are."""
        for one, other in ((node.left, node.right), (node.right, node.left)):
            called = date_call(one)
            if called and isinstance(other, Reference):
                numbers = self.columns[other.name].numbers
                known = np.zeros(0) if numbers is None else np.abs(numbers[np.isfinite(numbers)])
                if called == "date" and np.any(known > MOST_DAYS):
                    raise self.clock_fault(other, "has a time of day and is compared with a day", "date")
                if called == "date-time" and known.size and not np.any(known > MOST_DAYS):
                    raise self.clock_fault(other, "is a day and is compared with a time of day", "date-time")

    def clock_fault(self, node: Reference, what: str, function: str) -> ExpressionError:
        return fault(self.text, node.at, f"{shown(node)} {what}: write {function}({shown(node)})")


def _as_kind(value: Value, kind: Kind) -> Value:
    if kind == "truth":
        return value
    return as_text(value) if kind == "text" else as_number(value)


def _both(left: Value, right: Value) -> Value:
    """Known to be no as soon as one is no; else missing when one is missing."""
    no = ((left.reasons == 0) & ~left.values) | ((right.reasons == 0) & ~right.values)
    reasons = np.where(no, np.int8(Reason.ANSWERED), first_reason((left, right)))
    # Missing conditions hold False, so that a yes needs two that are known.
    return Value("truth", left.values & right.values, reasons)


def _either(left: Value, right: Value) -> Value:
    """Known to be yes as soon as one is yes; else missing when one is missing."""
    yes = left.values | right.values
    return Value("truth", yes, np.where(yes, np.int8(Reason.ANSWERED), first_reason((left, right))))

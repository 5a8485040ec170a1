"""Columns that a case asks its reader to compute, and R's model formulas, without `eval`."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from typing import Any

import numpy as np

from tests.reference.cases import Table

_ARITHMETIC: dict[type, Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "min": np.minimum,
    "max": np.maximum,
    "pmin": np.minimum,
    "pmax": np.maximum,
    "abs": np.abs,
    "log": np.log,
    "exp": np.exp,
    "sqrt": np.sqrt,
    "round": np.round,
    "as__integer": np.trunc,
    "as__numeric": np.asarray,
    "ifelse": np.where,
    "I": np.asarray,
    "is__na": lambda values: _missing(values),
}


def _missing(values: Any) -> Any:
    return values == "" if values.dtype == object else np.isnan(values.astype(float))


def computed(table: Table, text: str) -> np.ndarray:
    """The values of an expression over the columns of a table; names may hold dots, as in R."""
    spelled = re.sub(r"(?<=[A-Za-z_0-9])\.(?=[A-Za-z_])", "__", text)
    # In R `|` and `&` bind looser than a comparison, as `or` and `and` do here.
    spelled = re.sub(r"\|+", " or ", re.sub(r"&+", " and ", re.sub(r"!(?!=)", " not ", spelled)))
    return np.asarray(_value(ast.parse(spelled.strip(), mode="eval").body, table))


def _value(node: ast.expr, table: Table) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return _column(table, node.id.replace("__", "."))
    if isinstance(node, ast.BinOp):
        return _ARITHMETIC[type(node.op)](_value(node.left, table), _value(node.right, table))
    if isinstance(node, ast.Compare):
        first, second = _value(node.left, table), _value(node.comparators[0], table)
        found = _ARITHMETIC[type(node.ops[0])](first, second)
        missing = [_missing(np.asarray(side)) for side in (first, second) if not np.isscalar(side)]
        return np.where(np.logical_or.reduce(missing), np.nan, found) if np.any(missing) else found
    if isinstance(node, ast.UnaryOp):
        inner = _value(node.operand, table)
        return -inner if isinstance(node.op, ast.USub) else ~np.asarray(inner, dtype=bool)
    if isinstance(node, ast.BoolOp):
        together = np.logical_and if isinstance(node.op, ast.And) else np.logical_or
        return together.reduce([_value(part, table) == 1 for part in node.values])
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return _FUNCTIONS[node.func.id](*(_value(argument, table) for argument in node.args))
    raise AssertionError(f"not an expression of columns: {ast.dump(node)}")


def _column(table: Table, name: str) -> Any:
    if name in ("TRUE", "FALSE"):
        return name == "TRUE"
    return table.numbers(name) if is_number(table, name) else table.columns[name]


def is_number(table: Table, name: str) -> bool:
    """Whether all answers of a column are numbers."""
    try:
        table.numbers(name)
    except ValueError:
        return False
    return True


def model_columns(table: Table, formula: str) -> dict[str, np.ndarray]:
    """The columns of R's model matrix for the right side of a formula, by R's names, intercept first."""
    columns = {"(Intercept)": np.ones(len(table))}
    for term in _terms(formula.split("~")[-1]):
        parts = [_term_columns(table, factor) for factor in _split(term, ":")]
        crossed = parts[0]
        for part in parts[1:]:
            crossed = {f"{one}:{two}": crossed[one] * part[two] for two in part for one in crossed}
        columns |= crossed
    return columns


def _terms(side: str) -> list[str]:
    terms: list[str] = []
    for term in (part.strip() for part in _split(side, "+")):
        crossed = [part.strip() for part in _split(term, "*")]
        terms += crossed
        if len(crossed) == 2:
            terms.append(":".join(crossed))
    return terms


def _split(text: str, separator: str) -> list[str]:
    """Parts between separators that stand outside brackets."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter == "(") - (letter == ")")
        if letter == separator and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def _term_columns(table: Table, term: str) -> dict[str, np.ndarray]:
    term = term.strip()
    factor = re.fullmatch(r"factor\((.+)\)", term)
    if factor or (term in table.columns and not is_number(table, term)):
        values = table.columns[factor.group(1) if factor else term]
        numeric = is_number(table, factor.group(1) if factor else term)
        levels = sorted({value for value in values if value}, key=float if numeric else str)
        return {f"{term}{level}": _blank_as_missing(values, values == level) for level in levels[1:]}
    values = computed(table, term)
    true_or_false = term in table.columns and set(table.columns[term]) <= {"TRUE", "FALSE", ""}
    if values.dtype == bool or true_or_false:
        return {f"{term}TRUE": values.astype(float)}
    return {term: values.astype(float)}


def _blank_as_missing(values: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    return np.where(values == "", np.nan, chosen.astype(float))

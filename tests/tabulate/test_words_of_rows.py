"""Whatever a row can be called in the tables has words in every language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from meal.messages.words import texts_of, word_languages
from meal.study.definition import Comparison, Indicator

SOURCE = Path(__file__).parents[2] / "src" / "meal" / "tabulate"
FUNCTIONS = {"named_row", "comparison_row", "row_of_test", "_row", "_named"}
"""What makes a row: whatever text it is given by name is a key of the table."""


def texts_in(node: ast.expr) -> Iterator[str]:
    """Every text that an expression can come to, where it is written out."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value:
            yield part.value


def given(name: str) -> set[str]:
    """The texts given as an argument of this name to what makes rows, and those that loops hand over as one."""
    found = set()
    for path in sorted(SOURCE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in FUNCTIONS:
                found |= {
                    text for one in node.keywords if one.arg == name and isinstance(one.value, ast.Constant)
                    for text in texts_in(one.value)
                }  # fmt: skip
                if name == "statistic":
                    found |= {
                        argument.value
                        for argument in node.args
                        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
                    }
            loop = isinstance(node, ast.For) and name in {
                one.id for one in ast.walk(node.target) if isinstance(one, ast.Name)
            }
            if loop and isinstance(node.iter, ast.Tuple | ast.Call):
                first = [one.elts[0] for one in ast.walk(node.iter) if isinstance(one, ast.Tuple) and one.elts]
                found |= {one.value for one in first if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return found - {""}


def steps() -> set[str]:
    """The steps of the respondent flow that are written out."""
    tree = ast.parse((SOURCE / "flow.py").read_text(encoding="utf-8"))
    return {
        node.args[1].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "FlowBox"
        and isinstance(node.args[1], ast.Constant)
        and isinstance(node.args[1].value, str)
    }


def test_the_keys_are_found() -> None:
    assert {"difference", "homogeneity", "mean_score_change"} <= given("statistic")
    assert "bhapkar" in given("variant")
    assert {"sampled", "reached", "in_every_wave"} <= steps()


@pytest.mark.parametrize("language", word_languages())
def test_every_key_of_a_row_has_words(language: str) -> None:
    texts = set(texts_of(language))
    reported = {name for model in (Indicator, Comparison) for name in statistics_of(model)}
    assert {f"statistic.{key}" for key in given("statistic") | reported} - texts == set()
    errors = {"cr1", "worst", "best", "bhapkar"}
    assert {f"variant.{key}" for key in given("variant") | errors} - texts == set()
    assert {f"step.{key}" for key in steps()} - texts == set()


def statistics_of(model: type[Indicator] | type[Comparison]) -> set[str]:
    """The statistics that a study may ask for."""
    field = model.model_fields.get("report")
    if field is None:
        return set()
    schema = model.model_json_schema()["properties"]["report"]
    return set(schema.get("items", {}).get("enum", ()))

"""New columns from expressions, computed in every wave that has what they need."""

from __future__ import annotations

from collections.abc import Mapping

from meal.model.responses import Responses
from meal.prepare.screen import column_of
from meal.study.evaluation import answers
from meal.study.expression import parse


def derive_columns(waves: Mapping[str, Responses], derive: Mapping[str, str]) -> dict[str, Responses]:
    """Add derived columns; one may use another that stands above it in the study file."""
    derived = dict(waves)
    for name, text in derive.items():
        expression = parse(text)
        for wave, responses in derived.items():
            needed = {reference.removeprefix(f"{wave}.") for reference in expression.references}
            if needed <= responses.columns.keys():
                answer = answers(text, column_of(responses), responses.n_records)
                derived[wave] = responses.with_columns({name: answer.column()})
    return derived

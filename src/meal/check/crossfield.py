"""Cross-field rules of a wave as boolean columns: true where a record keeps the rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from meal.model.arrays import BoolArray
from meal.model.codebook import Question
from meal.model.columns import CodedColumn
from meal.model.findings import Scope, Severity
from meal.model.responses import Responses
from meal.study.evaluation import answers
from meal.study.expression import Answer, parse


@dataclass(frozen=True, slots=True, eq=False)
class RuleColumn:
    """One cross-field rule on one wave.

    Attributes:
        holds: shape (n_records,), false where a record breaks the rule.
        variables: questions whose answers are in doubt; the first is where the finding points.
    """

    rule: str
    severity: Severity
    scope: Scope
    holds: BoolArray
    variables: tuple[str, ...]
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Name of the boolean column, unique in a wave."""
        return f"rule:{self.rule}:{','.join(self.variables)}"


def rule_columns(responses: Responses) -> Iterator[RuleColumn]:
    """Every rule of the codebook that this wave's columns can answer."""
    for question in responses.codebook.questions.values():
        column = responses.columns.get(question.name)
        if column is None:
            continue
        if question.unique:
            yield _unique(responses, question, column)
    for rule in responses.codebook.rules:
        expression = parse(rule.expect)
        if all(_known(responses, name) for name in expression.references):
            broken = _is_false(_evaluated(responses, rule.expect))
            variables = rule.columns or expression.references
            yield RuleColumn(rule.id, rule.severity, "cell", ~broken, tuple(variables))


def _unique(responses: Responses, question: Question, column: CodedColumn) -> RuleColumn:
    kept = responses.kept() & column.answered()
    counts = np.bincount(column.codes[kept], minlength=column.n_distinct)
    return RuleColumn("not_unique", "warning", "cell", ~(kept & (counts[column.codes] > 1)), (question.name,))


def _is_false(answer: Answer) -> BoolArray:
    """Known and false: a rule about a missing answer is not broken."""
    return answer.known() & ~answer.true()


def _evaluated(responses: Responses, text: str) -> Answer:
    return answers(text, lambda name: _column(responses, name), responses.n_records)


def _known(responses: Responses, name: str) -> bool:
    return name.removeprefix(f"{responses.wave}.") in responses.columns


def _column(responses: Responses, name: str) -> CodedColumn:
    return responses.columns[name.removeprefix(f"{responses.wave}.")]

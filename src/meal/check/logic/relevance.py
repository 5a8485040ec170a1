"""When a question was asked: its own condition and those of all groups around it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from meal.check.logic.found import not_evaluated
from meal.check.logic.table import FormTable
from meal.model.arrays import BoolArray
from meal.model.codebook import Group, Question
from meal.model.findings import Finding
from meal.study.expression import ExpressionError, evaluate_form, parse_form


@dataclass(slots=True, eq=False)
class Relevance:
    """The conditions of one table, each worked out once.

    Attributes:
        notes: conditions that could not be worked out.
        known: condition of a group or question → where it holds; None where it could not be worked out.
    """

    table: FormTable
    notes: list[Finding] = field(default_factory=list)
    known: dict[tuple[str, str], BoolArray | None] = field(default_factory=dict)

    def of_question(self, question: Question) -> BoolArray | None:
        """Where the question was asked, shape (n_records,); None where a condition could not be worked out."""
        own = self.condition(question.name, question.group, "relevant", question.relevant)
        return _both(self.of_group(question.group), own)

    def of_group(self, path: str) -> BoolArray | None:
        """Where all groups of a path were asked."""
        names = path.split("/") if path else []
        paths = ["/".join(names[: depth + 1]) for depth in range(len(names))]
        groups = [self.table.codebook.groups.get(one) or Group(one) for one in paths]
        conditions = [self.condition(group.name, group.name, "relevant", group.relevant) for group in groups]
        together: BoolArray | None = self.everywhere()
        for condition in conditions:
            together = _both(together, condition)
        return together

    def condition(self, name: str, group: str, heading: str, text: str | None) -> BoolArray | None:
        """Where a condition holds; everywhere where there is none."""
        if not text:
            return self.everywhere()
        key = (name, heading)
        if key not in self.known:
            try:
                own = self.table.column(name)
                self.known[key] = evaluate_form(parse_form(text), self.table.scope(group, own)).true()
            except ExpressionError as error:
                self.known[key] = None
                self.notes.append(not_evaluated(self.table, name, heading, text, error))
        return self.known[key]

    def everywhere(self) -> BoolArray:
        """True for every record."""
        return np.broadcast_to(np.bool_(True), (self.table.responses.n_records,))


def _both(one: BoolArray | None, other: BoolArray | None) -> BoolArray | None:
    return None if one is None or other is None else one & other

"""Repeat groups: whether a record has as many rows as the form says."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from meal.check.logic.found import Found, not_evaluated
from meal.check.logic.relevance import Relevance
from meal.check.logic.table import FormTable
from meal.study.expression import ExpressionError, evaluate_form, parse_form


def repeat_rules(table: FormTable, relevance: Relevance) -> Iterator[Found]:
    """For each repeat group inside a table: whether every record has as many rows as the form counts for it."""
    for below in table.below:
        repeats = [group for group in table.codebook.groups.values() if group.repeat]
        group = next((one for one in repeats if one.name.rpartition("/")[2] == below.repeat), None)
        if group is None or not group.count:
            continue
        outer = group.name.rpartition("/")[0]
        asked = relevance.of_group(group.name)
        try:
            wanted = evaluate_form(parse_form(group.count), table.scope(outer)).numbers()
        except ExpressionError as error:
            relevance.notes.append(not_evaluated(table, group.name, "repeat_count", group.count, error))
            continue
        if asked is None:
            continue
        rows = np.bincount(below.parent_of[below.parent_of >= 0], minlength=table.responses.n_records)
        expected = np.where(asked & np.isfinite(wanted), np.maximum(wanted, 0), 0)
        differs = rows != np.floor(expected)
        told = [
            {"rows": str(int(has)), "wanted": str(int(want)), "repeat": below.repeat}
            for has, want in zip(rows[differs].tolist(), np.floor(expected[differs]).tolist(), strict=True)
        ]
        yield Found("repeat_count_differs", "warning", "", differs, told=told)

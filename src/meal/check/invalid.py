"""What undecided errors cost: a cell becomes missing, a record is excluded, both counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from meal.model.findings import Finding
from meal.model.responses import Disposition, Responses


def mark_invalid(responses: Responses, findings: Sequence[Finding]) -> Responses:
    """The wave with the cells of undecided errors missing as `invalid`, and the records of undecided ones excluded.

    A rule about several questions makes the answers to all of them missing: which one is wrong is
    what nobody knows yet.
    """
    cells: dict[str, list[int]] = defaultdict(list)
    records: list[int] = []
    several = {rule.id: rule.columns for rule in responses.codebook.rules}
    for finding in findings:
        if finding.severity != "error" or finding.decided or finding.index < 0:
            continue
        if finding.scope == "record":
            records.append(finding.index)
            continue
        for variable in several.get(finding.rule) or (finding.variable,):
            if variable in responses.columns:
                cells[variable].append(finding.index)
    columns = {name: responses.columns[name].invalidate(np.array(rows, dtype=np.int64)) for name, rows in cells.items()}
    return responses.with_columns(columns).exclude(np.array(records, dtype=np.int64), Disposition.INVALID_RECORD)

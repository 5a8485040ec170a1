"""What the form's logic finds in one table, before it becomes findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from meal.check.logic.table import FormTable
from meal.check.schema import Accepts
from meal.model.arrays import BoolArray
from meal.model.findings import Finding, Severity
from meal.study.expression import ExpressionError
from meal.study.records import findings_at


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A rule that records of one table break.

    Attributes:
        broken: shape (n_records,), where it is broken.
        told: for each of the records that break it, in order, what is particular to it; empty where nothing is.
        hidden: the answer is worked out from personal answers and is not printed.
    """

    rule: str
    severity: Severity
    variable: str
    broken: BoolArray
    parameters: Mapping[str, str] = field(default_factory=dict)
    told: Sequence[Mapping[str, str]] = ()
    hidden: bool = False


def findings_of(table: FormTable, found: Found, accepts: Accepts) -> list[Finding]:
    """The findings on kept records, in the order of the records; an error that somebody accepted is decided.

    A row of a repeat group is no record of the wave: nothing there becomes missing, so an error is a warning.
    """
    kept = table.kept()
    rows = np.flatnonzero(found.broken & kept)
    severity: Severity = "warning" if table.repeat and found.severity == "error" else found.severity
    findings = findings_at(
        table.responses, table.keys, rows, rule=found.rule, severity=severity, scope="cell",
        variable=found.variable, parameters=found.parameters,
    )  # fmt: skip
    if found.told:
        among = np.flatnonzero(kept[np.flatnonzero(found.broken)]).tolist()
        findings = [
            replace(finding, parameters={**finding.parameters, **found.told[place]})
            for finding, place in zip(findings, among, strict=True)
        ]
    return [
        replace(
            finding,
            found="" if found.hidden else finding.found,
            index=-1 if table.repeat else finding.index,
            # What costs nothing in the main table is settled later, by the place of its record; rows have none.
            decided=(severity == "error" or bool(table.repeat))
            and accepts(found.rule, table.keys.stable[finding.index], found.variable),
        )
        for finding in findings
    ]


def not_evaluated(table: FormTable, variable: str, column: str, text: str, error: ExpressionError) -> Finding:
    """The note that an expression of the form could not be worked out, with the place where it stopped.

    Args:
        variable: the question or group. column: the heading in the form, such as `relevant`.
    """
    where = str(error.column) if error.line == 1 else f"{error.column} (line {error.line})"
    return Finding(
        "form_expression_not_evaluated", "note", "study", wave=table.responses.wave, variable=variable,
        parameters={"heading": column, "expression": " ".join(text.split()), "column": where, "reason": error.reason},
    )  # fmt: skip

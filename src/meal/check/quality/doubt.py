"""What a rule about quality looks at in one wave, and what it doubts, before it becomes findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from meal.check.schema import Accepts
from meal.model.arrays import BoolArray, FloatArray, IntArray
from meal.model.codebook import NUMERIC_TYPES
from meal.model.columns import CodedColumn
from meal.model.findings import Finding, Scope, Severity
from meal.model.missing import Reason
from meal.model.responses import Responses
from meal.study.definition import Study
from meal.study.quality import Quality
from meal.study.records import RecordKeys, findings_at


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """One wave as the rules look at it.

    Attributes:
        rows: shape (n_kept,), the records that are kept so far.
    """

    responses: Responses
    keys: RecordKeys
    study: Study
    rows: IntArray

    @property
    def settings(self) -> Quality:
        """The study's rules."""
        return self.study.quality

    @property
    def interviewer(self) -> str | None:
        """The column of the interviewer, where this wave has one."""
        name = self.settings.interviewer or self.study.waves[self.responses.wave].design.counsellor
        return name if name in self.responses.columns else None

    def column(self, name: str | None) -> CodedColumn | None:
        """A column, where the wave has it."""
        return self.responses.columns.get(name) if name is not None else None

    def numeric(self, name: str) -> bool:
        """Whether a column has been read as numbers, not as days or moments."""
        column = self.column(name)
        return (
            column is not None
            and column.numbers is not None
            and self.responses.codebook.question(name).type in NUMERIC_TYPES
        )

    def shown(self, name: str, row: int) -> str:
        """The answer of a record, to be told; nothing where the question is personal."""
        column = self.responses.columns[name]
        return "" if self.responses.codebook.question(name).personal else str(column.texts[column.codes[row]])


@dataclass(frozen=True, slots=True, eq=False)
class Doubt:
    """A rule that makes records doubtful.

    Attributes:
        rows: shape (n,), the records; for scope `study` the first of the records that it is about.
        told: for each of the records in order, what is particular to it; empty where nothing is.
        hidden: what was found is not told, whether or not a schema calls it personal.
    """

    rule: str
    severity: Severity
    rows: IntArray
    scope: Scope = "cell"
    variable: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    told: Sequence[Mapping[str, str]] = ()
    hidden: bool = False


def findings_of(looked: Looked, doubt: Doubt, accepts: Accepts) -> list[Finding]:
    """The findings, in the order of the records; an error that somebody accepted is decided."""
    findings = findings_at(
        looked.responses, looked.keys, doubt.rows, rule=doubt.rule, severity=doubt.severity, scope=doubt.scope,
        variable=doubt.variable, parameters=doubt.parameters,
    )  # fmt: skip
    if doubt.told:
        findings = [
            replace(finding, parameters={**finding.parameters, **told})
            for finding, told in zip(findings, doubt.told, strict=True)
        ]
    if doubt.hidden:
        findings = [replace(one, found="") for one in findings]
    if doubt.scope == "study":
        # It is about many records: the first one's place is where to begin looking, not what is wrong.
        return [replace(one, index=-1, record="", respondent="", partner="", found="") for one in findings]
    return [
        replace(
            finding,
            decided=doubt.severity == "error"
            and accepts(doubt.rule, looked.keys.stable[finding.index], doubt.variable),
        )
        for finding in findings
    ]


def numbers_of(column: CodedColumn) -> FloatArray:
    """The distinct answers as numbers, shape (n_distinct,); NaN where there is no answer or it is no number."""
    if column.numbers is not None:
        return column.numbers
    numbers = np.full(column.n_distinct, np.nan)
    for place in np.flatnonzero(column.reasons == Reason.ANSWERED).tolist():
        try:
            numbers[place] = float(str(column.texts[place]).strip().replace(",", "."))
        except ValueError:
            continue
    return np.where(np.isfinite(numbers), numbers, np.nan)


def false_discoveries(p_values: FloatArray, share: float, n_tests: int | None = None) -> BoolArray:
    """Whether each test is told when a share of those told may be chance, shape (n,).

    Args:
        n_tests: how many tests were made, where only the smallest p-values are given.

    Source: Benjamini & Hochberg (1995).
    """
    n = len(p_values)
    if not n:
        return np.zeros(0, dtype=bool)
    order = np.argsort(p_values, kind="stable")
    limits = share * np.arange(1, n + 1) / (n_tests or n)
    below = np.flatnonzero(p_values[order] <= limits)
    told = np.zeros(n, dtype=bool)
    if len(below):
        told[order[: below[-1] + 1]] = True
    return told

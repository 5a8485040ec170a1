"""How each indicator is defined, and its result beside that of an earlier period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields


@dataclass(frozen=True, slots=True)
class Definition:
    """One indicator as it was defined in a run; a row of definitions.csv.

    Attributes:
        version: as the study file counts them. hash: of all parts from `universe` on.
        wording: what it is called, which may change without the indicator becoming another one.
        universe, measure: who belongs to it, and what counts or is added up, as expressions.
        missing: what becomes of people without an answer. derived: the derived columns that it uses.
        questions: the questions that it uses, as worded, with their answer options.
    """

    indicator: str
    version: str
    hash: str
    wording: str
    universe: str
    measure: str
    waves: str
    missing: str
    derived: str
    questions: str


DEFINITION_COLUMNS: tuple[str, ...] = tuple(column.name for column in fields(Definition))
DEFINITION_PARTS = ("universe", "measure", "waves", "missing", "derived", "questions")
"""What makes an indicator what it is: the hash is taken of these."""


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """One result beside that of an earlier period; a row of periods.csv.

    Attributes:
        earlier, now, change: each with its limits, None where hidden, not comparable or counted without any.
        reason: rule that says why there is no change; empty where there is one. parameters: what its wording needs.
    """

    indicator: str
    statistic: str
    wave: str
    earlier: float | None = None
    earlier_low: float | None = None
    earlier_high: float | None = None
    now: float | None = None
    now_low: float | None = None
    now_high: float | None = None
    change: float | None = None
    change_low: float | None = None
    change_high: float | None = None
    reason: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def comparable(self) -> bool:
        """Whether the two results measure the same thing."""
        return self.reason not in NOT_COMPARABLE


NOT_COMPARABLE = frozenset({"other_definition", "other_version", "no_earlier_definition"})
"""Reasons why two results are not of the same thing; others say that one of them is not known."""
PERIOD_NUMBERS = (
    "earlier", "earlier_low", "earlier_high", "now", "now_low", "now_high", "change", "change_low", "change_high",
)  # fmt: skip

"""Rows of the estimates table, and the only type that reports may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Literal

from meal.model.definitions import Definition, PeriodRow
from meal.model.overlap import Overlap

Status = Literal["ok", "suppressed", "unreliable", "not_estimable"]


@dataclass(frozen=True, slots=True)
class Estimate:
    r"""One estimate; the fields stand in the order of the columns of estimates.csv.

    Shares are 0–1. A missing number is None, never NaN. `std_error` is in the units of the
    estimate. `level` joins several levels with `|`, and a `|` inside a level is written `\|`.
    """

    indicator: str
    label: str = ""
    statistic: str = "share"
    category: str = ""
    wave: str = ""
    comparison: str = ""
    by: str = ""
    level: str = ""
    variant: str = ""
    n: int | None = None
    numerator: int | None = None
    estimate: float | None = None
    std_error: float | None = None
    conf_low: float | None = None
    conf_high: float | None = None
    conf_level: float | None = None
    df: float | None = None
    deff: float | None = None
    p_value: float | None = None
    p_adjusted: float | None = None
    method: str = ""
    n_missing: int | None = None
    status: Status = "ok"
    note: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """What makes a row unique."""
        return (
            self.indicator, self.statistic, self.category, self.wave,
            self.comparison, self.by, self.level, self.variant,
        )  # fmt: skip


ESTIMATE_COLUMNS: tuple[str, ...] = tuple(column.name for column in fields(Estimate))
NUMBER_COLUMNS: tuple[str, ...] = (
    "n", "numerator", "estimate", "std_error", "conf_low", "conf_high",
    "df", "deff", "p_value", "p_adjusted", "n_missing",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Added:
    """What the levels of a disaggregation by record add up to, beside the different people."""

    total: int
    whole: int


def levels_added(rows: Iterable[Estimate], indicator: str, wave: str, by: str) -> Added | None:
    """The people of all levels together; None where a level is hidden, as the sum would give it away."""
    people = [
        row
        for row in rows
        if (row.indicator, row.statistic, row.wave, row.variant) == (indicator, "people", wave, "")
        and row.by in ("", by)
        and not row.comparison
    ]
    levels = [row.estimate for row in people if row.by == by]
    whole = [row.estimate for row in people if not row.by]
    if not levels or len(whole) != 1 or None in [*levels, *whole]:
        return None
    return Added(round(sum(value or 0 for value in levels)), round(whole[0] or 0))


@dataclass(frozen=True, slots=True)
class FlowBox:
    """One box of the respondent flow: how many records or people are at a step of a wave.

    Attributes:
        step: registered, no_consent …, analysed, linked, sampled, answered, lost …; the key of its wording.
        kind: `records` or `people`. `total` for a step, `excluded` for those who leave here.
        of: the step that it is a part of, or empty. count: None where suppressed.
    """

    wave: str
    step: str
    count: int | None
    unit: Literal["records", "people"] = "records"
    role: Literal["total", "excluded"] = "total"
    of: str = ""
    status: Status = "ok"


@dataclass(frozen=True, slots=True)
class FindingCount:
    """How many findings a rule made in a wave; count is None where suppressed."""

    rule: str
    severity: str
    wave: str
    count: int | None
    decided: int | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """What may leave: suppression is done, nothing here lets a hidden number be recovered.

    Attributes:
        level_labels: variable → level → label by language, for the disaggregations.
        variable_labels: variable → label by language.
        answer_labels: comparison of answers → answer → label by language.
        headlines, methods: language → indicator id → sentences: the result in words; how it came about.
        definitions: of the indicators. periods: results beside those of an earlier period.
        overlaps: people whom partners share, by wave.
        cautions: language → sentences that follow from the design, for the whole study.
        linkage: rows of the linkage report; `indicator` is `earlier>later`, the names of two waves.
        internal: True when these are the unsuppressed tables for officers only.
    """

    estimates: tuple[Estimate, ...]
    flow: tuple[FlowBox, ...] = ()
    linkage: tuple[Estimate, ...] = ()
    finding_counts: tuple[FindingCount, ...] = ()
    level_labels: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    variable_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    answer_labels: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    headlines: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    methods: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    cautions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    definitions: tuple[Definition, ...] = ()
    periods: tuple[PeriodRow, ...] = ()
    n_suppressed: int = 0
    overlaps: tuple[Overlap, ...] = ()
    internal: bool = False

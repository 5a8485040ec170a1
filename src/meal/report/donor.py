"""The donor's table: baseline, target and actual of every indicator, for everybody and by group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from meal.model.estimates import Estimate
from meal.report.csv_files import rows_csv
from meal.report.highlights import highlight
from meal.report.labels import Labels, level_parts, measure_of
from meal.report.progress import Rating, limits_of, rating_of
from meal.study.definition import Indicator, Study

BEFORE_LEVELS = (
    "indicator_id", "title", "unit", "baseline_value", "baseline_date", "target_value", "target_date",
    "actual_value", "actual_low", "actual_high", "n", "period_start", "period_end",
)  # fmt: skip
AFTER_LEVELS = ("status", "comment")
OURS = (
    "progress", "published_rating", "previous_value", "previous_period", "change", "change_ratio", "attribution",
    "attributed_value", "highlight",
)  # fmt: skip
"""Columns that stand to the right of the field's own."""

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class DonorLine:
    """One result in the donor's table: of everybody where `levels` is empty.

    Attributes:
        levels: variable → level, as coded. actual, low, high: None where hidden; change, ratio and attributed, too.
        ratio: actual divided by the previous figure. attributed: actual times the share attributed to the donor.
    """

    indicator: Indicator
    row: Estimate
    levels: dict[str, str]
    low: float | None
    high: float | None
    progress: Rating
    change: float | None
    ratio: float | None
    attributed: float | None
    highlight: str

    @property
    def actual(self) -> float | None:
        """The result."""
        return self.row.estimate


def has_donor_table(study: Study) -> bool:
    """Whether the study gives anything to compare a result with, or a share of it to attribute."""
    return any(
        given is not None
        for one in study.indicators
        for given in (one.target, one.baseline, one.previous, one.attribution)
    )


def donor_lines(labels: Labels) -> tuple[DonorLine, ...]:
    """The last statistic of every indicator in its last wave: everybody first, then every group."""
    if not has_donor_table(labels.study):
        return ()
    return tuple(line for indicator in labels.study.indicators for line in _lines(indicator, labels))


def _lines(indicator: Indicator, labels: Labels) -> Iterator[DonorLine]:
    rows = [
        row
        for row in labels.published.estimates
        if row.indicator == indicator.id
        and row.statistic == indicator.statistics[-1]
        and not (row.comparison or row.variant or row.category)
    ]
    waves = [wave for wave in labels.study.waves if any(row.wave == wave for row in rows)]
    for row in sorted((row for row in rows if row.wave == waves[-1]), key=lambda row: bool(row.by)):
        levels = dict(zip(row.by.split("|"), level_parts(row.level), strict=False)) if row.by else {}
        yield _line(indicator, row, levels, labels)


def _line(indicator: Indicator, row: Estimate, levels: dict[str, str], labels: Labels) -> DonorLine:
    limits = limits_of(row, labels.published)
    actual, before = row.estimate, indicator.previous
    whole = not levels and actual is not None
    counted = limits is None or limits[0] == limits[1]
    return DonorLine(
        indicator=indicator,
        row=row,
        levels=levels,
        low=None if limits is None or counted else limits[0],
        high=None if limits is None or counted else limits[1],
        progress=rating_of(indicator, row, labels.published, labels.study) if whole else "",
        change=actual - before.value if whole and before and actual is not None else None,
        ratio=actual / before.value if whole and before and before.value and actual is not None else None,
        attributed=actual * indicator.attribution if indicator.attribution is not None and actual is not None else None,
        highlight=highlight(indicator, labels) if whole else "",
    )


def unit(indicator: Indicator, row: Estimate, labels: Labels) -> str:
    """What an indicator counts in, in words."""
    return labels.study.words(indicator.unit, labels.language) or labels.words.text(
        f"unit_of.{measure_of(row, labels.study)}"
    )


def level_columns(lines: Iterable[DonorLine]) -> tuple[str, ...]:
    """The variables that any line is of, in order."""
    return tuple(dict.fromkeys(variable for line in lines for variable in line.levels))


def comment(line: DonorLine, labels: Labels) -> str:
    """What must be said beside the number: the indicator's note, and where the previous figure comes from."""
    indicator, study = line.indicator, labels.study
    texts = [study.words(indicator.note, labels.language)] if not line.levels else []
    if indicator.previous is not None and not line.levels:
        texts.append(study.words(indicator.previous.how, labels.language))
    return " ".join(text for text in texts if text)


def donor_csv(labels: Labels) -> bytes:
    """donor_table.csv: the field's columns, the levels, then ours; figures in full precision, blank where hidden."""
    lines = donor_lines(labels)
    variables = level_columns(lines)
    synthetic = ("data",) if labels.study.synthetic else ()
    taken = {*BEFORE_LEVELS, *AFTER_LEVELS, *OURS}
    # A disaggregation may be called as a column of the field's is, such as `status`.
    levels = [f"{variable}_level" if variable in taken else variable for variable in variables]
    columns = (*BEFORE_LEVELS, *levels, *AFTER_LEVELS, *OURS, *synthetic)
    return rows_csv(columns, (_cells(line, variables, labels) for line in lines))


def _cells(line: DonorLine, variables: tuple[str, ...], labels: Labels) -> list[Value]:
    indicator, row, study, period = line.indicator, line.row, labels.study, labels.study.period
    whole = not line.levels
    baseline = indicator.baseline if whole else None
    previous = indicator.previous if whole else None
    start, end = (period.start, period.end) if period else ("", "")
    target = indicator.target if whole else None
    return [
        indicator.id,
        labels.indicator(indicator.id),
        unit(indicator, row, labels),
        baseline.value if baseline else None,
        (baseline.date or start) if baseline else "",
        target,
        (indicator.target_date or end) if target is not None else "",
        line.actual,
        line.low,
        line.high,
        row.n,
        start,
        end,
        *(line.levels.get(variable, "") for variable in variables),
        row.status,
        comment(line, labels),
        line.progress,
        study.words(indicator.published_rating, labels.language) if whole else "",
        previous.value if previous else None,
        study.words(previous.period, labels.language) if previous else "",
        line.change,
        line.ratio,
        indicator.attribution if line.attributed is not None else None,
        line.attributed,
        line.highlight,
        *(("synthetic",) if study.synthetic else ()),
    ]

"""Results beside those of an earlier period, as rows that the numbers of a language can be written from."""

from __future__ import annotations

from dataclasses import dataclass

from meal.messages import rule_text
from meal.model.definitions import PeriodRow
from meal.model.estimates import Estimate
from meal.report.labels import Labels, measure_of
from meal.report.numbers import Measure

_CHANGES: dict[Measure, Measure] = {"share": "points", "points": "points"}


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """One line: earlier, now and the change, each with the measure that it is shown in, and why there is no change."""

    label: str
    parts: tuple[tuple[Estimate, Measure], ...]
    why: str


def period_lines(labels: Labels) -> tuple[PeriodLine, ...]:
    """A line for each result that is shown beside that of an earlier period."""
    return tuple(_line(row, labels) for row in labels.published.periods)


def earlier_period(labels: Labels) -> str:
    """What the earlier period is called."""
    earlier = labels.study.earlier
    return labels.study.words(earlier.label, labels.language, earlier.folder) if earlier else ""


def _line(row: PeriodRow, labels: Labels) -> PeriodLine:
    now = Estimate(row.indicator, statistic=row.statistic, wave=row.wave)
    measure = measure_of(now, labels.study)
    changed = _CHANGES.get(measure, "amount_difference")
    known = {one.key: one for one in labels.published.estimates}.get(now.key, now)
    # An earlier base is not known, so that decimals are those of the result now.
    parts = (
        (_shown(known, row.earlier, row.earlier_low, row.earlier_high), measure),
        (_shown(known, row.now, row.now_low, row.now_high), measure),
        (_shown(known, row.change, row.change_low, row.change_high), changed),
    )
    names = [labels.indicator(row.indicator), labels.statistic(row.statistic)]
    names += [labels.wave(row.wave)] if len(labels.study.waves) > 1 and row.wave else []
    why = rule_text(row.reason, labels.language, row.parameters) if row.reason else ""
    return PeriodLine(" · ".join(names), parts, why)


def _shown(like: Estimate, estimate: float | None, low: float | None, high: float | None) -> Estimate:
    return Estimate(
        like.indicator, statistic=like.statistic, wave=like.wave, n=like.n, estimate=estimate, conf_low=low,
        conf_high=high,
    )  # fmt: skip

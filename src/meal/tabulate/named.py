"""A result with its names: one row of the estimates table."""

from __future__ import annotations

from dataclasses import dataclass

from meal.messages.remarks import note
from meal.model.estimates import Estimate
from meal.model.samples import Remark, Result
from meal.study.definition import Study


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the estimates table, and what the engine remarked on it."""

    estimate: Estimate
    remarks: tuple[Remark, ...] = ()


def named_row(
    study: Study,
    indicator: str,
    result: Result,
    *,
    statistic: str,
    wave: str = "",
    by: str = "",
    level: str = "",
    variant: str = "",
    comparison: str = "",
    category: str = "",
) -> Row:
    """The row of a result; label and note are in the study's main language."""
    label = next(
        (study.words(one.label, fallback=one.id) for one in study.indicators if one.id == indicator), indicator
    )
    remarks = tuple(remark for remark in result.remarks if not _tells_small_counts(remark, study))
    estimate = Estimate(
        indicator=indicator,
        label=label,
        statistic=statistic,
        category=category,
        wave=wave,
        comparison=comparison,
        by=by,
        level=level,
        variant=variant,
        n=result.n,
        numerator=result.numerator,
        estimate=result.estimate,
        std_error=result.std_error,
        conf_low=result.conf_low,
        conf_high=result.conf_high,
        conf_level=result.conf_level,
        df=result.df,
        deff=result.deff,
        p_value=result.p_value,
        method=result.method,
        n_missing=result.n_missing,
        status=result.status,
        note=note(remarks, study.language),
    )
    return Row(estimate, remarks)


def _tells_small_counts(remark: Remark, study: Study) -> bool:
    """Whether a remark would tell that one to four people changed their answer."""
    counts = [remark.parameters[name] for name in ("gained", "lost") if name in remark.parameters]
    return any(0 < int(count) < study.disclosure.min_cell for count in counts)

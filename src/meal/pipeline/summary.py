"""What the command line prints of an analysis."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from meal.messages.words import words
from meal.model.estimates import ESTIMATE_COLUMNS, Estimate
from meal.model.transitions import answers_of, is_transition
from meal.pipeline.analyse import Analysis
from meal.report import number_words
from meal.study.definition import Comparison, Indicator, Study
from meal.study.indicator import CONTACT_STATISTICS
from meal.tabulate import FEWEST, MOST


def headline_lines(analysis: Analysis) -> list[str]:
    """The title, and one line an indicator that the study draws."""
    study = analysis.prepared.file.study
    lines = [study.words(study.title, fallback=study.study)]
    if study.synthetic:
        lines.append("Synthetic data: these people do not exist.")
    by_id = {indicator.id: indicator for indicator in study.indicators}
    by_arm = {comparison.indicator for comparison in study.comparisons if comparison.arms}
    for one in study.figure_ids():
        # Both arms together are nobody's result.
        rows = [] if one in by_arm else _headline_rows(analysis, by_id[one])
        lines += ["  " + _line(study, by_id[one], row) + _range(analysis, row) for row in rows]
    return lines + [
        f"  {(_transition_line if comparison.answers else _contrast_line)(analysis, comparison)}"
        for comparison in study.comparisons
    ]


def _transition_line(analysis: Analysis, comparison: Comparison) -> str:
    """Where most went from each answer, for everybody."""
    study = analysis.prepared.file.study
    largest: dict[str, Estimate] = {}
    for row in analysis.estimates:
        if row.comparison == comparison.id and is_transition(row.category) and not row.by and row.estimate is not None:
            before = answers_of(row.category)[0]
            if before not in largest or row.estimate > (largest[before].estimate or 0):
                largest[before] = row
    said = "; ".join(
        f"{' → '.join(answers_of(row.category))} {number_words(row, study, study.language)}" for row in largest.values()
    )
    return f"{study.words(comparison.label, fallback=comparison.id)}: {said or 'hidden'}"


def _contrast_line(analysis: Analysis, comparison: Comparison) -> str:
    """Difference, and ratio where there is one, of a comparison for everybody."""
    study = analysis.prepared.file.study
    rows = [
        row
        for row in analysis.estimates
        if row.comparison == comparison.id
        and row.statistic in ("difference", "risk_ratio")
        and not (row.by or row.variant or row.category)
    ]
    shares = next(one.counts is not None for one in study.indicators if one.id == comparison.indicator)
    unit = f" {words(study.language).text('headline.points')}" if shares else ""
    said = "; ratio ".join(
        number_words(row, study, study.language) + (unit if row.statistic == "difference" else "") for row in rows
    )
    published = "".join(
        f"; published {name.replace('_', ' ')} {value:g}" for name, value in comparison.published.items()
    )
    return f"{study.words(comparison.label, fallback=comparison.id)}: {said}{published}"


def analysis_json(analysis: Analysis, folder: Path) -> dict[str, Any]:
    """The published table and where the files are, for a program."""
    return {
        "study": analysis.prepared.file.study.study,
        "outputs": folder.as_posix(),
        "undecided_errors": analysis.prepared.undecided,
        "suppressed": analysis.published.n_suppressed,
        "estimates": [{name: getattr(row, name) for name in ESTIMATE_COLUMNS} for row in analysis.estimates],
    }


def _headline_rows(analysis: Analysis, indicator: Indicator) -> list[Estimate]:
    """The last statistic that the indicator reports, for the whole, in each wave."""
    return [
        row
        for row in analysis.estimates
        if row.indicator == indicator.id
        and row.statistic == indicator.statistics[-1]
        and not (row.by or row.variant or row.comparison)
    ]


def _range(analysis: Analysis, headline: Estimate) -> str:
    """What a count of people is while pairs of records are undecided; empty where nothing is open, or hidden."""
    ends = {
        row.variant: row.estimate
        for row in analysis.estimates
        if row.variant in (FEWEST, MOST) and replace(row, variant="").key == headline.key and row.estimate is not None
    }
    if len(ends) < 2 or ends[FEWEST] == ends[MOST]:
        return ""
    return f"; {ends[FEWEST]:,.0f} to {ends[MOST]:,.0f} while pairs of records are undecided"


def _line(study: Study, indicator: Indicator, row: Estimate) -> str:
    """Value, interval and universe of one headline row."""
    wave = study.words(study.waves[row.wave].label, fallback=row.wave)
    said = number_words(row, study, study.language)
    published = f"; published {indicator.published:,.0f}" if indicator.published is not None else ""
    known = "known" if row.statistic in CONTACT_STATISTICS else "answered"
    base = f"{row.n:,} {known}" if row.n is not None else "hidden"
    return f"{row.label} ({wave}): {said} [{base}{published}]"

"""How much an indicator depends on who asked: likeness within interviewers, and interviewers where everybody counts.

The person who counsels often asks the question too; a result that follows the interviewer is not the respondents' own.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import scipy

from meal.estimate.clustering import clustering
from meal.model.arrays import FloatArray, IntArray
from meal.model.errors import StudyError
from meal.model.findings import Finding
from meal.study.definition import Indicator
from meal.study.references import measured_in
from meal.tabulate.measure import measure
from meal.tabulate.population import Population

CHANCE = 0.001
"""How unlikely a likeness must be by the analysis of variance before it is told."""
FEWEST_INTERVIEWERS = 3


def interviewer_findings(population: Population) -> list[Finding]:
    """Findings about indicators whose answers follow the interviewer, by indicator and wave.

    Only of waves with a column for the interviewer; shares of fewer people than the study publishes are not told.
    """
    study = population.study
    if not study.quality.interviewer_effects.check:
        return []
    findings: list[Finding] = []
    for indicator in study.indicators:
        for wave in measured_in(indicator, study):
            name = study.quality.interviewer or study.waves[wave].design.counsellor
            if name is not None and name in population.waves[wave].columns and indicator.per is None:
                findings += _one(population, indicator, wave, name)
    return findings


def _one(population: Population, indicator: Indicator, wave: str, name: str) -> Iterator[Finding]:
    try:
        measured = measure(population, indicator, wave)
    except StudyError:
        return  # an indicator that cannot be measured is told where it is tabulated
    column = population.waves[wave].columns[name].take(population.people.rows[wave])
    used = measured.answered & column.answered() & population.present(wave)
    y, interviewer = measured.y[used], column.codes[used].astype(np.int64)
    study = population.study
    settings = study.quality.interviewer_effects
    least = max(settings.least, study.disclosure.min_denominator)
    counts = np.bincount(interviewer, minlength=column.n_distinct)
    found = np.flatnonzero(counts)
    n, code = counts[found], (np.cumsum(counts > 0) - 1)[interviewer]
    if len(found) < FEWEST_INTERVIEWERS or len(y) <= len(found):
        return
    words = {"indicator": study.words(indicator.label, study.language, indicator.id)}
    means = np.bincount(code, weights=y) / n
    alike = clustering(y, code)
    large = n >= least
    by_chance = _f_tail(alike.between, alike.within, alike.n_cluster, alike.n)
    if alike.icc >= settings.icc and by_chance < CHANCE and large.any():
        scale, unit = (100.0, "%") if measured.is_count else (1.0, "")
        yield Finding(
            "interviewer_effect", settings.severity, "study", wave=wave, variable=name,
            parameters={
                **words, "icc": f"{alike.icc:.2f}", "deff": f"{alike.deff:.1f}", "interviewers": str(len(found)),
                "low": f"{scale * means[large].min():.0f}{unit}", "high": f"{scale * means[large].max():.0f}{unit}",
            },
        )  # fmt: skip
    if measured.is_count:
        personal = population.waves[wave].codebook.question(name).personal
        yield from _unanimous(
            y, code, n, least, population, wave, name,
            ["…" if personal else str(column.texts[one]) for one in found.tolist()], words,
        )  # fmt: skip


def _unanimous(
    y: FloatArray, code: IntArray, n: IntArray, least: int, population: Population, wave: str, name: str,
    names: list[str], words: dict[str, str],
) -> Iterator[Finding]:  # fmt: skip
    """Interviewers where everybody counts, or nobody, though the share with the others makes that unlikely."""
    settings = population.study.quality.interviewer_effects
    yes = np.bincount(code, weights=y)
    candidates = np.flatnonzero((n >= least) & ((yes == n) | (yes == 0)))
    tested: list[tuple[float, int, float]] = []
    for one in candidates.tolist():
        others = (yes.sum() - yes[one]) / (len(y) - n[one])
        same = others if yes[one] else 1 - others
        tested.append((float(same ** n[one]), one, others))
    # Every interviewer with enough answers was looked at, not only those found.
    n_tests, told = int((n >= least).sum()), 0
    tested.sort()
    for rank, (p_value, _, _) in enumerate(tested, start=1):
        if p_value <= settings.false_discovery * rank / n_tests:
            told = rank
    for _, one, others in sorted(tested[:told], key=lambda found: found[1]):
        yield Finding(
            "interviewer_all_count" if yes[one] else "interviewer_none_count", settings.severity, "study", wave=wave,
            variable=name,
            parameters={**words, "interviewer": names[one], "n": str(n[one]), "others": f"{100 * others:.0f}"},
        )  # fmt: skip


def _f_tail(between: float, within: float, n_cluster: int, n: int) -> float:
    """The chance of as large a ratio of mean squares, had the interviewers nothing to do with the answers."""
    if between <= 0:
        return 1.0
    return 0.0 if within <= 0 else float(scipy.special.fdtrc(n_cluster - 1, n - n_cluster, between / within))

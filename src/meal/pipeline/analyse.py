"""`meal analyse`: from exports to published tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from meal.disclose import (
    Compared,
    RecordLevels,
    hide_differences,
    suppress,
    suppress_findings,
    suppress_flow,
    suppress_levels,
    suppress_overlap,
)
from meal.messages import finding_row, rule_text
from meal.model.estimates import Estimate, FindingCount, Published
from meal.model.run import RunSummary
from meal.pipeline.earlier import earlier_estimates
from meal.pipeline.libraries import FOR_CHECKS, FOR_ESTIMATES, FOR_TABLES, loading
from meal.pipeline.periods import earlier_run
from meal.pipeline.preparation import Prepared, Progress, prepare
from meal.pipeline.run_record import run_summary
from meal.pipeline.side_by_side import both
from meal.report import with_highlights
from meal.study.definition import Comparison, Indicator, Study
from meal.study.definitions import definitions
from meal.study.identity import LinkLevel
from meal.study.load import StudyFile, load_study
from meal.study.references import answered_in, measured_in
from meal.tabulate import (
    FEWEST,
    MOST,
    Population,
    Row,
    all_cells,
    all_contacts,
    all_design_columns,
    answer_labels,
    caution_sentences,
    comparison_rows,
    flow_boxes,
    level_labels,
    level_rows,
    linkage_rows,
    method_sentences,
    overlaps,
    range_rows,
    sensitivity_rows,
    transition_rows,
    variable_labels,
    with_levels_added,
    with_restarts,
)

if TYPE_CHECKING:
    import pandas as pd

WORTH_A_COPY = 500_000
"""Indicators times tables times people above which the estimates are made by two processes; a copy costs 0.02 s."""


MANY_PEOPLE = 100_000
"""People from which on a range of them is worked out beside the estimates, by a copy of the process."""


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """What a run made.

    Attributes:
        published: what may leave. internal: the same without suppression, for officers only.
        finding_rows: the rows of findings.csv, in the study's main language.
    """

    prepared: Prepared
    published: Published
    internal: Published
    finding_rows: tuple[Mapping[str, str], ...]
    run: RunSummary

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """The published rows of the estimates table."""
        return self.published.estimates

    def frame(self) -> pd.DataFrame:
        """The published rows as a data frame, with the columns of estimates.csv."""
        import pandas as pd

        from meal.model.estimates import ESTIMATE_COLUMNS

        return pd.DataFrame(
            [[getattr(row, name) for name in ESTIMATE_COLUMNS] for row in self.estimates],
            columns=list(ESTIMATE_COLUMNS),
        )


def run_study(
    path: str | Path,
    *,
    data: str | Path | None = None,
    outputs: Path | None = None,
    use_log: bool = True,
    progress: Progress = lambda _: None,
) -> Analysis:
    """Analyse a study that lies in files.

    Args:
        outputs: folder in which earlier results of the study may lie; what they show counts as known.

    Raises:
        StudyError: the study file is wrong. DataError: an export cannot be read.
    """
    progress("Reading the study")
    file = load_study(path, data=data)
    earlier = earlier_estimates(outputs / file.study.study / "estimates.csv") if outputs else ()
    return analyse(file, use_log=use_log, earlier=earlier, progress=progress)


def analyse(
    file: StudyFile,
    frames: Mapping[str, pd.DataFrame] | None = None,
    *,
    use_log: bool = True,
    earlier: Sequence[Estimate] = (),
    progress: Progress = lambda _: None,
) -> Analysis:
    """Analyse a study.

    Rules about quality that change no number are left to `validate`: some compare every pair of interviews.

    Args:
        file: the study. frames: wave → data frame, for data that are not in files.
        use_log: replay the cleaning log where there is one.
        earlier: rows that were published before, and cannot be taken back.

    Raises:
        StudyError: the study file is wrong. DataError: an export cannot be read.
    """
    quality = {"quality": file.study.quality.that_cost()}
    checked = replace(file, study=file.study.model_copy(update=quality))
    with loading((*FOR_CHECKS, *FOR_ESTIMATES, *FOR_TABLES)):
        prepared = replace(prepare(checked, frames, use_log=use_log, progress=progress), file=file)
    population = _population(prepared)
    progress("Estimating")
    defined = definitions(file.study, {wave: responses.codebook for wave, responses in prepared.waves.items()})
    before = earlier_run(file, defined)
    if before is not None:
        prepared = replace(prepared, findings=(*prepared.findings, *before.findings()))
    estimated, ranges = _side_by_side(lambda: estimated_rows(population), lambda: _ranges(prepared), population)
    rows = estimated + ranges + _sensitivity(prepared)
    progress("Protecting small cells")
    internal = replace(_unsuppressed(population, rows, prepared), definitions=defined)
    internal = replace(internal, linkage=tuple(row.estimate for row in linkage_rows(population)))
    published = _published(internal, population, rows, earlier)
    if before is not None:
        published = replace(published, periods=before.rows(published.estimates))
    return Analysis(
        prepared=prepared,
        published=with_highlights(published, file.study),
        internal=with_highlights(replace(internal, periods=published.periods), file.study),
        finding_rows=tuple(
            finding_row(finding, prepared.waves[finding.wave].codebook if finding.wave else None, file.study.language)
            for finding in prepared.findings
        ),
        run=run_summary(prepared, defined),
    )


def _population(prepared: Prepared) -> Population:
    return Population(
        prepared.file.study, prepared.waves, prepared.keys, prepared.people, prepared.rosters, prepared.linking
    )


def _side_by_side(
    here: Callable[[], list[Row]], beside: Callable[[], list[Row]], population: Population
) -> tuple[list[Row], list[Row]]:
    """The rows of both, by two processes where people are many enough to be worth a copy."""
    if population.people.n_people < MANY_PEOPLE:
        return here(), beside()
    return both(here, beside)


def _ranges(prepared: Prepared) -> list[Row]:
    """Counts of people as undecided pairs of records leave them open; nothing where there are none."""
    if not prepared.staged.identified.pairs.n_pairs:
        return []
    return range_rows(
        {FEWEST: _population(prepared.people_under("loose")), MOST: _population(prepared.people_under("exact"))}
    )


def _sensitivity(prepared: Prepared) -> list[Row]:
    """The study's figures under other linkages, where the study asks for them."""
    identity = prepared.file.study.identity
    if not identity.sensitivity:
        return []
    levels: tuple[LinkLevel, ...] = ("strict", "standard", "loose")
    if identity.link != "exact":
        levels = ("exact", *levels)
    return sensitivity_rows({level: _population(prepared.people_under(level)) for level in levels})


def estimated_rows(population: Population) -> list[Row]:
    """All rows of the estimates table, in order of the study file."""
    tables = all_cells(population)
    columns = all_design_columns(population)
    contacts = all_contacts(population)
    indicators = population.study.indicators

    def of(some: Sequence[Indicator]) -> list[list[Row]]:
        return [level_rows(population, indicator, tables, columns, contacts) for indicator in some]

    if len(indicators) * len(tables) * population.people.n_people < WORTH_A_COPY:
        by_indicator = of(indicators)
    else:
        by_indicator = [[]] * len(indicators)
        # Neighbours in a study cost about the same, so that every other one makes halves of equal size.
        by_indicator[::2], by_indicator[1::2] = both(lambda: of(indicators[::2]), lambda: of(indicators[1::2]))
    rows = [row for found in by_indicator for row in found]
    rows += comparison_rows(population, tables, columns)
    return with_restarts(population, rows + transition_rows(population, tables))


def _unsuppressed(population: Population, rows: list[Row], prepared: Prepared) -> Published:
    languages = population.study.languages
    counts = Counter((finding.rule, finding.severity, finding.wave) for finding in prepared.findings)
    decided = Counter((f.rule, f.severity, f.wave) for f in prepared.findings if f.decided)
    return Published(
        estimates=with_levels_added(tuple(row.estimate for row in rows), population.study),
        flow=flow_boxes(population),
        finding_counts=tuple(
            FindingCount(rule, severity, wave, count, decided[rule, severity, wave])
            for (rule, severity, wave), count in counts.items()
        ),
        level_labels=level_labels(population),
        variable_labels=variable_labels(population),
        answer_labels=answer_labels(population),
        methods={language: method_sentences(population, rows, language) for language in languages},
        overlaps=overlaps(population),
        cautions={language: caution_sentences(population.study, language) for language in languages},
        internal=True,
    )


def _compared(comparison: Comparison, study: Study) -> Compared:
    """The levels that a comparison takes, from which a hidden one could be worked out."""
    if comparison.answers:
        return Compared(comparison.id, answered_in(comparison, study))
    measured = next(measured_in(one, study) for one in study.indicators if one.id == comparison.indicator)
    waves = tuple(wave for wave in (comparison.from_wave, comparison.to_wave, comparison.wave) if wave) or measured[-1:]
    if comparison.arms is None:
        return Compared(comparison.id, waves)
    return Compared(comparison.id, waves, comparison.arms.variable, (comparison.arms.control, comparison.arms.treated))


def _published(
    internal: Published, population: Population, rows: Sequence[Row], earlier: Sequence[Estimate]
) -> Published:
    """The same publication with small cells hidden in all of its tables."""
    study = population.study
    rule = study.disclosure
    partner = study.identity.partner
    counted = tuple(row.estimate for row in rows)
    note = rule_text("hidden_cell", study.language, {"base": rule.min_denominator, "cell": rule.min_cell})
    # Who was linked adds up with who was asked, so that both are protected together.
    protected = suppress(
        (*counted, *internal.linkage),
        min_cell=rule.min_cell,
        min_denominator=rule.min_denominator,
        note=note,
        note_missing=rule_text("hidden_missing", study.language, {}),
        earlier=earlier,
        compared=[_compared(comparison, study) for comparison in study.comparisons],
    )
    estimates, linkage = protected[: len(counted)], protected[len(counted) :]
    estimates = suppress_levels(
        estimates,
        counted,
        [
            RecordLevels(indicator.id, wave, by)
            for indicator in study.indicators
            for wave in measured_in(indicator, study)
            for by in indicator.by_record
        ],
        min_cell=rule.min_cell,
        note=note,
    )
    # What the engine remarked on a hidden row tells how many people there were.
    hidden = {row.key for row in estimates if row.status == "suppressed"}
    told = [row for row in rows if row.estimate.key not in hidden]
    return replace(
        internal,
        estimates=with_levels_added(estimates, study),
        linkage=hide_differences(linkage, note),
        methods={language: method_sentences(population, told, language) for language in study.languages},
        flow=suppress_flow(internal.flow, min_cell=rule.min_cell),
        finding_counts=suppress_findings(internal.finding_counts, min_cell=rule.min_cell),
        n_suppressed=sum(row.status == "suppressed" for row in estimates),
        overlaps=tuple(
            suppress_overlap(
                overlap,
                min_cell=rule.min_cell,
                min_denominator=rule.min_denominator,
                known=frozenset(row.level for row in estimates if row.by == partner and row.n is not None),
            )
            for overlap in internal.overlaps
        ),
        internal=False,
    )

"""The sections of the page: one for each indicator and each comparison."""

from __future__ import annotations

from dataclasses import dataclass

from meal.model.estimates import Estimate
from meal.report.contrasts import Contrast, contrasts
from meal.report.grid import grid_of, variants_of
from meal.report.headlines import Headline, lower_first, published_words, whole_row
from meal.report.html.cases import CASES, cases_table
from meal.report.html.cells import CellView, Notes, TableView, count_cell, estimate_cell
from meal.report.html.contrast_tables import contrast_table
from meal.report.html.levels import level_table
from meal.report.html.losses import losses_table, without_losses
from meal.report.labels import Labels, measure_of
from meal.study.definition import Indicator

BOUNDS = ("worst", "best")


@dataclass(frozen=True, slots=True)
class VariantView:
    """One row beside the headline of an indicator."""

    label: str
    statistic: str
    n: CellView
    cell: CellView


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """The section of one indicator.

    Attributes:
        definition: (name, expression) pairs, as they stand in the study file.
        bounds: what the unanswered could change, in words; cases: the same, beside the headline.
    """

    identifier: str
    label: str
    badge: str
    sentences: tuple[str, ...]
    table: TableView
    bounds: tuple[str, ...]
    cases: TableView | None
    variants: tuple[VariantView, ...]
    variant_notes: tuple[tuple[str, str], ...]
    method: str
    definition: tuple[tuple[str, str], ...]
    note: str
    published: str


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """The section of one comparison, with what its design allows it to be called."""

    identifier: str
    label: str
    kind: str
    caution: str
    sentences: tuple[str, ...]
    table: TableView
    losses: TableView | None
    method: str


def indicator_views(labels: Labels) -> tuple[IndicatorView, ...]:
    """A section for each indicator that has estimates, in the order of the study."""
    views = (_indicator(indicator, labels) for indicator in labels.study.indicators)
    return tuple(view for view in views if view.table.groups)


def _indicator(indicator: Indicator, labels: Labels) -> IndicatorView:
    published, study = labels.published, labels.study
    said = bounds(indicator.id, labels)
    whole = [row for row in variants_of(published, indicator.id) if not row.by and row.variant not in CASES]
    notes = Notes(labels)
    variants = tuple(_variant(row, labels, notes) for row in whole)
    return IndicatorView(
        identifier=indicator.id,
        label=labels.indicator(indicator.id),
        badge=labels.words.text("headline.official") if indicator.official else "",
        sentences=labels.sentences(published.headlines, indicator.id),
        table=level_table(grid_of(published, study, indicator.id), labels),
        bounds=said,
        cases=cases_table(indicator.id, labels),
        variants=variants,
        variant_notes=notes.listed(),
        method=labels.method(indicator.id),
        definition=labels.definition(indicator),
        note=study.words(indicator.note, labels.language),
        published=_published(indicator, labels),
    )


def _published(indicator: Indicator, labels: Labels) -> str:
    """What was published of the indicator, where, and where it lies."""
    row = whole_row(labels.published, labels.study, indicator.id)
    if row is None or indicator.published is None:
        return ""
    said = published_words(Headline(indicator, row, measure_of(row, labels.study)), labels)
    source = labels.study.words(indicator.published_source, labels.language)
    text = f"{labels.words.text('headline.published')}: {said}."
    return f"{text} {labels.words.text('table.source', source=source)}" if source else text


def _variant(row: Estimate, labels: Labels, notes: Notes) -> VariantView:
    statistic = labels.statistic(row.statistic)
    if len(labels.study.waves) > 1 and row.wave:
        statistic = f"{statistic} · {labels.wave(row.wave)}"
    return VariantView(
        label=labels.variant(row.variant),
        statistic=statistic,
        n=count_cell(row.n, [row], labels),
        cell=estimate_cell(row, measure_of(row, labels.study), notes),
    )


def bounds(identifier: str, labels: Labels) -> tuple[str, ...]:
    """What the people without an answer could change at most, for everybody, one sentence a wave."""
    rows = {
        (row.wave, row.statistic, row.variant): row
        for row in labels.published.estimates
        if row.indicator == identifier and not (row.by or row.comparison or row.category)
    }
    said = []
    for wave in dict.fromkeys(wave for wave, _, _ in rows):
        texts = [_bound(rows, wave, bound, labels) for bound in BOUNDS]
        if all(texts):
            text = labels.words.text("bounds.between", worst=texts[0], best=texts[1])
            said.append((labels.wave(wave), text))
    return tuple(f"{wave}: {lower_first(text)}" if len(said) > 1 else text for wave, text in said)


def _bound(rows: dict[tuple[str, str, str], Estimate], wave: str, bound: str, labels: Labels) -> str:
    """One bound: the number of people with its share, or the one of them that there is."""
    texts = {
        statistic: labels.numbers.value(row, measure_of(row, labels.study))
        for statistic in ("number", "share")
        if (row := rows.get((wave, statistic, bound))) is not None and row.estimate is not None
    }
    if "number" not in texts:
        return texts.get("share", "")
    people = labels.words.text("bounds.people", n=texts["number"])
    return f"{people} ({texts['share']})" if "share" in texts else people


def comparison_views(labels: Labels) -> tuple[ComparisonView, ...]:
    """A section for each comparison of an indicator that has estimates."""
    made = contrasts(labels.published, labels.study)
    return tuple(_comparison(contrast, labels) for contrast in made if not contrast.comparison.answers)


def _comparison(contrast: Contrast, labels: Labels) -> ComparisonView:
    comparison = contrast.comparison
    return ComparisonView(
        identifier=comparison.id,
        label=labels.comparison(comparison.id),
        kind=labels.words.text(f"kind.{contrast.kind}"),
        caution=labels.words.text(f"kind_caution.{contrast.kind}"),
        sentences=labels.sentences(labels.published.headlines, comparison.id),
        table=contrast_table(without_losses(contrast), labels),
        losses=losses_table(contrast, labels),
        method=labels.method(comparison.id),
    )

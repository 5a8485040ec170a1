"""report.html: what the page says, handed to its template."""

from __future__ import annotations

from dataclasses import dataclass

from meal.model.estimates import Published
from meal.model.run import RunSummary
from meal.report import palette
from meal.report.axis import MARGIN
from meal.report.contrasts import arm_contrasts
from meal.report.headlines import headlines
from meal.report.html.cards import CardView, contrast_card, headline_card
from meal.report.html.cells import TableView
from meal.report.html.donor import donor_table
from meal.report.html.linkage import LinkageView, linkage_views
from meal.report.html.overlap import OverlapView, overlap_views
from meal.report.html.periods import PeriodView, period_views
from meal.report.html.respondents import (
    FindingRow,
    FlowRow,
    FlowView,
    StageView,
    finding_rows,
    flow_rows,
    flow_views,
    journeys,
)
from meal.report.html.sections import ComparisonView, IndicatorView, comparison_views, indicator_views
from meal.report.html.transitions import TransitionView, transition_views
from meal.report.labels import Labels, labels_of
from meal.report.page_templates import page_template
from meal.report.periods import earlier_period
from meal.report.run_record import published_inputs, versions
from meal.study.definition import Study


@dataclass(frozen=True, slots=True)
class LanguageView:
    """The same report in another language."""

    code: str
    name: str
    file: str


@dataclass(frozen=True, slots=True)
class InputView:
    """One export that was read."""

    file: str
    sheet: str
    n_records: str
    sha256: str


@dataclass(frozen=True, slots=True)
class PageView:
    """Everything that the template prints."""

    language: str
    title: str
    period: str
    synthetic: bool
    internal: bool
    languages: tuple[LanguageView, ...]
    cards: tuple[CardView, ...]
    cautions: tuple[str, ...]
    hidden: str
    indicators: tuple[IndicatorView, ...]
    comparisons: tuple[ComparisonView, ...]
    transitions: tuple[TransitionView, ...]
    earlier: str
    periods: tuple[PeriodView, ...]
    donor: TableView | None
    overlaps: tuple[OverlapView, ...]
    journeys: tuple[tuple[StageView, ...], ...]
    flow: tuple[FlowView, ...]
    flow_rows: tuple[FlowRow, ...]
    linkage: tuple[LinkageView, ...]
    findings: tuple[FindingRow, ...]
    inputs: tuple[InputView, ...]
    versions: str
    decisions: str


def page(published: Published, study: Study, run: RunSummary, language: str) -> str:
    """The report as one HTML file, in one language.

    Styles and charts are inside; nothing is fetched and nothing runs. Other languages of the study
    are linked as files beside it (`page_file`).
    """
    labels = labels_of(published, study, language)
    template = page_template("report.html.j2")
    return template.render(page=_view(labels, run), say=labels.words.text, colours=palette, margin=MARGIN) + "\n"


def page_file(study: Study, language: str) -> str:
    """The file name of the report: report.html in the study's first language, report.nl.html in others."""
    return "report.html" if language == study.language else f"report.{language}.html"


def _view(labels: Labels, run: RunSummary) -> PageView:
    published, study = labels.published, labels.study
    return PageView(
        language=labels.language,
        title=labels.title(),
        period=labels.period(),
        synthetic=study.synthetic,
        internal=published.internal,
        languages=_languages(labels),
        cards=_cards(labels),
        cautions=labels.cautions(),
        hidden=labels.hidden_sentence(),
        indicators=indicator_views(labels),
        comparisons=comparison_views(labels),
        transitions=transition_views(labels),
        earlier=earlier_period(labels),
        periods=period_views(labels),
        donor=donor_table(labels),
        overlaps=overlap_views(labels),
        journeys=journeys(labels),
        flow=flow_views(labels),
        flow_rows=flow_rows(labels),
        linkage=linkage_views(labels),
        findings=finding_rows(labels),
        inputs=_inputs(labels, run),
        versions=versions(run),
        decisions=run.decisions_hash,
    )


def _cards(labels: Labels) -> tuple[CardView, ...]:
    """Comparisons of arms come first."""
    published, study = labels.published, labels.study
    arms = (contrast_card(contrast, labels) for contrast in arm_contrasts(published, study))
    return (
        *(card for card in arms if card is not None),
        *(headline_card(headline, labels) for headline in headlines(published, study)),
    )


def _languages(labels: Labels) -> tuple[LanguageView, ...]:
    """The languages of the study, each in its own name; none where there is one."""
    codes = labels.study.languages
    if len(codes) < 2:
        return ()
    return tuple(
        LanguageView(code, labels.words.text_or(f"language.{code}", code), page_file(labels.study, code))
        for code in codes
    )


def _inputs(labels: Labels, run: RunSummary) -> tuple[InputView, ...]:
    return tuple(
        InputView(
            file=entry.file,
            sheet=entry.sheet,
            n_records="\N{EN DASH}" if entry.n_records is None else labels.numbers.integer(entry.n_records),
            sha256=entry.sha256,
        )
        for entry in published_inputs(run, labels.published)
    )

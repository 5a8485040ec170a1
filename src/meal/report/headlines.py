"""The few results that come first: for each, the number with its interval, the target and what was published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from meal.model.estimates import Estimate, Published
from meal.report.contrasts import Contrast, arm_contrasts, contrasts
from meal.report.labels import HIDDEN, Labels, indicators, labels_of, measure_of
from meal.report.numbers import Measure
from meal.study.definition import Indicator, Study

Standing = Literal["above", "at", "below", "unclear", ""]


@dataclass(frozen=True, slots=True)
class Headline:
    """One result for the top of the report.

    Attributes:
        row: the estimate of the last statistic that the indicator reports, for the whole.
        share: the share beside a number of people, where it is reported too.
        earlier: the same statistic in the wave before, where the indicator is measured twice.
        change: the change between the two, where the study compares them.
    """

    indicator: Indicator
    row: Estimate
    measure: Measure
    share: Estimate | None = None
    earlier: Estimate | None = None
    change: Estimate | None = None

    @property
    def standing(self) -> Standing:
        """Where the estimate stands to the target; unclear where the interval holds both sides."""
        return standing(self.row, self.indicator.target)


def headlines(published: Published, study: Study) -> tuple[Headline, ...]:
    """One headline for each indicator that the study draws, in its order.

    An indicator that is compared between arms has none: one number for both arms means little.
    """
    by_id = indicators(study)
    compared = {contrast.comparison.indicator for contrast in arm_contrasts(published, study)}
    changes = [contrast for contrast in contrasts(published, study) if contrast.kind == "change"]
    made = (
        _headline(by_id[identifier], published, study, changes)
        for identifier in study.figure_ids()
        if identifier not in compared
    )
    return tuple(headline for headline in made if headline is not None)


def _headline(indicator: Indicator, published: Published, study: Study, changes: list[Contrast]) -> Headline | None:
    rows = whole_rows(published, study, indicator.id)
    main = [row for row in rows if row.statistic == indicator.statistics[-1]]
    if not main:
        return None
    latest = main[-1]
    return Headline(
        indicator=indicator,
        row=latest,
        measure=measure_of(latest, study),
        share=next(
            (row for row in rows if row.statistic == "share" and row.wave == latest.wave and row is not latest), None
        ),
        earlier=main[-2] if len(main) > 1 else None,
        change=_whole_change(indicator, changes),
    )


def whole_rows(published: Published, study: Study, indicator: str) -> list[Estimate]:
    """The headline rows of an indicator for everybody, in the order of the waves."""
    waves = list(study.waves)
    rows = (
        row
        for row in published.estimates
        if row.indicator == indicator and not (row.by or row.comparison or row.variant or row.category)
    )
    return sorted(rows, key=lambda row: waves.index(row.wave) if row.wave in waves else len(waves))


def whole_row(published: Published, study: Study, indicator: str) -> Estimate | None:
    """The last statistic that an indicator reports, for everybody, in its last wave."""
    statistic = indicators(study)[indicator].statistics[-1]
    return next((row for row in reversed(whole_rows(published, study, indicator)) if row.statistic == statistic), None)


def _whole_change(indicator: Indicator, changes: list[Contrast]) -> Estimate | None:
    for contrast in changes:
        if contrast.comparison.indicator == indicator.id:
            for line in contrast.lines:
                if not (line.by or line.variant or line.category):
                    return line.difference
    return None


def standing(row: Estimate, limit: float | None) -> Standing:
    """Whether an estimate lies above or below a figure, as far as its interval can tell."""
    if limit is None or row.estimate is None:
        return ""
    low = row.estimate if row.conf_low is None else row.conf_low
    high = row.estimate if row.conf_high is None else row.conf_high
    if low == high == limit:
        return "at"
    if low >= limit:
        return "above"
    if high <= limit:
        return "below"
    return "unclear"


def published_place(row: Estimate, figure: float) -> Literal["inside", "outside", "equal", ""]:
    """Whether a published figure lies inside the interval, or equals a number that was counted."""
    if row.estimate is None:
        return ""
    if row.conf_low is None or row.conf_high is None:
        return "equal" if row.estimate == figure else ""
    return "inside" if row.conf_low <= figure <= row.conf_high else "outside"


def published_words(headline: Headline, labels: Labels) -> str:
    """The published figure, and where it lies: 1,962, inside the interval."""
    figure = headline.indicator.published
    if figure is None:
        return ""
    place = labels.words.text_or(f"place.{published_place(headline.row, figure)}", "")
    return ", ".join(part for part in (labels.numbers.plain(figure, headline.measure), place) if part)


def number_words(row: Estimate, study: Study, language: str) -> str:
    """An estimate in a few words, for a line of text: about 1,900 people (95% interval: 1,700–2,300)."""
    labels = labels_of(Published(estimates=(row,)), study, language)
    if row.estimate is None:
        return labels.words.text("headline.number_words", value=HIDDEN, detail=labels.status(row).rstrip("."))
    measure = measure_of(row, study)
    value = labels.numbers.about(row, measure)
    if measure == "people":
        value = labels.words.text("headline.n_people", value=value)
    detail = interval_words(row, measure, labels)
    # Only the first word of a sentence of its own has a capital.
    return labels.words.text("headline.number_words", value=value, detail=lower_first(detail)) if detail else value


def interval_words(row: Estimate, measure: Measure, labels: Labels) -> str:
    """The interval of a headline, or that its people were counted."""
    interval = labels.numbers.about_interval(row, measure)
    if interval:
        return labels.words.text("headline.interval", level=labels.interval_level(), interval=interval)
    return labels.words.text("headline.counted") if row.method == "census" else ""


def lower_first(text: str) -> str:
    """The text as it stands inside a sentence."""
    return text[:1].lower() + text[1:]

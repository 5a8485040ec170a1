"""The results at the top of the page: one card each."""

from __future__ import annotations

from dataclasses import dataclass

from meal.model.estimates import Estimate
from meal.report.axis import axis
from meal.report.contrast_words import arm_words, published_remarks
from meal.report.contrasts import Contrast
from meal.report.grid import drawn
from meal.report.headlines import Headline, interval_words, published_words, whole_row, whole_rows
from meal.report.html.cells import MarkView, mark
from meal.report.labels import HIDDEN, Labels, measure_of
from meal.report.progress import rating_of
from meal.study.indicator import CONTACT_STATISTICS


@dataclass(frozen=True, slots=True)
class StripView:
    """A line with the estimate, the target and the published figure, in percent of its width."""

    mark: MarkView
    target: float | None
    published: float | None
    title: str


@dataclass(frozen=True, slots=True)
class FactView:
    """A figure to compare with; `kind` says which sign it has on the strip, `target_id` where it is explained."""

    kind: str
    name: str
    text: str
    target_id: str = ""


@dataclass(frozen=True, slots=True)
class CardView:
    """One result.

    Attributes:
        facts: target, published figure, the official indicator.
    """

    target_id: str
    label: str
    badge: str
    value: str
    unit: str
    interval: str
    status: str
    basis: str
    sentence: str
    facts: tuple[FactView, ...]
    strip: StripView | None


def headline_card(headline: Headline, labels: Labels) -> CardView:
    """The card of an indicator."""
    row, indicator = headline.row, headline.indicator
    sentences = labels.sentences(labels.published.headlines, indicator.id)
    hidden = row.estimate is None
    return CardView(
        target_id=f"indicator-{indicator.id}",
        label=labels.indicator(indicator.id),
        badge=labels.words.text("headline.official") if indicator.official else "",
        value=HIDDEN if hidden else labels.numbers.about(row, headline.measure),
        unit=labels.words.text(f"headline.{headline.measure}")
        if headline.measure in {"people", "records"} and not hidden
        else "",
        interval="" if hidden else interval_words(row, headline.measure, labels),
        status=labels.status(row),
        basis="" if hidden else basis(headline, labels),
        sentence=sentences[0] if sentences else "",
        facts=_facts(headline, labels),
        strip=_strip(headline, labels),
    )


def basis(headline: Headline, labels: Labels) -> str:
    """What the number rests on: the share and the people behind it, and the wave before."""
    numbers, words, row = labels.numbers, labels.words, headline.row
    if headline.earlier is not None and headline.earlier.estimate is not None:
        text = words.text(
            "headline.two_waves",
            earlier=numbers.value(headline.earlier, headline.measure),
            earlier_wave=labels.wave(headline.earlier.wave),
            later=numbers.value(row, headline.measure),
            later_wave=labels.wave(row.wave),
        )
        return f"{text}. {_change(headline.change, labels)}".strip()
    if row.n is None:
        return ""
    if row.statistic in CONTACT_STATISTICS:
        contacts = [one for one in whole_rows(labels.published, labels.study, row.indicator) if one.wave == row.wave]
        made = next((one.estimate for one in contacts if one.statistic == "consultations"), None)
        return "" if made is None else words.text("headline.contacts", n=numbers.integer(made))
    share = headline.share
    key = "headline.of_counted" if row.conf_low is None and row.method == "census" else "headline.of_sampled"
    if share is None or share.estimate is None:
        return words.text("headline.of", n=numbers.integer(row.n))
    interval = numbers.interval(share, "share")
    said = words.text("headline.with_interval", value=numbers.value(share, "share"), interval=interval)
    return words.text(key, share=said if interval else numbers.value(share, "share"), n=numbers.integer(row.n))


def _change(change: Estimate | None, labels: Labels) -> str:
    if change is None or change.estimate is None:
        return ""
    measure = measure_of(change, labels.study)
    value, interval = labels.numbers.value(change, measure), labels.numbers.interval(change, measure)
    return labels.words.text(
        "headline.change_points" if measure == "points" else "headline.change",
        change=labels.words.text("headline.with_interval", value=value, interval=interval) if interval else value,
    )


def _facts(headline: Headline, labels: Labels) -> tuple[FactView, ...]:
    words, indicator, measure = labels.words, headline.indicator, headline.measure
    facts = []
    if indicator.target is not None:
        said = words.text_or(f"standing.{headline.standing}", "")
        figure = labels.numbers.plain(indicator.target, measure)
        facts.append(FactView("target", words.text("headline.target"), f"{figure}, {said}" if said else figure))
    progress = rating_of(indicator, headline.row, labels.published, labels.study)
    if progress:
        facts.append(FactView("", words.text("donor.progress"), words.text(f"progress.{progress}")))
    if indicator.published is not None:
        said = published_words(headline, labels)
        facts.append(FactView("published", words.text("headline.published"), said))
    if indicator.wider_than:
        facts.append(_official(indicator.wider_than, labels))
    return tuple(facts)


def _official(identifier: str, labels: Labels) -> FactView:
    """The official indicator that a wider one must not be taken for, with its own number."""
    row = whole_row(labels.published, labels.study, identifier)
    said = labels.words.text("headline.official_indicator")
    if row is not None and row.estimate is not None:
        said = f"{said}: {labels.numbers.about(row, measure_of(row, labels.study))}"
    return FactView("", labels.words.text("headline.wider_than"), said, f"indicator-{identifier}")


def _strip(headline: Headline, labels: Labels) -> StripView | None:
    """The estimate between nought and its target or published figure; only where there is one to compare."""
    row, indicator = headline.row, headline.indicator
    compared = [figure for figure in (indicator.target, indicator.published) if figure is not None]
    if row.estimate is None or not compared:
        return None
    limits = (0.0, 1.0) if headline.measure == "share" else None
    scale = axis(drawn([row]), include=[0.0, *compared], limits=limits)
    drawn_mark = mark(row, 0, scale)
    if drawn_mark is None:
        return None
    said = [labels.spoken(row, headline.measure)] + [f"{fact.name}: {fact.text}" for fact in _facts(headline, labels)]
    return StripView(
        mark=drawn_mark,
        target=None if indicator.target is None else scale.position(indicator.target),
        published=None if indicator.published is None else scale.position(indicator.published),
        title="; ".join(said),
    )


def contrast_card(contrast: Contrast, labels: Labels) -> CardView | None:
    """The card of a comparison between arms, for everybody; a change stands on its indicator's card."""
    whole = next((line for line in contrast.lines if not (line.by or line.variant or line.category)), None)
    if whole is None or whole.difference is None or contrast.comparison.arms is None:
        return None
    row = whole.difference
    measure = measure_of(row, labels.study)
    interval = labels.numbers.interval(row, measure)
    sentences = labels.sentences(labels.published.headlines, contrast.comparison.id)
    hidden = row.estimate is None
    return CardView(
        target_id=f"comparison-{contrast.comparison.id}",
        label=labels.comparison(contrast.comparison.id),
        badge=labels.words.text(f"kind.{contrast.kind}"),
        value=HIDDEN if hidden else labels.numbers.value(row, measure),
        unit=labels.words.text("headline.points") if measure == "points" and not hidden else "",
        interval=labels.words.text("headline.interval", level=labels.interval_level(), interval=interval)
        if interval
        else "",
        status=labels.status(row),
        basis=arm_words(contrast, whole, labels),
        sentence=sentences[0] if sentences else "",
        facts=tuple(
            FactView("", labels.words.text("headline.published"), remark)
            for remark in published_remarks(contrast, labels)
        ),
        strip=None,
    )

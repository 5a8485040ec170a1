"""The highlight of an indicator: one sentence with a number in round words, never rounded up."""

from __future__ import annotations

import math
from dataclasses import replace

from meal.model.estimates import Published
from meal.report.headlines import whole_row
from meal.report.labels import Labels, labels_of, measure_of
from meal.study.definition import Indicator, Study

DIGITS = 2
"""Digits that are kept: more than 36,000 of 36,360."""


def rounded_down(value: float, digits: int = DIGITS) -> int:
    """A count with its first digits only, the others made 0: 36,000 of 36,360; never more than the count."""
    whole = math.floor(value)
    unit = 10 ** max(0, len(str(abs(whole))) - digits)
    return int(whole // unit * unit)


def number_in_words(value: float, labels: Labels, digits: int = DIGITS) -> str:
    """240,000 where it is exactly that, else: more than 36,000."""
    low = rounded_down(value, digits)
    text = labels.numbers.integer(low)
    return text if low == value else labels.words.text("highlight.more_than", x=text)


def highlight(indicator: Indicator, labels: Labels) -> str:
    """The sentence of an indicator; empty where it has none, where the result is hidden, or where it is no count."""
    text = labels.study.words(indicator.highlight, labels.language)
    row = whole_row(labels.published, labels.study, indicator.id)
    if not text or row is None or row.estimate is None or row.method != "census":
        return ""
    if measure_of(row, labels.study) not in {"people", "records"}:
        return ""
    said = text.replace("{number}", number_in_words(row.estimate, labels))
    return said[:1].upper() + said[1:]


def with_highlights(published: Published, study: Study) -> Published:
    """The publication with the highlight of each indicator as its sentence, in every language."""
    made = {}
    for language in study.languages:
        labels = labels_of(published, study, language)
        said = {indicator.id: highlight(indicator, labels) for indicator in study.indicators}
        made[language] = {identifier: (text,) for identifier, text in said.items() if text}
    sentences = {
        language: {**published.headlines.get(language, {}), **of_language} for language, of_language in made.items()
    }
    return replace(published, headlines={**published.headlines, **sentences})

"""What everything is called, in one language: indicators, waves, groups, levels, statistics."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from meal.messages.words import Words, words
from meal.model.codebook import wording
from meal.model.estimates import Estimate, Published
from meal.model.transitions import answers_of
from meal.report.numbers import Measure, Numbers
from meal.study.definition import Comparison, Indicator, Study

NOT_RECORDED = "not recorded"
HIDDEN = "\N{EN DASH}"
"""Stands where a number is hidden or cannot be estimated."""
_MEASURES: dict[str, Measure] = {
    "share": "share",
    "number": "people",
    "people": "people",
    "consultations": "records",
    "answers": "records",
    "risk_ratio": "times",
    "odds_ratio": "times",
    "mean_score_change": "amount_difference",
}
DEFINITION_KEYS: tuple[Literal["among", "counts", "value", "per"], ...] = ("among", "counts", "value", "per")
_LEVEL_PIECE = re.compile(r"\\(.)|(\|)|([^\\|]+)")


@dataclass(frozen=True, slots=True)
class Labels:
    """Everything's name in one language; a code stands where nobody gave it a name."""

    published: Published
    study: Study
    language: str
    words: Words

    @property
    def numbers(self) -> Numbers:
        """Writes numbers in the same language."""
        return Numbers(self.words)

    def title(self) -> str:
        """Title of the report."""
        return self.study.words(self.study.title, self.language, self.study.study)

    def indicator(self, identifier: str) -> str:
        """Name of an indicator."""
        indicator = indicators(self.study).get(identifier)
        return self.study.words(indicator.label, self.language, identifier) if indicator else identifier

    def comparison(self, identifier: str) -> str:
        """Name of a comparison; where it has none, that of its indicator."""
        comparison = comparisons(self.study).get(identifier)
        if comparison is None:
            return identifier
        other = self.indicator(comparison.indicator) if comparison.indicator else identifier
        return self.study.words(comparison.label, self.language, other)

    def wave(self, identifier: str) -> str:
        """Name of a wave."""
        wave = self.study.waves.get(identifier)
        return self.study.words(wave.label, self.language, identifier) if wave else identifier

    def by(self, by: str) -> str:
        """Name of a disaggregation, such as Sex × country."""
        if not by:
            return self.words.text("table.everybody")
        names = [self.variable(variable) for variable in by.split("|")]
        # Only the first name of a crossing keeps its capital, as in running text.
        return " × ".join([names[0], *(name[:1].lower() + name[1:] for name in names[1:])])

    def variable(self, variable: str) -> str:
        """Name of one variable."""
        return wording(self.published.variable_labels.get(variable, {}), self.language) or self.study.words(
            self.study.variable_labels.get(variable, {}), self.language, variable
        )

    def level(self, by: str, level: str) -> str:
        """Name of a level, such as Women · Nigeria."""
        if not by:
            return self.words.text("table.everybody")
        return " · ".join(
            self.one_level(variable, part) for variable, part in zip(by.split("|"), level_parts(level), strict=False)
        )

    def one_level(self, variable: str, level: str) -> str:
        """Name of a level of one variable."""
        if level == NOT_RECORDED:
            return self.words.text("table.not_recorded")
        label = wording(self.published.level_labels.get(variable, {}).get(level, {}), self.language)
        return label or self.study.words(self.study.level_labels.get(variable, {}).get(level, {}), self.language, level)

    def category(self, category: str) -> str:
        """Name of an answer option or of a transition between two; `found` is who was found of those assigned."""
        if category == "found":
            return self.words.text("category.found")
        return " → ".join(category.split(">"))

    def answer(self, category: str, comparison: str) -> str:
        """Name of an answer, or of a way from one to another, in a comparison of answers."""
        known = self.published.answer_labels.get(comparison)
        if known is None:
            return self.category(category)
        return " → ".join(wording(known.get(one, {}), self.language) or one for one in answers_of(category))

    def statistic(self, statistic: str) -> str:
        """What a statistic is called at the head of a column."""
        return self.words.text_or(f"statistic.{statistic}", statistic.replace("_", " "))

    def variant(self, variant: str) -> str:
        """What a variant is called, such as: if nobody without an answer counts."""
        return self.words.text_or(f"variant.{variant}", variant.replace("_", " ")) if variant else ""

    def step(self, step: str) -> str:
        """What a step of the flow of respondents is called."""
        return self.words.text_or(f"step.{step}", step.replace("_", " ").capitalize())

    def rule(self, rule: str) -> str:
        """What a rule of the checks is called."""
        return self.words.text_or(f"rule.{rule}", rule.replace("_", " ").capitalize())

    def status(self, row: Estimate) -> str:
        """Why a row has no number, or one to be careful with; in words of this language.

        The note of a row is in the study's first language, so that another language says the status alone.
        """
        if row.status == "ok":
            return ""
        status = self.words.text(f"status.{row.status}") + "."
        if row.status == "suppressed" or not row.note or self.language != self.study.language:
            return status
        return f"{status} {row.note}"

    def spoken(self, row: Estimate | None, measure: Measure) -> str:
        """A row in words, for those who hear a chart."""
        if row is None:
            return ""
        if row.estimate is None:
            return self.words.text(f"status.{row.status}")
        interval = self.numbers.interval(row, measure)
        value = self.numbers.value(row, measure)
        return self.words.text("chart.spoken", value=value, interval=interval) if interval else value

    def interval_level(self) -> str:
        """The level of the intervals, such as 95%."""
        return self.numbers.plain(self.study.conf_level, "share")

    def period(self) -> str:
        """The period of the results, such as 1 July 2018 – 30 June 2019."""
        if self.study.period is None:
            return ""
        return f"{self.day(self.study.period.start)} \N{EN DASH} {self.day(self.study.period.end)}"

    def day(self, iso: str) -> str:
        """A day with the name of its month."""
        day = date.fromisoformat(iso)
        return f"{day.day} {self.words.text('month.' + str(day.month))} {day.year}"

    def sentences(self, texts: Mapping[str, Mapping[str, tuple[str, ...]]], identifier: str) -> tuple[str, ...]:
        """Ready sentences about an indicator, in this language or else in the study's first."""
        for language in (self.language, self.study.language, "en"):
            if found := texts.get(language, {}).get(identifier):
                return found
        return ()

    def method(self, identifier: str) -> str:
        """How a number was made, in running text."""
        return " ".join(full_sentence(text) for text in self.sentences(self.published.methods, identifier))

    def cautions(self) -> tuple[str, ...]:
        """Sentences of caution for the whole study, in this language or else in the study's first."""
        cautions = self.published.cautions
        return cautions.get(self.language) or cautions.get(self.study.language) or ()

    def hidden_sentence(self) -> str:
        """Why there are dashes, where there are."""
        if not self.published.n_suppressed:
            return ""
        rule = self.study.disclosure
        return self.words.text(
            "page.hidden",
            n=self.numbers.integer(self.published.n_suppressed),
            base=self.numbers.integer(rule.min_denominator),
            cell=self.numbers.integer(rule.min_cell),
        )

    def definition(self, indicator: Indicator) -> tuple[tuple[str, str], ...]:
        """(name, expression) pairs of an indicator, as they stand in the study file."""
        return tuple(
            (self.words.text(f"definition.{key}") + (f" ({self.wave(wave)})" if wave else ""), text.strip())
            for key in DEFINITION_KEYS
            for wave, text in indicator.texts(key).items()
        )

    def definition_of_answers(self, comparison: Comparison) -> tuple[tuple[str, str], ...]:
        """(name, expression) pairs of a comparison of answers."""
        name = self.words.text("definition.answers")
        said = [(f"{name} ({self.wave(wave)})" if wave else name, text) for wave, text in comparison.answers.items()]
        said += [(self.words.text("definition.among"), comparison.among)] if comparison.among else []
        return tuple((name, text.strip()) for name, text in said)


def full_sentence(text: str) -> str:
    """The text with a capital at its beginning and a mark at its end, as it stands between other sentences."""
    text = text.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?", ":")) else ".")


def labels_of(published: Published, study: Study, language: str) -> Labels:
    """The names in a language; `words` falls back to English, the study to its first language."""
    return Labels(published=published, study=study, language=language, words=words(language))


def level_parts(level: str) -> tuple[str, ...]:
    r"""The levels that a joint level is made of; `\|` stands for a bar inside one, `\\` for a backslash."""
    parts = [""]
    for escaped, bar, plain in _LEVEL_PIECE.findall(level):
        if bar:
            parts.append("")
        else:
            parts[-1] += escaped or plain
    return tuple(parts)


def level_key(parts: Iterable[str]) -> str:
    """The joint level of some levels: the inverse of `level_parts`."""
    return "|".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)


def indicators(study: Study) -> dict[str, Indicator]:
    """The indicators by id."""
    return {indicator.id: indicator for indicator in study.indicators}


def comparisons(study: Study) -> dict[str, Comparison]:
    """The comparisons by id."""
    return {comparison.id: comparison for comparison in study.comparisons}


def measure_of(row: Estimate, study: Study) -> Measure:
    """What an estimate counts in; a difference of shares in percentage points."""
    if row.statistic == "difference" and row.category == "found":
        return "points"
    if row.statistic == "difference":
        indicator = indicators(study).get(row.indicator)
        return "points" if indicator is None or indicator.counts is not None else "amount_difference"
    return measure_of_statistic(row.statistic)


def measure_of_statistic(statistic: str) -> Measure:
    """What a statistic of an indicator counts in."""
    return _MEASURES.get(statistic, "amount")

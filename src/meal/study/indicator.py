"""An indicator in the study file: among whom, what counts, and what is reported of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from meal.study.intervals import EXACT_NUMBER, asked_interval
from meal.study.results import Baseline, Day, Previous
from meal.study.setting_types import ByWave, ExpressionText, Identifier, LanguageText, Names, Part, as_list

CONTACT_STATISTICS = frozenset({"people", "consultations", "answers"})
"""Statistics made of all records of a wave, repeats of a person included."""


class Indicator(Part):
    """One result: among whom, what counts, and what is reported of it."""

    id: Identifier
    """Name of the indicator in the tables."""
    label: LanguageText = {}
    """What it is called."""
    version: str = "1"
    """Which version of the indicator this is; give it another when its meaning changes, so that periods are not
    compared."""
    wave: str | None = None
    """The wave in which it is measured; found from `counts` or `value` where it is left out."""
    waves: Names = ()
    """Several waves in which the same question is measured."""
    among: ExpressionText | None = None
    """Who belongs to the universe; everybody in the wave where it is left out."""
    counts: ByWave | None = None
    """What makes a person count, for shares and numbers of people; by wave where columns differ."""
    value: ByWave | None = None
    """The amount, for means, medians and totals; the numerator of a ratio; by wave where columns differ."""
    per: ByWave | None = None
    """The denominator of a ratio."""
    report: Annotated[
        tuple[
            Literal["share", "number", "people", "consultations", "answers", "mean", "median", "total", "ratio"],
            ...,
        ],
        BeforeValidator(as_list),
    ] = ()
    """Statistics to report; `share` for `counts`, `mean` for `value`, `ratio` where `per` is given. Of all records of a
    wave that is no sample: `people` are different people of whom one record or more counts, `consultations` records
    that count, repeats included, and `answers` records with an answer, whether or not they count."""
    by_record: Names = ()
    """Columns of the record by which people, consultations and answers are told apart too, such as the service or the
    partner. A person may be in several levels, so that these need not add up to the whole."""
    disaggregate: Names | None = None
    """Which of the study's disaggregations are made of this indicator, a crossing written `sex|country`; all where it
    is left out."""
    missing: Literal["excluded", "counted_as_no", "bounds"] = "excluded"
    """What an unknown `counts` is: left out, counted as no, or left out with the worst and best case in every row."""
    interval: Annotated[str, AfterValidator(asked_interval)] | None = None
    """Another interval for shares than the default, as docs/methods.md lists them; or `hypergeometric_exact`."""
    target: float | None = None
    """What was aimed at, in the units of the last statistic reported."""
    target_date: Day | None = None
    """The day by which the target was to be reached; the last day of the period where it is left out."""
    unit: LanguageText = {}
    """What is counted, in words, for the donor's table; what the statistic counts in where it is left out."""
    baseline: Baseline | None = None
    """Where the indicator began, for the donor's table and for progress."""
    previous: Previous | None = None
    """The figure of the period before, for the change since."""
    attribution: float | None = Field(default=None, ge=0, le=1)
    """The share of the result that is attributed to the donor, from 0 to 1."""
    published_rating: LanguageText = {}
    """How progress was rated where the result was published; stands beside our own rating."""
    highlight: LanguageText = {}
    """A sentence for the top of the report, with `{number}` where the number goes, in round words and never rounded
    up: `{number} people got access to education`. Only of people, contacts or answers that were counted."""
    published: float | None = None
    """A figure published elsewhere, to compare with the last statistic reported."""
    published_source: LanguageText = {}
    """Where it was published."""
    reported_reason: bool = False
    """The respondent gives the reason ("because of …"): the text says "say that"."""
    wider_than: str | None = None
    """Id of the narrower official indicator that this one must not be taken for."""
    official: bool = False
    """This is the indicator as the results framework words it."""
    note: LanguageText = {}
    """A sentence to print below the indicator."""

    @model_validator(mode="after")
    def _measures_one_thing(self) -> Indicator:
        if (self.counts is None) == (self.value is None):
            raise ValueError("give either counts or value, so that it is known what is measured")
        if self.per is not None and self.value is None:
            raise ValueError("per needs value: a ratio is value per something")
        if self.missing != "excluded" and self.counts is None:
            raise ValueError(f"missing: {self.missing} needs counts: nobody knows the amount of people who gave none")
        if self.interval is not None and self.counts is None:
            raise ValueError("interval needs counts: means, medians, totals and ratios have one interval each")
        wanted = "number" if self.interval == EXACT_NUMBER else "share"
        if self.interval is not None and wanted not in self.statistics:
            raise ValueError(f"interval: {self.interval} is for a {wanted}, which report does not name")
        if any("{number}" not in text for text in self.highlight.values()):
            raise ValueError("highlight needs {number}, where the number is to stand")
        if self.by_record and not set(self.report) & CONTACT_STATISTICS:
            raise ValueError("by_record is for people, consultations or answers; report names none of them")
        allowed = (
            {"share", "number", *CONTACT_STATISTICS}
            if self.counts
            else ({"ratio"} if self.per else {"mean", "median", "total"})
        )
        for statistic in self.report:
            if statistic not in allowed:
                basis = "counts" if self.counts else ("value and per" if self.per else "value")
                raise ValueError(
                    f"report: {statistic} cannot be made of {basis}; possible: {', '.join(sorted(allowed))}"
                )
        if self.waves and any(
            wave and wave not in self.waves for key in ("counts", "value", "per") for wave in self.texts(key)
        ):
            raise ValueError("counts, value or per names a wave that waves does not")
        return self

    @property
    def statistics(self) -> tuple[str, ...]:
        """What is reported, with the default filled in."""
        return self.report or (("share",) if self.counts else (("ratio",) if self.per else ("mean",)))

    def is_made_by(self, by: str) -> bool:
        """Whether a disaggregation of the study, its variables joined with `|`, is made of this indicator."""
        return not by or self.disaggregate is None or by in self.disaggregate

    def texts(self, key: Literal["among", "counts", "value", "per"]) -> dict[str, str]:
        """An expression by wave; under '' where it is the same in all waves, nothing where there is none."""
        given: str | dict[str, str] | None = getattr(self, key)
        return {"": given} if isinstance(given, str) else dict(given or {})

    def text_in(self, key: Literal["among", "counts", "value", "per"], wave: str) -> str | None:
        """The expression that holds in a wave."""
        texts = self.texts(key)
        return texts.get(wave) or texts.get("")

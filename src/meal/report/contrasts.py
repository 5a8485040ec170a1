"""Comparisons as the design allows them to be called: a change, a difference or an effect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from meal.model.estimates import Estimate, Published
from meal.model.transitions import is_transition
from meal.report.grid import disaggregations, not_recorded_last
from meal.report.labels import indicators, level_key
from meal.study.definition import Comparison, Study
from meal.study.references import answered_in

Kind = Literal["change", "difference", "effect", "difference_in_change", "effect_on_change"]

RATIOS = ("risk_ratio", "odds_ratio")
TESTS = ("interaction", "joint_test")
"""Tests of a whole table: no line of it, but a remark below."""


@dataclass(frozen=True, slots=True)
class ContrastLine:
    """One line of a comparison.

    Attributes:
        first, second: the levels compared: earlier and later wave, or control and treated arm.
        difference: second minus first; for a difference in differences, the difference of the changes.
        ratio: second over first. odds_ratio: where it was asked for beside the ratio of shares.
    """

    by: str
    level: str
    category: str
    variant: str
    first: Estimate | None
    second: Estimate | None
    difference: Estimate | None
    ratio: Estimate | None
    odds_ratio: Estimate | None = None

    def rows(self) -> tuple[Estimate, ...]:
        """The estimates of the line that exist."""
        return tuple(
            row for row in (self.first, self.second, self.difference, self.ratio, self.odds_ratio) if row is not None
        )


@dataclass(frozen=True, slots=True)
class Contrast:
    """A comparison with its lines, the whole first."""

    comparison: Comparison
    kind: Kind
    lines: tuple[ContrastLine, ...]
    tests: tuple[Estimate, ...] = ()

    def has_ratio(self) -> bool:
        """Whether any line has a ratio."""
        return any(line.ratio is not None for line in self.lines)

    def has_both_ratios(self) -> bool:
        """Whether any line has an odds ratio beside the ratio of shares."""
        return any(line.odds_ratio is not None for line in self.lines)

    def has_levels(self) -> bool:
        """Whether the two levels that are compared are known."""
        return any(line.first is not None or line.second is not None for line in self.lines)


def kind_of(comparison: Comparison) -> Kind:
    """What a comparison may be called: an effect only where who got what was assigned at random."""
    if comparison.arms is None:
        return "change"
    randomised = comparison.arms.assigned != "not_random"
    if comparison.from_wave is None:
        return "effect" if randomised else "difference"
    return "effect_on_change" if randomised else "difference_in_change"


def contrasts(published: Published, study: Study) -> tuple[Contrast, ...]:
    """The comparisons of the study that have estimates, in its order."""
    study = with_waves(study)
    made = (
        Contrast(
            comparison=comparison,
            kind=kind_of(comparison),
            lines=_lines(comparison, published, study),
            tests=tuple(
                row for row in published.estimates if row.comparison == comparison.id and row.statistic in TESTS
            ),
        )
        for comparison in study.comparisons
    )
    return tuple(contrast for contrast in made if contrast.lines)


def with_waves(study: Study) -> Study:
    """The study with the waves of its comparisons of answers filled in."""
    filled = []
    for comparison in study.comparisons:
        waves = answered_in(comparison, study) if comparison.answers else ()
        named = {"from_wave": waves[0], "to_wave": waves[1]} if waves else {}
        filled.append(comparison.model_copy(update=named))
    return study.model_copy(update={"comparisons": tuple(filled)})


def arm_contrasts(published: Published, study: Study) -> tuple[Contrast, ...]:
    """The comparisons between arms."""
    return tuple(contrast for contrast in contrasts(published, study) if contrast.comparison.arms is not None)


def _lines(comparison: Comparison, published: Published, study: Study) -> tuple[ContrastLine, ...]:
    own = [row for row in published.estimates if row.comparison == comparison.id and row.statistic not in TESTS]
    rows = [row for row in own if not _is_of_one_arm(comparison, row)]
    levels = _levels(comparison, own, published, study)
    lines = []
    for by in disaggregations(rows):
        keys = dict.fromkeys((row.level, row.category, row.variant) for row in rows if row.by == by)
        for level, category, variant in sorted(keys, key=lambda key: not_recorded_last(key[0])):
            here = {
                row.statistic: row
                for row in rows
                if (row.by, row.level, row.category, row.variant) == (by, level, category, variant)
            }
            ratio = next((here[statistic] for statistic in RATIOS if statistic in here), None)
            first, second = (
                levels.get((side, sides_by, sides_level, category, variant))
                for side, sides_by, sides_level in _sides(comparison, by, level)
            )
            odds = here.get("odds_ratio") if "risk_ratio" in here else None
            lines.append(ContrastLine(by, level, category, variant, first, second, here.get("difference"), ratio, odds))
    return tuple(lines)


def _is_of_one_arm(comparison: Comparison, row: Estimate) -> bool:
    """Whether a row of a comparison is no line of its own: the level, or the change, of one of its arms.

    Of a comparison of answers only the changes are lines; shares are their levels, and transitions stand apart.
    """
    if comparison.answers:
        return row.statistic != "difference"
    return comparison.arms is not None and row.by.split("|")[0] == comparison.arms.variable


LevelKey = tuple[str, str, str, str, str]
"""Wave (empty for arms, which are compared within one), disaggregation, level, category and variant."""


def _levels(
    comparison: Comparison, own: list[Estimate], published: Published, study: Study
) -> dict[LevelKey, Estimate]:
    """What is compared: the levels of two waves, or two arms, or their changes."""
    if comparison.arms is not None:
        of_arms = (row for row in own if _is_of_one_arm(comparison, row))
        return {("", row.by, row.level, row.category, row.variant): row for row in of_arms}
    if comparison.answers:
        margins = (row for row in own if row.statistic == "share" and not is_transition(row.category))
        return {(row.wave, row.by, row.level, row.category, row.variant): row for row in margins}
    indicator = indicators(study)[comparison.indicator]
    statistic = "share" if indicator.counts is not None else "mean"
    return {
        (row.wave, row.by, row.level, row.category, row.variant): row
        for row in published.estimates
        if row.indicator == indicator.id and row.statistic == statistic and not row.comparison
    }


def _sides(comparison: Comparison, by: str, level: str) -> tuple[tuple[str, str, str], ...]:
    """Where the two sides of a line stand: (wave, disaggregation, level) of each."""
    if comparison.arms is None:
        return tuple((wave or "", by, level) for wave in (comparison.from_wave, comparison.to_wave))
    variable = comparison.arms.variable
    codes = (level_key([code]) for code in (comparison.arms.control, comparison.arms.treated))
    return tuple(("", f"{variable}|{by}", f"{code}|{level}") if by else ("", variable, code) for code in codes)

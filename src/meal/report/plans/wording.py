"""The sentences, headings and numbers of a plan in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from meal.messages.words import Words, words
from meal.model.plans import Column, GroupPlan, PlanLine, Said, StudyPlan, Unit, Value
from meal.report.numbers import Numbers

NONE = "\N{EN DASH}"
_DECIMALS: dict[Unit, int] = {"people": 0, "count": 0, "times": 2, "amount": 2}


@dataclass(frozen=True, slots=True)
class PlanWords:
    """Writes the parts of a plan."""

    words: Words

    @property
    def numbers(self) -> Numbers:
        """Writes numbers in the same language."""
        return Numbers(self.words)

    def text(self, key: str) -> str:
        """Fixed words of a plan."""
        return self.words.text(f"plan.{key}")

    def heading(self, column: Column) -> str:
        """Head of a column, or title of an axis."""
        return self.words.text(f"plan_column.{column.key}")

    def sentence(self, said: Said) -> str:
        """A sentence with its numbers."""
        return self.words.text(f"plan.{said.key}", **self._given(said.values))

    def line(self, line: PlanLine) -> str:
        """What a line of the chart is called."""
        return self.words.text(f"plan_line.{line.name}", **self._given(line.values))

    def cell(self, value: Value, unit: Unit) -> str:
        """A number of the table: every number of a column with as many decimals."""
        if value is None:
            return NONE
        if isinstance(value, str):
            return value
        if unit == "share":
            return self.numbers.percent(value, 1)
        if unit in ("margin", "points"):
            return self.numbers.decimal(value * 100, 1)
        return self.numbers.decimal(value, _DECIMALS[unit])

    def as_given(self, value: Value, unit: Unit) -> str:
        """A number of a sentence, with the digits that it was given with."""
        if value is None or isinstance(value, str):
            return value or NONE
        scaled = round(value * 100, 8) if unit in ("share", "margin", "points") else value
        digits = max(0, -int(Decimal(f"{scaled:.10g}").normalize().as_tuple().exponent))
        return self.numbers.decimal(scaled, digits) + ("%" if unit == "share" else "")

    def _given(self, values: Mapping[str, tuple[Value, Unit]]) -> dict[str, str]:
        return {name: self.as_given(value, unit) for name, (value, unit) in values.items()}


def plan_words(language: str) -> PlanWords:
    """The words of a language."""
    return PlanWords(words(language))


def split_said(said: Sequence[Said], say: PlanWords) -> tuple[list[str], list[str]]:
    """How the plan was made, and what to be careful with."""
    return (
        [say.sentence(one) for one in said if not one.caution],
        [say.sentence(one) for one in said if one.caution],
    )


def group_columns(groups: Iterable[GroupPlan]) -> tuple[Column, ...]:
    """The columns of a study's plan that hold anything, after the name of the group."""
    told = tuple(groups)
    columns = (
        Column("icc", "amount"), Column("frame", "people"), Column("drawn", "people"), Column("answered", "people"),
        Column("response", "share"), Column("expected", "share"), Column("design_effect", "times"),
        Column("margin", "margin"), Column("people_5", "people"), Column("people_10", "people"),
        Column("rise", "points"),
    )  # fmt: skip
    return tuple(one for one in columns if any(getattr(group, one.key) is not None for group in told))


def tables_of(plan: StudyPlan) -> dict[tuple[str, str], list[GroupPlan]]:
    """Indicator and wave → its groups, in order."""
    found: dict[tuple[str, str], list[GroupPlan]] = {}
    for group in plan.groups:
        found.setdefault((group.indicator, group.wave), []).append(group)
    return found

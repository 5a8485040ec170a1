"""A plan of a survey: a table, what it rests on, and a chart; `report` words it and `store` writes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Unit = Literal["people", "count", "share", "margin", "points", "times", "amount", "text"]
"""What a number counts in: people; other whole things; a share; a margin or a difference of shares (0.05 is
5 points); a factor; an amount with decimals; or no number but the key of words."""
Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a plan; its heading is the word `plan_column.<key>`."""

    key: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a plan: the word `plan.<key>`, with numbers in their units.

    Attributes:
        values: name in the sentence → number and unit.
        caution: a warning, and not only how the plan was made.
    """

    key: str
    values: Mapping[str, tuple[Value, Unit]] = field(default_factory=dict)
    caution: bool = False


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A line of the chart.

    Attributes:
        name: key of its words in `plan_line`. values: name in them → number and unit.
        points: x and y, by rising x. planned: the point of the plan itself, where it can be reached.
    """

    name: str
    values: Mapping[str, tuple[Value, Unit]]
    points: tuple[tuple[float, float], ...]
    planned: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class PlanChart:
    """One line for each assumption.

    Attributes:
        title: key of its words in `plan`. x, y: columns of the axes.
        falling: x falls to the right, so that what is dearer stands on the right.
    """

    title: str
    x: Column
    y: Column
    lines: tuple[PlanLine, ...]
    falling: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """How many people to ask, or how small a difference will show.

    Attributes:
        kind: share, groups, change, clusters. settings: what was assumed, by name.
        columns: of the table, in order.
        rows: column → number, in the column's unit; None where there is none.
    """

    kind: str
    settings: Mapping[str, Value]
    columns: tuple[Column, ...]
    rows: tuple[Mapping[str, Value], ...]
    said: tuple[Said, ...]
    chart: PlanChart


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """What a sample gives for one group of people; numbers are None where they are hidden or unknown.

    Attributes:
        indicator, wave, by, level: as in estimates.csv. icc: likeness assumed within clusters, or None.
        frame: people there are. drawn: approached. answered: of them. response: expected or observed.
        expected: share that the plan assumes. design_effect: by which the sample counts less.
        margin: expected at this sample, half the interval's width. rise: the smallest that as many
            other people would show in another round.
        people_5, people_10: to approach for ±5 and ±10 points; None where even all do not suffice.
        status: `ok`, `hidden` (small cells), `all_too_few` (±5 cannot be reached), or `refused` (the
            declared design cannot be used).
    """

    indicator: str
    wave: str
    by: str
    level: str
    icc: float | None = None
    frame: int | None = None
    drawn: int | None = None
    answered: int | None = None
    response: float | None = None
    expected: float | None = None
    design_effect: float | None = None
    margin: float | None = None
    rise: float | None = None
    people_5: int | None = None
    people_10: int | None = None
    status: Literal["ok", "hidden", "all_too_few", "refused"] = "ok"


@dataclass(frozen=True, slots=True)
class StudyPlan:
    """The plan of a study, group by group; nothing in it lets a hidden number be recovered."""

    groups: tuple[GroupPlan, ...]
    said: tuple[Said, ...]

"""What every plan assumes: response, design, population; and how it is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from meal.estimate.planning import ICC_TABLE, design_effect, whole
from meal.model.plans import Column, Said, Unit, Value

FEW_CLUSTERS = 20
"""Below this many clusters the formulas, which take the normal distribution, promise too much."""
POINTS_ON_A_LINE = 81


class PlanError(ValueError):
    """The assumptions cannot all hold; the text says which, and what to do."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One assumption about clusters; `icc` is None without them."""

    icc: float | None
    design_effect: float


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is expected of the survey.

    Attributes:
        response: part of the people approached who answer. population: people there are, many where None.
        design_effect: of the whole design, instead of cluster_size and icc.
        cluster_size: answers in each cluster. icc: how alike people of a cluster are; a table where None.
        conf_level: of intervals, and 1 − the level of tests. power: chance to find what is there.
    """

    response: float = 1.0
    population: int | None = None
    design_effect: float | None = None
    cluster_size: float | None = None
    icc: float | None = None
    conf_level: float = 0.95
    power: float = 0.80

    @property
    def alpha(self) -> float:
        """Level of the two-sided test."""
        return 1 - self.conf_level

    def scenarios(self) -> tuple[Scenario, ...]:
        """One where the design is known, else one for each likeness in the table."""
        if self.cluster_size is None:
            return (Scenario(None, self.design_effect or 1.0),)
        iccs = ICC_TABLE if self.icc is None else (self.icc,)
        return tuple(Scenario(icc, design_effect(self.cluster_size, icc)) for icc in iccs)

    def columns(self) -> tuple[Column, ...]:
        """Of the table, what the scenarios are told apart by."""
        clustered = (Column("icc", "amount"),) if self.cluster_size is not None else ()
        return (*clustered, Column("design_effect", "times"))

    def clusters(self, answers: int) -> int | None:
        """Clusters that hold as many answers."""
        return None if self.cluster_size is None else whole(answers / self.cluster_size)

    def approached(self, size: float) -> int | None:
        """People to approach for as many answers, in whole clusters; None where not so many exist."""
        people = whole(size / self.response)
        if self.population is not None and people > self.population:
            return None
        clusters = self.clusters(whole(size))
        if clusters is not None and self.cluster_size is not None:
            people = whole(clusters * self.cluster_size / self.response)
        return people if self.population is None else min(people, self.population)

    def answers(self, people: int) -> float:
        """Answers expected from as many people.

        Raises:
            PlanError: there are not so many people.
        """
        if self.population is not None and people > self.population:
            raise PlanError(
                f"--people is {people:,} and --population {self.population:,}: no more people can be approached than "
                "there are. Lower --people."
            )
        return people * self.response

    def settings(self) -> dict[str, Value]:
        """By name, for the table that programs read."""
        return {
            "conf_level": self.conf_level, "power": self.power, "response": self.response,
            "population": self.population, "cluster_size": self.cluster_size,
        }  # fmt: skip

    def test(self) -> dict[str, tuple[Value, Unit]]:
        """The test, for a sentence."""
        return {"alpha": (round(self.alpha, 10), "share"), "power": (self.power, "share")}

    def said(self, *, population: str = "population") -> Iterator[Said]:
        """How response, population and design enter, and what remains uncertain."""
        if self.design_effect is not None:
            yield Said("design_effect", {"effect": (self.design_effect, "times")})
        if self.cluster_size is not None:
            size: tuple[Value, Unit] = (self.cluster_size, "amount")
            if self.icc is None:
                yield Said("icc_unknown", {"size": size}, caution=True)
            else:
                yield Said("icc_given", {"size": size, "icc": (self.icc, "amount")})
        if self.population is not None:
            yield Said(population, {"population": (self.population, "people")})
        yield Said("response", {"response": (self.response, "share")}) if self.response < 1 else Said("response_full")
        if self.response < 1:
            yield Said("response_bias", caution=True)

    def line_name(self, scenario: Scenario) -> tuple[str, dict[str, tuple[Value, Unit]]]:
        """What a line of the chart is called."""
        if scenario.icc is not None:
            return "icc", {"icc": (scenario.icc, "amount")}
        if self.design_effect is not None:
            return "design_effect", {"effect": (self.design_effect, "times")}
        return "simple", {}


def few_clusters(numbers: Sequence[int | None]) -> Iterator[Said]:
    """A caution where the plan has few clusters."""
    fewest = min((number for number in numbers if number is not None), default=FEW_CLUSTERS)
    if fewest < FEW_CLUSTERS:
        yield Said("few_clusters", {"clusters": (fewest, "count")}, caution=True)


def between(low: float, high: float) -> list[float]:
    """Places of a line, close enough to look smooth."""
    return [float(value) for value in np.linspace(low, high, POINTS_ON_A_LINE)]

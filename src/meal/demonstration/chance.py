"""Seeded draws that are the same on every Python and every machine.

Only `random.Random.random` is promised to give the same stream in every version, so everything
else is built on it, with additions, multiplications and comparisons only: logarithms and
exponentials differ in the last digit between operating systems.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

Item = TypeVar("Item")


class Chance:
    """A stream of draws from one seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def fraction(self) -> float:
        """A number from 0 up to, but not including, 1."""
        return self._random.random()

    def happens(self, probability: float) -> bool:
        """Whether something with this probability happens."""
        return self.fraction() < probability

    def below(self, limit: int) -> int:
        """A whole number from 0 up to, but not including, the limit."""
        return int(self.fraction() * limit)

    def one_of(self, options: Sequence[Item]) -> Item:
        """One option, all equally likely."""
        return options[self.below(len(options))]

    def weighted(self, weights: Mapping[Item, float]) -> Item:
        """One of the keys, as likely as its weight; the weights need not add up to 1."""
        mark = self.fraction() * sum(weights.values())
        chosen = next(iter(weights))
        for option, weight in weights.items():
            chosen = option
            mark -= weight
            if mark < 0:
                break
        return chosen

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """The items in random order (Fisher and Yates)."""
        order = list(items)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order

    def drawn(self, items: Sequence[Item], n: int) -> list[Item]:
        """A simple random sample without replacement.

        Raises:
            ValueError: there are fewer items than are to be drawn.
        """
        if n > len(items):
            raise ValueError(f"cannot draw {n} of {len(items)}")
        return self.shuffled(items)[:n]

    def uuid(self) -> str:
        """An identifier in the shape of a random UUID (version 4)."""
        digits = "".join(f"{self.below(65536):04x}" for _ in range(8))
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{'89ab'[self.below(4)]}{digits[17:20]}-{digits[20:]}"


def lowest(scores: Mapping[Item, float], n: int) -> frozenset[Item]:
    """The n items with the lowest scores; among equal scores those that stand first.

    This is how an outcome hits a planned count exactly and still depends on who people are.

    Raises:
        ValueError: there are fewer items than are asked for.
    """
    if n > len(scores):
        raise ValueError(f"cannot take {n} of {len(scores)}")
    return frozenset(sorted(scores, key=lambda item: scores[item])[:n])

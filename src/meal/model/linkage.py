"""How people were linked across waves, and how often linking is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from meal.model.arrays import BoolArray, IntArray, TextArray

LinkMethod = Literal["code", "rule"]


@dataclass(frozen=True, slots=True, eq=False)
class WaveLinks:
    """Links from a wave to earlier ones that neither identifiers nor keys make.

    Attributes:
        earlier: shape (n_links,), names of the earlier waves. earlier_row, row: shape (n_links,), the records.
        method: shape (n_links,), `code` or `rule`. level: shape (n_links,), the strictest linkage under which the
            link counts: `strict`, `standard` or `loose`.
        ambiguous: shape (n_links,), nearly as good as another link: for somebody to decide, and never counted.
    """

    earlier: TextArray
    earlier_row: IntArray
    row: IntArray
    method: TextArray
    level: TextArray
    ambiguous: BoolArray


@dataclass(frozen=True, slots=True)
class WrongLinks:
    """What linking finds where nothing is to be found: people of a wave whose own match was taken out.

    Attributes:
        tried: how many people were linked against others who they surely are not. against: how many these were.
        found: level → how many of them were linked all the same.
        open, open_earlier: people of the wave, and of earlier waves, whom identifiers and keys do not link.
        linked: level → how many of them were.
    """

    tried: int
    against: int
    found: Mapping[str, int]
    open: int
    open_earlier: int
    linked: Mapping[str, int]

    def expected(self, level: str, found: float | None = None) -> float:
        """How many of the links of a level are expected to be wrong.

        A wrong link needs two people without a match of their own, so that it is as frequent, among the pairs of
        those who are left when right links are taken out, as among the pairs that were tried.

        Args:
            found: how many were linked in the trial; a limit of its interval gives that of the expectation.
        """
        each = (self.found[level] if found is None else found) / max(1, self.tried * self.against)
        linked = self.linked[level]
        wrong = 0.0
        for _ in range(50):
            right = linked - wrong
            wrong = min(float(linked), each * (self.open - right) * (self.open_earlier - right))
        return wrong


@dataclass(frozen=True, slots=True, eq=False)
class Linking:
    """How the people of a study came to be linked.

    Attributes:
        known: wave → shape (n_records,), the person by the identifier alone, in one spelling.
        links: later wave → links by code and rule. wrong: later wave → how often these are wrong.
        restarted: pairs of waves (earlier, later) between which identifiers link nobody.
    """

    known: Mapping[str, TextArray] = field(default_factory=dict)
    links: Mapping[str, WaveLinks] = field(default_factory=dict)
    wrong: Mapping[str, WrongLinks] = field(default_factory=dict)
    restarted: frozenset[tuple[str, str]] = frozenset()

"""What a study knows about its tables that their rows do not say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison compares. Without it, every wave of the indicator is taken to be compared.

    Attributes:
        comparison: its id. waves: the waves of which it takes levels.
        arm, arms: the variable with the arms and their levels, where it compares arms.
    """

    comparison: str
    waves: tuple[str, ...]
    arm: str = ""
    arms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelParts:
    """A level that other levels divide among them: the regions of a country, finer age bands.

    Attributes:
        whole: `by` and `level`. parts: the same for each part.
    """

    whole: tuple[str, str]
    parts: tuple[tuple[str, str], ...]

"""A proposal: rows of a file that is yet to be written, each with its place, its value and the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Path = tuple[str | int, ...]
"""Where a value stands: names of settings and positions in lists, as `("waves", "before", "files")`."""
Value = str | int | bool | tuple[str, ...] | tuple[tuple[str, ...], ...] | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One setting that is proposed, and why; no reason where it needs none."""

    path: Path
    value: Value
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ProposedFile:
    """A file that is proposed.

    Attributes:
        name: its path, such as `study.yaml`.
        head: lines of comment at its top.
    """

    name: str
    rows: tuple[Proposal, ...]
    head: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProposedStudy:
    """A study that is proposed.

    Attributes:
        study: the study file. schemas: one file a questionnaire.
        told: what was recognised, in sentences. not_guessed: what was left out, and why.
    """

    study: ProposedFile
    schemas: tuple[ProposedFile, ...]
    told: tuple[str, ...]
    not_guessed: tuple[str, ...]

"""Whether a column links the people of several waves, and which questions were really asked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from meal.model.responses import Responses
from meal.propose.profile import ColumnProfile
from meal.propose.roles import Roles
from meal.propose.same_records import ENOUGH_PAIRS, SERVER_NUMBERS, Pairs, agreement, pairs_by
from meal.propose.words import is_called, mentions

LEAST_UNIQUE = 0.95
LEAST_SHARED = 0.3
"""At least this part of the smaller wave must be found again for a column to link people."""
LEAST_STABLE = 0.95
_SURPRISING = 4.0
"""Standard errors by which answers agree more than by chance; several columns are tried."""
_COPIED = 0.995
_COPIED_PAIRS = 20

Profiles = Mapping[str, Mapping[str, ColumnProfile]]


@dataclass(frozen=True, slots=True)
class Link:
    """A column that links people across waves.

    Attributes:
        stable: columns that cannot change for one person and do agree.
        copied: wave → columns that only repeat the answers of an earlier wave.
    """

    column: str
    reason: str
    stable: tuple[str, ...]
    copied: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Unlinked:
    """No column links the waves; what came nearest, and why it is not taken."""

    reason: str


def link_of(waves: Mapping[str, Responses], columns: Profiles, roles: Mapping[str, Roles]) -> Link | Unlinked:
    """The column that links people, if one really does: unique in every wave, shared, and not a row number."""
    nearest = "no column is in every wave, different for nearly every record and with values that come back"
    best: tuple[float, Link] | None = None
    first = next(iter(waves))
    for name, column in columns[first].items():
        if name in SERVER_NUMBERS or not all(_identifies(columns[wave].get(name)) for wave in waves):
            continue
        shared, pairs = _shared(waves, name)
        if shared < LEAST_SHARED or any(len(one) < ENOUGH_PAIRS for one in pairs):
            continue
        doubt = _doubt(waves, columns, roles, name, pairs[0])
        if doubt:
            nearest = f'"{name}" comes nearest, but {doubt}'
            continue
        score = shared + mentions(column.words, "headings", "id") + mentions(column.words, "headings", "person")
        if best is None or score > best[0]:
            reason = (
                f"different for nearly every record of a wave, and {shared:.0%} of the smaller wave is found in the "
                "other"
            )
            stable = _stable(waves, roles, name, pairs)
            best = score, Link(name, reason, stable, _copied(waves, columns, name))
    return best[1] if best else Unlinked(nearest)


def _identifies(column: ColumnProfile | None) -> bool:
    if column is None or column.answered_share < LEAST_UNIQUE or column.n_answered < ENOUGH_PAIRS:
        return False
    return column.n_distinct >= LEAST_UNIQUE * column.n_answered and column.kind not in ("decimal", "date", "datetime")


def _shared(waves: Mapping[str, Responses], name: str) -> tuple[float, list[Pairs]]:
    """The least part of a wave that is found in the one before, and the pairs of each two waves."""
    pairs: list[Pairs] = []
    least = 1.0
    for earlier, later in pairwise(waves.values()):
        found = pairs_by(earlier.columns[name], later.columns[name])
        pairs.append(found)
        least = min(least, len(found) / max(1, min(earlier.n_records, later.n_records)))
    return least, pairs


def _doubt(
    waves: Mapping[str, Responses], columns: Profiles, roles: Mapping[str, Roles], name: str, pairs: Pairs
) -> str:
    """Why an identifier may not link people; nothing where it does."""
    first, second = list(waves)[:2]
    column = columns[first][name]
    if name.startswith("column_") or is_called(column.words, "headings", "row_number"):
        return "it is a number of rows"
    kappas: list[tuple[float, str]] = []
    corroborated = False
    for other in columns[first]:
        if other == name or other not in columns[second] or other.startswith("_"):
            continue
        if not 2 <= columns[first][other].n_distinct <= 60:
            continue
        same, chance, both = agreement(waves[first].columns[other], waves[second].columns[other], pairs)
        if both >= ENOUGH_PAIRS and 0 < chance < 0.9:
            kappas.append(((same - chance) / (1 - chance), other))
            surprise = (same - chance) * (both / (chance * (1 - chance))) ** 0.5
            corroborated |= kappas[-1][0] >= 0.5 and surprise >= _SURPRISING
    sex = roles[first].sex
    if sex is not None and any(other == sex.column and kappa < 0.5 for kappa, other in kappas):
        return f'people with the same value differ in "{sex.column}"'
    if _counts_up(column) and not corroborated:
        return "its values count up from 1 in each wave, and nothing else shows that they are the same people"
    if not corroborated and not mentions((*column.words, *column.label_words), "headings", "id", "person"):
        return "nothing in its heading says that it is an identifier"
    return ""


def _counts_up(column: ColumnProfile) -> bool:
    """Whether the values are 1, 2, 3 … without gaps, as numbers of rows are."""
    return column.kind == "integer" and column.low in (0, 1) and column.high is not None and (
        column.high - column.low + 1 <= 1.05 * column.n_distinct
    )  # fmt: skip


def _stable(
    waves: Mapping[str, Responses], roles: Mapping[str, Roles], name: str, pairs: list[Pairs]
) -> tuple[str, ...]:
    """Sex, where it is asked in several waves and nearly always agrees."""
    sex = roles[next(iter(waves))].sex
    if sex is None:
        return ()
    compared = 0
    for (earlier, later), paired in zip(pairwise(waves.values()), pairs, strict=True):
        if sex.column in earlier.columns and sex.column in later.columns:
            same, _, both = agreement(earlier.columns[sex.column], later.columns[sex.column], paired)
            if not both or same < LEAST_STABLE:
                return ()
            compared += 1
    return (sex.column,) if compared else ()


def _copied(waves: Mapping[str, Responses], columns: Profiles, name: str) -> dict[str, frozenset[str]]:
    """Columns of later waves that only repeat what an earlier wave holds: they were carried over, not asked again."""
    names = list(waves)
    found: dict[str, frozenset[str]] = {}
    for place, later in enumerate(names[1:], start=1):
        copied: set[str] = set()
        for earlier in names[:place]:
            pairs = pairs_by(waves[earlier].columns[name], waves[later].columns[name])
            for column, profile in columns[later].items():
                if column == name or column not in waves[earlier].columns or profile.n_distinct < 2:
                    continue
                same, _, both = agreement(waves[earlier].columns[column], waves[later].columns[column], pairs)
                if both >= _COPIED_PAIRS and same >= _COPIED:
                    copied.add(column)
        found[later] = frozenset(copied)
    return found

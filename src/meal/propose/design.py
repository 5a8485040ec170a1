"""How people were chosen, as far as columns tell: weights, strata, clusters and the size of the frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from meal.model.arrays import FloatArray
from meal.model.responses import Responses
from meal.propose.answers import number_of
from meal.propose.headings import Role, names_it
from meal.propose.profile import ColumnProfile
from meal.propose.words import mentions

_HEAVIEST_PERSON = 20_000.0
"""No body weight, in kilograms, pounds or grams, is as high as this; sampling weights often are."""
FEWEST_CLUSTERS = 6
"""Fewer clusters give intervals that say nothing; and a column of so few is more often a programme's cluster."""


@dataclass(frozen=True, slots=True)
class SampleColumns:
    """Columns that say how the records of a wave were sampled, and what looked like one and is not taken.

    Attributes:
        left_out: column → why it is not taken.
    """

    weight: Role | None = None
    strata: Role | None = None
    psu: Role | None = None
    fpc: Role | None = None
    left_out: tuple[tuple[str, str], ...] = ()

    @property
    def found(self) -> tuple[Role, ...]:
        """The columns that are taken."""
        return tuple(role for role in (self.weight, self.strata, self.psu, self.fpc) if role is not None)


def sample_columns(responses: Responses, columns: Mapping[str, ColumnProfile]) -> SampleColumns:
    """Weights, strata, clusters and frame size of a wave."""
    left_out: list[tuple[str, str]] = []
    assigned = [one for one in columns.values() if _is_arm(one)]
    weight = _weight(responses, columns, left_out)
    sizes = [one for one in columns.values() if _named(one, "fpc") and one.is_number]
    fpc_column = sizes[0] if len(sizes) == 1 else None
    strata, fpc = _strata_by_frame(responses, columns, weight, fpc_column)
    psu = _first_named(columns, "psu", responses.n_records)
    named = _first_named(columns, "strata", responses.n_records)
    if strata is None and named is not None:
        if assigned and weight is None and psu is None:
            why = (
                f'it is called strata, but with "{assigned[0].name}" beside it and no weights it may be the strata '
                "within which people were assigned, not sampled"
            )
            left_out.append((named.column, why))
        else:
            strata = named
    if fpc is None:
        why = "it may be the size of the frame, but does not agree with the weights and the records"
        left_out += [(one.name, why) for one in sizes]
    if psu is not None and strata is None and columns[psu.column].n_distinct < FEWEST_CLUSTERS:
        why = f"its heading says clusters, but it has {columns[psu.column].n_distinct} values, too few for an interval"
        left_out.append((psu.column, why))
        psu = None
    return SampleColumns(weight=weight, strata=strata, psu=psu, fpc=fpc, left_out=tuple(left_out))


def _named(column: ColumnProfile, entry: str) -> bool:
    return names_it(column.words, column.label_words, entry)


def _is_arm(column: ColumnProfile) -> bool:
    words = {"treatment", "treat", "arm", "rx", "traitement", "bras", "tratamiento", "brazo", "behandeling"}
    return column.n_distinct in (2, 3, 4, 5) and bool(words & set(column.words)) and len(column.words) <= 2


def _weight(responses: Responses, columns: Mapping[str, ColumnProfile], left_out: list[tuple[str, str]]) -> Role | None:
    """The sampling weight: a heading that says so, or a weight that cannot be one of a body."""
    for column in columns.values():
        if not column.is_number or column.low is None or column.high is None or not _named(column, "weight"):
            continue
        if column.low <= 0 or column.answered_share < 1:
            continue
        words = (*column.words, *column.label_words)
        if mentions(words, "headings", "body_weight"):
            continue
        why = _why_a_weight(column, responses)
        if why:
            return Role(column.name, why)
        left_out.append((column.name, "it may be a sampling weight, or the weight of a body"))
    return None


def _why_a_weight(column: ColumnProfile, responses: Responses) -> str:
    values = _numbers(responses, column.name)
    mean = float(values.mean())
    if _named(column, "survey_weight"):
        return f"a number above 0 in every record, under a heading that says sampling weight; its mean is {mean:,.5g}"
    if 0.9 <= mean <= 1.1 and column.n_distinct > 1:
        return f"a number above 0 in every record whose mean is {mean:.3g}, as of weights that were scaled to 1"
    if column.low is not None and float(np.median(values)) > _HEAVIEST_PERSON:
        return f"a number above 0 in every record, too high for the weight of a body (mean {mean:,.0f})"
    return ""


def _numbers(responses: Responses, name: str) -> FloatArray:
    """The numbers of a column, NaN where there is none, shape (n_records,)."""
    column = responses.columns[name]
    numbers = [number_of(str(text).strip()) for text in column.texts.tolist()]
    values = np.array([np.nan if number is None else number for number in numbers], dtype=np.float64)
    return values[column.codes]


def _first_named(columns: Mapping[str, ColumnProfile], entry: str, n_records: int) -> Role | None:
    """A column whose heading says strata or cluster, with fewer values than records."""
    for column in columns.values():
        if not _named(column, entry) or column.answered_share < 1 or column.yes_no() or column.is_zero_one():
            continue
        if 2 <= column.n_distinct <= n_records / 2 and column.kind not in ("decimal", "date", "datetime"):
            what = "strata" if entry == "strata" else "clusters"
            return Role(column.name, f"its heading says {what}; it has {column.n_distinct} values")
    return None


def _strata_by_frame(
    responses: Responses,
    columns: Mapping[str, ColumnProfile],
    weight: Role | None,
    fpc_column: ColumnProfile | None,
) -> tuple[Role | None, Role | None]:
    """Strata that prove themselves: in each, the size of the frame is records times weight."""
    if weight is None or fpc_column is None or fpc_column.answered_share < 1:
        return None, None
    weights, frame = _numbers(responses, weight.column), _numbers(responses, fpc_column.name)
    for column in columns.values():
        if column.name in (weight.column, fpc_column.name) or not 2 <= column.n_distinct <= 50:
            continue
        if column.answered_share == 1 and _agrees(responses, column.name, weights, frame):
            why = (
                f'in each of its {column.n_distinct} values, "{fpc_column.name}" is the number of records times '
                f'"{weight.column}"'
            )
            size = "the size of each stratum's frame: it is the number of records times the weight"
            return Role(column.name, why), Role(fpc_column.name, size)
    if np.ptp(frame) == 0 and np.isclose(weights.sum(), frame[0], rtol=1e-3):
        return None, Role(fpc_column.name, "the size of the frame: it is the sum of the weights")
    return None, None


def _agrees(responses: Responses, name: str, weights: FloatArray, frame: FloatArray) -> bool:
    codes = responses.columns[name].codes
    groups: Sequence[int] = np.unique(codes).tolist()
    if len(np.unique(frame)) < 2:
        return False
    return all(
        np.ptp(weights[codes == group]) == 0
        and np.ptp(frame[codes == group]) == 0
        and np.isclose(weights[codes == group].sum(), frame[codes == group][0], rtol=1e-3)
        for group in groups
    )

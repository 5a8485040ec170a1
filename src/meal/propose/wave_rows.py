"""The settings of a wave: files, schema, who agreed, when it was, and how people were chosen."""

from __future__ import annotations

import numpy as np

from meal.propose.naming import quoted
from meal.propose.rows import Proposal
from meal.propose.wave_data import WaveData


def wave_rows(data: WaveData, schema: str) -> list[Proposal]:
    """The rows of one wave."""
    wave = data.wave
    at = ("waves", wave.id)
    rows = [
        Proposal(at, "", f"{data.responses.n_records:,} records: {wave.reason}"),
        Proposal((*at, "label"), wave.label),
        Proposal((*at, "files"), data.files),
    ]
    if data.sheet is not None:
        rows.append(Proposal((*at, "sheet"), data.sheet))
    rows += [
        Proposal((*at, name), row)
        for name, row in (("header_row", data.header_row), ("last_row", data.last_row))
        if row is not None
    ]
    rows.append(Proposal((*at, "schema"), schema))
    if wave.records is not None:
        rows.append(
            Proposal((*at, "records"), wave.records, "one file holds several waves; these records are this one")
        )
    if data.roles.date is not None:
        why = f"{data.roles.date.reason}; of several records of a person it tells which was first"
        rows.append(Proposal((*at, "date"), data.roles.date.column, why))
    rows += _consent(data)
    return [*rows, *_design(data)]


def _consent(data: WaveData) -> list[Proposal]:
    role = data.roles.consent
    if role is None:
        return []
    code = quoted(next(iter(role.levels)))
    if code is None or set(role.column) & set("{}$"):
        return []
    column = data.columns[role.column]
    others = column.answers.n_records - column.answers.counts.get(next(iter(role.levels)), 0)
    why = f"{role.reason}; {others:,} records without a yes are left out" if others else f"{role.reason}; all said yes"
    return [Proposal(("waves", data.wave.id, "consent"), f"${{{role.column}}} = {code}", why)]


def _design(data: WaveData) -> list[Proposal]:
    """How people were chosen: at random only where columns of a sample are found."""
    at = ("waves", data.wave.id, "design")
    sample = data.sample
    if not sample.found:
        return [
            Proposal((*at, "selection"), "convenience", "nothing says how people were chosen; see docs/study-file.md")
        ]
    named = " and ".join(f'"{role.column}"' for role in sample.found)
    why = f"{named} {'belongs' if len(sample.found) == 1 else 'belong'} to a sample. Check that it was drawn at random"
    if sample.psu is None:
        why += "; where villages or schools were drawn first, name their column under psu, or intervals are too narrow"
    rows = [Proposal((*at, "selection"), "random", why)]
    if sample.strata is not None:
        rows.append(Proposal((*at, "strata"), (sample.strata.column,), sample.strata.reason))
    if sample.psu is not None:
        names: tuple[str, ...] = (sample.psu.column,)
        why = sample.psu.reason
        if sample.strata is not None and _nested(data, sample.strata.column, sample.psu.column):
            names = (sample.strata.column, sample.psu.column)
            why += "; the same values stand in several strata, so a cluster is named by both"
        rows.append(Proposal((*at, "psu"), names, why))
    if sample.weight is not None:
        rows.append(Proposal((*at, "weight"), sample.weight.column, sample.weight.reason))
    if sample.fpc is not None:
        why = f"{sample.fpc.reason}; it counts only under `claim: these_people`"
        rows.append(Proposal((*at, "fpc"), sample.fpc.column, why))
    return rows


def _nested(data: WaveData, strata: str, psu: str) -> bool:
    """Whether the same cluster value stands in several strata."""
    pairs = np.stack([data.responses.columns[name].codes for name in (strata, psu)], axis=1)
    return len(np.unique(pairs, axis=0)) > data.columns[psu].n_distinct

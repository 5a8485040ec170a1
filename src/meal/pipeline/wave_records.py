"""Several waves in one file: each keeps its records, and those that belong to none are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from meal.model.arrays import BoolArray
from meal.model.findings import Finding
from meal.model.responses import Responses
from meal.prepare.screen import column_of
from meal.study.definition import Study
from meal.study.evaluation import answers


def wave_records(study: Study, raw: Mapping[str, Responses]) -> tuple[dict[str, Responses], list[Finding]]:
    """The records of each wave, and a finding for every file with records that no wave takes.

    A record for which it is unknown whether it belongs to a wave does not belong to it.
    """
    belongs = {
        wave: answers(text, column_of(raw[wave]), raw[wave].n_records).true()
        for wave, settings in study.waves.items()
        if (text := settings.records) is not None
    }
    waves = {wave: _only(responses, belongs[wave]) if wave in belongs else responses for wave, responses in raw.items()}
    return waves, _unclaimed(raw, belongs)


def _only(responses: Responses, belongs: BoolArray) -> Responses:
    rows = np.flatnonzero(belongs)
    return replace(
        responses,
        columns={name: column.take(rows) for name, column in responses.columns.items()},
        source_of=responses.source_of[rows],
        row_of=responses.row_of[rows],
        disposition=responses.disposition[rows],
    )


def _unclaimed(raw: Mapping[str, Responses], belongs: Mapping[str, BoolArray]) -> list[Finding]:
    """Records of shared files that are in no wave, counted by file."""
    if not belongs:
        return []  # every wave takes all records of its files
    taken: dict[tuple[str, str], set[int]] = {}
    every: dict[tuple[str, str], set[int]] = {}
    first_wave: dict[tuple[str, str], str] = {}
    for wave, responses in raw.items():
        of_wave = belongs.get(wave, np.ones(responses.n_records, dtype=np.bool_))
        for number, source in enumerate(responses.sources):
            key = (source.file, source.sheet)
            here = responses.source_of == number
            every.setdefault(key, set()).update(responses.row_of[here].tolist())
            taken.setdefault(key, set()).update(responses.row_of[here & of_wave].tolist())
            first_wave.setdefault(key, wave)
    return [
        Finding(
            "records_in_no_wave", "warning", "study", wave=first_wave[key], file=key[0], sheet=key[1],
            parameters={"count": str(len(every[key] - taken[key])), "row": str(min(every[key] - taken[key]))},
        )
        for key in every
        if every[key] - taken[key]
    ]  # fmt: skip

"""The cleaning log on repeat groups: a row of one is known by its submission and its place inside it.

The log has the id of the submission in `uuid` and the row in `loop_index`, as `child[2]`, or `child[2]/toy[1]` where a
repeat group stands in another. Logs of others may have there what the row itself bears in `loop_index` or `_index`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from meal.model.findings import Finding
from meal.model.responses import RepeatRecords, Responses
from meal.prepare.clean import Correction, Decisions, about_log, replay
from meal.study.records import RecordKeys

_PLACE = re.compile(r"[^/\[\]]+\[\d+\](/[^/\[\]]+\[\d+\])*")
_KEY = re.compile(rf"(?P<record>.+?)/(?P<place>{_PLACE.pattern})")
_OWN_INDEX = ("loop_index", "_index")


def loop_of(key: str) -> tuple[str, str]:
    """The id of the submission and the place inside it, of the key of a row such as `u3/child[2]`."""
    found = _KEY.fullmatch(key)
    return (found["record"], found["place"]) if found else (key, "")


def loop_corrections(
    corrections: Sequence[Correction], tables: Sequence[tuple[RepeatRecords, RecordKeys]], wave: Responses,
    *, log_file: str,
) -> tuple[list[list[Correction]], list[Finding]]:  # fmt: skip
    """The corrections of each repeat group, and a finding for each that no repeat group of the wave can have.

    Args:
        tables: the repeat groups of the wave, with the keys of their rows.
    """
    mine: list[list[Correction]] = [[] for _ in tables]
    told: list[Finding] = []
    for one in corrections:
        if not one.loop_index or one.wave not in ("", wave.wave):
            continue
        name = one.loop_index.rpartition("/")[2].partition("[")[0] if _PLACE.fullmatch(one.loop_index) else ""
        for number, (table, keys) in enumerate(tables):
            if name == table.name or (not name and one.question in table.responses.columns):
                mine[number].append(one if name else _by_own_index(one, table.responses, keys))
                break
        else:
            if one.wave:
                told.append(about_log(wave, one, "log_record_unknown", log_file))
    return mine, told


def replay_rows(
    table: RepeatRecords, keys: RecordKeys, corrections: Sequence[Correction], *, log_file: str
) -> tuple[RepeatRecords, Decisions, list[Finding]]:
    """Apply corrections to the rows of one repeat group, as `replay` does to records.

    Args:
        keys: of the rows (`study.records.row_keys`). corrections: those of this repeat group.
    """
    if not corrections:
        return table, Decisions(), []
    places = [loop_of(key)[1] for key in keys.stable.tolist()]
    by_uuid = np.empty(len(places), dtype=object)
    by_uuid[:] = [f"{record}/{place}" for record, place in zip(keys.record.tolist(), places, strict=True)]
    responses, decisions, found = replay(table.responses, replace(keys, record=by_uuid), corrections, log_file=log_file)
    told = [finding if finding.index < 0 else _of_row(finding) for finding in found]
    return replace(table, responses=responses), decisions, told


def _of_row(finding: Finding) -> Finding:
    """A finding about a row: it stands at no place among the records of the wave."""
    return replace(finding, record=loop_of(finding.record)[0], index=-1)


def _by_own_index(one: Correction, rows: Responses, keys: RecordKeys) -> Correction:
    """The correction with the place of the row that bears this index itself, in the submission that is named."""
    for name in _OWN_INDEX:
        if name not in rows.columns:
            continue
        texts = rows.columns[name].record_texts().tolist()
        for text, record, key in zip(texts, keys.record.tolist(), keys.stable.tolist(), strict=True):
            submission, place = loop_of(key)
            if str(text).strip().removesuffix(".0") == one.loop_index and {one.uuid, one.stable_id} & {
                record, submission,
            }:  # fmt: skip
                return replace(one, loop_index=place)
    return one

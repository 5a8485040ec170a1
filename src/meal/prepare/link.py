"""People across waves by their exact identifier, one to one; conflicts are listed, never guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from meal.model.arrays import IntArray
from meal.model.findings import Finding
from meal.model.people import People
from meal.model.responses import Disposition, Responses
from meal.prepare.clean import Decisions
from meal.study.records import RecordKeys, findings_at


def link_waves(
    waves: Mapping[str, Responses],
    keys: Mapping[str, RecordKeys],
    *,
    stable: Sequence[str],
    decisions: Mapping[str, Decisions],
    identified: bool,
) -> tuple[dict[str, Responses], People, list[Finding]]:
    """Link the kept records of all waves by respondent id.

    Args:
        stable: questions whose answer cannot change; a record that contradicts the person's
            earlier record in one of them is not linked, but excluded and listed.
        identified: the study names a respondent id; otherwise every record is a person of its own.

    Returns:
        The waves, the people, and the findings. People stand in order of first appearance.
    """
    if not identified:
        return dict(waves), _unlinked(waves), []
    people = _by_identifier(waves, keys)
    linked = dict(waves)
    findings: list[Finding] = []
    names = list(waves)
    for later in range(1, len(names)):
        for earlier in range(later):
            conflicts = _contradictions(linked, people, names[earlier], names[later], stable)
            for question, rows in conflicts.items():
                wave = names[later]
                open_rows = np.array(
                    [
                        row
                        for row in rows
                        if not decisions[wave].accepts("other_person", keys[wave].stable[row], question)
                    ],
                    dtype=np.int64,
                )
                findings += findings_at(
                    linked[wave], keys[wave], open_rows, rule="other_person", severity="error", scope="record",
                    variable=question, parameters={"earlier": names[earlier]},
                )  # fmt: skip
                linked[wave] = linked[wave].exclude(open_rows, Disposition.CONFLICTING_IDENTITY)
    if findings:
        people = _by_identifier(linked, keys)
    return linked, people, findings


def _by_identifier(waves: Mapping[str, Responses], keys: Mapping[str, RecordKeys]) -> People:
    import pandas as pd

    kept = {wave: np.flatnonzero(responses.kept()) for wave, responses in waves.items()}
    repeats = {
        wave: np.flatnonzero(responses.disposition == Disposition.REPEAT_CONVERSATION)
        for wave, responses in waves.items()
    }
    # Kept records stand first, so that people stand in the order of their first kept record.
    parts = [(wave, records) for taken in (kept, repeats) for wave, records in taken.items()]
    every = np.concatenate([np.zeros(0, dtype=object), *(keys[wave].person[records] for wave, records in parts)])
    if _all_different(keys, parts):
        person, names = np.arange(len(every)), every
    else:
        person, names = pd.factorize(every)
    n_people = int(person[: sum(map(len, kept.values()))].max(initial=-1)) + 1
    # A repeat of a record that was excluded since is nobody's.
    person = np.where(person < n_people, person, -1)
    person_of = {wave: np.full(responses.n_records, -1, dtype=np.int64) for wave, responses in waves.items()}
    start = 0
    for wave, records in parts:
        person_of[wave][records] = person[start : start + len(records)]
        start += len(records)
    rows: dict[str, IntArray] = {}
    for wave, records in kept.items():
        rows[wave] = np.full(n_people, -1, dtype=np.int64)
        rows[wave][person_of[wave][records]] = records
    return People(np.asarray(names[:n_people], dtype=object), rows, person_of)


def _all_different(keys: Mapping[str, RecordKeys], parts: Sequence[tuple[str, IntArray]]) -> bool:
    """Whether it is plain that no two of these records are of one person."""
    if len(keys) != 1:
        return False
    (of,) = keys.values()
    if of.may_repeat is None:
        return False
    shared = np.concatenate([records[of.may_repeat[records]] for _, records in parts])
    return len(set(of.person[shared].tolist())) == len(shared)


def _unlinked(waves: Mapping[str, Responses]) -> People:
    kept = {wave: np.flatnonzero(responses.kept()) for wave, responses in waves.items()}
    n_people = sum(len(records) for records in kept.values())
    rows: dict[str, IntArray] = {}
    person_of: dict[str, IntArray] = {}
    start = 0
    for wave, records in kept.items():
        people = np.arange(start, start + len(records))
        rows[wave] = np.full(n_people, -1, dtype=np.int64)
        rows[wave][people] = records
        person_of[wave] = np.full(waves[wave].n_records, -1, dtype=np.int64)
        person_of[wave][records] = people
        start += len(records)
    return People(np.array([str(number + 1) for number in range(n_people)], dtype=object), rows, person_of)


def _contradictions(
    waves: Mapping[str, Responses], people: People, earlier: str, later: str, stable: Sequence[str]
) -> dict[str, list[int]]:
    """Question → records of the later wave whose answer contradicts the same person's earlier one."""
    both = np.flatnonzero(people.present(earlier) & people.present(later))
    found: dict[str, list[int]] = {}
    for question in stable:
        if question not in waves[earlier].columns or question not in waves[later].columns:
            continue
        before = waves[earlier].columns[question].take(people.rows[earlier][both])
        after = waves[later].columns[question].take(people.rows[later][both])
        if before.numbers is not None and after.numbers is not None:
            differ = np.abs(before.record_numbers() - after.record_numbers()) > 1
        else:
            differ = before.record_texts() != after.record_texts()
        rows = people.rows[later][both[differ & before.answered() & after.answered()]]
        if len(rows):
            found[question] = rows.tolist()
    return found

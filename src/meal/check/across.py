"""Rules across waves: people who were never asked before, and people who were not drawn."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from meal.model.findings import Finding
from meal.model.people import People
from meal.model.responses import Responses
from meal.study.definition import Study
from meal.study.records import RecordKeys, findings_at


def across_waves(
    study: Study,
    waves: Mapping[str, Responses],
    keys: Mapping[str, RecordKeys],
    people: People,
    rosters: Mapping[str, frozenset[str]],
) -> list[Finding]:
    """Warnings about people whose waves do not fit together.

    Args:
        rosters: sampled wave → respondents who were drawn.
    """
    if not study.identity.tells_people or len(waves) < 2:
        return []
    findings: list[Finding] = []
    respondent = study.identity.respondent or ""
    first = next(iter(waves))
    for wave, responses in list(waves.items())[1:]:
        frame = study.waves[wave].design.sample_of or first
        present = people.present(wave)
        rows = people.rows[wave][present & ~people.present(frame)]
        findings += findings_at(
            responses, keys[wave], np.sort(rows), rule="unlinked_person", severity="warning", scope="record",
            variable=respondent, parameters={"frame": frame},
        )  # fmt: skip
        if wave in rosters:
            drawn = np.array([name in rosters[wave] for name in people.respondent], dtype=bool)
            rows = people.rows[wave][present & ~drawn & people.present(frame)]
            findings += findings_at(
                responses, keys[wave], np.sort(rows),
                rule="respondent_not_in_roster", severity="warning", scope="record", variable=respondent,
                parameters={"roster": study.waves[wave].design.roster or ""},
            )  # fmt: skip
    return findings

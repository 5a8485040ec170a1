"""Findings about who is who: pairs counted as one, pairs to decide about, and decisions that were applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from meal.model.arrays import IntArray
from meal.model.findings import Finding, Severity
from meal.model.responses import Responses
from meal.prepare.identity.resolve import Identified, points_for
from meal.study.records import findings_at

Told = tuple[int, int, Mapping[str, str]]
"""A record, the other one, and what is told about them."""

MOST_TOLD = 1000
"""Findings of one rule about pairs; how many more there are is told in one."""


def identity_findings(found: Identified, waves: Mapping[str, Responses]) -> list[Finding]:
    """What the stage has to tell: findings of the later record of a pair that name the other, and no answer."""
    tell = _Teller(found, waves)
    undecided = found.undecided()
    likely = found.pairs.score >= found.identity.thresholds.standard
    findings = tell.decided()
    # Pairs with too few points may be one person all the same, through a third record: nothing is to be decided there.
    counted = found.pairs.counted(points_for(found.identity.link, found.identity.thresholds))
    findings += tell.pairs("same_person", "note", np.flatnonzero(~undecided & counted))
    findings += tell.pairs("likely_same_person", "warning", np.flatnonzero(undecided & likely))
    findings += tell.pairs("possibly_same_person", "note", np.flatnonzero(undecided & ~likely))
    findings += tell.torn()
    return findings + [
        Finding(
            "identity_not_compared", "warning", "study",
            parameters={
                "field": group.key, "groups": f"{group.n_groups:,}", "records": f"{group.n_records:,}",
                "largest": f"{group.largest:,}",
            },
        )
        for group in found.pairs.left_out
    ]  # fmt: skip


def points_in_code(points: Mapping[str, float]) -> str:
    """Points of one pair, to a tenth, as a parameter of a finding, which is worded in the language of its reader."""
    return " ".join(f"{name}:{round(value, 1):g}" for name, value in points.items() if round(value, 1))


class _Teller:
    """Makes findings of one record with another in their parameters, both known by where they stand."""

    def __init__(self, found: Identified, waves: Mapping[str, Responses]) -> None:
        self.found, self.waves = found, waves

    def decided(self) -> list[Finding]:
        """Decisions that made one person of two records, or kept two apart that an id or a key would join."""
        told: dict[str, list[Told]] = {"decided_same": [], "decided_different": []}
        for decision, one, other in self.found.placed:
            tied = any(codes[one] >= 0 and codes[one] == codes[other] for codes in self.found.ties.same)
            if decision.decision != "unsure" and tied == (decision.decision == "different"):
                parameters = {"by": decision.decided_by or "–", "date": decision.decided_at or "–"}
                told[f"decided_{decision.decision}"].append((other, one, parameters))
        return [finding for rule, pairs in told.items() for finding in self._findings(rule, "note", pairs)]

    def pairs(self, rule: str, severity: Severity, chosen: IntArray) -> list[Finding]:
        """Pairs that the rule found, the most certain first."""
        pairs = self.found.pairs
        told: list[Told] = []
        for at in chosen[:MOST_TOLD].tolist():
            points = {name: float(values[at]) for name, values in pairs.points.items()}
            parameters = {"score": f"{round(float(pairs.score[at]), 1):g}", "points": points_in_code(points)}
            told.append((int(pairs.right[at]), int(pairs.left[at]), parameters))
        return self._findings(rule, severity, told, more=len(chosen) - len(told))

    def torn(self) -> list[Finding]:
        """Records whose id or key is that of several people whom decisions keep apart."""
        of = self.found.groups(self.found.identity.link).of
        told: list[Told] = [(record, int(np.flatnonzero(of == of[record])[0]), {}) for record in self.found.exact.torn]
        return self._findings("identity_torn", "warning", told)

    def _findings(self, rule: str, severity: Severity, told: Sequence[Told], more: int = 0) -> list[Finding]:
        records, findings = self.found.records, []
        for record, other, parameters in told[:MOST_TOLD]:
            wave = records.waves[records.wave_of[record]]
            rows = records.row_of[record : record + 1]
            place = self._place(other)
            findings += findings_at(
                self.waves[wave], self.found.keys[wave], rows, rule=rule, severity=severity, scope="record",
                parameters={**parameters, **place},
            )  # fmt: skip
        more += max(0, len(told) - MOST_TOLD)
        if more:
            parameters = {"count": f"{more:,}", "rule": rule, "told": f"{MOST_TOLD:,}"}
            findings.append(Finding("more_pairs", severity, "study", parameters=parameters))
        return findings

    def _place(self, at: int) -> dict[str, str]:
        """File and row of a record, for the finding of another."""
        records = self.found.records
        responses, row = self.waves[records.waves[records.wave_of[at]]], int(records.row_of[at])
        source = responses.sources[responses.source_of[row]]
        file = f"{source.file} ({source.sheet})" if source.sheet else source.file
        return {"file": file, "other": str(responses.row_of[row])}

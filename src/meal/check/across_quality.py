"""Answers of one person that do not fit together over the waves: what cannot change, the age, and the dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from meal.check.quality.moments import days_of
from meal.check.schema import Accepts
from meal.model.arrays import BoolArray, FloatArray, IntArray
from meal.model.columns import CodedColumn
from meal.model.findings import Finding, Severity
from meal.model.people import People
from meal.model.responses import Responses
from meal.study.definition import Study
from meal.study.records import RecordKeys, findings_at

DAYS_A_YEAR = 365.25
NUMBERS_MAY_DIFFER = 1.0


def quality_across_waves(
    study: Study,
    waves: Mapping[str, Responses],
    keys: Mapping[str, RecordKeys],
    people: People,
    accepts: Mapping[str, Accepts],
) -> list[Finding]:
    """Findings at the later wave's records, each told once, against the nearest earlier wave that it does not fit.

    Args:
        accepts: wave → whether a decision lets an error stand.
    """
    if not study.identity.tells_people:
        return []
    names = list(waves)
    findings: list[Finding] = []
    for place, later in enumerate(names[1:], start=1):
        told: set[tuple[str, str, int]] = set()
        for earlier in reversed(names[:place]):
            both = np.flatnonzero(people.present(earlier) & people.present(later))
            pair = _Pair(study, waves, people, earlier, later, both)
            for rule, variable, severity, rows, parameters in pair.doubts():
                fresh = np.array([(rule, variable, row) not in told for row in rows.tolist()], dtype=bool)
                told |= {(rule, variable, row) for row in rows[fresh].tolist()}
                made = findings_at(
                    waves[later], keys[later], rows[fresh], rule=rule, severity=severity, scope="cell",
                    variable=variable, parameters={"earlier": earlier},
                )  # fmt: skip
                own = [one for one, is_fresh in zip(parameters, fresh.tolist(), strict=True) if is_fresh]
                findings += [
                    replace(
                        finding,
                        parameters={**finding.parameters, **particular},
                        decided=severity == "error"
                        and accepts[later](rule, keys[later].stable[finding.index], variable),
                    )
                    for finding, particular in zip(made, own, strict=True)
                ]
    return findings


Doubts = tuple[str, str, Severity, IntArray, Sequence[Mapping[str, str]]]
"""Rule, question, severity, records of the later wave, and what is told about each."""


class _Pair:
    """The people of two waves, side by side."""

    def __init__(
        self, study: Study, waves: Mapping[str, Responses], people: People, earlier: str, later: str, both: IntArray
    ) -> None:
        self.study, self.waves, self.earlier, self.later = study, waves, earlier, later
        self.rows = {wave: people.rows[wave][both] for wave in (earlier, later)}

    def doubts(self) -> Iterator[Doubts]:
        quality = self.study.quality
        if quality.stable_answers.check:
            for question in quality.stable_answers.questions:
                if question not in self.study.identity.stable:
                    yield from self._changed(question, quality.stable_answers.severity)
            yield from self._moved(quality.stable_answers.age, quality.stable_answers.severity)
        if quality.order_of_waves.check:
            yield from self._order(quality.order_of_waves.severity)

    def _columns(self, name: str | None) -> tuple[CodedColumn, CodedColumn] | None:
        """The answers of these people in both waves; None where a wave does not ask."""
        pair = [self.waves[wave].columns.get(name or "") for wave in (self.earlier, self.later)]
        if pair[0] is None or pair[1] is None:
            return None
        return pair[0].take(self.rows[self.earlier]), pair[1].take(self.rows[self.later])

    def _days(self, wave: str) -> FloatArray | None:
        """The day on which each person answered a wave; None where the study names no date."""
        name = self.study.waves[wave].date
        column = self.waves[wave].columns.get(name or "")
        return None if column is None else days_of(column)[column.codes[self.rows[wave]]]

    def _told(
        self, rule: str, variable: str, severity: Severity, where: BoolArray, told: list[dict[str, str]]
    ) -> Doubts:
        rows = self.rows[self.later][where]
        order = np.argsort(rows, kind="stable")
        return rule, variable, severity, rows[order], [told[place] for place in order.tolist()]

    def _changed(self, question: str, severity: Severity) -> Iterator[Doubts]:
        columns = self._columns(question)
        if columns is None:
            return
        before, after = columns
        if before.numbers is not None and after.numbers is not None:
            with np.errstate(invalid="ignore"):
                differ = np.abs(before.record_numbers() - after.record_numbers()) > NUMBERS_MAY_DIFFER
        else:
            differ = np.asarray(before.record_texts() != after.record_texts(), dtype=np.bool_)
        where = differ & before.answered() & after.answered()
        if where.any():
            yield self._told("answer_changed", question, severity, where, [{} for _ in range(int(where.sum()))])

    def _moved(self, age: str | None, severity: Severity) -> Iterator[Doubts]:
        """Ages in whole years: over time t they move by t - 1 to t + 1 years; the tolerance comes on top."""
        columns = self._columns(age)
        days = [self._days(wave) for wave in (self.earlier, self.later)]
        if age is None or columns is None or days[0] is None or days[1] is None:
            return
        if columns[0].numbers is None or columns[1].numbers is None:
            return
        years = (days[1] - days[0]) / DAYS_A_YEAR
        moved = columns[1].record_numbers() - columns[0].record_numbers()
        answered = columns[0].answered() & columns[1].answered()
        with np.errstate(invalid="ignore"):
            where = answered & (np.abs(moved - years) > 1 + self.study.quality.stable_answers.age_tolerance)
        if where.any():
            personal = self.waves[self.later].codebook.question(age).personal
            told = [
                {"moved": "…" if personal else f"{one:g}", "years": f"{span:.1f}"}
                for one, span in zip(moved[where].tolist(), years[where].tolist(), strict=True)
            ]
            yield self._told("age_moved", age, severity, where, told)

    def _order(self, severity: Severity) -> Iterator[Doubts]:
        days = [self._days(wave) for wave in (self.earlier, self.later)]
        if days[0] is None or days[1] is None:
            return
        with np.errstate(invalid="ignore"):
            where = days[1] < days[0]
        if where.any():
            told = [{"days": f"{span:.0f}"} for span in (days[0] - days[1])[where].tolist()]
            yield self._told("wave_out_of_order", self.study.waves[self.later].date or "", severity, where, told)

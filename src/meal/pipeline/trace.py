"""`meal trace`: from a number to the records behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from meal.aggregate import NO, UNKNOWN, YES
from meal.model.arrays import IntArray
from meal.model.errors import StudyError
from meal.model.missing import Reason
from meal.model.responses import Disposition
from meal.pipeline.preparation import Prepared, prepare
from meal.study.definition import Indicator
from meal.study.indicator import CONTACT_STATISTICS
from meal.study.load import load_study
from meal.study.problems import did_you_mean
from meal.study.references import measured_in
from meal.tabulate import Population, definition_sentences
from meal.tabulate.cells import NOT_RECORDED, cells, escaped
from meal.tabulate.contacts import contact_measure, contacts_of
from meal.tabulate.design import design_arrays
from meal.tabulate.measure import Measure, measure

Kind = Literal["counted", "not_counted", "missing", "excluded"]
KINDS: tuple[Kind, ...] = ("counted", "not_counted", "missing", "excluded")
TITLES = {
    "counted": "Counted",
    "not_counted": "In the universe, not counted",
    "missing": "In the universe, without an answer",
    "excluded": "Excluded in this wave before counting, in all groups",
}


@dataclass(frozen=True, slots=True)
class TracedRecord:
    """One record behind a number; `reason` says why it is missing or excluded, `corrected` what the log changed."""

    kind: Kind
    file: str
    sheet: str
    row: int
    record: str
    respondent: str
    reason: str = ""
    corrected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """A number taken apart."""

    indicator: str
    wave: str
    levels: Mapping[str, str]
    formula: tuple[str, ...]
    records: tuple[TracedRecord, ...]

    def counts(self) -> dict[str, int]:
        """How many records of each kind."""
        found = Counter(record.kind for record in self.records)
        return {kind: found[kind] for kind in KINDS}

    def as_json(self) -> dict[str, Any]:
        """The same for a program."""
        return {
            "indicator": self.indicator,
            "wave": self.wave,
            "levels": dict(self.levels),
            "formula": list(self.formula),
            "counts": self.counts(),
            "records": [
                {name: getattr(record, name) for name in TracedRecord.__dataclass_fields__} for record in self.records
            ],
        }

    def lines(self, listed: str, limit: int) -> list[str]:
        """What a person reads; `limit` records of each kind, 0 for all."""
        where = ", ".join(f"{variable} = {level}" for variable, level in self.levels.items()) or "everybody"
        lines = [f"{self.indicator}, wave {self.wave}, {where}", *self.formula]
        for kind in KINDS:
            if listed not in ("all", kind):
                continue
            of_kind = [record for record in self.records if record.kind == kind]
            lines += ["", f"{TITLES[kind]}: {len(of_kind)}"]
            shown = of_kind if limit == 0 else of_kind[:limit]
            lines += [_line(record) for record in shown]
            if len(shown) < len(of_kind):
                lines.append(f"  … and {len(of_kind) - len(shown)} more; --limit 0 lists them all")
        return lines


def trace_number(
    path: str | Path, indicator: str, *, levels: Mapping[str, str], wave: str | None = None,
    data: str | Path | None = None, use_log: bool = True,
) -> Trace:  # fmt: skip
    """Trace a number of a study that lies in files.

    Raises:
        StudyError: no such indicator, wave, variable or level. DataError: an export cannot be read.
    """
    return trace(prepare(load_study(path, data=data), use_log=use_log), indicator, levels=levels, wave=wave)


def trace(prepared: Prepared, indicator: str, *, levels: Mapping[str, str], wave: str | None = None) -> Trace:
    """The records behind a number: everybody of the universe, and what was excluded in the wave.

    Raises:
        StudyError: no such indicator, wave, variable or level.
    """
    study = prepared.file.study
    population = Population(study, prepared.waves, prepared.keys, prepared.people, prepared.rosters)
    chosen = next((one for one in study.indicators if one.id == indicator), None)
    if chosen is None:
        ids = [one.id for one in study.indicators]
        raise StudyError(f"there is no indicator '{indicator}'.{did_you_mean(indicator, ids)}")
    where = _wave(chosen, measured_in(chosen, study), wave)
    if chosen.statistics[-1] in CONTACT_STATISTICS:
        records = _contacts(population, prepared, chosen, where, levels)
    else:
        records = _universe(population, prepared, measure(population, chosen, where), _inside(population, levels))
    return Trace(
        indicator=indicator,
        wave=where,
        levels=dict(levels),
        formula=definition_sentences(population, chosen, study.language),
        records=(*records, *_excluded(prepared, where)),
    )


def _wave(indicator: Indicator, waves: Sequence[str], wave: str | None) -> str:
    if wave is None:
        return waves[-1]
    if wave not in waves:
        raise StudyError(f"indicator '{indicator.id}' is not measured in wave '{wave}'.{did_you_mean(wave, waves)}")
    return wave


def _inside(population: Population, levels: Mapping[str, str]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Who belongs to the levels asked for."""
    inside = np.ones(population.people.n_people, dtype=bool)
    columns = frozenset().union(*(responses.columns for responses in population.waves.values()))
    for variable, level in levels.items():
        if variable not in columns:
            raise StudyError(f"'{variable}' is not a column of any wave.{did_you_mean(variable, columns)}")
        table = cells(population, [variable])
        wanted = escaped(level)
        if wanted not in table.levels:
            raise StudyError(
                f"'{variable}' has no level '{level}'.{did_you_mean(level, [*table.levels, NOT_RECORDED])}"
            )
        inside &= table.codes == table.levels.index(wanted)
    return inside


def _universe(
    population: Population, prepared: Prepared, measured: Measure, inside: np.ndarray[Any, np.dtype[np.bool_]]
) -> list[TracedRecord]:
    """One record for everybody of the universe: theirs in the wave, else their earliest."""
    design = design_arrays(population, measured)
    universe = measured.universe & inside
    if design.drawn is not None:
        universe &= design.drawn
    answered = measured.answered & universe
    groups: tuple[tuple[Kind, IntArray], ...] = (
        ("counted", np.flatnonzero(answered & (np.nan_to_num(measured.y) != 0))),
        ("not_counted", np.flatnonzero(answered & (np.nan_to_num(measured.y) == 0))),
        ("missing", np.flatnonzero(universe & ~answered)),
    )
    corrected = _corrections(prepared)
    return [
        _record(population, kind, person, measured, corrected) for kind, people in groups for person in people.tolist()
    ]


def _contacts(
    population: Population, prepared: Prepared, indicator: Indicator, wave: str, levels: Mapping[str, str]
) -> list[TracedRecord]:
    """Every contact of the universe: several of a person, who counts once where one of them counts."""
    contacts = contacts_of(population, wave)
    measured = contact_measure(contacts, indicator)
    of_record = {variable: level for variable, level in levels.items() if variable in indicator.by_record}
    rest = {variable: level for variable, level in levels.items() if variable not in of_record}
    inside = measured.universe & _inside(population, rest)[contacts.person]
    for variable, level in of_record.items():
        table = contacts.cells(variable)
        if level not in table.levels:
            raise StudyError(f"'{variable}' has no level '{level}'.{did_you_mean(level, table.levels)}")
        inside = inside & (table.cell == table.levels.index(level))
    responses, keys = population.waves[wave], population.keys[wave]
    corrected = _corrections(prepared)
    says: tuple[tuple[Kind, int], ...] = (("counted", YES), ("not_counted", NO), ("missing", UNKNOWN))
    records: list[TracedRecord] = []
    for kind, answer in says:
        for at in np.flatnonzero(inside & (measured.says == answer)).tolist():
            row = int(contacts.rows[at])
            source = responses.sources[responses.source_of[row]]
            reason = Reason(int(measured.reasons[at])).key if kind == "missing" else ""
            records.append(
                TracedRecord(
                    kind, source.file, source.sheet, int(responses.row_of[row]), keys.record[row],
                    keys.respondent[row], reason, corrected.get((wave, keys.record[row]), ()),
                )
            )  # fmt: skip
    return records


def _record(
    population: Population,
    kind: Kind,
    person: int,
    measured: Measure,
    corrected: Mapping[tuple[str, str], tuple[str, ...]],
) -> TracedRecord:
    rows = population.people.rows
    wave = measured.wave if rows[measured.wave][person] >= 0 else next(w for w in rows if rows[w][person] >= 0)
    row = int(rows[wave][person])
    responses, keys = population.waves[wave], population.keys[wave]
    source = responses.sources[responses.source_of[row]]
    reason = Reason(int(measured.reasons[person])).key if kind == "missing" else ""
    return TracedRecord(
        kind, source.file, source.sheet, int(responses.row_of[row]), keys.record[row], keys.respondent[row],
        reason, corrected.get((wave, keys.record[row]), ()),
    )  # fmt: skip


def _corrections(prepared: Prepared) -> dict[tuple[str, str], tuple[str, ...]]:
    """Wave and record → the questions that the cleaning log corrected; values stay in the log."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for finding in prepared.findings:
        if finding.rule == "correction_applied":
            key = (finding.wave, finding.record)
            found[key] = (*found.get(key, ()), f"{finding.variable} ({finding.parameters['check']})")
    return found


def _excluded(prepared: Prepared, wave: str) -> list[TracedRecord]:
    """Records of the wave that were excluded before anything was counted; further contacts of a person are not."""
    responses, keys = prepared.waves[wave], prepared.keys[wave]
    records: list[TracedRecord] = []
    gone = ~responses.kept()
    if prepared.file.study.waves[wave].contacts:
        gone &= responses.disposition != Disposition.REPEAT_CONVERSATION
    for row in np.flatnonzero(gone).tolist():
        source = responses.sources[responses.source_of[row]]
        why = Disposition(int(responses.disposition[row])).key
        shown = int(responses.row_of[row])
        records.append(
            TracedRecord("excluded", source.file, source.sheet, shown, keys.record[row], keys.respondent[row], why)
        )
    return records


def _line(record: TracedRecord) -> str:
    sheet = f", sheet {record.sheet}" if record.sheet else ""
    why = f"  [{record.reason}]" if record.reason else ""
    changed = f"  corrected: {', '.join(record.corrected)}" if record.corrected else ""
    return f"  {record.file}{sheet}, row {record.row}  {record.record}  {record.respondent}{why}{changed}"

"""`meal clean` with a worklist of pairs: what was decided becomes rows of identity.csv."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from meal.messages import finding_row
from meal.model.errors import DataError
from meal.model.findings import Finding, Severity
from meal.model.identity import Decision, PairDecision
from meal.model.worklist import WORKLIST_SHEET, ListedPair, ReturnedWorklist, TypedDecision
from meal.pipeline.log_files import LogFile, read_log_file
from meal.pipeline.preparation import Progress, prepare
from meal.pipeline.saved_since import as_written
from meal.prepare.identity.decisions import DECISIONS, IDENTITY_COLUMNS, Ends, applied, ends_of
from meal.read import read_identity_workbook, workbook_grids
from meal.store import replace_if_unchanged
from meal.study.load import StudyFile


@dataclass(frozen=True, slots=True)
class DecidedPairs:
    """What became of the decisions in a worklist.

    Attributes:
        rows: that were written. told: what was not taken, and what took the place of another decision, as rows of a
            findings table. n_known: decisions that stood in identity.csv before.
    """

    study: str
    rows: tuple[dict[str, str], ...]
    told: tuple[dict[str, str], ...]
    n_decisions: int
    n_known: int
    files: tuple[Path, ...]
    undecided: int = 0

    @property
    def to_look_at(self) -> int:
        """How many decisions were not taken."""
        return sum(row["severity"] != "note" for row in self.told)

    def lines(self) -> list[str]:
        """What a person reads."""
        kinds = [row["decision"] for row in self.rows]
        said = ", ".join(f"{kinds.count(kind):,} {kind}" for kind in DECISIONS if kind in kinds) or "none"
        lines = [f"{self.n_decisions:,} decisions about pairs; taken: {said}; taken before: {self.n_known:,}"]
        for row in self.told:
            place = ", ".join(filter(None, (row["file"], row["sheet"], f"row {row['row']}" if row["row"] else "")))
            lines.append(f"{place}: {row['message']} {row['action']}".rstrip())
        return lines + [f"Written: {file.as_posix()}" for file in self.files]

    def as_json(self) -> dict[str, Any]:
        """The same for a program."""
        return {
            "study": self.study,
            "decisions": self.n_decisions,
            "taken": [dict(row) for row in self.rows],
            "taken_before": self.n_known,
            "not_applied": [dict(row) for row in self.told],
            "files": [file.as_posix() for file in self.files],
        }


def take_worklist(
    file: StudyFile, returned: ReturnedWorklist, *, by: str, date: str, progress: Progress = lambda _: None
) -> DecidedPairs:
    """Write the decisions of a worklist into identity.csv; taking one twice changes nothing.

    Args:
        by: who decided, where the worklist does not say. date: of the decision, as 2019-05-31.

    Raises:
        DataError: the worklist is of another study, the study names no file for decisions, or somebody changed that
            file meanwhile.
    """
    name = file.study.identity.decisions
    if name is None:
        raise DataError(
            f"{file.document.name}: identity.decisions is empty, so that there is no file for the decisions. Name one, "
            "such as identity.csv."
        )
    if returned.settings["study"] != file.study.study:
        raise DataError(
            f"{returned.name}: this worklist is of the study '{returned.settings['study']}', and not of "
            f"'{file.study.study}'. Take it in with that study."
        )
    log = read_log_file(file.folder / name, name)
    progress("Reading the study")
    prepared = prepare(file)
    there = {wave: frozenset(keys.stable.tolist()) for wave, keys in prepared.keys.items()}
    taking = _Taking(returned, log, there, by, date)
    for typed in returned.typed:
        taking.take(typed)
    written: tuple[Path, ...] = ()
    if taking.added:
        kept = tuple(row for number, row in enumerate(log.rows) if number not in taking.replaced)
        content = replace(log, rows=kept).with_rows(IDENTITY_COLUMNS, [*taking.added.values()])
        replace_if_unchanged(log.path, content, read=log.content)
        written = (log.path,)
    told = [*taking.told, *_contradictions(taking, there, name)]
    return DecidedPairs(
        study=file.study.study,
        rows=tuple(taking.added.values()),
        told=tuple(finding_row(finding, None, file.study.language) for finding in told),
        n_decisions=len(taking.added) + taking.n_known + taking.n_refused,
        n_known=taking.n_known,
        files=written,
    )


def untaken(file: StudyFile, worklist: Path) -> bool:
    """Whether a worklist was saved since it was written, and may hold decisions that identity.csv does not have."""
    if not worklist.is_file() or as_written(worklist) or file.study.identity.decisions is None:
        return False
    grids = workbook_grids(worklist)
    if grids is None or WORKLIST_SHEET not in grids:
        return True  # it cannot be told, and what cannot be read cannot be made again either
    try:
        returned = read_identity_workbook(worklist.name, grids)
        name = file.study.identity.decisions
        taking = _Taking(returned, read_log_file(file.folder / name, name), {}, "", "")
    except DataError:
        return True
    return not all(taking.is_known(typed) for typed in returned.typed if typed.decision)


class _Taking:
    """The decisions of a worklist beside those that stand in identity.csv.

    Attributes:
        added: pair → its new row. replaced: rows of the file, from 0, whose place it takes.
    """

    def __init__(
        self, returned: ReturnedWorklist, log: LogFile, there: Mapping[str, frozenset[str]], by: str, date: str
    ) -> None:
        self.returned, self.there, self.by, self.date = returned, there, by, date
        self.standing = log.told()
        self.at: dict[Ends, list[int]] = {}
        for number, row in enumerate(self.standing):
            self.at.setdefault(ends_of(_decision(row)), []).append(number)
        self.added: dict[Ends, dict[str, str]] = {}
        self.replaced: set[int] = set()
        self.told: list[Finding] = []
        self.n_known = self.n_refused = 0

    def take(self, typed: TypedDecision) -> None:
        """Take what stands beside one pair, or tell why not."""
        if not typed.decision:
            return
        pair = self.returned.pairs.get(typed.number)
        code = self._code(typed)
        if pair is None or code not in DECISIONS:
            options = ", ".join(self.returned.words)
            return self._refuse("pair_not_understood", typed, {"decision": typed.decision, "options": options})
        if any(record not in self.there.get(wave, ()) for wave, record in _ends(pair)):
            return self._refuse("pair_gone", typed, {})
        if self.is_known(typed):
            self.n_known += 1
            return None
        earlier = self.at.get(_ends(pair), [])
        who = typed.by or self.by
        if not who:
            return self._refuse("pair_by_nobody", typed, {})
        other = [self.standing[number] for number in earlier if self.standing[number].get("decision", "") != code]
        if other:
            parameters = {"before": other[-1].get("decision", ""), "by": other[-1].get("decided_by", "") or "–"}
            self._tell("pair_replaced", "note", typed, parameters)
        self.replaced |= set(earlier)
        self.added[_ends(pair)] = {
            "wave": pair.wave, "record": pair.record, "other_wave": pair.other_wave,
            "other_record": pair.other_record, "decision": code, "score": pair.score, "points": pair.points,
            "decided_by": who, "decided_at": self.date, "reason": typed.reason,
        }  # fmt: skip
        return None

    def is_known(self, typed: TypedDecision) -> bool:
        """Whether identity.csv says what stands beside a pair."""
        pair = self.returned.pairs.get(typed.number)
        earlier = self.at.get(_ends(pair), []) if pair else []
        return bool(earlier) and all(self._says(number, self._code(typed), typed) for number in earlier)

    def _code(self, typed: TypedDecision) -> str:
        return self.returned.words.get(typed.decision.lower(), typed.decision.lower())

    def decisions(self) -> list[PairDecision]:
        """All rows of the file as it is written."""
        kept = [row for number, row in enumerate(self.standing) if number not in self.replaced]
        return [_decision(row) for row in [*kept, *self.added.values()]]

    def _says(self, number: int, code: str, typed: TypedDecision) -> bool:
        """Whether a row of the file says what was typed; who did not sign again has not changed who decided."""
        row = self.standing[number]
        same = row.get("decision", "").lower() == code and row.get("reason", "") == typed.reason
        return same and typed.by in ("", row.get("decided_by", ""))

    def _refuse(self, rule: str, typed: TypedDecision, parameters: Mapping[str, str]) -> None:
        self.n_refused += 1
        self._tell(rule, "warning", typed, parameters)

    def _tell(self, rule: str, severity: Severity, typed: TypedDecision, parameters: Mapping[str, str]) -> None:
        place = {"line": typed.number or "–", **parameters}
        sheet = self.returned.settings["sheet"]
        self.told.append(
            Finding(rule, severity, "study", file=self.returned.name, sheet=sheet, row=typed.row, parameters=place)
        )


def _contradictions(taking: _Taking, there: Mapping[str, frozenset[str]], name: str) -> Sequence[Finding]:
    """Decisions against each other, once these are written: they stand in the file, and are not applied."""
    waves = frozenset(there)
    sound = [one for one in taking.decisions() if one.decision in DECISIONS and {one.wave, one.other_wave} <= waves]
    numbered = [replace(one, row=0) for one in sound]
    return [finding for finding in applied(numbered, there, name)[1] if finding.rule == "identity_contradiction"]


def _decision(row: Mapping[str, str]) -> PairDecision:
    """A row of the file; what it decides may be no decision."""
    wave = row.get("wave", "")
    return PairDecision(
        wave, row.get("record", ""), row.get("other_wave", "") or wave, row.get("other_record", ""),
        cast("Decision", row.get("decision", "").lower()), row.get("decided_by", ""), row.get("decided_at", ""),
        row.get("reason", ""),
    )  # fmt: skip


def _ends(pair: ListedPair) -> Ends:
    return ends_of(PairDecision(pair.wave, pair.record, pair.other_wave, pair.other_record, "unsure"))

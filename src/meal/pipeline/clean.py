"""`meal clean`: replies of a partner, or rules for recoding, become rows of the cleaning log; pairs of identity.csv."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from meal.messages import finding_row
from meal.model.errors import DataError
from meal.model.findings import Finding
from meal.model.responses import Responses
from meal.model.returned import ReturnedWorkbook
from meal.model.worklist import WORKLIST_SHEET
from meal.pipeline.identity_decisions import DecidedPairs, take_worklist
from meal.pipeline.log_files import LogFile, read_log_file
from meal.pipeline.preparation import Prepared, Progress, prepare
from meal.pipeline.submissions import read_register
from meal.prepare import (
    DELETION_COLUMNS,
    LOG_COLUMNS,
    Decider,
    LogRow,
    Taken,
    already_there,
    held_now,
    is_recoding,
    is_there,
    recoded_answers,
    take_replies,
)
from meal.read import Grid, read_feedback_workbook, read_file, read_identity_workbook, stacked, workbook_grids
from meal.store import replace_if_unchanged, study_key
from meal.study.load import StudyFile, load_study

SINGLE_ANSWER_RULES = frozenset({"not_in_choices", "out_of_range", "not_a_number", "not_a_date", "constraint_broken"})
"""Rules that one answer breaks by itself: a correction to such an answer is no correction."""


@dataclass(frozen=True, slots=True, eq=False)
class Cleaned:
    """What became of the replies.

    Attributes:
        rows: that were added to the logs. told: what was not applied, as rows of a findings table.
        n_known: replies that were taken before. undecided_before, undecided: errors nobody decided about.
        files: the logs that were written.
    """

    study: str
    rows: tuple[LogRow, ...]
    told: tuple[dict[str, str], ...]
    n_replies: int
    n_known: int
    undecided_before: int
    undecided: int
    files: tuple[Path, ...]

    @property
    def to_look_at(self) -> int:
        """How many replies were not applied and need somebody to look at them."""
        return sum(row["severity"] != "note" for row in self.told)

    def lines(self) -> list[str]:
        """What a person reads."""
        taken = Counter(row.change_type for row in self.rows if row.status == "decided")
        said = ", ".join(f"{count:,} {kind}" for kind, count in sorted(taken.items())) or "none"
        lines = [f"{self.n_replies:,} replies; taken: {said}; taken before: {self.n_known:,}"]
        for row in self.told:
            place = ", ".join(filter(None, (row["file"], row["sheet"], f"row {row['row']}" if row["row"] else "")))
            lines.append(f"{place}: {row['message']} {row['action']}")
        lines.append(f"Undecided errors: {self.undecided_before:,} before, {self.undecided:,} now.")
        return lines + [f"Written: {file.as_posix()}" for file in self.files]

    def as_json(self) -> dict[str, Any]:
        """The same for a program."""
        return {
            "study": self.study,
            "replies": self.n_replies,
            # Answers stand in the log only: they may be personal.
            "taken": [
                {
                    "uuid": row.uuid,
                    "wave": row.wave,
                    "question": row.question,
                    "check_id": row.check_id,
                    "change_type": row.change_type,
                }
                for row in self.rows
                if row.status == "decided"
            ],
            "taken_before": self.n_known,
            "not_applied": [dict(row) for row in self.told],
            "undecided_errors": {"before": self.undecided_before, "now": self.undecided},
            "files": [file.as_posix() for file in self.files],
        }


def take_in(
    path: str | Path,
    source: Path,
    *,
    by: str,
    date: str,
    data: str | Path | None = None,
    progress: Progress = lambda _: None,
) -> Cleaned | DecidedPairs:
    """Take in whatever came back: a worklist of pairs, or what `clean_study` takes; arguments and errors as there."""
    grids = workbook_grids(source)
    if grids is None or WORKLIST_SHEET not in grids:
        return clean_study(path, source, by=by, date=date, data=data, grids=grids, progress=progress)
    returned = read_identity_workbook(source.name, grids)
    return take_worklist(load_study(path, data=data), returned, by=by, date=date, progress=progress)


def clean_study(
    path: str | Path,
    source: Path,
    *,
    by: str,
    date: str,
    data: str | Path | None = None,
    grids: Mapping[str, Grid] | None = None,
    progress: Progress = lambda _: None,
) -> Cleaned:
    """Add to the logs of a study what a returned feedback workbook, or a table of recodings, decides.

    Args:
        source: the workbook or table. grids: its sheets, where they were read before. by: who decided; the partner
            of the workbook where it is empty. date: of the decision, as 2019-05-31.

    Raises:
        StudyError: the study file is wrong.
        DataError: a file cannot be read, the workbook is of another study, or a log was changed meanwhile.
    """
    file = load_study(path, data=data)
    if file.study.cleaning_log is None or file.study.deletion_log is None:
        raise DataError(
            f"{file.document.name}: cleaning_log or deletion_log is empty, so that there is no file for the decisions. "
            "Name one, such as cleaning_log.csv."
        )
    logs = {
        name: read_log_file(file.folder / name, name) for name in (file.study.cleaning_log, file.study.deletion_log)
    }
    progress("Reading the study")
    before = prepare(file, progress=progress)
    there = already_there(row for log in logs.values() for row in log.told())
    taken = _taken(file, before, source, grids, Decider(by, date), there)
    progress("Trying the corrections")
    rows, told, after = _without_broken(file, taken, before, source.name)
    rows = tuple(row for row in rows if not is_there(row, there))
    texts = tuple(
        finding_row(finding, before.waves[finding.wave].codebook if finding.wave else None, file.study.language)
        for finding in told
    )
    written = _write(logs, file, rows)
    return Cleaned(
        file.study.study, rows, texts, taken.n_replies, taken.n_known, before.undecided, after.undecided, written
    )


def _taken(
    file: StudyFile,
    before: Prepared,
    source: Path,
    grids: Mapping[str, Grid] | None,
    by: Decider,
    there: frozenset[tuple[str, ...]],
) -> Taken:
    held = held_now(before.waves, before.keys, before.changes, before.repeats)
    try:
        workbook = read_feedback_workbook(source, grids)
    except DataError:
        # Only what no feedback workbook is may be a table of recodings; otherwise its refusal says what is wrong.
        table = _recoding_table(source)
        if table is None:
            raise
        return recoded_answers(table, held, by=replace(by, name=by.name or "recoding"), there=there)
    if workbook.settings["study"] != file.study.study:
        raise DataError(
            f"{source.name}: this workbook is of the study '{workbook.settings['study']}', and not of "
            f"'{file.study.study}'. Take it in with that study."
        )
    decider = replace(by, name=by.name or workbook.settings["partner"] or workbook.settings["study"])
    earlier = _earlier_versions(file, workbook)
    return take_replies(workbook, held, key=study_key(file.folder), by=decider, there=there, earlier=earlier)


def _earlier_versions(file: StudyFile, workbook: ReturnedWorkbook) -> dict[str, Responses]:
    """The records of the exports that the workbook was made from, where they were replaced since and kept."""
    archived = {one.sha256: one for one in read_register(file.folder)[0] if one.kept}
    found: dict[str, Responses] = {}
    for sheet in workbook.sheets:
        version = archived.get(sheet.export.sha256)
        if version is not None and sheet.export.wave in file.study.waves:
            settings = file.study.waves[sheet.export.wave]
            export = read_file(
                file.data / version.path,
                sheet=sheet.export.sheet or settings.sheet,
                header_row=settings.header_row,
                last_row=settings.last_row,
            )
            found[version.sha256] = stacked(sheet.export.wave, [export], file.codebooks.get(sheet.export.wave))
    return found


def _recoding_table(source: Path) -> Any:
    try:
        table = read_file(source)
    except DataError:
        return None
    return table if is_recoding(table) else None


def _without_broken(
    file: StudyFile, taken: Taken, before: Prepared, name: str
) -> tuple[tuple[LogRow, ...], tuple[Finding, ...], Prepared]:
    """The rows, refused where the new answer breaks its question's own rules, and the study as they leave it."""
    decided = [row for row in taken.rows if row.status == "decided"]
    if not decided:
        return taken.rows, taken.told, before
    after = prepare(file, more=[row.correction() for row in decided])
    broken = {
        (finding.wave, after.key_of(finding), finding.variable): finding
        for finding in after.findings
        if finding.rule in SINGLE_ANSWER_RULES and after.key_of(finding)
    }
    rows: list[LogRow] = []
    told = list(taken.told)
    for row in taken.rows:
        finding = broken.get((row.wave, row.key, row.question))
        if finding is None or row.change_type != "change_response" or row.status != "decided":
            rows.append(row)
            continue
        codebook = after.waves[row.wave].codebook
        expected = finding_row(finding, codebook, file.study.language)["expected"]
        personal = codebook.question(row.question).personal
        told.append(
            Finding(
                "reply_breaks_schema", "warning", "study", wave=row.wave, partner=row.partner, file=name,
                sheet=row.place[0], row=row.place[1], record=row.uuid, variable=row.question,
                parameters={
                    "line": row.line or "–", "new_value": "…" if personal else row.new_value, "limits": expected,
                },
            )
        )  # fmt: skip
        rows.append(replace(row, status="refused"))
    kept = [row.correction() for row in rows if row.status == "decided"]
    return tuple(rows), tuple(told), after if len(kept) == len(decided) else prepare(file, more=kept)


def _write(logs: dict[str, LogFile], file: StudyFile, rows: Sequence[LogRow]) -> tuple[Path, ...]:
    """Add the rows to the two logs; the removals last, so that a stop between them leaves nothing half decided."""
    written: list[Path] = []
    for (name, log), columns, removes in zip(logs.items(), (LOG_COLUMNS, DELETION_COLUMNS), (False, True), strict=True):
        added = [row.cells() for row in rows if row.removes == removes]
        if added:
            replace_if_unchanged(file.folder / name, log.with_rows(columns, added), read=log.content)
            written.append(log.path)
    return tuple(written)

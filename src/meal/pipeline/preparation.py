"""From a study to linked people: read, screen, clean, conform, check, deduplicate, link, derive."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from meal.check import across_waves, check_answers, check_form, check_quality, mark_invalid
from meal.messages import rules
from meal.model.errors import DataError, StudyError
from meal.model.findings import Finding
from meal.model.linkage import Linking
from meal.model.people import People
from meal.model.responses import RepeatRecords, Responses, Source
from meal.pipeline.audit_logs import with_audit_logs
from meal.pipeline.check_lists import with_check_lists
from meal.pipeline.people import Staged, linked_under, recorded_pairs, who_is_who
from meal.pipeline.repeat_records import typed_repeats, wave_repeats
from meal.pipeline.wave_records import wave_records
from meal.prepare import (
    Change,
    Correction,
    Decisions,
    conform,
    one_record_a_submission,
    read_cleaning_log,
    replay,
    screen,
    unknown_everywhere,
)
from meal.read import read_file, read_log, read_wave, responses_from_frame
from meal.store import study_key
from meal.study.identity import LinkLevel
from meal.study.load import StudyFile
from meal.study.pseudonyms import Pseudonyms, with_personal_identifiers
from meal.study.records import RecordKeys, RepeatRows, record_keys
from meal.study.references import variable_problems
from meal.study.server_columns import ADDED_BY_SERVERS
from meal.tabulate import Population, interviewer_findings

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """The waves after everything that happens before estimation, and all that was found on the way.

    Attributes:
        corrections: rows of the cleaning and deletion logs that were replayed. changes: what they changed.
        extra_sources: rosters and check lists that were read. decisions_sha256: of the logs and of what was decided
            about pairs, or empty.
        staged: what the people follow from. linking: how they are linked across waves.
        repeats: wave → the rows of its repeat groups.
    """

    file: StudyFile
    waves: Mapping[str, Responses]
    keys: Mapping[str, RecordKeys]
    people: People
    rosters: Mapping[str, frozenset[str]]
    findings: tuple[Finding, ...]
    corrections: tuple[Correction, ...]
    extra_sources: tuple[Source, ...]
    staged: Staged
    linking: Linking
    decisions_sha256: str = ""
    changes: tuple[Change, ...] = ()
    repeats: Mapping[str, Sequence[RepeatRows]] = field(default_factory=dict)

    @property
    def undecided(self) -> int:
        """How many errors nobody has decided about."""
        return sum(finding.severity == "error" and not finding.decided for finding in self.findings)

    def key_of(self, finding: Finding) -> str:
        """The stable id of the record that a finding is about, or the key of the row; empty where it is about none."""
        if finding.index >= 0:
            return str(self.keys[finding.wave].stable[finding.index])
        found = self.row_at(finding.wave, finding.file, finding.sheet, finding.row) if finding.record else None
        return "" if found is None else str(found[0].keys.stable[found[1]])

    def row_at(self, wave: str, file: str, sheet: str, row: int) -> tuple[RepeatRows, int] | None:
        """The row of a repeat group that stands there, and its position among its rows."""
        for rows in self.repeats.get(wave, ()):
            at = rows.places.get((file, sheet, row))
            if at is not None:
                return rows, at
        return None

    @property
    def open_pairs(self) -> int:
        """How many pairs of records may be one person, and nobody has decided."""
        return int(self.staged.identified.undecided().sum())

    def people_under(self, level: LinkLevel) -> Prepared:
        """The same with the people that another linkage makes of the records; the findings are those of this one.

        `exact` counts every pair that nobody has decided about as two people, `loose` counts each as one.
        """
        if level == self.file.study.identity.link or not self.staged.identified.pairs.n_pairs:
            return self
        linked = linked_under(self.staged, level)
        return replace(self, waves=linked.waves, keys=linked.keys, people=linked.people, rosters=linked.rosters)


def prepare(
    file: StudyFile,
    frames: Mapping[str, pd.DataFrame] | None = None,
    *,
    use_log: bool = True,
    more: Sequence[Correction] = (),
    progress: Progress = lambda _: None,
) -> Prepared:
    """Run every stage before estimation.

    Args:
        file: the study. frames: wave → data frame, for data that are not in files.
        use_log: replay the cleaning log where there is one.
        more: corrections to replay after it, to see what they would do.

    Raises:
        StudyError: the study refers to columns that do not exist.
        DataError: a file cannot be read.
    """
    study = file.study
    progress("Reading")
    raw = {wave: _read(file, wave, frames) for wave in study.waves}
    _refuse_unknown_variables(file, raw)
    raw, unclaimed = wave_records(study, raw)
    raw, lists = with_check_lists(file, raw)
    raw, audits, logs = with_audit_logs(file, raw)
    rosters, extra = _rosters(file)
    extra = (*extra, *lists, *logs)
    corrections, findings, log_hash = _logs(file) if use_log else ((), [], "")
    recorded, found, pairs_file = recorded_pairs(file) if use_log else ((), [], b"")
    findings += found
    corrections += tuple(more)
    pseudonyms = _pseudonyms(file)
    if pseudonyms is not None:
        raw = {wave: with_personal_identifiers(responses, study.identity) for wave, responses in raw.items()}
        corrections = tuple(_under_pseudonym(one, pseudonyms) for one in corrections)
        recorded = tuple(
            replace(one, record=pseudonyms.of(one.record), other_record=pseudonyms.of(one.other_record))
            for one in recorded
        )
    findings += [*unclaimed, *audits]
    for responses in raw.values():
        findings += _remarks(responses)
    waves: dict[str, Responses] = {}
    keys: dict[str, RecordKeys] = {}
    decisions: dict[str, Decisions] = {}
    rows: dict[str, Sequence[RepeatRows]] = {}
    of_waves: dict[str, list[Finding]] = {}
    for wave, responses in raw.items():
        progress(f"Checking {wave}")
        repeats, found = wave_repeats(file, responses) if frames is None else ([], [])
        of_waves[wave] = found
        waves[wave], keys[wave], decisions[wave], rows[wave], found = _one_wave(
            file, responses, corrections, repeats, pseudonyms
        )
        of_waves[wave] += found
    progress("Linking")
    known = who_is_who(study, waves, keys, recorded, rosters)
    staged = Staged(study, waves, decisions, known.rosters, known.identified)
    linked = linked_under(staged, study.identity.link)
    for wave in waves:
        findings += [*of_waves[wave], *linked.of_waves[wave]]
    findings += [*known.findings, *linked.findings]
    population = Population(study, linked.waves, linked.keys, linked.people, linked.rosters)
    findings += across_waves(study, linked.waves, linked.keys, linked.people, linked.rosters)
    findings += interviewer_findings(population)
    findings += unknown_everywhere(corrections, tuple(decisions.values()))
    changes = tuple(change for of_wave in decisions.values() for change in of_wave.changes)
    settled = tuple(_settled(finding, keys, decisions) for finding in findings)
    return Prepared(
        file, linked.waves, linked.keys, linked.people, linked.rosters, settled, corrections, extra, staged,
        known.linking, _hash_of(log_hash, pairs_file), changes, rows,
    )  # fmt: skip


def _settled(finding: Finding, keys: Mapping[str, RecordKeys], decisions: Mapping[str, Decisions]) -> Finding:
    """The finding, decided where somebody found the record right as it is: also one that costs nothing."""
    if finding.decided or finding.severity == "note" or finding.index < 0:
        return finding
    stable = keys[finding.wave].stable[finding.index]
    decided = decisions[finding.wave].accepts(finding.rule, stable, finding.variable)
    return replace(finding, decided=True) if decided else finding


def _pseudonyms(file: StudyFile) -> Pseudonyms | None:
    """What stands in the place of identifiers, where the study asks for it."""
    if not file.study.identity.pseudonymise:
        return None
    if not file.sha256:
        raise DataError(
            "identity.pseudonymise: the study was given without a folder, so that the key of its pseudonyms could not "
            "be kept. Put the study in a folder with its study.yaml, or leave the setting out."
        )
    return Pseudonyms(study_key(file.folder))


def _under_pseudonym(correction: Correction, pseudonyms: Pseudonyms) -> Correction:
    """A correction of a submission that is known by its pseudonym; one that names the pseudonym stays as it is."""
    return replace(correction, uuid=pseudonyms.of(correction.uuid), stable_id=pseudonyms.of(correction.stable_id))


def _one_wave(
    file: StudyFile,
    responses: Responses,
    corrections: Sequence[Correction],
    repeats: Sequence[RepeatRecords],
    pseudonyms: Pseudonyms | None,
) -> tuple[Responses, RecordKeys, Decisions, Sequence[RepeatRows], list[Finding]]:
    """The stages of one wave in order, up to where all waves must be seen together."""
    study = file.study
    settings = study.waves[responses.wave]
    as_read, keys = responses.columns, record_keys(responses, study.identity, pseudonyms)
    responses, findings = screen(responses, keys, settings)
    stable = {*study.identity.stable, study.identity.respondent, study.quality.site}
    responses, found = one_record_a_submission(
        responses, keys, lambda name: "stable" if name in stable else _person_sign(name)
    )
    findings += found
    log_file = study.cleaning_log or ""
    of_records = [one for one in corrections if not one.loop_index]
    responses, decisions, found = replay(responses, keys, of_records, log_file=log_file)
    findings += found
    if responses.columns is not as_read:
        keys = record_keys(responses, study.identity, pseudonyms)  # the log may have corrected an identifier
    responses, found = conform(responses, keys, decisions)
    findings += found
    rows, of_rows, found = typed_repeats(repeats, responses, keys, corrections, log_file=log_file)
    decisions = decisions.with_those_of(of_rows)
    findings += found
    found = check_answers(responses, keys, decisions.accepts)
    found += check_form(responses, keys, decisions.accepts, [one.table for one in rows])
    found += check_quality(study, responses, keys, decisions.accepts)
    findings += found
    responses = mark_invalid(responses, found)
    return responses, keys, decisions, rows, findings


def _person_sign(name: str) -> str:
    from meal.propose import person_sign  # rarely needed, and half a tenth of a second to load

    return person_sign(name)


def _read(file: StudyFile, wave: str, frames: Mapping[str, pd.DataFrame] | None) -> Responses:
    settings = file.study.waves[wave]
    codebook = file.codebooks.get(wave)
    if frames is not None:
        if wave not in frames:
            expected = ", ".join(file.study.waves)
            raise DataError(f"wave '{wave}': no data frame was given for it. Expected one for each of: {expected}.")
        return responses_from_frame(wave, frames[wave], codebook)
    return read_wave(
        wave,
        file.data,
        settings.files,
        sheet=settings.sheet,
        header_row=settings.header_row,
        last_row=settings.last_row,
        codebook=codebook,
    )


def _refuse_unknown_variables(file: StudyFile, raw: Mapping[str, Responses]) -> None:
    columns = {
        wave: frozenset(responses.columns) | frozenset(responses.codebook.questions) for wave, responses in raw.items()
    }
    problems = variable_problems(file.study, columns, file.document)
    if not problems:
        return
    added = {wave: names | ADDED_BY_SERVERS for wave, names in columns.items()}
    if variable_problems(file.study, added, file.document):
        raise StudyError(problems)
    # The study is sound: what it names is always there, unless somebody took it out of the export.
    raise DataError(
        "\n".join(problems)
        + "\nThese columns are added by the phone or the server, and the export has lost them. Export the data again "
        "with all columns; where the server does not add them, take them out of the study file."
    )


def _rosters(file: StudyFile) -> tuple[dict[str, frozenset[str]], tuple[Source, ...]]:
    """Who was drawn for each sampled wave."""
    rosters: dict[str, frozenset[str]] = {}
    sources: list[Source] = []
    respondent = file.study.identity.respondent
    for wave, settings in file.study.waves.items():
        roster = settings.design.roster
        if roster is None:
            continue
        export = read_file(file.data / roster, relative_to=file.data)
        if respondent is None or respondent not in export.columns:
            raise DataError(
                f"{roster}: the roster of wave '{wave}' has no column '{respondent}'. It needs the respondent's "
                f"identifier, one row for each person who was drawn; it has: {', '.join(list(export.columns)[:12])}."
            )
        rosters[wave] = frozenset(str(text).strip() for text in export.columns[respondent].record_texts())
        sources.append(export.source)
    return rosters, tuple(sources)


def _hash_of(logs: str, pairs: bytes) -> str:
    """A hash of all decisions: that of the logs alone where nothing was decided about pairs."""
    return hashlib.sha256(logs.encode() + b"\0" + pairs).hexdigest() if pairs else logs


def _logs(file: StudyFile) -> tuple[tuple[Correction, ...], list[Finding], str]:
    """The cleaning log and the deletion log, where there are any, and a hash of both."""
    corrections: tuple[Correction, ...] = ()
    findings: list[Finding] = []
    contents: list[bytes] = []
    for name, sheet in ((file.study.cleaning_log, "cleaning_log"), (file.study.deletion_log, "deletion_log")):
        path = file.folder / name if name else Path()
        if not name or not path.is_file():
            continue
        rows, found = read_cleaning_log(read_log(path, sheet=sheet, relative_to=file.folder))
        corrections += rows
        findings += found
        contents.append(path.read_bytes())
    return corrections, findings, hashlib.sha256(b"\0".join(contents)).hexdigest() if contents else ""


def _remarks(responses: Responses) -> list[Finding]:
    """Oddities of the files themselves."""
    findings: list[Finding] = []
    for number, source in enumerate(responses.sources):
        for rule, parameters in source.remarks:
            row = int(parameters.get("row", "0"))
            at = np.flatnonzero((responses.source_of == number) & (responses.row_of == row))
            findings.append(
                Finding(
                    rule,
                    rules()[rule].severity,
                    "record" if row else "study",
                    wave=responses.wave,
                    file=source.file,
                    sheet=source.sheet,
                    row=row,
                    parameters=parameters,
                    index=int(at[0]) if len(at) else -1,
                )
            )
    return findings

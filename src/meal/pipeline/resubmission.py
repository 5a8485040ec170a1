"""What became of the findings from one receipt to the next: fixed, settled, still open, new or withdrawn.

Every version is checked anew with the rules of today, so that a rule that came or went later changes nothing
in the comparison; the other waves are as they stand now. Findings are the same where rule, submission and
question are. Ages are between receipt dates and never until today.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from meal.messages import finding_row
from meal.model.findings import Finding
from meal.model.submissions import STATUSES, Followed, Score, Status, Submission
from meal.pipeline.preparation import Prepared, Progress, prepare
from meal.pipeline.submissions import current_files, files_on, receipt_days
from meal.prepare import loop_of
from meal.study.load import StudyFile

Key = tuple[str, str, str]
"""Rule, stable id of the submission or key of the row of a repeat group, question."""


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """A wave as it stood after the receipts of one day.

    Attributes:
        found: without the log. stable: ids of its submissions. records: partner → records read.
    """

    day: str
    found: Mapping[Key, Finding]
    stable: frozenset[str]
    records: Mapping[str, int]
    prepared: Prepared


@dataclass(frozen=True, slots=True)
class Resubmission:
    """Findings and scores of all waves of which an export was received."""

    followed: tuple[Followed, ...]
    scores: tuple[Score, ...]


def resubmission(
    file: StudyFile, submissions: Sequence[Submission], *, progress: Progress = lambda _: None
) -> Resubmission:
    """Compare the versions of every wave in the register, in order of the waves.

    Raises:
        DataError: a version that the register names is not there, or cannot be read.
    """
    followed: list[Followed] = []
    scores: list[Score] = []
    waves = [wave for wave in file.study.waves if any(one.wave == wave for one in submissions)]
    undecided = _undecided_now(file) if waves else {}
    names = {one.path: one.file for one in submissions}
    for wave in waves:
        current = current_files(file.study, wave, file.data)
        versions = []
        for day in receipt_days(submissions, wave):
            progress(f"Checking {wave} as of {day or 'the first version'}")
            versions.append(_version(file, wave, day, files_on(submissions, wave, day, current)))
        followed += _followed(wave, versions, undecided.get(wave, frozenset()), names)
        scores += _scores(wave, versions, undecided.get(wave, frozenset()))
    return Resubmission(tuple(followed), tuple(scores))


def _undecided_now(file: StudyFile) -> dict[str, frozenset[Key]]:
    """Wave → what is still undecided once the log of today is replayed."""
    prepared = prepare(file)
    return {wave: frozenset(_found(prepared, wave, undecided=True)) for wave in file.study.waves}


def _version(file: StudyFile, wave: str, day: str, files: Sequence[str]) -> Version:
    settings = file.study.waves[wave].model_copy(update={"files": tuple(files)})
    study = file.study.model_copy(update={"waves": {**file.study.waves, wave: settings}})
    prepared = prepare(replace(file, study=study), use_log=False)
    keys = prepared.keys[wave]
    return Version(
        day=day,
        found=_found(prepared, wave),
        stable=frozenset(map(str, keys.stable)),
        records=Counter(map(str, keys.partner)),
        prepared=prepared,
    )


def _found(prepared: Prepared, wave: str, *, undecided: bool = False) -> dict[Key, Finding]:
    """Errors and warnings about single records of a wave, and about rows of their repeat groups."""
    found: dict[Key, Finding] = {}
    for finding in prepared.findings:
        if finding.wave != wave or finding.severity == "note":
            continue
        key = prepared.key_of(finding)
        if key and not (undecided and finding.decided):
            found.setdefault((finding.rule, key, finding.variable), finding)
    return found


def _followed(
    wave: str, versions: Sequence[Version], undecided: frozenset[Key], names: Mapping[str, str]
) -> list[Followed]:
    """Every finding of the last two versions, in order of partner, status and place.

    Args:
        names: where a version lies → the export that it is a version of.
    """
    first = _first_seen(versions)
    last, before = versions[-1], versions[-2] if len(versions) > 1 else None
    rows = []
    for key in dict.fromkeys((*last.found, *(before.found if before else ()))):
        version = last if key in last.found else before
        if version is None:
            continue
        finding = version.found[key]
        codebook = version.prepared.waves[wave].codebook
        words = finding_row(finding, codebook, version.prepared.file.study.language)
        rows.append(
            Followed(
                status=_status(key, last, before, undecided), wave=wave, partner=finding.partner, rule=finding.rule,
                severity=finding.severity, record=key[1], variable=finding.variable,
                file=names.get(finding.file, finding.file),
                row=finding.row, first=first[key], last=last.day, age=_days(first[key], last.day),
                question=words["question"], message=words["message"],
            )
        )  # fmt: skip
    return sorted(
        rows, key=lambda one: (one.partner, STATUSES.index(one.status), one.file, one.row, one.rule, one.variable)
    )


def _status(key: Key, last: Version, before: Version | None, undecided: frozenset[Key]) -> Status:
    if key in last.found:
        if key not in undecided:
            return "settled"
        return "still_open" if before is not None and key in before.found else "new"
    return "fixed" if _is_there(key, last) else "withdrawn"


def _is_there(key: Key, version: Version) -> bool:
    """Whether the submission is in a version, also of a row of a repeat group."""
    return key[1] in version.stable or loop_of(key[1])[0] in version.stable


def _first_seen(versions: Sequence[Version]) -> dict[Key, str]:
    """The day since which each finding is there; one that came back counts from its return."""
    seen: dict[Key, str] = {}
    known: dict[Key, str] = {}
    for version in versions:
        seen = {key: seen.get(key, version.day) for key in version.found}
        known |= seen
    return known


def _days(first: str, last: str) -> int | None:
    if not first or not last:
        return None
    return (datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first)).days


def _scores(wave: str, versions: Sequence[Version], undecided: frozenset[Key]) -> list[Score]:
    partners = sorted({partner for version in versions for partner in version.records})
    rows: list[Score] = []
    for partner in partners:
        before: dict[Key, Finding] | None = None
        for version in versions:
            found = {key: one for key, one in version.found.items() if one.partner == partner}
            gone = [] if before is None else [key for key in before if key not in version.found]
            final = version is versions[-1]
            rows.append(
                Score(
                    wave=wave,
                    partner=partner,
                    received=version.day,
                    records=version.records.get(partner, 0),
                    errors=sum(one.severity == "error" for one in found.values()),
                    warnings=sum(one.severity == "warning" for one in found.values()),
                    new=None if before is None else sum(key not in before for key in found),
                    still_open=None if before is None else sum(key in before for key in found),
                    fixed=None if before is None else sum(_is_there(key, version) for key in gone),
                    withdrawn=None if before is None else sum(not _is_there(key, version) for key in gone),
                    settled=sum(key not in undecided for key in found) if final else None,
                )
            )
            before = found
    return rows

"""Audit logs of a wave: the length of each interview as the phone measured it, in a column of its own."""

from __future__ import annotations

from collections.abc import Mapping

from meal.model.columns import code_texts
from meal.model.errors import DataError
from meal.model.findings import Finding
from meal.model.responses import Responses, Source
from meal.read import interview_seconds, is_audit_log, read_wave
from meal.study.load import StudyFile
from meal.study.quality import AUDIT_SECONDS
from meal.study.records import EDITED_COLUMNS, SUBMISSION_COLUMNS

PREFIX = "uuid:"


def with_audit_logs(
    file: StudyFile, raw: Mapping[str, Responses]
) -> tuple[dict[str, Responses], list[Finding], tuple[Source, ...]]:
    """The waves, with a column of seconds where a wave names its audit logs, and what of the logs belongs to nobody.

    Raises:
        DataError: a file is no audit log, or the exports of the wave have a column of that name already.
    """
    waves, findings, sources = dict(raw), list[Finding](), list[Source]()
    for wave, responses in raw.items():
        patterns = file.study.waves[wave].audit
        if not patterns:
            continue
        log = read_wave(wave, file.data, patterns)
        first = log.sources[0].file
        if not is_audit_log(log.columns):
            raise DataError(
                f"{first}: wave '{wave}' names this file as its audit log, but it lacks columns of one (event, node, "
                f"start, end); it has: {', '.join(list(log.columns)[:12])}. Name the logs there, exports under files."
            )
        if AUDIT_SECONDS in responses.columns:
            raise DataError(
                f"{responses.sources[0].file}: the export has a column '{AUDIT_SECONDS}', which is to hold the lengths "
                f"from the audit log {first}. Leave out audit of wave '{wave}', or rename the column."
            )
        seconds = {_bare(submission): told for submission, told in interview_seconds(log.columns).items()}
        ids = _ids(responses, file.study.identity.record, frozenset(seconds))
        texts = [f"{seconds[one]:.3f}" if one in seconds else "" for one in ids]
        waves[wave] = responses.with_columns({AUDIT_SECONDS: code_texts(texts)})
        with_log = sum(bool(text) for text in texts)
        findings.append(
            Finding(
                "audit_log_read", "note", "study", wave=wave, file=first,
                parameters={
                    "count": str(with_log), "without": str(len(texts) - with_log),
                    "other": str(len(set(seconds) - set(ids))),
                },
            )
        )  # fmt: skip
        sources += log.sources
    return waves, findings, tuple(sources)


def _ids(responses: Responses, record: str, wanted: frozenset[str]) -> list[str]:
    """The id of each record by the column that names most of the logs."""
    names = [name for name in (record, "_id", *SUBMISSION_COLUMNS, *EDITED_COLUMNS) if name in responses.columns]
    tables = [[_bare(text) for text in responses.columns[name].record_texts().tolist()] for name in names]
    return max(tables, key=lambda ids: len(wanted & set(ids)), default=[""] * responses.n_records)


def _bare(text: object) -> str:
    return str(text).strip().removeprefix(PREFIX)

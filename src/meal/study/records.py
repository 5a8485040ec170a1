"""Which submission, person and partner each record is, and findings that point at records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from meal.model.arrays import IntArray, TextArray
from meal.model.findings import Finding, Scope, Severity
from meal.model.responses import Responses
from meal.study.definition import Identity
from meal.study.pseudonyms import Pseudonyms

SUBMISSION_COLUMNS = ("_uuid", "KEY", "meta/instanceID", "meta-instanceID", "instanceID")
EDITED_COLUMNS = ("rootUuid", "meta/rootUuid")


@dataclass(frozen=True, slots=True, eq=False)
class RecordKeys:
    """Identifiers of the records of one wave, as text, shape (n_records,) each.

    Attributes:
        record: id of the submission as exported. stable: the first id of an edited submission,
            else `record`. respondent, partner: empty where the study names no such column.
        person: who the record is of, as far as it is known: the respondent's id, or what exact keys, decisions
            and the rule put in its place; records with the same text are one person. Never printed.
    """

    record: TextArray
    stable: TextArray
    respondent: TextArray
    partner: TextArray
    person: TextArray


def record_keys(responses: Responses, identity: Identity, pseudonyms: Pseudonyms | None = None) -> RecordKeys:
    """The identifiers of each record; a submission without an id is known by its file and row.

    Args:
        pseudonyms: put in the place of identifiers that outputs show; `person`, which none shows, stays.
    """
    record = _first_column(responses, (identity.record, *SUBMISSION_COLUMNS))
    if record is None or (record == "").any():
        files = np.array([source.file for source in responses.sources], dtype=object)[responses.source_of]
        places = np.array([f"{file}:{row}" for file, row in zip(files, responses.row_of, strict=True)], dtype=object)
        # Blank ids must not make one submission of all records that lack one.
        record = places if record is None else np.where(record == "", places, record)
    root = _first_column(responses, (identity.edited_from, *EDITED_COLUMNS))
    stable = record if root is None else np.where(root == "", record, root)
    blank = np.full(responses.n_records, "", dtype=object)
    respondent = _first_column(responses, (identity.respondent,)) if identity.respondent else None
    partner = _first_column(responses, (identity.partner,)) if identity.partner else None
    respondent = blank if respondent is None else respondent
    shown = (record, stable, respondent)
    if pseudonyms is not None:
        shown = (pseudonyms.of_each(record), pseudonyms.of_each(stable), pseudonyms.of_each(respondent))
    return RecordKeys(
        *shown,
        partner=blank if partner is None else partner,
        person=respondent,
    )


def _first_column(responses: Responses, names: Iterable[str | None]) -> TextArray | None:
    for name in names:
        if name is not None and name in responses.columns:
            column = responses.columns[name]
            # A user-missing identifier (-99) is no identifier.
            texts = np.empty(column.n_distinct, dtype=object)
            texts[:] = list(map(str.strip, map(str, column.texts.tolist())))
            texts[column.reasons != 0] = ""
            return texts[column.codes]
    return None


def findings_at(
    responses: Responses,
    keys: RecordKeys,
    rows: IntArray,
    *,
    rule: str,
    severity: Severity,
    scope: Scope,
    variable: str = "",
    parameters: Mapping[str, str] | None = None,
    decided: bool = False,
) -> list[Finding]:
    """One finding for each of these records; what was found is told unless the question is personal."""
    column = responses.columns.get(variable)
    hidden = column is None or responses.codebook.question(variable).personal
    found = [""] * len(rows) if hidden or column is None else column.texts[column.codes[rows]].tolist()
    return [
        Finding(
            rule=rule,
            severity=severity,
            scope=scope,
            wave=responses.wave,
            partner=keys.partner[row],
            file=responses.sources[responses.source_of[row]].file,
            sheet=responses.sources[responses.source_of[row]].sheet,
            row=int(responses.row_of[row]),
            record=keys.record[row],
            respondent=keys.respondent[row],
            variable=variable,
            found=text,
            parameters=parameters or {},
            index=int(row),
            decided=decided,
        )
        for row, text in zip(rows.tolist(), found, strict=True)
    ]

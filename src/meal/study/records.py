"""Which submission, person and partner each record is, and findings that point at records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from meal.model.arrays import BoolArray, IntArray, TextArray
from meal.model.columns import CodedColumn
from meal.model.findings import Finding, Scope, Severity
from meal.model.responses import RepeatRecords, Responses
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
        may_repeat: False where no other record has the same `stable`, and none the same `person`, as far as that
            could be told without comparing texts record by record; None where it could not.
    """

    record: TextArray
    stable: TextArray
    respondent: TextArray
    partner: TextArray
    person: TextArray
    may_repeat: BoolArray | None = None

    def of_people(self, person: TextArray) -> RecordKeys:
        """The same records, of other people."""
        return replace(self, person=person, may_repeat=None)


@dataclass(frozen=True, eq=False)
class RepeatRows:
    """The rows of one repeat group as they stand after the cleaning log, and what they are called.

    Attributes:
        keys: of each row: ids of its submission, but in `stable` its own key (`row_keys`).
        record_of: shape (n_rows,), position of its record in the wave; -1 for none.
    """

    table: RepeatRecords
    keys: RecordKeys
    record_of: IntArray

    @cached_property
    def places(self) -> Mapping[tuple[str, str, int], int]:
        """File, sheet and row as the spreadsheet shows it → the position of the row."""
        rows = self.table.responses
        sources = [(source.file, source.sheet) for source in rows.sources]
        return {
            (*sources[source], shown): position
            for position, (source, shown) in enumerate(zip(rows.source_of.tolist(), rows.row_of.tolist(), strict=True))
        }


def row_keys(keys: RecordKeys, parent_of: IntArray, name: str) -> RecordKeys:
    """The identifiers of the rows of a repeat group.

    `stable` is the key of the row: that of its record, or of the row above, then the name of the repeat group and the
    place of the row in it, from 1 in the order of the file, as `u3/child[2]/toy[1]`. Servers number `_index` anew at
    every export; the place inside a submission stays. Rows that belong to no record have no key.

    Args:
        keys: of the records, or of the rows of the outer repeat group. parent_of: shape (n_rows,), -1 for none.
    """

    def taken(texts: TextArray) -> TextArray:
        return np.asarray(np.append(texts, np.array([""], dtype=object))[parent_of], dtype=object)

    stable = [
        f"{above}/{name}[{place}]" if above else ""
        for above, place in zip(taken(keys.stable).tolist(), places_within(parent_of).tolist(), strict=True)
    ]
    return RecordKeys(
        taken(keys.record), _texts(stable), taken(keys.respondent), taken(keys.partner), taken(keys.person)
    )


def places_within(parent_of: IntArray) -> IntArray:
    """The place of each row among those of its record, from 1, in the order of the file."""
    order = np.argsort(parent_of, kind="stable")
    parents = parent_of[order]
    starts = np.flatnonzero(np.r_[True, parents[1:] != parents[:-1]]) if len(parents) else np.zeros(0, np.int64)
    lengths = np.diff(np.r_[starts, len(parents)])
    places = np.empty(len(parents), dtype=np.int64)
    places[order] = np.arange(len(parents)) - np.repeat(starts, lengths) + 1
    return places


def _texts(values: list[str]) -> TextArray:
    texts = np.empty(len(values), dtype=object)
    texts[:] = values
    return texts


def record_keys(responses: Responses, identity: Identity, pseudonyms: Pseudonyms | None = None) -> RecordKeys:
    """The identifiers of each record; a submission without an id is known by its file and row.

    Args:
        pseudonyms: put in the place of identifiers that outputs show; `person`, which none shows, stays.
    """
    submissions = _first_column(responses, (identity.record, *SUBMISSION_COLUMNS))
    record = None if submissions is None else submissions.record_texts()
    if record is None or (record == "").any():
        files = np.array([source.file for source in responses.sources], dtype=object)[responses.source_of]
        places = np.array([f"{file}:{row}" for file, row in zip(files, responses.row_of, strict=True)], dtype=object)
        # Blank ids must not make one submission of all records that lack one.
        record = places if record is None else np.where(record == "", places, record)
    edited = _first_column(responses, (identity.edited_from, *EDITED_COLUMNS))
    root = None if edited is None else edited.record_texts()
    stable = record if root is None else np.where(root == "", record, root)
    blank = np.full(responses.n_records, "", dtype=object)
    people = _first_column(responses, (identity.respondent,)) if identity.respondent else None
    partners = _first_column(responses, (identity.partner,)) if identity.partner else None
    respondent = blank if people is None else people.record_texts()
    shown = (record, stable, respondent)
    if pseudonyms is not None:
        shown = (pseudonyms.of_each(record), pseudonyms.of_each(stable), pseudonyms.of_each(respondent))
    return RecordKeys(
        *shown,
        partner=blank if partners is None else partners.record_texts(),
        person=respondent,
        may_repeat=None if submissions is None or root is not None else _repeated(submissions, people),
    )


def _first_column(responses: Responses, names: Iterable[str | None]) -> CodedColumn | None:
    """The first of the columns that is there, its answers without spaces around them and without missing codes."""
    for name in names:
        if name is not None and name in responses.columns:
            column = responses.columns[name]
            texts = np.empty(column.n_distinct, dtype=object)
            texts[:] = list(map(str.strip, map(str, column.texts.tolist())))
            # A user-missing identifier (-99) is no identifier.
            texts[column.reasons != 0] = ""
            return CodedColumn(column.codes, texts, column.reasons)
    return None


def _repeated(submissions: CodedColumn, people: CodedColumn | None) -> BoolArray | None:
    """Whether a record shares its submission or its person with another; None where codes do not tell."""
    shared: BoolArray | None = None
    for column in (submissions, people):
        if column is None:
            continue
        if not _all_different(column.texts):
            return None  # one text with two codes, such as an answer with a space behind it
        often: BoolArray = np.bincount(column.codes, minlength=column.n_distinct) > 1
        here = often[column.codes]
        shared = here if shared is None else shared | here
    return shared


def _all_different(texts: TextArray) -> bool:
    """Whether no text stands there twice; sorting their hashes takes a third of the time of a set of a million."""
    hashes = np.fromiter(map(hash, texts.tolist()), dtype=np.int64, count=len(texts))
    hashes.sort()
    return bool((hashes[1:] != hashes[:-1]).all()) or len(set(texts.tolist())) == len(texts)


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

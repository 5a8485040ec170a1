"""The exports as they came, table by table, with the record that each row belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from meal.model.arrays import IntArray, TextArray
from meal.model.codebook import Codebook
from meal.model.errors import DataError
from meal.model.partner_feedback import ColumnKind
from meal.model.responses import Export, Responses, Source
from meal.pipeline.preparation import Prepared
from meal.propose.personal import personal_kind
from meal.propose.profile import profiles
from meal.read import Repeat, form_names, read_file, read_repeats
from meal.study.definition import Identity
from meal.study.pseudonyms import identifier_columns
from meal.study.records import EDITED_COLUMNS, SUBMISSION_COLUMNS

_KEYS = frozenset(
    {
        *SUBMISSION_COLUMNS, *EDITED_COLUMNS, "_id", "_uuid", "_index", "PARENT_KEY", "_parent_index",
        "_parent_table_name", "_submission__id", "_submission__uuid",
    }
)  # fmt: skip
_POSITION = ("latitude", "longitude", "altitude", "precision")


@dataclass(frozen=True, slots=True, eq=False)
class ExportTable:
    """One table of one file.

    Attributes:
        record_of: shape (n_rows,), position of the record in the wave; -1 for rows of no record of the wave.
        names: column of the export → its name in the data. kinds: column → what a partner may do with it.
        hidden: columns whose cells are personal.
        repeat: its rows are those of a repeat group.
    """

    wave: str
    export: Export
    record_of: IntArray
    names: Mapping[str, str]
    kinds: Mapping[str, ColumnKind]
    hidden: frozenset[str]
    repeat: bool = False


def export_tables(prepared: Prepared) -> list[ExportTable]:
    """Every table of every file, in the order of the waves; the files are read anew, since nothing keeps them.

    Raises:
        DataError: a file cannot be read, or changed since it was checked.
    """
    tables: list[ExportTable] = []
    for wave, responses in prepared.waves.items():
        codebook = prepared.file.codebooks.get(wave)
        guessed = _guessed_personal(responses, prepared.file.study.identity)
        for number, source in enumerate(responses.sources):
            export = _read(prepared, wave, source)
            if export.source.sha256 != source.sha256:
                raise DataError(f"{source.file}: the file changed while it was read. Run again.")
            records = np.flatnonzero(responses.source_of == number)
            at_row = dict(zip(responses.row_of[records].tolist(), records.tolist(), strict=True))
            record_of = np.array([at_row.get(row, -1) for row in export.row_of.tolist()], dtype=np.int64)
            table = _table(wave, export, record_of, codebook, prepared.file.study.identity, guessed)
            tables += [table, *_repeats(prepared, table, responses, at_row)]
    return tables


def _read(prepared: Prepared, wave: str, source: Source) -> Export:
    settings, folder = prepared.file.study.waves[wave], prepared.file.data
    several = settings.sheet is not None and "*" in settings.sheet
    return read_file(
        folder / source.file,
        relative_to=folder,
        sheet=source.sheet if several else settings.sheet,
        header_row=settings.header_row,
        last_row=settings.last_row,
    )


def _repeats(
    prepared: Prepared, main: ExportTable, responses: Responses, at_row: Mapping[int, int]
) -> list[ExportTable]:
    """The repeat groups of the same file, joined to the records of the wave; none where they cannot be."""
    if not any(group.repeat for group in responses.codebook.groups.values()):
        return []
    source, folder = main.export.source, prepared.file.data
    try:
        found = read_repeats(folder / source.file, relative_to=folder, sheet=source.sheet or None)
    except DataError:
        return []  # said by a finding already
    codebook, identity = prepared.file.codebooks.get(main.wave), prepared.file.study.identity
    return [
        replace(
            _table(main.wave, repeat.export, _records(repeat, found, at_row), codebook, identity, frozenset()),
            repeat=True,
        )
        for repeat in found.values()
    ]


def _records(repeat: Repeat, found: Mapping[str, Repeat], at_row: Mapping[int, int]) -> IntArray:
    """The record of each row, through the repeat groups that it stands in."""
    if not repeat.parent:
        return np.array([at_row.get(row, -1) for row in repeat.parent_row.tolist()], dtype=np.int64)
    above = np.append(_records(found[repeat.parent], found, at_row), -1)
    records: IntArray = above[repeat.parent_of]
    return records


def _table(
    wave: str, export: Export, record_of: IntArray, codebook: Codebook | None, identity: Identity,
    guessed: frozenset[str],
) -> ExportTable:  # fmt: skip
    names = form_names(export, codebook)
    personal = _declared_personal(names.values(), codebook) | guessed
    locked = _identifiers(identity)
    if identity.pseudonymise:
        # Emptied as what is personal is: a row of the workbook is found by its pseudonym all the same.
        ids = identifier_columns(names.values(), identity)
        personal, locked = personal | ids, locked - ids
    hidden = frozenset(column for column, name in names.items() if name in personal)
    kinds: dict[str, ColumnKind] = {
        column: "identifier" if {column, name} & locked else "personal" if column in hidden else "answer"
        for column, name in names.items()
    }
    return ExportTable(wave, export, record_of, names, kinds, hidden)


def _identifiers(identity: Identity) -> frozenset[str]:
    declared = {identity.record, identity.edited_from, identity.respondent, identity.partner} - {None}
    return _KEYS | {name for name in declared if name}


def _declared_personal(names: Iterable[str], codebook: Codebook | None) -> frozenset[str]:
    """Columns of personal questions, with those that servers put beside them: positions, links, options."""
    if codebook is None:
        return frozenset()
    personal = [question.name for question in codebook.questions.values() if question.personal]
    own = {*personal, *(f"_{name}_{part}" for name in personal for part in _POSITION)}
    own |= {f"{name}_URL" for name in personal}
    return frozenset(name for name in names if name in own or any(name.startswith(f"{one}/") for one in personal))


def _guessed_personal(responses: Responses, identity: Identity) -> frozenset[str]:
    """Columns that no questionnaire declares and that look personal: what nobody decided about is not passed on."""
    locked = _identifiers(identity)
    left = {
        name: column
        for name, column in responses.columns.items()
        if name not in responses.codebook.questions and name not in locked and "/" not in name
    }
    looked_at = profiles(replace(responses, columns=left), {})
    return frozenset(name for name, profile in looked_at.items() if personal_kind(profile))


def texts_at(table: ExportTable, column: str, rows: IntArray) -> TextArray:
    """The cells of a column in these rows of the file, as they stand there."""
    coded = table.export.columns[column]
    return coded.texts[coded.codes[rows]]

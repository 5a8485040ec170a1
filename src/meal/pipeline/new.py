"""`meal new`: from an export to a study that runs as it is."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from meal.model.codebook import Codebook, Question
from meal.model.columns import CodedColumn
from meal.model.errors import DataError, StudyError
from meal.model.responses import Export, Responses
from meal.pipeline.preparation import Progress
from meal.pipeline.wave_records import wave_records
from meal.propose import (
    DataFile,
    ProposedStudy,
    ProposedWave,
    WaveData,
    belongs,
    form_questions,
    proposed_study,
    wave_data,
    wave_plan,
    yaml_text,
)
from meal.read import read_file, read_xlsform, stacked, under_form
from meal.store import NameTakenError, create_folder, write_missing_files
from meal.study.load import StudyFile, load_study
from meal.study.references import variable_problems

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class NewStudy:
    """A study that was made.

    Attributes:
        folder: where it lies. schemas: the schemas that were written. proposal: what was proposed and why.
    """

    folder: Path
    schemas: tuple[str, ...]
    proposal: ProposedStudy


@dataclass(frozen=True, slots=True)
class Area:
    """Where the table is in the exports, where it is not the whole of their first sheet; rows count from 1."""

    sheet: str | None = None
    header_row: int | None = None
    last_row: int | None = None


def new_study(
    name: str,
    data: Sequence[Path],
    *,
    forms: Sequence[Path] = (),
    sheet: str | None = None,
    header_row: int | None = None,
    last_row: int | None = None,
    root: Path = Path(),
    progress: Progress = lambda _: None,
) -> NewStudy:
    """Copy exports into surveys/<name>/ and write a study file and schemas that run as they are.

    Args:
        data: the exports, as they came. forms: XLSForms; each belongs to the waves whose questions it asks.
        sheet: of workbooks; the first where it is left out.
        header_row, last_row: of the names and the last record, where titles or notes surround the tables.
        root: folder with surveys/ and schemas/.

    Raises:
        NameTakenError: there is a study of this name; nothing was written.
        DataError: the name cannot be one, an export or a form cannot be read, or there are no records.
    """
    folder = root / "surveys" / name
    _refuse_name(name, folder)
    progress("Reading")
    data = _named(data)
    area = Area(sheet, header_row, last_row)
    files = [DataFile(path.as_posix(), _export(path, area)) for path in data]
    codebooks = {path.name: read_xlsform(path) for path in forms}
    progress("Looking at the columns")
    form_of = {number: _form_of(file.export, codebooks) for number, file in enumerate(files)}
    plan = wave_plan([_under(file, codebooks.get(form_of[number])) for number, file in enumerate(files)])
    places = _places(plan.waves, files)
    waves = [_wave(wave, files, places, codebooks, form_of, area) for wave in plan.waves]
    left_out = {PurePosixPath(files[number].place).name: why for number, why in plan.left_out}
    left_out |= _unused_forms(codebooks, waves)
    proposal = proposed_study(name, waves, left_out)
    _refuse_without_questions(proposal)
    progress("Writing")
    schemas = {file.name: yaml_text(file).encode("utf-8") for file in proposal.schemas}
    study = {"study.yaml": yaml_text(proposal.study).encode("utf-8")}
    _check(name, {**schemas, f"surveys/{name}/study.yaml": study["study.yaml"]}, waves)
    _refuse_other_schemas(root, schemas)
    contents = {place: data[number].read_bytes() for number, place in places.items()}
    contents |= {f"forms/{path.name}": path.read_bytes() for path in forms}
    written = write_missing_files(root, schemas, overwrite=False)
    create_folder(folder, {**contents, **study})
    return NewStudy(folder, tuple(written), proposal)


def _refuse_name(name: str, folder: Path) -> None:
    if not _NAME.fullmatch(name):
        raise DataError(
            f'"{name}" cannot be the name of a study: letters a to z, digits, - and _ were expected, with a letter or '
            "digit first, such as wash-2026."
        )
    if folder.exists():
        raise NameTakenError(
            f"{folder.as_posix()}: there is a study of this name already, and it is never overwritten. Choose another "
            "name, or remove the folder first."
        )


def _named(paths: Sequence[Path]) -> list[Path]:
    """The files, patterns such as before/*.csv written out: the command line of Windows leaves that to programs."""
    named: list[Path] = []
    for path in paths:
        pattern = any(sign in path.name for sign in "*?") and not path.exists()
        named += sorted(path.parent.glob(path.name)) if pattern else [path]
    return named or list(paths)


def _export(path: Path, area: Area) -> Export:
    export = read_file(path, sheet=area.sheet, header_row=area.header_row, last_row=area.last_row)
    if {"type", "name"} <= set(export.columns) and any(name.startswith("label") for name in export.columns):
        raise DataError(
            f"{path.name}: this is a form, not its answers. Give the export with --data and the form with --form."
        )
    if not len(export.row_of):
        raise DataError(
            f"{path.name}: the file holds no records, so nothing can be proposed. Export the answers again."
        )
    return export


def _places(waves: Iterable[ProposedWave], files: Sequence[DataFile]) -> dict[int, str]:
    """File → where its copy lies below the study folder: one folder a wave, every name once."""
    places: dict[int, str] = {}
    shared = len({number for wave in waves for number in wave.files}) < sum(len(wave.files) for wave in waves)
    for wave in waves:
        for number in wave.files:
            if number in places:
                continue
            own = PurePosixPath(files[number].place)
            folder = "data" if shared else wave.id
            place, copy = f"{folder}/{own.name}", 2
            while place in places.values():
                place, copy = f"{folder}/{own.stem}-{copy}{own.suffix}", copy + 1
            places[number] = place
    return places


def _wave(
    wave: ProposedWave,
    files: Sequence[DataFile],
    places: Mapping[int, str],
    forms: Mapping[str, Codebook],
    form_of: Mapping[int, str],
    area: Area,
) -> WaveData:
    form_file = next((form_of[number] for number in wave.files if form_of[number]), "")

    def under(form: Codebook | None) -> WaveData:
        # As `meal analyse` will read them: under one form, also files that were taken for those of another.
        responses = stacked(wave.id, [_under(files[number], form).export for number in wave.files])
        if wave.records is not None:
            responses = _only_records(wave, responses)
        return wave_data(
            wave,
            responses,
            files=tuple(places[number] for number in wave.files),
            sheet=area.sheet if any(files[number].export.source.sheet for number in wave.files) else None,
            header_row=area.header_row,
            last_row=area.last_row,
            form=form,
            form_file=form_file,
            questions=_questions(form, responses.columns) if form else None,
        )

    form = forms.get(form_file)
    data = under(form)
    other = _answered_otherwise(form, data) if form else {}
    return under(replace(form, questions={**form.questions, **other})) if form and other else data


def _answered_otherwise(form: Codebook, data: WaveData) -> dict[str, Question]:
    """Select questions whose options are not what was answered, as questions of text.

    The schema will have them so, and their answers and the columns of their options must be read as they will be then.
    """
    found: dict[str, Question] = {}
    for name, column in data.columns.items():
        asked = form.questions.get(name)
        if asked is None or not asked.choices or column.question is None or column.kind == "empty":
            continue
        if not column.question.choices or (asked.type == "select_multiple" and name not in data.several):
            found[name] = replace(asked, type="text", choices=(), choice_filter=None)
    return found


def _only_records(wave: ProposedWave, responses: Responses) -> Responses:
    from meal.study.load import study_from_mapping

    study = study_from_mapping({"study": "x", "waves": {wave.id: {"files": "-", "records": wave.records}}}).study
    return wave_records(study, {wave.id: responses})[0][wave.id]


def _form_of(export: Export, forms: Mapping[str, Codebook]) -> str:
    """The form that asks most of the questions of an export, where one does; else nothing."""
    best, most = "", 0
    for name, form in forms.items():
        asked = _questions(form, under_form(export, form).columns)
        if belongs(form, asked) and len(asked) > most:
            best, most = name, len(asked)
    return best


def _under(file: DataFile, form: Codebook | None) -> DataFile:
    """The file as its form would have it: columns bear the names of its questions, and answers are its codes."""
    return file if form is None else DataFile(file.place, under_form(file.export, form))


def _questions(form: Codebook, columns: Mapping[str, CodedColumn]) -> Mapping[str, Question]:
    return form_questions(form, columns, {name: name for name in columns if name in form.questions})


def _unused_forms(forms: Mapping[str, Codebook], waves: Sequence[WaveData]) -> dict[str, str]:
    used = {data.form_file for data in waves}
    why = "fewer than a third of its questions are in the exports, so it is another form"
    return {name: why for name in forms if name not in used}


def _check(name: str, files: Mapping[str, bytes], waves: Sequence[WaveData]) -> None:
    """Read the proposal back as `meal analyse` will; what is written must load and name columns that exist."""
    with tempfile.TemporaryDirectory() as temporary:
        for place, content in files.items():
            target = Path(temporary, place)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        loaded: StudyFile = load_study(Path(temporary, "surveys", name))
    columns = {data.wave.id: frozenset(data.responses.columns) for data in waves}
    problems = variable_problems(loaded.study, columns, loaded.document)
    if problems:
        raise StudyError(problems)


def _refuse_without_questions(proposal: ProposedStudy) -> None:
    """A wave in which nothing was asked has no results: something is wrong with its export."""
    for file in proposal.schemas:
        if not any(row.path[0] == "questions" for row in file.rows):
            raise DataError(
                f"{file.name.removeprefix('schemas/').removesuffix('.yaml')}: no question was found in the exports of "
                "this questionnaire, only columns that phones and servers add. An export with answers was expected. "
                "Export the data anew with all columns, or leave the file out."
            )


def _refuse_other_schemas(root: Path, schemas: Mapping[str, bytes]) -> None:
    """A schema of the same name with other content belongs to another study."""
    for name, content in schemas.items():
        target = root / name
        if target.is_file() and target.read_bytes() != content:
            raise NameTakenError(
                f"{target.as_posix()}: there is another schema of this name already, and it is never overwritten. "
                "Choose another name for the study, or remove the schema first."
            )

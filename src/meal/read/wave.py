"""All exports of a wave as one table of records, with one codebook."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath

import numpy as np

from meal.model.codebook import Codebook
from meal.model.columns import CodedColumn, concatenate
from meal.model.errors import DataError
from meal.model.missing import Reason
from meal.model.responses import Disposition, Export, Responses, Source
from meal.read.codebooks import merged_codebook, with_reasons
from meal.read.coding import constant
from meal.read.contained import Parser
from meal.read.files import read_tables
from meal.read.table import Remark, some_of
from meal.read.under_form import under_form


def read_wave(
    wave: str,
    folder: Path,
    patterns: Sequence[str],
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    last_row: int | None = None,
    codebook: Codebook | None = None,
) -> Responses:
    """All records of a wave: every file that the patterns find below the folder, stacked by column name.

    A column that one file lacks is missing there with reason NOT_ASKED. Codes that the codebook or the
    files themselves declare missing get their reason; blanks are BLANK.

    Args:
        wave: id of the wave.
        folder: the study's folder; sources are named from it.
        patterns: such as `before/*.csv`; a file that two of them find counts once.
        sheet: name of the sheet in workbooks; with a `*` all sheets, or members of an archive, called like it.
        header_row, last_row: row of the names and of the last record in every file, from 1, as for `read_file`.
        codebook: the questionnaire; where it is silent, the metadata of the files fills in.

    Raises:
        DataError: a pattern finds nothing or leaves the folder, or a file cannot be read.
    """
    paths = wave_files(wave, folder, patterns)
    with Parser() as parser:
        exports = [
            export
            for path in paths
            for export in read_tables(
                path, relative_to=folder, sheet=sheet, header_row=header_row, last_row=last_row, parser=parser
            )
        ]
    return stacked(wave, exports, codebook)


def stacked(wave: str, exports: Sequence[Export], codebook: Codebook | None = None) -> Responses:
    """The records of several exports one below the other, all of them kept.

    Columns stand in the order of the first export, then those that only later ones have.
    """
    if codebook is not None:
        exports = [under_form(export, codebook) for export in exports]
    whole = merged_codebook(wave, codebook, [export.metadata for export in exports if export.metadata is not None])
    names = list(dict.fromkeys(name for export in exports for name in export.columns))
    counts = [len(export.row_of) for export in exports]
    columns = {
        name: with_reasons(_one_column([_column_or_absent(export, name) for export in exports]), name, whole)
        for name in names
    }
    return Responses(
        wave=wave,
        columns=columns,
        codebook=whole,
        sources=tuple(_with_remarks(exports, names)),
        source_of=np.repeat(np.arange(len(exports), dtype=np.int64), counts),
        row_of=np.concatenate([np.zeros(0, dtype=np.int64), *(export.row_of for export in exports)]),
        disposition=np.full(sum(counts), Disposition.KEPT, dtype=np.int8),
    )


def _one_column(parts: Sequence[CodedColumn]) -> CodedColumn:
    return parts[0] if len(parts) == 1 else concatenate(parts)


def _column_or_absent(export: Export, name: str) -> CodedColumn:
    return export.columns.get(name) or constant("", Reason.NOT_ASKED, len(export.row_of))


def _with_remarks(exports: Sequence[Export], names: Sequence[str]) -> Iterable[Source]:
    """The sources, with a remark on columns that others have, and on a file that came twice."""
    first_with: dict[tuple[str, str], str] = {}
    for export in exports:
        source = export.source
        remarks: list[Remark] = list(source.remarks)
        absent = [name for name in names if name not in export.columns]
        if absent:
            remarks.append(("columns_absent", {"count": str(len(absent)), "columns": some_of(absent)}))
        other = first_with.setdefault((source.sha256, source.sheet), source.file)
        if other != source.file:
            remarks.append(("same_file_twice", {"other": other}))
        yield replace(source, remarks=tuple(remarks))


def wave_files(wave: str, folder: Path, patterns: Sequence[str]) -> list[Path]:
    """The files that the patterns find below the folder, each once, sorted by their path.

    Raises:
        DataError: a pattern finds nothing, or a path leaves the folder.
    """
    found: dict[str, Path] = {}
    root = folder.resolve()
    for pattern in patterns:
        matches = [path for path in _matches(wave, folder, pattern) if path.is_file() and not _left_behind(path)]
        if not matches:
            raise _nothing_found(wave, folder, pattern)
        for path in matches:
            target = path.resolve()
            if not target.is_relative_to(root):
                raise DataError(
                    f'wave "{wave}": "{pattern}" finds {path.name}, which is a link to a file outside the study '
                    "folder. All files of a study must lie in its folder. Copy the file into it."
                )
            found.setdefault(target.relative_to(root).as_posix(), path)
    return [found[name] for name in sorted(found)]


def _matches(wave: str, folder: Path, pattern: str) -> list[Path]:
    parts = PurePosixPath(pattern.replace("\\", "/"))
    if not pattern.strip() or parts.is_absolute() or PureWindowsPath(pattern).drive or ".." in parts.parts:
        raise DataError(
            f'wave "{wave}": files "{pattern}" does not stay inside the study folder. A path below it was expected, '
            'such as "before/*.csv". Put the files in the study folder and name them from there.'
        )
    if not folder.is_dir():
        raise DataError(
            f'wave "{wave}": there is no folder {folder}. The study folder with the exports was expected. Check its '
            "name."
        )
    if (folder / parts).is_file():
        return [folder / parts]  # a name such as "data [1].csv" is meant as it stands
    try:
        return sorted(folder.glob(parts.as_posix()))
    except (ValueError, NotImplementedError) as error:
        raise DataError(
            f'wave "{wave}": files "{pattern}" is not a pattern of files. One such as "before/*.csv" was expected, in '
            "which * stands for any part of a name."
        ) from error


def _left_behind(path: Path) -> bool:
    """Files that Office, macOS and others leave beside the real ones."""
    return path.name.startswith(("~$", ".")) or path.name in ("Thumbs.db", "desktop.ini")


def _nothing_found(wave: str, folder: Path, pattern: str) -> DataError:
    there = sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and not _left_behind(path)
    )
    near = difflib.get_close_matches(pattern, there, n=1, cutoff=0.7)
    meant = f' Did you mean "{near[0]}"?' if near else ""
    holds = f"the folder holds {some_of(there)}" if there else "the folder holds no files"
    return DataError(
        f'wave "{wave}": no file matches "{pattern}" in {folder}; {holds}. At least one export was expected. Put the '
        f"export there, or correct `files` of the wave; capitals matter.{meant}"
    )

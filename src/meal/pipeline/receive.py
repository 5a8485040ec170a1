"""`meal receive`: a new export takes the place of the last one, which is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from meal.model.errors import DataError
from meal.model.responses import Export
from meal.model.submissions import LOST, Submission
from meal.pipeline.submissions import (
    ARCHIVE,
    REGISTER,
    current_files,
    fits,
    read_register,
    register_bytes,
    sha256_of,
)
from meal.read import read_file
from meal.store import replace_if_unchanged, write_file
from meal.study.load import StudyFile
from meal.study.records import EDITED_COLUMNS, SUBMISSION_COLUMNS

MOSTLY = 0.5
"""Share of the records of the smaller export from which two exports are taken for versions of one."""


@dataclass(frozen=True, slots=True)
class Received:
    """What became of an export.

    Attributes:
        file: where it lies now. archived: where the version lies that it replaced, or empty.
        already: it was there before, so that nothing was done.
    """

    wave: str
    file: str
    archived: str = ""
    already: bool = False

    def lines(self) -> list[str]:
        """What a person reads."""
        if self.already:
            return [f"{self.file}: this version was received before; nothing was done."]
        kept = [f"The version before it is kept as {self.archived}."] if self.archived else []
        return [f"Received for wave {self.wave}: {self.file}", *kept]


def receive(
    file: StudyFile, export: Path, *, wave: str, date: str, replaces: str = "", beside: bool = False
) -> Received:
    """Put an export in its place among the exports of a wave, and register it.

    Args:
        date: of receipt, as 2019-05-31. replaces: name of the export that it is a new version of, where that has
            another name. beside: it is an export of its own, even if it shares records with another.

    Raises:
        DataError: the export cannot be read, or it is unclear which export it replaces; nothing was changed.
    """
    if wave not in file.study.waves:
        raise DataError(
            f"There is no wave '{wave}' in {file.document.name}. Expected one of: {', '.join(file.study.waves)}."
        )
    settings = file.study.waves[wave]
    if settings.sheet is not None and "*" in settings.sheet:
        raise DataError(
            f"wave '{wave}' takes every table called like \"{settings.sheet}\" of its file, and versions are compared "
            "table by table. Put the new file in the place of the old one, and keep the old one elsewhere; or give "
            "every partner a file of its own."
        )
    read = read_file(export, sheet=settings.sheet, header_row=settings.header_row, last_row=settings.last_row)
    content = export.read_bytes()
    submissions, register = read_register(file.folder)
    current = current_files(file.study, wave, file.data)
    replaced = _replaced(file, wave, export.name, read, current, replaces=replaces, beside=beside)
    target = _target(file, wave, export.name, replaced)
    old = (file.data / replaced).read_bytes() if replaced else b""
    digest = sha256_of(content)
    known = [one for one in submissions if one.wave == wave and one.sha256 == digest and not one.archived]
    if (
        known
        and (file.data / known[-1].file).is_file()
        and sha256_of((file.data / known[-1].file).read_bytes()) == digest
    ):
        return Received(wave, known[-1].file, already=True)
    if replaced and sha256_of(old) == digest:
        rows = (*submissions, Submission(wave, replaced, date, digest))
        replace_if_unchanged(file.folder / REGISTER, register_bytes(rows), read=register)
        return Received(wave, replaced)
    archived = _archive(file, replaced, old) if replaced else ""
    rows = _registered(submissions, Submission(wave, target, date, digest), replaced, archived, sha256_of(old))
    # The register comes first: what it promises and is not there yet, the same command puts in place again.
    replace_if_unchanged(file.folder / REGISTER, register_bytes(rows), read=register)
    write_file(file.data / target, content)
    if replaced and replaced != target:
        (file.data / replaced).unlink()
    return Received(wave, target, archived)


def _replaced(
    file: StudyFile, wave: str, name: str, read: Export, current: list[str], *, replaces: str, beside: bool
) -> str:
    """Path of the export that is replaced, or empty.

    Raises:
        DataError: no export has that name, or another one shares most of the records.
    """
    if replaces:
        found = [path for path in current if replaces in (path, PurePosixPath(path).name)]
        if len(found) != 1:
            raise DataError(
                f"{replaces}: {'several exports have' if found else 'no export of wave ' + repr(wave) + ' has'} this "
                f"name. Expected one of: {', '.join(current) or 'none, as there is no export yet'}."
            )
        return found[0]
    same = [path for path in current if PurePosixPath(path).name == name]
    if beside:
        if same:
            raise DataError(f"{name}: there is an export of this name already. Give the new one another name.")
        return ""
    if len(same) == 1:
        return same[0]
    settings = file.study.waves[wave]
    ids = _ids(read, file)
    for path in current:
        other = _ids(
            read_file(file.data / path, sheet=settings.sheet, header_row=settings.header_row,
                      last_row=settings.last_row), file,
        )  # fmt: skip
        if ids and other and len(ids & other) > MOSTLY * min(len(ids), len(other)):
            raise DataError(
                f"{name}: {len(ids & other):,} of its {len(ids):,} submissions are in {path} too, so it seems to be a "
                f"newer version of that export. Say --replaces {PurePosixPath(path).name} if it is, or --beside if "
                "both are to count."
            )
    return ""


def _ids(export: Export, file: StudyFile) -> frozenset[str]:
    identity = file.study.identity
    for name in (identity.edited_from, *EDITED_COLUMNS, identity.record, *SUBMISSION_COLUMNS):
        if name in export.columns:
            ids = frozenset(str(text).strip() for text in export.columns[name].texts) - {""}
            if ids:
                return ids
    return frozenset()


def _target(file: StudyFile, wave: str, name: str, replaced: str) -> str:
    """Where the export is put: beside the one that it replaces, or where the wave's patterns look.

    Raises:
        DataError: no pattern finds a file of this name, or one finds the archive.
    """
    patterns = file.study.waves[wave].files
    folders = [PurePosixPath(replaced).parent] if replaced else [PurePosixPath(one).parent for one in patterns]
    if any(fits(pattern, f"{ARCHIVE}/{name}") for one in file.study.waves.values() for pattern in one.files):
        raise DataError(
            f"{file.document.name}: the files of a wave would include the earlier versions in {ARCHIVE}/. Name the "
            "folder of the exports in the pattern, such as before/*.csv."
        )
    for folder in folders:
        path = (folder / name).as_posix()
        if "*" not in folder.as_posix() and any(fits(pattern, path) for pattern in patterns):
            return path
    if replaced:
        return replaced
    raise DataError(
        f"{name}: no pattern of wave '{wave}' finds a file of this name ({', '.join(patterns)}). Rename the file, "
        "say --replaces with the export that it is a new version of, or change `files` in study.yaml."
    )


def _archive(file: StudyFile, replaced: str, content: bytes) -> str:
    """Keep a version; its hash is in the name, so that no version takes the place of another."""
    archived = f"{ARCHIVE}/{sha256_of(content)[:16]}-{PurePosixPath(replaced).name}"
    write_file(file.data / archived, content)
    return archived


def _registered(
    submissions: tuple[Submission, ...], new: Submission, replaced: str, archived: str, old: str
) -> tuple[Submission, ...]:
    """The register with the new version; the replaced one is in it, even if nobody had registered it."""
    if not replaced:
        return (*submissions, new)
    place = (new.wave, replaced, old, "")
    rows = [
        replace(one, archived=archived) if (one.wave, one.file, one.sha256, one.archived) == place else one
        for one in submissions
    ]
    # A version that is neither the current content nor kept was overwritten by hand.
    rows = [
        replace(one, archived=LOST) if (one.wave, one.file, one.archived) == (new.wave, replaced, "") else one
        for one in rows
    ]
    if not any(one.archived == archived and one.wave == new.wave for one in rows):
        rows.append(Submission(new.wave, replaced, "", old, archived))
    return (*rows, replace(new, replaces=old))

"""`meal demo`: the shipped studies, written where they are not there yet."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from meal.demonstration import STUDIES, study_files
from meal.store import write_missing_files


def ensure_studies(root: Path, *, overwrite: bool = False) -> list[str]:
    """Write surveys/ and schemas/ of the shipped studies below a folder; returns what was written.

    Args:
        overwrite: replace files that differ from what ships; otherwise a folder that has the
            studies is left as it is.
    """
    if not overwrite and all((root / "surveys" / study / "study.yaml").is_file() for study in STUDIES):
        return []
    files = study_files()
    same = [path for path, content in files.items() if _holds_the_same(root / path, content)]
    return write_missing_files(
        root, {path: content for path, content in files.items() if path not in same}, overwrite=overwrite
    )


def _holds_the_same(path: Path, content: bytes) -> bool:
    """Whether an archive that is there holds the same files: how small they are packed differs between machines."""
    if path.suffix != ".zip" or not path.is_file():
        return False
    try:
        return members(path.read_bytes()) == members(content)
    except zipfile.BadZipFile:
        return False


def members(archive: bytes) -> dict[str, bytes]:
    """What an archive holds, by name."""
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}

"""Makes a folder that does not exist yet, whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from meal.model.errors import DataError


class NameTakenError(DataError):
    """There is a folder of this name already; nothing was written."""


def create_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder with these files; it appears with all of them or not at all.

    Args:
        folder: such as surveys/my-study. files: path below it, with `/` → content.

    Raises:
        NameTakenError: the folder is there already; it is unchanged.
        DataError: the disk is full or the place may not be written to; nothing is left behind.
        ValueError: a path leaves the folder.
    """
    if folder.exists():
        raise NameTakenError(_taken(folder))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".staged", dir=folder.parent))
    except OSError as error:
        raise DataError(_cannot_write(folder, error)) from error
    try:
        for name, content in files.items():
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts or not path.parts:
                raise ValueError(f"a file may only be written inside the folder, not to {name}")
            target = staged / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        staged.chmod(0o755)  # mkdtemp makes folders that only their owner may open
        # A folder that appeared meanwhile is replaced only where it is empty; then nothing is lost.
        staged.rename(folder)
    except OSError as error:
        raise (
            NameTakenError(_taken(folder)) if folder.exists() else DataError(_cannot_write(folder, error))
        ) from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _taken(folder: Path) -> str:
    return (
        f"{folder.as_posix()}: there is a folder of this name already, and it is never overwritten. Choose another "
        "name, or remove the folder first."
    )


def _cannot_write(folder: Path, error: OSError) -> str:
    return (
        f"{folder.as_posix()}: the folder cannot be made ({error.strerror or error}). Check that there is space and "
        "that you may write there."
    )

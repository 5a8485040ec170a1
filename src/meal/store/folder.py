"""Replaces an output folder by another in one step that a crash cannot leave half done.

The new files are written to a folder beside the old one. Then the old one is renamed away, the new
one takes its name, and the old one is deleted. Between the two renames no folder has the name; so
the next start looks for that state and finishes or undoes it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from meal.model.errors import DataError

STAGED = ".staged"
REPLACED = ".replaced"
LOCK = ".lock"


class OutputsInUseError(DataError):
    """Another run is writing, or a file is open in another program; the text says which and what to do."""


def replace_folder(folder: Path, files: Mapping[str, bytes], *, keep: tuple[str, ...] = ()) -> None:
    """Make the folder hold exactly these files.

    Args:
        folder: such as outputs/reconsideration. files: path below it, with `/` → content.
        keep: subfolders that other commands fill, taken over as they are.

    Raises:
        OutputsInUseError: another run holds the lock, or a file is open elsewhere; the old outputs are untouched.
        ValueError: a path leaves the folder.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with locked(folder):
        _recover(folder)
        staged = _beside(folder, STAGED)
        for name, content in files.items():
            target = staged / _inside(name)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        for name in keep:
            if (folder / name).is_dir() and not (staged / name).exists():
                shutil.copytree(folder / name, staged / name)
        _swap(folder, staged)


def recover(folder: Path) -> None:
    """Repair what an interrupted run left: the last good outputs stand, and nothing else.

    Raises:
        OutputsInUseError: another run holds the lock.
    """
    if folder.parent.is_dir() and (_beside(folder, STAGED).exists() or _beside(folder, REPLACED).exists()):
        with locked(folder):
            _recover(folder)


def write_missing_files(root: Path, files: Mapping[str, bytes], *, overwrite: bool) -> list[str]:
    """Write files below a folder, each whole or not at all; returns those that were written.

    Args:
        overwrite: also replace files that are there with other content; otherwise they are left.
    """
    written: list[str] = []
    for name, content in files.items():
        target = root / _inside(name)
        if target.exists() and (not overwrite or target.read_bytes() == content):
            continue
        write_file(target, content)
        written.append(name)
    return written


def write_file(target: Path, content: bytes) -> None:
    """Replace one file, whole or not at all.

    Raises:
        OutputsInUseError: the file is open in another program; it is unchanged.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    staged = target.with_name(f".{target.name}{STAGED}")
    staged.write_bytes(content)
    try:
        staged.replace(target)
    except OSError as error:
        staged.unlink(missing_ok=True)
        raise OutputsInUseError(
            f"{target.name}: the file cannot be replaced ({error.strerror}). It is probably open in another "
            "program. Close it and run again; the file is unchanged."
        ) from None


def _swap(folder: Path, staged: Path) -> None:
    replaced = _beside(folder, REPLACED)
    try:
        if folder.exists():
            folder.rename(replaced)
        staged.rename(folder)
    except OSError as error:
        # On Windows a folder with a workbook that is open in Excel cannot be renamed.
        if replaced.exists() and not folder.exists():
            replaced.rename(folder)
        shutil.rmtree(staged, ignore_errors=True)
        raise OutputsInUseError(
            f"{folder.name}: the outputs cannot be replaced ({error.strerror}). A file in that folder is probably "
            "open in Excel or another program. Close it and run again; the earlier outputs are unchanged."
        ) from None
    shutil.rmtree(replaced, ignore_errors=True)


def _recover(folder: Path) -> None:
    staged, replaced = _beside(folder, STAGED), _beside(folder, REPLACED)
    if replaced.exists():
        if folder.exists():
            shutil.rmtree(replaced)
        else:
            replaced.rename(folder)
    if staged.exists():
        shutil.rmtree(staged)


def _beside(folder: Path, suffix: str) -> Path:
    return folder.with_name(f".{folder.name}{suffix}")


def _inside(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise ValueError(f"a file may only be written inside the folder, not to {name}")
    return path


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of an output folder or file; the operating system lets go of it when a run is killed."""
    handle = os.open(_beside(folder, LOCK), os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            _acquire(handle)
        except OSError:
            raise OutputsInUseError(
                f"{folder.name}: another run is writing these outputs. Wait until it is done and run again."
            ) from None
        yield
    finally:
        os.close(handle)


def _acquire(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

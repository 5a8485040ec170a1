"""Files that people edit and `meal` must change: replaced only if they are still the version that was read."""

from __future__ import annotations

from pathlib import Path

from meal.store.folder import OutputsInUseError, locked, write_file


class ChangedMeanwhileError(OutputsInUseError):
    """Somebody else changed the file after it was read; the text says what to do, and nothing was written."""


def content_of(target: Path) -> bytes | None:
    """What a file holds, or None where it is not there."""
    return target.read_bytes() if target.is_file() else None


def replace_if_unchanged(target: Path, content: bytes, *, read: bytes | None) -> None:
    """Replace a file, whole or not at all, if it still holds what was read.

    Args:
        read: what the file held when it was read; None where it was not there.

    Raises:
        ChangedMeanwhileError: it holds something else now; it is unchanged.
        OutputsInUseError: another run holds its lock, or it is open in another program; it is unchanged.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with locked(target):
        if content_of(target) != read:
            raise ChangedMeanwhileError(
                f"{target.name}: somebody changed the file while it was being worked on. Nothing was written. Run "
                "again, so that their change is read first."
            )
        write_file(target, content)

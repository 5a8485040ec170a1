"""The secret of a study, with which values that must not be seen are compared all the same."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from meal.model.errors import DataError

KEY_FILE = ".meal-key"
_BYTES = 32


def study_key(folder: Path) -> bytes:
    """The key of a study, made by chance at its first use; it lies beside the study file and goes nowhere else.

    Whoever has it can find out a personal answer by trying; so it is in no output and in no version control.

    Args:
        folder: of the study, such as surveys/reconsideration.

    Raises:
        DataError: the key cannot be written, or the file holds something else.
    """
    file = folder / KEY_FILE
    with contextlib.suppress(FileExistsError):
        _make(file)
    try:
        key = bytes.fromhex(file.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        key = b""
    if len(key) != _BYTES:
        raise DataError(
            f"{KEY_FILE}: the key of the study cannot be read. A line of {2 * _BYTES} letters and digits was expected, "
            "as meal wrote it. Put it back from a copy; without it, personal answers in workbooks that were sent "
            "before cannot be taken back. If there is none, delete the file and send the feedback anew."
        )
    return key


def _make(file: Path) -> None:
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise
    except OSError as error:
        raise DataError(
            f"{file.as_posix()}: the key of the study cannot be written ({error.strerror or error}). Check that you "
            "may write to the study folder."
        ) from error
    with os.fdopen(handle, "w", encoding="ascii") as written:
        written.write(secrets.token_hex(_BYTES) + "\n")

"""submissions.csv: which versions of which exports were received when, and where each of them lies."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields
from pathlib import Path, PurePosixPath

from meal.model.errors import DataError
from meal.model.submissions import LOST, Submission
from meal.read import wave_files
from meal.store import content_of
from meal.study.definition import Study

REGISTER = "submissions.csv"
ARCHIVE = "archive"
COLUMNS = tuple(field.name for field in fields(Submission))


def read_register(folder: Path) -> tuple[tuple[Submission, ...], bytes | None]:
    """The submissions in their order, and what the register holds.

    Raises:
        DataError: a row lacks its wave, file or hash.
    """
    content = content_of(folder / REGISTER)
    if content is None:
        return (), None
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig", errors="replace"), newline=""))
    submissions = []
    for number, row in enumerate(rows, start=2):
        cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
        if not all(cells[name] for name in ("wave", "file", "sha256")):
            raise DataError(
                f"{REGISTER}, row {number}: the wave, the file or its hash is blank. A row for each version of an "
                "export was expected, as meal receive writes it. Put the row back from a copy, or delete it."
            )
        submissions.append(Submission(**cells))
    return tuple(submissions), content


def register_bytes(submissions: Iterable[Submission]) -> bytes:
    """The register as a file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(astuple(submission) for submission in submissions)
    return text.getvalue().encode("utf-8")


def sha256_of(content: bytes) -> str:
    """The hash by which a version is known."""
    return hashlib.sha256(content).hexdigest()


def current_files(study: Study, wave: str, data: Path) -> list[str]:
    """Paths of the exports of a wave, below the folder of the data; none where there are none yet."""
    root = data.resolve()
    found: list[str] = []
    for pattern in study.waves[wave].files:
        try:
            paths = wave_files(wave, data, [pattern])
        except DataError:
            if any(data.glob(pattern)):
                raise
            continue
        found += [path.resolve().relative_to(root).as_posix() for path in paths]
    return sorted(dict.fromkeys(found))


def receipt_days(submissions: Sequence[Submission], wave: str) -> list[str]:
    """The days on which exports of a wave were received, in order; empty for what was there before."""
    return sorted({one.received for one in submissions if one.wave == wave and one.archived != LOST})


def files_on(submissions: Sequence[Submission], wave: str, day: str, current: Sequence[str]) -> list[str]:
    """Paths of the versions of a wave's exports that stood after this day's receipts.

    Exports that nobody registered are taken to have been there all the time.
    """
    registered = {one.file for one in submissions if one.wave == wave and not one.archived}
    standing = [path for path in current if path not in registered]
    for number, one in enumerate(submissions):
        if one.wave != wave or one.received > day or one.archived == LOST:
            continue
        replaced = any(
            later.wave == wave and later.replaces == one.sha256 and later.received <= day
            for later in submissions[number + 1 :]
        )
        if not replaced:
            standing.append(one.path)
    return sorted(dict.fromkeys(standing))


def overwritten(submissions: Sequence[Submission], data: Path) -> list[Submission]:
    """The current versions whose file holds something else by now, or is not there."""
    found = []
    for one in submissions:
        content = None if one.archived else content_of(data / one.file)
        if not one.archived and (content is None or sha256_of(content) != one.sha256):
            found.append(one)
    return found


def fits(pattern: str, path: str) -> bool:
    """Whether a pattern of the study file finds a path below the folder of the data."""
    wanted, parts = PurePosixPath(pattern).parts, PurePosixPath(path).parts
    if "**" in wanted:
        return PurePosixPath(path).match(pattern.replace("**/", ""))
    return len(wanted) == len(parts) and PurePosixPath(path).match(pattern)

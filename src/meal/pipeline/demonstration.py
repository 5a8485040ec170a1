"""`meal demo`: the shipped studies, written where they are not there yet."""

from __future__ import annotations

from pathlib import Path

from meal.demonstration import study_files
from meal.store import write_missing_files

MARK = "surveys/reconsideration/study.yaml"


def ensure_studies(root: Path, *, overwrite: bool = False) -> list[str]:
    """Write surveys/ and schemas/ of the shipped studies below a folder; returns what was written.

    Args:
        overwrite: replace files that differ from what ships; otherwise a folder that has the
            studies is left as it is.
    """
    if not overwrite and (root / MARK).is_file():
        return []
    return write_missing_files(root, study_files(), overwrite=overwrite)

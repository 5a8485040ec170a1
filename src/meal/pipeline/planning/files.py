"""Where a plan is written: a folder of its own, whole or not at all."""

from __future__ import annotations

import re
from pathlib import Path

from meal.model.plans import Plan
from meal.pipeline.planning.study import StudyPlanned
from meal.report import plan_files, study_plan_files
from meal.store import replace_folder

_OURS = re.compile(r"plan(-[A-Za-z0-9_-]+)?(\.[a-z]{2,3})?\.(csv|html|svg|png)")


class FolderTakenError(ValueError):
    """The folder holds other files, which writing a plan would remove; nothing was changed."""


def plan_folder(name: str, out: Path | None, outputs: Path = Path("outputs")) -> Path:
    """The folder of a plan.

    Args:
        out: as asked for; outputs/plan/<name>/ where None.

    Raises:
        FolderTakenError: the folder holds anything but an earlier plan.
    """
    folder = out or outputs / "plan" / name
    if folder.is_file():
        raise FolderTakenError(f"--out: {folder.as_posix()} is a file. Name a folder.")
    if folder.resolve() == Path.cwd():
        raise FolderTakenError("--out: the folder that you are in cannot be replaced. Name a folder below it.")
    if folder.is_dir():
        other = sorted(path.name for path in folder.iterdir() if not _OURS.fullmatch(path.name))
        if other:
            raise FolderTakenError(
                f"--out: {folder.as_posix()} holds other files, such as {other[0]}, which would be lost. Name a folder "
                "that does not exist yet, or one that holds an earlier plan."
            )
    return folder


def write_plan(plan: Plan, folder: Path, language: str) -> Path:
    """Replace a folder by this plan; returns it.

    Raises:
        OutputsInUseError: another run or program holds the folder; nothing was changed.
    """
    replace_folder(folder.resolve(), plan_files(plan, language))
    return folder


def write_study_plan(made: StudyPlanned, folder: Path) -> Path:
    """Replace a folder by the plan of a study; returns it.

    Raises:
        OutputsInUseError: another run or program holds the folder; nothing was changed.
    """
    replace_folder(folder.resolve(), study_plan_files(made.plan, made.published, made.study))
    return folder

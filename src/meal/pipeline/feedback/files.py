"""The files of the feedback, written below outputs/<study>/feedback/ all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from meal.model.errors import DataError
from meal.model.partner_feedback import PartnerFeedback
from meal.pipeline.feedback.names import file_stems
from meal.pipeline.feedback.packages import partner_packages
from meal.pipeline.preparation import Prepared
from meal.pipeline.saved_since import as_written
from meal.report.feedback import feedback_page, feedback_workbook
from meal.store import replace_folder, study_key

FOLDER = "feedback"


@dataclass(frozen=True, slots=True)
class Told:
    """What was written for one partner; `stem` is the name of its files without the ending."""

    feedback: PartnerFeedback
    stem: str


def feedback_files(packages: Sequence[PartnerFeedback]) -> tuple[list[Told], dict[str, bytes]]:
    """A workbook and a page for each partner: name → content."""
    stems = file_stems([one.partner or (one.study if len(packages) == 1 else one.name) for one in packages])
    told = [Told(feedback, stem) for feedback, stem in zip(packages, stems, strict=True)]
    files: dict[str, bytes] = {}
    for one in told:
        files[f"{one.stem}.xlsx"] = feedback_workbook(one.feedback)
        files[f"{one.stem}.html"] = feedback_page(one.feedback).encode("utf-8")
    return told, files


def write_feedback(prepared: Prepared, outputs: Path) -> tuple[Path, list[Told]]:
    """Replace outputs/<study>/feedback/ by what the partners are told now; returns the folder and what was told.

    Raises:
        DataError: a workbook there was changed since it was written, and may hold replies; nothing was written.
        StudyError: the study file names a partner that sent nothing.
    """
    folder = outputs / prepared.file.study.study / FOLDER
    changed = [file.name for file in sorted(folder.glob("*.xlsx")) if not as_written(file)]
    if changed:
        raise DataError(
            f"{(folder / changed[0]).as_posix()}: this workbook was saved since meal wrote it, so that it may hold "
            f"replies{f' (and {len(changed) - 1} more)' if len(changed) > 1 else ''}. Move it to another folder, take "
            "its replies in with `meal clean`, and run again. Nothing was changed."
        )
    told, files = feedback_files(partner_packages(prepared, study_key(prepared.file.folder)))
    replace_folder(folder, files)
    return folder, told

"""The public functions for notebooks and scripts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from meal.model.codebook import Codebook
from meal.model.responses import Responses
from meal.pipeline import analyse as _analyse
from meal.pipeline import validate as _validate
from meal.pipeline.analyse import Analysis
from meal.pipeline.validate import Validation
from meal.read import read_wave
from meal.study.load import StudyFile, load_codebook, load_study, study_from_mapping

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Analysis", "Validation", "analyse", "load_codebook", "load_study", "read_survey", "validate"]

StudyLike = StudyFile | Mapping[str, Any] | str | Path


def analyse(
    study: StudyLike,
    data: Mapping[str, pd.DataFrame] | None = None,
    *,
    codebooks: Mapping[str, Codebook] | None = None,
    use_log: bool = True,
) -> Analysis:
    """Make the indicator tables of a study.

    Args:
        study: from `load_study`, a folder, or the settings of a study file as a dict.
        data: wave → data frame; where it is left out, the exports that the study names are read.
        codebooks: wave → codebook, where the study is a dict. use_log: replay the cleaning log.

    Returns:
        `.frame()` has the estimates table; `.published` and `.internal` all tables.

    Raises:
        StudyError: the study is wrong. DataError: an export cannot be read.
    """
    return _analyse.analyse(_study(study, codebooks), data, use_log=use_log)


def validate(
    study: StudyLike,
    data: Mapping[str, pd.DataFrame] | None = None,
    *,
    codebooks: Mapping[str, Codebook] | None = None,
    use_log: bool = True,
) -> Validation:
    """Check the data of a study against its questionnaires; arguments and errors as for `analyse`.

    Returns:
        `.frame()` has the findings table; `.undecided` counts errors that nobody decided about.
    """
    return _validate.validate(_study(study, codebooks), data, use_log=use_log)


def read_survey(
    path: str | Path,
    *,
    codebook: Codebook | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
    last_row: int | None = None,
) -> Responses:
    """Read one export; every cell as text, with labels and reasons for missing answers where the file has them.

    Args:
        sheet: of a workbook. header_row, last_row: of the names and the last record, where titles or notes surround
            the table.

    Raises:
        DataError: the file cannot be read; the text says why and what to do.
    """
    file = Path(path)
    return read_wave(
        file.stem, file.parent, [file.name], sheet=sheet, header_row=header_row, last_row=last_row, codebook=codebook
    )


def _study(study: StudyLike, codebooks: Mapping[str, Codebook] | None) -> StudyFile:
    if isinstance(study, StudyFile):
        return study
    if isinstance(study, Mapping):
        return study_from_mapping(study, codebooks)
    return load_study(study)

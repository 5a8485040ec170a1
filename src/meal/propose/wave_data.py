"""A wave with everything that is known of it, before anything is proposed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from meal.model.codebook import Codebook, Question
from meal.model.responses import Responses
from meal.propose.design import SampleColumns, sample_columns
from meal.propose.multiples import Multiple, multiples
from meal.propose.profile import ColumnProfile, profiles
from meal.propose.roles import Roles, roles_of
from meal.propose.waves import ProposedWave


@dataclass(frozen=True, slots=True)
class WaveData:
    """A wave: its records, its columns and the parts that they play.

    Attributes:
        files: where its exports lie below the study folder. sheet, header_row, last_row: where the table is in them.
        form: the form that belongs to it, and its file.
    """

    wave: ProposedWave
    responses: Responses
    columns: Mapping[str, ColumnProfile]
    several: Mapping[str, Multiple]
    roles: Roles
    sample: SampleColumns
    files: tuple[str, ...]
    sheet: str | None = None
    header_row: int | None = None
    last_row: int | None = None
    form: Codebook | None = None
    form_file: str = ""


def wave_data(
    wave: ProposedWave,
    responses: Responses,
    *,
    files: tuple[str, ...],
    sheet: str | None = None,
    header_row: int | None = None,
    last_row: int | None = None,
    form: Codebook | None = None,
    form_file: str = "",
    questions: Mapping[str, Question] | None = None,
) -> WaveData:
    """Look at the columns of a wave.

    Args:
        questions: column → question of the form.
    """
    columns = profiles(responses, questions or {})
    several = multiples(columns)
    repeated = {dummy for multiple in several.values() for dummy in multiple.dummies}
    roles = roles_of({name: column for name, column in columns.items() if name not in repeated})
    sample = sample_columns(responses, columns)
    return WaveData(
        wave, responses, columns, several, roles, sample, files, sheet, header_row, last_row, form, form_file
    )

"""Sex, age and groups by which results are told apart, as rows."""

from __future__ import annotations

from collections.abc import Sequence

from meal.propose.ages import age_bands
from meal.propose.naming import can_be_named, heading, identifier
from meal.propose.profile import ColumnProfile
from meal.propose.rows import Proposal
from meal.propose.wave_data import WaveData

_SEX_LABEL = {"en": "Sex", "nl": "Geslacht"}
_AGE_LABEL = {"en": "Age", "nl": "Leeftijd"}


def age_band_rows(waves: Sequence[WaveData]) -> list[Proposal]:
    """A derived column of age bands, from the first wave that asks for age."""
    data = next((data for data in waves if data.roles.age), None)
    if (
        data is None
        or data.roles.age is None
        or not can_be_named(data.roles.age.column, [one.wave.id for one in waves])
    ):
        return []
    bands = age_bands(data.columns[data.roles.age.column])
    if bands is None:
        return []
    name = identifier("age_band", (column for one in waves for column in one.columns), "age")
    why = f'"{data.roles.age.column}": {data.roles.age.reason}. Usual bands, joined until each holds enough people'
    rows = [Proposal(("derive", name), bands.expression, why)]
    return [*rows, *(Proposal(("level_labels", name, band), band) for band in bands.names)]


def disaggregation_rows(waves: Sequence[WaveData], bands: Sequence[Proposal], language: str) -> list[Proposal]:
    """Sex, age and groups, each from the first wave that has it."""
    names: dict[str, str] = {}
    labels: dict[str, str] = {}
    sex = next((data.roles.sex for data in waves if data.roles.sex), None)
    if sex is not None:
        names[sex.column] = sex.reason
        labels[sex.column] = _SEX_LABEL.get(language, "Sex")
    if bands:
        band = str(bands[0].path[1])
        names[band], labels[band] = "age in bands", _AGE_LABEL.get(language, "Age")
    for data in waves:
        for role in ((data.roles.age_group,) if data.roles.age_group and not bands else ()) + data.roles.groups:
            names.setdefault(role.column, role.reason)
            if role is data.roles.age_group:
                labels[role.column] = _AGE_LABEL.get(language, "Age")
    rows = []
    for name in names:
        column = _column(waves, name)
        words = labels.get(name) or (heading(column) if column is not None else "")
        if words and (column is None or not column.label):
            rows.append(Proposal(("variable_labels", name), words))
    if not names:
        return rows
    why = "; ".join(f"{name}: {reason}" for name, reason in names.items())
    return [*rows, Proposal(("disaggregate",), tuple(names), why)]


def _column(waves: Sequence[WaveData], name: str) -> ColumnProfile | None:
    return next((data.columns[name] for data in waves if name in data.columns), None)

"""What is said about a proposal: at the top of the study file, and to the person who asked for it."""

from __future__ import annotations

from collections.abc import Sequence

from meal.propose.links import Link, Unlinked
from meal.propose.measures import Measure
from meal.propose.wave_data import WaveData


def head_lines(name: str, waves: Sequence[WaveData], omitted: Sequence[str]) -> tuple[str, ...]:
    """The comment at the top of the study file."""
    files = ", ".join(file for data in waves for file in data.files[:3])
    lines = [
        f"Proposed by `meal new` from {files}{' and more' if any(len(data.files) > 3 for data in waves) else ''}.",
        "Comments say why each setting is proposed. Read them, correct what is wrong, and run",
        f"`meal analyse surveys/{name}`. All settings are in docs/study-file.md.",
    ]
    if omitted:
        lines += ["", "Not guessed, because the exports do not tell it:", *(f"- {sentence}" for sentence in omitted)]
    return tuple(lines)


def told_lines(waves: Sequence[WaveData], link: Link | Unlinked, picked: Sequence[Measure]) -> tuple[str, ...]:
    """What was recognised, for the person who asked."""
    told = [f"{data.wave.label}: {data.responses.n_records:,} records ({data.wave.reason})" for data in waves]
    if isinstance(link, Link):
        told.append(f'People are linked by "{link.column}": {link.reason}')
    roles = [data.roles for data in waves]
    for what, column in (
        ("Sex", next((one.sex.column for one in roles if one.sex), "")),
        ("Age", next((one.age.column for one in roles if one.age), "")),
        ("Consent", next((one.consent.column for one in roles if one.consent), "")),
    ):
        if column:
            told.append(f'{what}: "{column}"')
    groups = list(dict.fromkeys(role.column for one in roles for role in one.groups))
    if groups:
        told.append("Groups and places: " + ", ".join(f'"{name}"' for name in groups))
    design = list(dict.fromkeys(role.column for data in waves for role in data.sample.found))
    if design:
        told.append("Sample design (check it): " + ", ".join(f'"{name}"' for name in design))
    told.append(f"First indicators: {len(picked)}")
    return tuple(told)

"""Columns that the study names to tell who is who, and whether they are there."""

from __future__ import annotations

from collections.abc import Mapping

from meal.study.identity import Identity
from meal.study.problems import did_you_mean
from meal.study.yaml_text import Path


def link_problems(identity: Identity) -> list[tuple[Path, str]]:
    """What the linkage that a study asks for lacks."""
    if identity.link == "exact" or identity.compare.fields:
        return []
    text = (
        f"link: {identity.link} needs compare, which says in which columns the rule finds the name, the telephone "
        "number, the sex, the year of birth or the place. Add compare, or leave link out to go by ids, keys and "
        "decisions"
    )
    return [(("identity", "link"), text)]


def identity_column_problems(identity: Identity, columns: Mapping[str, frozenset[str]]) -> list[tuple[Path, str]]:
    """Columns of keys, of what is compared and of stable questions that no wave has, and keys that no wave has whole.

    Args:
        columns: wave → columns that its exports and its schema have.
    """
    every = frozenset[str]().union(*columns.values())
    problems: list[tuple[Path, str]] = []
    for number, key in enumerate(identity.keys):
        here: Path = ("identity", "keys", number)
        absent = [name for name in key if name not in every]
        problems += [(here, f"'{name}' is not a column of any wave.{did_you_mean(name, every)}") for name in absent]
        if not key:
            problems.append((here, "a key without columns tells nobody apart. Name columns, or take the line out"))
        elif not absent and not any(frozenset(key) <= there for there in columns.values()):
            text = f"no wave has all columns of this key ({', '.join(key)}), so that it tells nobody who is who"
            problems.append((here, text))
    for setting, names in identity.compare.fields.items():
        problems += [
            (("identity", "compare", setting), f"'{name}' is not a column of any wave.{did_you_mean(name, every)}")
            for name in names
            if name not in every
        ]
    return problems

"""Small tables of people for the tests of the rule."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from meal.model.identity import IdentityTable
from meal.prepare.identity.names import normalised_names
from meal.prepare.identity.phones import normalised_phones
from meal.prepare.identity.table import normalised_place

Person = tuple[str, str, str, float, str]
"""Name, phone, sex, birth year, village."""


def table_of(
    people: Sequence[Person],
    *,
    waves: Sequence[int] | None = None,
    persons: Sequence[str] | None = None,
    margin: float = 0.0,
    codes: Sequence[Sequence[str]] = (),
) -> IdentityTable:
    """People as the rule compares them, of Nigeria; with a self-generated code where one is given."""
    n = len(people)
    columns = list(zip(*people, strict=True)) if n else [[]] * 5
    texts = [np.array(column, dtype=object) for column in columns]
    elements = [np.array(column, dtype=object) for column in zip(*codes, strict=True)]
    return IdentityTable(
        waves=("one", "two"),
        wave_of=np.array(waves if waves is not None else [0] * n, dtype=np.int64),
        row_of=np.arange(n),
        stable=np.array([f"record {number}" for number in range(n)], dtype=object),
        partner=np.full(n, "", dtype=object),
        person=np.array(persons if persons is not None else [""] * n, dtype=object),
        name=normalised_names(texts[0]),
        phones=(normalised_phones(texts[1], "NG"),),
        sex=texts[2],
        birth_year=texts[3].astype(float),
        year_margin=margin,
        sites=(np.array([normalised_place(text) for text in texts[4]], dtype=object),),
        code=tuple(elements),
    )


NOBODY: Person = ("", "", "", float("nan"), "")


def strangers(n: int) -> list[Person]:
    """So many people who share nothing: what a small list needs so that its names are rare."""
    letters = "bdfgklmnrs"

    def name(one: str, two: str, three: str, last: str) -> str:
        return f"{one}a{two}ub{three}ik {last}ol{one}im"

    return [
        (
            name(letters[i % 10], letters[i // 10 % 10], letters[i // 100], letters[-1 - i // 100]),
            "",
            "female" if i % 2 else "male",
            1950.0 + i % 50,
            f"place{letters[i % 10]}{letters[i // 10 % 10]}",
        )
        for i in range(n)
    ]

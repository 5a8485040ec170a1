"""The people of the shipped studies with fresh seeds, as lists in which to find who is who."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from meal.demonstration.chance import Chance
from meal.demonstration.people import counselled_people
from meal.demonstration.submissions import before_record
from meal.model.identity import IdentityTable

from .table import register_table


@dataclass(frozen=True, slots=True, eq=False)
class ShippedList:
    """A list with its truth.

    Attributes:
        judged: whether it holds enough for the targets. why_not: said beside the figures.
    """

    name: str
    table: IdentityTable | None
    truth: np.ndarray
    judged: bool = True
    why_not: str = ""


def shipped_lists(seeds: Sequence[int]) -> Iterator[ShippedList]:
    """One list of each study that holds more than ids."""
    for seed in seeds:
        yield _services(seed)
    yield _reconsideration(seeds[0])


def _services(seed: int) -> ShippedList:
    """Contacts of all partners, without the keys that the study joins them by."""
    try:
        from .services_list import services_list
    except ImportError:
        return ShippedList("services", None, np.zeros(0), why_not="its generator is not there")
    table, truth = services_list(seed)
    return ShippedList(f"services (seed {seed})", table, truth)


def _reconsideration(seed: int) -> ShippedList:
    """People counselled, 500 of them a second time: name, telephone and age as the form holds them."""
    chance = Chance(seed)
    people = counselled_people(chance)
    again = people[:: max(len(people) // 500, 1)]
    # A second conversation has its own form: the made-up name and telephone are drawn anew there.
    rows = [(person.respondent, before_record(chance, person)) for person in (*people, *again)]
    frame = pd.DataFrame(
        {
            "truth": pd.factorize(np.array([respondent for respondent, _ in rows], dtype=object))[0],
            "name": [record.answer("name") for _, record in rows],
            "phone": [record.answer("phone") for _, record in rows],
            "sex": [record.answer("sex") for _, record in rows],
            "birth_year": [
                str(2018 - int(record.answer("age"))) if record.answer("age").isdigit() else "" for _, record in rows
            ],
            "district": [record.answer("country") for _, record in rows],
            "village": [record.answer("site") for _, record in rows],
        }
    )
    why = "(not judged: its names and telephones are drawn anew for each form; ids tell its people apart)"
    return ShippedList("reconsideration without ids", register_table(frame), frame["truth"].to_numpy(), False, why)

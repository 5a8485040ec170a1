"""The people of the shipped studies with fresh seeds, without ids, as lists in which to find who is who."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from meal.model.identity import IdentityTable

from .services_list import services_list
from .studies import reconsideration, wave_frame
from .table import register_table


@dataclass(frozen=True, slots=True, eq=False)
class ShippedList:
    """A list with its truth.

    Attributes:
        frame: what another tool is given: of records that a key joins only the first.
        judged: whether it holds enough for the targets.
    """

    name: str
    table: IdentityTable
    truth: np.ndarray
    frame: pd.DataFrame
    judged: bool = True


def shipped_lists(seeds: Sequence[int]) -> Iterator[ShippedList]:
    """One list of each study that asks for names and telephones."""
    for seed in seeds:
        yield reconsideration_list(seed)
    for seed in seeds:
        yield _services(seed)


def _services(seed: int) -> ShippedList:
    """Contacts of all partners, joined by the keys of the study."""
    table, truth, frame = services_list(seed)
    first = ~pd.Series(table.person).duplicated().to_numpy()
    open_ones = frame.assign(truth=truth)[first].reset_index(drop=True)
    return ShippedList(f"services (seed {seed})", table, truth, open_ones)


def reconsideration_list(seed: int, one_in: int = 1) -> ShippedList:
    """Conversations from before, the second ones among them: name, telephone, sex, age and place, and no id."""
    with tempfile.TemporaryDirectory() as folder:
        study = reconsideration(Path(folder), seed, one_in=one_in)
    frame = wave_frame(study, "before", ids=False, once=True)
    frame = frame[["truth", "name", "phone", "sex", "birth_year", "district", "village"]]
    return ShippedList(
        f"reconsideration without ids (seed {seed})",
        register_table(frame),
        pd.factorize(frame["truth"])[0],
        frame,
        judged=False,  # more people are alike in all but the telephone than stand twice under a new one
    )

"""The registers of the study `services` with a fresh seed: what the study's keys leave open is left to the rule."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from meal.demonstration import services
from meal.model.identity import IdentityTable

from .table import register_table

KEYS = (("card_number",), ("phone", "birth_year", "sex"))
"""As `identity.keys` of the study has them."""


def services_list(seed: int) -> tuple[IdentityTable, np.ndarray, pd.DataFrame]:
    """The contacts of all partners, of people as far as the keys tell them; whose each truly is; and their answers."""
    cells = services.register_cells(services.services_registers(seed))
    truth = services.services_truth(seed)
    frame = pd.DataFrame(cells)
    of_person = pd.factorize(np.array([truth[row] for row in cells["row_id"]], dtype=object))[0]
    named = frame[["name", "phone", "sex", "birth_year", "country", "site"]]
    answers = named.rename(columns={"country": "district", "site": "village"})
    people = np.array([f"key {group}" for group in _joined_by_keys(frame)], dtype=object)
    return replace(register_table(answers), person=people), of_person, answers


def _joined_by_keys(frame: pd.DataFrame) -> np.ndarray:
    """Number of the group of contacts that some key joins."""
    joined = []
    for key in KEYS:
        known = np.flatnonzero((frame[list(key)] != "").all(axis=1))
        group = frame.iloc[known].groupby(list(key)).ngroup().to_numpy()
        first = known[np.unique(group, return_index=True)[1]]
        joined.append(np.stack([known, first[group]]))
    ends = np.concatenate(joined, axis=1)
    links = coo_array((np.ones(ends.shape[1]), (ends[0], ends[1])), shape=(len(frame), len(frame)))
    return connected_components(links, directed=False)[1]

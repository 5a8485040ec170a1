"""How many people partners share: known to both of two, and to one, two or more of them."""

from __future__ import annotations

import numpy as np

from meal.model.overlap import Overlap, OverlapRow
from meal.tabulate.cells import NOT_RECORDED
from meal.tabulate.contacts import contacts_of
from meal.tabulate.population import Population

MANY = 3
"""From this many partners on people are counted together."""


def overlaps(population: Population) -> tuple[Overlap, ...]:
    """The overlap in each wave whose records are contacts, where two partners or more sent them."""
    partner = population.study.identity.partner
    waves = [
        wave
        for wave, settings in population.study.waves.items()
        if settings.contacts and partner in population.waves[wave].columns
    ]
    found = (_overlap(population, wave, partner) for wave in waves if partner is not None)
    return tuple(one for one in found if len(one.partners) > 1)


def _overlap(population: Population, wave: str, partner: str) -> Overlap:
    from scipy import sparse  # a tenth of a second to load

    contacts = contacts_of(population, wave)
    cells = contacts.cells(partner)
    pairs = np.unique(cells.pair, return_index=True)[1]
    person, level = contacts.person[pairs], cells.cell[pairs]
    # A contact of which no partner is recorded tells of no overlap.
    named = [at for at, name in enumerate(cells.levels) if name != NOT_RECORDED]
    known = np.isin(level, named)
    person, level = person[known], level[known]
    n_people, n_level = population.people.n_people, len(cells.levels)
    said = sparse.csr_array((np.ones(len(person), dtype=np.int64), (person, level)), shape=(n_people, n_level))
    both = (said.T @ said).toarray()
    names = [cells.levels[at] for at in named]
    rows = [OverlapRow(wave, name, people=int(both[at, at])) for name, at in zip(names, named, strict=True)]
    rows += [
        OverlapRow(wave, names[one], names[other], people=int(both[named[one], named[other]]))
        for one in range(len(names))
        for other in range(one + 1, len(names))
    ]
    partners_of = np.bincount(person, minlength=n_people)
    alone = np.bincount(level[partners_of[person] == 1], minlength=n_level)
    further = np.bincount(level, weights=np.maximum(partners_of[person] - 2, 0), minlength=n_level)
    times = np.bincount(partners_of, minlength=MANY + 1)
    known_to = tuple((number, int(count)) for number, count in enumerate(times.tolist()) if number > 0)
    rows += [OverlapRow(wave, known_to=str(number), people=count) for number, count in known_to[: MANY - 1]]
    rows.append(OverlapRow(wave, known_to=f"{MANY}+", people=sum(count for _, count in known_to[MANY - 1 :])))
    return Overlap(
        wave,
        tuple(names),
        tuple(rows),
        known_to,
        alone=tuple(int(alone[at]) for at in named),
        further=tuple(int(further[at]) for at in named),
    )

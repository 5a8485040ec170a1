"""The declared design of a wave as arrays over people, for one indicator's universe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from meal.aggregate import stratum_fraction
from meal.model.arrays import BoolArray, FloatArray, IntArray
from meal.study.definition import Design
from meal.tabulate.measure import Measure, eligible
from meal.tabulate.population import Population

Kind = Literal["census", "simple", "designed", "sample_of_frame"]


@dataclass(frozen=True, slots=True, eq=False)
class DesignArrays:
    """How the people of a wave came to be asked.

    Attributes:
        kind: `census` (counted), `simple` (a sample without weights, strata or PSUs), `designed`,
            or `sample_of_frame` (drawn from the people of another wave).
        rows: who is in the sample, as indices of people: in a sample of a frame those who
            answered, because they stand for their stratum; otherwise everybody who was asked or
            should have been.
        weight, stratum, psu: of `rows`, shape (n_row,), or None. fraction: shape (n_stratum,),
            first-stage sampling fraction; None or 0 where the claim goes beyond the frame.
        drawn: shape (n_people,), who was drawn from the frame. frame_stratum: shape (n_people,).
        selection: as declared, for the wording.
    """

    kind: Kind
    selection: str
    rows: IntArray
    weight: FloatArray | None = None
    stratum: IntArray | None = None
    psu: IntArray | None = None
    fraction: FloatArray | None = None
    drawn: BoolArray | None = None
    frame_stratum: IntArray | None = None


def design_arrays(population: Population, measured: Measure) -> DesignArrays:
    """The design of the wave in which an indicator is measured.

    Raises:
        DesignError: the finite population of a stratum is missing or impossible.
    """
    study = population.study
    design = study.waves[measured.wave].design
    if design.sample_of is not None and design.roster is not None:
        return _sample_of_frame(population, measured, design)
    present = population.present(measured.wave)
    if design.selection == "census" and study.claim == "these_people":
        # Everybody was asked: the whole frame is the sample.
        everybody = np.flatnonzero(present | measured.universe)
        return DesignArrays("census", design.selection, everybody, fraction=np.ones(1))
    clusters = design.psu or ((design.counsellor,) if design.counsellor and study.claim == "people_like_these" else ())
    weight = population.numbers(design.weight, measured.wave) if design.weight else None
    # Nobody knows the weight of people who were never found; without weights they count as asked.
    rows = np.flatnonzero(present if weight is not None else present | measured.universe)
    stratum = combined(population, design.strata)[rows] if design.strata else None
    psu = combined(population, clusters)[rows] if clusters else None
    fraction = None
    if design.fpc and study.claim == "these_people":
        column = population.numbers(design.fpc, measured.wave)[rows]
        fraction = stratum_fraction(column, stratum=stratum, psu=psu)
    designed = psu is not None or stratum is not None or weight is not None
    return DesignArrays(
        "designed" if designed else "simple",
        design.selection,
        rows,
        weight=None if weight is None else weight[rows],
        stratum=stratum,
        psu=psu,
        fraction=fraction,
    )


def _sample_of_frame(population: Population, measured: Measure, design: Design) -> DesignArrays:
    """People drawn from the frame: every respondent stands for N_h/r_h people of their stratum.

    Where the universe is known for the whole frame, N_h and r_h count the universe; otherwise they
    count the frame, and the universe is a domain of the sample.
    """
    frame = eligible(population, measured.wave)
    drawn = population.drawn(measured.wave) & frame
    stratum = combined(population, design.strata)
    about = measured.universe if measured.frame_known else frame
    answered = drawn & (measured.answered if measured.frame_known else population.present(measured.wave))
    rows = np.flatnonzero(answered)
    size = int(stratum.max(initial=0)) + 1
    n_frame = np.bincount(stratum[about & (stratum >= 0)], minlength=size)
    n_answered = np.bincount(stratum[rows][stratum[rows] >= 0], minlength=size)
    ratio = np.where(n_answered > 0, n_frame / np.maximum(n_answered, 1), 0.0)
    known = population.study.claim == "these_people"
    return DesignArrays(
        "sample_of_frame",
        design.selection,
        rows,
        weight=ratio[stratum[rows]],
        stratum=stratum[rows],
        psu=combined(population, design.psu)[rows] if design.psu else None,
        fraction=np.where(known & (n_frame > 0), n_answered / np.maximum(n_frame, 1), 0.0),
        drawn=drawn,
        frame_stratum=stratum,
    )


def combined(population: Population, names: Sequence[str]) -> IntArray:
    """One code for every combination of columns, from 0, shape (n_people,); -1 where one is not recorded."""
    if not names:
        return np.zeros(population.people.n_people, dtype=np.int64)
    codes = np.zeros(population.people.n_people, dtype=np.int64)
    unknown = np.zeros(population.people.n_people, dtype=bool)
    for name in names:
        column = population.earliest(name)
        # Distinct texts may repeat with different reasons, so codes are made of the texts.
        _, of_distinct = np.unique(column.texts.astype(str), return_inverse=True)
        codes = codes * column.n_distinct + of_distinct[column.codes]
        unknown |= ~column.answered()
    _, found = np.unique(codes, return_inverse=True)
    return np.where(unknown, -1, found).astype(np.int64)

"""Records as numbers: whoever gave the same answers to everything that is compared is compared once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from meal.model.arrays import FloatArray, IntArray, TextArray
from meal.model.identity import IdentityTable


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One field of all profiles.

    Attributes:
        of: shape (n_profiles,), index into `texts`; -1 for unknown. texts: shape (n_distinct,), in alphabetical order.
        count: shape (n_distinct,), how many units have it. known: how many units have any.
    """

    of: IntArray
    texts: TextArray
    count: IntArray
    known: int


@dataclass(frozen=True, slots=True, eq=False)
class Profiles:
    """The distinct sets of answers.

    A unit is a record, or all records of a wave that are known to be of one person and say the same.

    Attributes:
        unit_record: shape (n_units,), the first record of each unit. unit_profile: shape (n_units,), its profile.
        weight: shape (n_profiles,), units of each profile. list_length: units of the largest wave.
        phones, sites, code: one column for each that the study compares; a phone's count is that of different
            names that have it. year: shape (n_profiles,), NaN for unknown.
    """

    unit_record: IntArray
    unit_profile: IntArray
    weight: IntArray
    list_length: int
    name: Column
    phones: tuple[Column, ...]
    sex: Column
    year: FloatArray
    sites: tuple[Column, ...]
    code: tuple[Column, ...]

    @property
    def n_profiles(self) -> int:
        """How many distinct sets of answers there are."""
        return len(self.weight)


def profiles_of(table: IdentityTable) -> Profiles:
    """The distinct profiles of a table."""
    texts = (table.name, *table.phones, table.sex, *table.sites, *table.code)
    coded = [_coded(column) for column in texts]
    years = np.where(np.isnan(table.birth_year), -1.0, table.birth_year)
    distinct_years, year = np.unique(years, return_inverse=True)
    profile = _grouped([*(of for of, _ in coded), year])
    _, person = _factorized(table.person)
    unit = _grouped([table.wave_of, profile, person])
    # Records of nobody known are units of their own.
    alone = table.person == ""
    unit[alone] = int(unit.max(initial=-1)) + 1 + np.arange(int(alone.sum()))
    unit_record = _first_of(unit)
    unit_profile = profile[unit_record]
    weight = np.bincount(unit_profile, minlength=int(profile.max(initial=-1)) + 1).astype(np.int64)
    first = _first_of(profile)
    columns = [_column(of[first], distinct, weight) for of, distinct in coded]
    n_phones, n_sites = len(table.phones), len(table.sites)
    phones = tuple(_shared(phone, columns[0]) for phone in columns[1 : 1 + n_phones])
    by_year = distinct_years[year[first]]
    return Profiles(
        unit_record=unit_record,
        unit_profile=unit_profile,
        weight=weight,
        list_length=int(np.bincount(table.wave_of[unit_record], minlength=1).max()),
        name=columns[0],
        phones=phones,
        sex=columns[1 + n_phones],
        year=np.where(by_year < 0, np.nan, by_year),
        sites=tuple(columns[2 + n_phones : 2 + n_phones + n_sites]),
        code=tuple(columns[2 + n_phones + n_sites :]),
    )


def _factorized(texts: TextArray) -> tuple[TextArray, IntArray]:
    """The distinct texts in alphabetical order, and the place of each record's."""
    import pandas as pd

    codes, distinct = pd.factorize(texts)
    distinct = np.asarray(distinct, dtype=object)
    order = np.argsort(distinct)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return distinct[order], place[codes]


def _coded(texts: TextArray) -> tuple[IntArray, TextArray]:
    """Place of each text among the distinct ones, -1 for the empty one, which sorts first."""
    distinct, place = _factorized(texts)
    if len(distinct) and distinct[0] == "":
        return place - 1, distinct[1:]
    return place, distinct


def _grouped(columns: Sequence[IntArray]) -> IntArray:
    """Number of the group of records that agree in all columns."""
    import pandas as pd

    group = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        low = int(column.min(initial=0))
        wide = group * (int(column.max(initial=0)) - low + 1) + (column - low)
        group = pd.factorize(wide)[0].astype(np.int64)
    return group


def _first_of(group: IntArray) -> IntArray:
    """The first record of each group, in order of the records."""
    import pandas as pd

    return np.flatnonzero(~pd.Series(group).duplicated().to_numpy()).astype(np.int64)


def _column(of: IntArray, texts: TextArray, weight: IntArray) -> Column:
    known = of >= 0
    count = np.bincount(of[known], weights=weight[known], minlength=len(texts)).astype(np.int64)
    return Column(of, texts, count, int(weight[known].sum()))


def _shared(phone: Column, name: Column) -> Column:
    """The column with the number of different names that share each number."""
    known = phone.of >= 0
    n_names = len(name.texts) + 1
    both = np.unique(phone.of[known] * n_names + name.of[known] + 1)
    return replace(phone, count=np.bincount(both // n_names, minlength=len(phone.texts)).astype(np.int64))

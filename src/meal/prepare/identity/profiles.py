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
        phones, sites, code: one column for each that the study compares; phones have their texts in common, and
            their count is that of different names that have them. year: shape (n_profiles,), NaN for unknown.
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
    import pandas as pd

    n_phones, n_sites = len(table.phones), len(table.sites)
    # A number is the same in whichever column it stands.
    numbers, distinct_numbers = _coded(np.concatenate([np.zeros(0, dtype=object), *table.phones]))
    phones_coded = [(of, distinct_numbers) for of in np.split(numbers, n_phones)] if n_phones else []
    others = [_coded(column) for column in (table.sex, *table.sites, *table.code)]
    coded = [_coded(table.name), *phones_coded, *others]
    years = np.where(np.isnan(table.birth_year), -1.0, table.birth_year)
    distinct_years, year = np.unique(years, return_inverse=True)
    profile = _grouped([*(of for of, _ in coded), year])
    unit = _grouped([table.wave_of, profile, pd.factorize(table.person)[0]])
    # Records of nobody known are units of their own.
    alone = table.person == ""
    unit[alone] = int(unit.max(initial=-1)) + 1 + np.arange(int(alone.sum()))
    unit_record = _first_of(unit)
    unit_profile = profile[unit_record]
    weight = np.bincount(unit_profile, minlength=int(profile.max(initial=-1)) + 1).astype(np.int64)
    first = _first_of(profile)
    columns = [_column(of[first], distinct, weight) for of, distinct in coded]
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


def _coded(texts: TextArray) -> tuple[IntArray, TextArray]:
    """The distinct texts in alphabetical order, and the place of each record's, -1 for the empty one."""
    import pandas as pd
    import pyarrow as pa
    from pyarrow import compute

    codes, distinct = pd.factorize(texts)
    distinct = np.asarray(distinct, dtype=object)
    # Sorting Python's texts takes ten times as long.
    order = compute.sort_indices(pa.array(distinct, pa.large_string())).to_numpy()
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    in_order, of = distinct[order], place[codes]
    if len(in_order) and in_order[0] == "":
        return of - 1, in_order[1:]
    return of, in_order


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


def distinct(numbers: IntArray) -> IntArray:
    """The distinct numbers in order; `np.unique` hashes them, which takes several times as long."""
    in_order = np.sort(numbers)
    first = np.ones(len(in_order), dtype=np.bool_)
    first[1:] = in_order[1:] != in_order[:-1]
    return in_order[first]


def _shared(phone: Column, name: Column) -> Column:
    """The column with the number of different names that share each number."""
    known = phone.of >= 0
    n_names = len(name.texts) + 1
    both = distinct(phone.of[known] * n_names + name.of[known] + 1)
    return replace(phone, count=np.bincount(both // n_names, minlength=len(phone.texts)).astype(np.int64))

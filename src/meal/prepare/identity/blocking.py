"""Which records are worth comparing: those that have something telling in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from meal.model.arrays import BoolArray, IntArray
from meal.model.identity import LeftOut
from meal.prepare.identity.name_parts import NameParts
from meal.prepare.identity.profiles import Profiles, distinct

ALL_PAIRS = 1_500
"""So many distinct records or fewer are all compared with each other."""
LARGEST_GROUP = 400
PAIRS_OF_A_KEY, PAIRS_A_RECORD = 1_000_000, 3
"""Pairs that one key may make, whichever is more; the largest groups are split first, then left out."""
UNKNOWN = np.int64(-1)


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Pairs of profiles to compare, the lower one left, and what could not be compared.

    Attributes:
        left, right: shape (n_pairs,), profiles; a profile of several units is compared with itself.
    """

    left: IntArray
    right: IntArray
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """One way to be alike.

    Attributes:
        values: shape (n_profiles,) each, a number for what profiles may have in common, -1 for nothing; a profile
            may have several.
        finer: further numbers, each of which splits groups that are too large.
    """

    name: str
    values: tuple[IntArray, ...]
    finer: tuple[IntArray, ...] = ()


def candidates(profiles: Profiles, parts: NameParts) -> Candidates:
    """Pairs of profiles that agree in at least one key."""
    n = profiles.n_profiles
    repeated = np.flatnonzero(profiles.weight > 1)
    if n <= ALL_PAIRS:
        left, right = np.triu_indices(n, k=1)
        pairs = [left * n + right]
        left_out: list[LeftOut] = []
    else:
        pairs, left_out = [], []
        for key in _keys(profiles, parts):
            found, too_large = _pairs_of_key(key, n)
            pairs.append(found)
            left_out += too_large
    every = distinct(np.concatenate([*pairs, repeated * n + repeated]))
    return Candidates(every // max(n, 1), every % max(n, 1), tuple(left_out))


def _keys(profiles: Profiles, parts: NameParts) -> Iterator[Key]:
    name, sex = profiles.name.of, profiles.sex.of
    year = np.where(np.isnan(profiles.year), -1, np.nan_to_num(profiles.year)).astype(np.int64)
    site = _finest_site(profiles)
    bones, initials = _bones_and_initials(parts)
    width = bones.shape[1]
    no_year = year < 0
    early, late = np.where(no_year, UNKNOWN, year // 2), np.where(no_year, UNKNOWN, (year + 1) // 2)
    whole = _of_names(initials, name)
    finer = (year, site, _mixed(whole, sex))
    for number, phone in enumerate(profiles.phones):
        others = profiles.phones[number + 1 :]
        yield Key("phone", (_texts_of(phone.of, phone.texts), *(_texts_of(o.of, o.texts) for o in others)), finer)
        digits = np.array([int(text[-4:]) for text in phone.texts], dtype=np.int64)
        yield Key("last_digits_and_year", (_mixed(_of_names(digits, phone.of), year, sex),), (site, whole))
    two = [_mixed(bones[:, i], bones[:, j]) for i, j in combinations(range(width), 2)]
    alone = np.where((bones >= 0).sum(axis=1) == 1, bones[:, 0], UNKNOWN)
    yield Key("name", tuple(_of_names(values, name) for values in (*two, alone)), (year, site, _mixed(year, site, sex)))
    with_part = [_of_names(bones[:, i], name) for i in range(width)]
    yield Key(
        "part_of_name_year_and_place",
        tuple(_mixed(part, near, site) for part in with_part for near in (early, late)),
        (_mixed(whole, sex),),
    )
    yield Key("part_of_name_and_year", tuple(_mixed(part, whole, year, sex) for part in with_part), (site,))
    yield Key("initials_year_and_place", (_mixed(whole, year, site, sex),))
    if profiles.code:
        elements = [element.of for element in profiles.code]
        most = (
            tuple(_mixed(*elements[:i], *elements[i + 1 :]) for i in range(len(elements))) if len(elements) > 2 else ()
        )
        yield Key("code", (_mixed(*elements), *most), (year, site, _mixed(year, site, sex)))
    if not parts.texts.size and not profiles.phones and not profiles.code:
        yield Key("year_and_place", (_mixed(year, site, sex),))


def _pairs_of_key(key: Key, n: int) -> tuple[IntArray, list[LeftOut]]:
    """Pairs of profiles with a value of the key in common, as left · n + right, and the groups left out."""
    records = np.tile(np.arange(n), len(key.values))
    values = np.concatenate(key.values)
    known = values >= 0
    records, values = records[known], values[known]
    most = max(PAIRS_OF_A_KEY, PAIRS_A_RECORD * n)
    pairs, rest, largest = _pairs_in_groups(records, values, n, most)
    if not len(rest):
        return pairs, []
    made = [pairs]
    still: BoolArray = np.ones(len(rest), dtype=np.bool_)
    for number in key.finer:
        finer = _mixed(values[rest], number[records[rest]])
        split = np.flatnonzero(finer >= 0)
        pairs, too_large, _ = _pairs_in_groups(records[rest[split]], finer[split], n, most)
        made.append(pairs)
        small = np.ones(len(split), dtype=np.bool_)
        small[too_large] = False
        still[split[small]] = False
    left = rest[still]
    found = np.concatenate(made)
    if not len(left):
        return found, []
    return found, [LeftOut(key.name, len(distinct(values[left])), len(distinct(records[left])), largest)]


def _pairs_in_groups(records: IntArray, values: IntArray, n: int, most: int) -> tuple[IntArray, IntArray, int]:
    """All pairs within groups of one value, as left · n + right; positions in groups too large; the largest group."""
    order = np.argsort(values)
    in_order = values[order]
    starts = np.flatnonzero(np.r_[True, in_order[1:] != in_order[:-1]]) if len(order) else order
    sizes = np.diff(np.r_[starts, len(order)])
    allowed = _largest_allowed(sizes, most)
    chosen = np.flatnonzero((sizes > 1) & (sizes <= allowed))
    starts_of, sizes_of = starts[chosen], sizes[chosen]
    # Each record is paired with all that follow it in its group.
    place = _counted(sizes_of)
    at = np.repeat(starts_of, sizes_of) + place
    follow = np.repeat(sizes_of, sizes_of) - place - 1
    left = np.repeat(at, follow)
    one, other = records[order[left]], records[order[left + _counted(follow) + 1]]
    pairs = np.minimum(one, other) * n + np.maximum(one, other)
    too_large = np.flatnonzero(sizes > allowed)
    rest = np.repeat(starts[too_large], sizes[too_large]) + _counted(sizes[too_large])
    return pairs[one != other], order[rest], int(sizes.max(initial=0))


def _counted(sizes: IntArray) -> IntArray:
    """0, 1, 2, … for each size, one after the other."""
    counted: IntArray = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return counted


def _largest_allowed(sizes: IntArray, most: int) -> int:
    """The size of groups up to which all groups together make no more than so many pairs."""
    by_size = np.bincount(np.minimum(sizes, LARGEST_GROUP + 1), minlength=LARGEST_GROUP + 2)[: LARGEST_GROUP + 1]
    each = np.arange(len(by_size)) * (np.arange(len(by_size)) - 1) // 2
    fits = np.flatnonzero(np.cumsum(by_size * each) <= most)
    return int(fits[-1])


def _finest_site(profiles: Profiles) -> IntArray:
    """The finest place that is known, as a number."""
    finest = np.full(profiles.n_profiles, UNKNOWN)
    start = 0
    for site in profiles.sites:
        finest = np.where(site.of >= 0, site.of + start, finest)
        start += len(site.texts)
    return finest


def _bones_and_initials(parts: NameParts) -> tuple[IntArray, IntArray]:
    """The skeletons of each name's parts in a fixed order, and one number for the first letters of all."""
    there = parts.of >= 0
    bones = np.where(there, parts.bones[parts.of], UNKNOWN) if len(parts.texts) else parts.of
    bones = -np.sort(-bones, axis=1)
    firsts = np.array([ord(text[0]) for text in parts.texts], dtype=np.int64)
    letters = np.where(there, firsts[parts.of], 0) if len(parts.texts) else parts.of
    letters = np.sort(letters, axis=1)
    return bones, _mixed(*(letters[:, i] for i in range(letters.shape[1])))


def _of_names(by_name: IntArray, name: IntArray) -> IntArray:
    """A number of each name, for each profile; -1 for profiles without one."""
    if not len(by_name):
        return np.full(len(name), UNKNOWN)
    return np.where(name >= 0, by_name[name], UNKNOWN)


def _texts_of(of: IntArray, texts: Sequence[str] | np.ndarray[tuple[int], np.dtype[np.object_]]) -> IntArray:
    """Telephone numbers as numbers, alike in all columns."""
    return _of_names(np.array([int(text[1:]) for text in texts], dtype=np.int64), of)


def _mixed(*numbers: IntArray) -> IntArray:
    """One number for several, -1 where one of them is unknown; two that mix to one by chance harm nothing."""
    mixed = np.zeros(len(numbers[0]), dtype=np.uint64)
    unknown = np.zeros(len(numbers[0]), dtype=np.bool_)
    for number in numbers:
        unknown |= number < 0
        mixed = (mixed ^ number.astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    positive: IntArray = (mixed >> np.uint64(1)).astype(np.int64)
    return np.where(unknown, UNKNOWN, positive)

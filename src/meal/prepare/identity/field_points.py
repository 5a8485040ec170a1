"""Points for the fields beside the name: telephone, sex, birth year, place, code, and the length of the list.

A point is worth two bits: four times as likely for one person as by chance. What agrees gives half the logarithm
to base 2 of one in how many has it; what differs counts by how seldom that happens to one person; what is not
known on either side gives nothing.
"""

from __future__ import annotations

import re

import numpy as np

from meal.model.arrays import BoolArray, FloatArray, IntArray, TextArray
from meal.prepare.identity.profiles import Column, Profiles

SAME_PHONE, NEAR_PHONE, OTHER_PHONE = 5.0, 3.0, -1.0
"""A number with one digit wrong or two exchanged is near. People change and share telephones."""
SHARED_BY_MANY, SHARED_PHONE = 8, 1.0
"""A number that more people have is a family's or a village's."""
SAME_SEX, OTHER_SEX = 0.5, -3.0
MOST_FOR_A_YEAR, YEAR_APART = 4.0, 2.0
"""Most for a birth year; and less for one a year off."""
FEW_YEARS, SOME_YEARS = 3, 10
FEW_YEARS_APART, SOME_YEARS_APART, MANY_YEARS_APART = -1.5, -3.0, -5.0
MOST_FOR_A_PLACE, MOST_FOR_A_WIDER_PLACE, NEAR_PLACE = 4.0, 1.0, 0.5
OTHER_PLACE = -2.0
MOST_FOR_AN_ELEMENT, OTHER_ELEMENT = 3.0, -2.0
OF_A_FAMILY = 4.0
"""What two people of one family have in common, before own name, sex and birth year are looked at."""
FAMILY_YEAR, FAMILY_YEAR_WITH_MARGIN, FAMILY_YEAR_APART = 1.6, 0.8, -0.5
FAMILY_SOME_YEARS, FAMILY_MANY_YEARS = -4.0, -6.0
"""Relatives are often about as old: a birth year tells them apart less than it does strangers."""
NOT_COUNTED_AGAINST = 8.0
"""Bits of a list of 256 records, in which chance is no danger."""


def list_points(list_length: int) -> float:
    """Points, the same for all pairs: the longer the list, the more people look alike by chance."""
    return min(0.0, -0.5 * (float(np.log2(max(list_length, 1))) - NOT_COUNTED_AGAINST))


def rarity(column: Column, most: float) -> FloatArray:
    """What it tells that two have the same, by value: half the logarithm of one in how many has it."""
    points = 0.5 * np.log2(max(column.known, 1) / np.maximum(column.count, 1))
    return np.minimum(points, most)


def phone_points(profiles: Profiles, left: IntArray, right: IntArray) -> FloatArray:
    """One number that agrees is enough; numbers that differ count only where none agrees."""
    points = np.full(len(left), -np.inf)
    for one in profiles.phones:
        for other in profiles.phones:
            mine, theirs = one.of[left], other.of[right]
            shared = np.where(mine >= 0, np.maximum(one.count[mine], other.count[mine]), 0) if len(one.texts) else mine
            same = np.where(shared > SHARED_BY_MANY, SHARED_PHONE, SAME_PHONE)
            value = np.where(mine == theirs, same, OTHER_PHONE)
            points = np.where((mine >= 0) & (theirs >= 0), np.maximum(points, value), points)
    return np.where(np.isinf(points), 0.0, points)


def near_phones(profiles: Profiles, left: IntArray, right: IntArray) -> BoolArray:
    """Whether a number of the one is a digit off a number of the other."""
    near = np.zeros(len(left), dtype=np.bool_)
    for one in profiles.phones:
        for other in profiles.phones:
            known = np.flatnonzero((one.of[left] >= 0) & (other.of[right] >= 0))
            near[known] |= _one_digit_off(one.texts[one.of[left[known]]], other.texts[other.of[right[known]]])
    return near


def _one_digit_off(mine: TextArray, theirs: TextArray) -> BoolArray:
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    if not len(mine):
        return np.zeros(0, dtype=np.bool_)
    off: BoolArray = cpdist(mine, theirs, scorer=OSA.distance, score_cutoff=1, workers=-1) <= 1
    return off


def sex_points(profiles: Profiles, left: IntArray, right: IntArray) -> FloatArray:
    """The same, or not."""
    mine, theirs = profiles.sex.of[left], profiles.sex.of[right]
    return np.where((mine < 0) | (theirs < 0), 0.0, np.where(mine == theirs, SAME_SEX, OTHER_SEX))


def year_points(profiles: Profiles, margin: float, left: IntArray, right: IntArray) -> FloatArray:
    """By how rare the year is, with its margin; a year more is weaker, and more years count against."""
    known = ~np.isnan(profiles.year)
    years = profiles.year[known].astype(np.int64)
    first = int(years.min(initial=0))
    around = 2 * int(margin) + 1
    counts = np.bincount(years - first, weights=profiles.weight[known], minlength=1)
    by_year = np.convolve(counts, np.ones(around), mode="same") if len(counts) >= around else np.full(1, counts.sum())
    share = np.maximum(by_year, 1.0) / max(float(counts.sum()), 1.0)
    rare = np.clip(-0.5 * np.log2(share), 0.0, MOST_FOR_A_YEAR)
    place = np.clip(np.where(known, profiles.year, first).astype(np.int64) - first, 0, len(rare) - 1)
    agreed = np.minimum(rare[place[left]], rare[place[right]])
    apart = np.abs(profiles.year[left] - profiles.year[right]) - margin
    return np.select(
        [np.isnan(apart), apart <= 0, apart <= 1, apart <= FEW_YEARS, apart <= SOME_YEARS],
        [0.0, agreed, agreed - YEAR_APART, FEW_YEARS_APART, SOME_YEARS_APART],
        MANY_YEARS_APART,
    )


def site_points(profiles: Profiles, left: IntArray, right: IntArray) -> FloatArray:
    """The finest place that both name; where it differs, a wider one that agrees says a little."""
    points = np.zeros(len(left))
    open_ = np.ones(len(left), dtype=np.bool_)
    differs = np.zeros(len(left), dtype=np.bool_)
    for site in reversed(profiles.sites):
        mine, theirs = site.of[left], site.of[right]
        known = open_ & (mine >= 0) & (theirs >= 0)
        near = np.zeros(len(left), dtype=np.bool_)
        other = np.flatnonzero(known & (mine != theirs))
        near[other] = _near_places(site, mine[other], theirs[other])
        agrees = known & ((mine == theirs) | near)
        rare = rarity(site, MOST_FOR_A_PLACE)
        value = np.minimum(rare[mine[agrees]], rare[theirs[agrees]]) - NEAR_PLACE * near[agrees]
        points[agrees] += np.where(differs[agrees], np.minimum(value, MOST_FOR_A_WIDER_PLACE), value)
        open_ &= ~agrees
        points[known & ~agrees & ~differs] += OTHER_PLACE
        differs |= known & ~agrees
    return points


DIGITS = re.compile(r"\d+")


def _near_places(site: Column, mine: IntArray, theirs: IntArray) -> BoolArray:
    """Whether two places are one in other spellings; `Camp 1` and `Camp 2` are not."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    if not len(mine):
        return np.zeros(0, dtype=np.bool_)
    import pandas as pd

    place, pair = pd.factorize(np.minimum(mine, theirs) * len(site.texts) + np.maximum(mine, theirs))
    one, other = site.texts[pair // len(site.texts)], site.texts[pair % len(site.texts)]
    likeness = cpdist(one, other, scorer=OSA.normalized_similarity, score_cutoff=0.8, workers=-1)
    near = likeness >= 0.8
    for at in np.flatnonzero(near):
        near[at] = len(one[at]) > 4 and DIGITS.findall(one[at]) == DIGITS.findall(other[at])
    found: BoolArray = near[place]
    return found


def code_points(profiles: Profiles, left: IntArray, right: IntArray) -> FloatArray:
    """Element by element."""
    points = np.zeros(len(left))
    for element in profiles.code:
        mine, theirs = element.of[left], element.of[right]
        known = (mine >= 0) & (theirs >= 0)
        if known.any():
            agreed = rarity(element, MOST_FOR_AN_ELEMENT)[mine]
            points += np.where(known, np.where(mine == theirs, agreed, OTHER_ELEMENT), 0.0)
    return points


def family_points(
    profiles: Profiles, margin: float, left: IntArray, right: IntArray, own_name: FloatArray, points: FloatArray
) -> FloatArray:
    """Points against pairs that may be two people of one family, who share family name, telephone and place.

    Own name, sex, birth year and code must tell such people apart: the score is never more than these give.

    Args:
        own_name: shape (n_pairs,), points of the first part of the name. points: shape (n_pairs,), of all fields
            together, of which these take away.
    """
    apart = np.abs(profiles.year[left] - profiles.year[right]) - margin
    same_year = FAMILY_YEAR_WITH_MARGIN if margin else FAMILY_YEAR
    year = np.select(
        [np.isnan(apart), apart <= 0, apart <= 1, apart <= FEW_YEARS, apart <= SOME_YEARS],
        [0.0, same_year, FAMILY_YEAR_APART, FEW_YEARS_APART, FAMILY_SOME_YEARS],
        FAMILY_MANY_YEARS,
    )
    within = OF_A_FAMILY + own_name + year + sex_points(profiles, left, right) + code_points(profiles, left, right)
    against: FloatArray = np.minimum(0.0, within - points)
    return against

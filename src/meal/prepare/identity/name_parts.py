"""Points for names: parts that agree count by how rare they are, in any order; parts that differ count against."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meal.model.arrays import BoolArray, FloatArray, IntArray, TextArray
from meal.prepare.identity.names import MOST_PARTS, skeleton
from meal.prepare.identity.profiles import Column

MOST_FOR_A_PART, LEAST_FOR_A_PART = 6.0, 0.25
OTHER_SPELLING, TYPING_ERROR = 0.5, 1.5
"""Points less where a part agrees in its consonants only, or but for a letter or two."""
INITIAL = 0.5
LEFT_OUT = -0.5
DIFFERS, FIRST_DIFFERS, MORE_DIFFERS = -3.0, -6.0, -1.0
"""A part that has no counterpart; the first part of a name, which is mostly what tells siblings apart; further ones."""
NOTHING = -np.inf


@dataclass(frozen=True, slots=True, eq=False)
class NameParts:
    """The parts of the distinct names.

    Attributes:
        of: shape (n_names, width), index into `texts`; -1 beyond the last part.
        texts: shape (n_parts,). points: shape (n_parts,), what it tells that two names both have it.
        count: shape (n_parts,), units with it. bones: shape (n_parts,), number of its skeleton.
        bones_points: shape (n_parts,), what it tells that two names both have its skeleton.
        most: shape (n_names,), the points of a name that agrees in all parts.
    """

    of: IntArray
    texts: TextArray
    count: IntArray
    points: FloatArray
    bones: IntArray
    bones_points: FloatArray
    most: FloatArray


def name_parts(names: Column) -> NameParts:
    """The parts of names, and how much each tells: half the logarithm to base 2 of one in how many has it."""
    import pandas as pd

    split = [name.split()[:MOST_PARTS] for name in names.texts]
    n_parts_of = np.array([len(parts) for parts in split], dtype=np.int64)
    flat = np.array([part for parts in split for part in parts], dtype=object)
    codes, texts = pd.factorize(flat, sort=True)
    texts = np.asarray(texts, dtype=object)
    name = np.repeat(np.arange(len(split)), n_parts_of)
    place = np.arange(len(flat)) - np.repeat(np.cumsum(n_parts_of) - n_parts_of, n_parts_of)
    of = np.full((len(split), int(n_parts_of.max(initial=1))), -1, dtype=np.int64)
    of[name, place] = codes
    units = names.count[name] if len(name) else np.zeros(0)
    count = np.bincount(codes, weights=units, minlength=len(texts)).astype(np.int64)
    bones, _ = pd.factorize(np.array([skeleton(text) for text in texts], dtype=object), sort=True)
    bones_count = np.bincount(bones, weights=count, minlength=1)[bones] if len(bones) else np.zeros(0)
    points = _rarity(count, names.known)
    # A letter alone is an initial: many names have it.
    points = np.where([len(text) == 1 for text in texts], np.minimum(points, INITIAL), points)
    most = np.where(of >= 0, points[of], 0.0).sum(axis=1) if len(texts) else np.zeros(len(split))
    return NameParts(of, texts, count, points, bones.astype(np.int64), _rarity(bones_count, names.known), most)


def _rarity(count: IntArray | FloatArray, known: int) -> FloatArray:
    return np.clip(0.5 * np.log2(max(known, 1) / np.maximum(count, 1)), LEAST_FOR_A_PART, MOST_FOR_A_PART)


def name_points(parts: NameParts, left: IntArray, right: IntArray) -> FloatArray:
    """Points of pairs of different or equal names, shape (n_pairs,).

    Args:
        left, right: shape (n_pairs,), index of the names, the lower one left.
    """
    mine, theirs = parts.of[left], parts.of[right]
    width = parts.of.shape[1]
    open_mine, open_theirs = mine >= 0, theirs >= 0
    points = np.zeros(len(left))
    for i in range(width):
        for j in range(width):
            same = open_mine[:, i] & open_theirs[:, j] & (mine[:, i] == theirs[:, j])
            points[same] += parts.points[mine[same, i]]
            open_mine[same, i] = open_theirs[same, j] = False
    rest = np.flatnonzero(open_mine.any(axis=1) & open_theirs.any(axis=1))
    points[rest] += _points_of_rest(parts, mine[rest], theirs[rest], open_mine, open_theirs, rest)
    n_mine, n_theirs = open_mine.sum(axis=1), open_theirs.sum(axis=1)
    n_differ = np.minimum(n_mine, n_theirs)
    first = open_mine[:, 0] | open_theirs[:, 0]
    against = np.where(first, FIRST_DIFFERS, DIFFERS) + MORE_DIFFERS * (n_differ - 1)
    return points + np.where(n_differ > 0, against, 0.0) + LEFT_OUT * np.abs(n_mine - n_theirs)


def _points_of_rest(
    parts: NameParts, mine: IntArray, theirs: IntArray, open_mine: BoolArray, open_theirs: BoolArray, rows: IntArray
) -> FloatArray:
    """Points for parts that are alike, the most alike first; those that find each other are closed."""
    width = parts.of.shape[1]
    gain = np.full((len(rows), width * width), NOTHING)
    code = np.full((len(rows), width * width), -1, dtype=np.int64)
    for i in range(width):
        for j in range(width):
            both = open_mine[rows, i] & open_theirs[rows, j]
            one, other = mine[both, i], theirs[both, j]
            code[both, i * width + j] = np.minimum(one, other) * len(parts.texts) + np.maximum(one, other)
    there = code >= 0
    distinct, place = np.unique(code[there], return_inverse=True)
    gain[there] = _likeness(parts, distinct // len(parts.texts), distinct % len(parts.texts))[place]
    points = np.zeros(len(rows))
    at = np.arange(len(rows))
    for _ in range(width):
        best = gain.argmax(axis=1)
        found = np.flatnonzero(gain[at, best] > NOTHING)
        if not len(found):
            break
        i, j = best[found] // width, best[found] % width
        points[found] += gain[found, best[found]]
        open_mine[rows[found], i] = open_theirs[rows[found], j] = False
        for k in range(width):
            gain[found, i * width + k] = gain[found, k * width + j] = NOTHING
    return points


def _likeness(parts: NameParts, one: IntArray, other: IntArray) -> FloatArray:
    """Points of pairs of different parts: other spelling, typing error, initial; minus infinity where unlike."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    mine, theirs = parts.texts[one], parts.texts[other]
    errors = cpdist(mine, theirs, scorer=OSA.distance, score_cutoff=2, workers=-1)
    length = np.array([max(len(a), len(b)) for a, b in zip(mine, theirs, strict=True)], dtype=np.int64)
    shortest = np.array([min(len(a), len(b)) for a, b in zip(mine, theirs, strict=True)], dtype=np.int64)
    points = np.full(len(one), NOTHING)
    near = (errors <= np.select([length >= 7, length >= 4], [2, 1], 0)) & (shortest >= 3)
    rarer = np.minimum(parts.count[one], parts.count[other])
    # Of two names a letter apart one is a typing error only where hardly anybody has it: Amina and Amira are two names.
    typed = np.minimum(parts.points[one], parts.points[other]) - TYPING_ERROR - 0.5 * np.log2(np.maximum(rarer / 2, 1))
    points[near] = np.maximum(typed, DIFFERS)[near]
    alike = parts.bones[one] == parts.bones[other]
    spelt = np.flatnonzero(alike & ((errors <= 1) | _with_vowels_left_out(mine, theirs, alike)))
    points[spelt] = np.maximum(points[spelt], parts.bones_points[one[spelt]] - OTHER_SPELLING)
    begins = np.array([a[0] == b[0] for a, b in zip(mine, theirs, strict=True)], dtype=np.bool_)
    points[(shortest == 1) & begins] = INITIAL
    return points


def _with_vowels_left_out(mine: TextArray, theirs: TextArray, alike: BoolArray) -> BoolArray:
    """Whether one of two parts with the same consonants has only vowels of the other, as Arabic script has."""
    found = np.zeros(len(mine), dtype=np.bool_)
    for at in np.flatnonzero(alike):
        less, more = sorted((mine[at], theirs[at]), key=len)
        letters = iter(more)
        found[at] = all(letter in letters for letter in less)
    return found

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
SAME_OWN, SPELT_OWN, NEAR_OWN, INITIAL_OWN, LEFT_OUT_OWN, OTHER_OWN = 8.0, 5.0, 2.0, 1.0, 0.5, -4.0
"""What the first part of a name tells within one family, where the other parts tell nothing: no two children have one
name, but father and son may."""


@dataclass(frozen=True, slots=True, eq=False)
class NameParts:
    """The parts of the distinct names.

    Attributes:
        of: shape (n_names, width), index into `texts`; -1 beyond the last part.
        texts: shape (n_parts,). points: shape (n_parts,), what it tells that two names both have it.
        count: shape (n_parts,), units with it. bones: shape (n_parts,), number of its skeleton.
        bones_points: shape (n_parts,), what it tells that two names both have its skeleton.
        most: shape (n_names,), the points of a name that agrees in all parts. length: shape (n_parts,), letters.
        letters: shape (n_parts,), a bit for each letter that it has. begins: shape (n_parts,), its first letter.
    """

    of: IntArray
    texts: TextArray
    count: IntArray
    points: FloatArray
    bones: IntArray
    bones_points: FloatArray
    most: FloatArray
    length: IntArray
    letters: IntArray
    begins: IntArray


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
    length = np.array([len(text) for text in texts], dtype=np.int64)
    # A letter alone is an initial: many names have it.
    points = np.where(length == 1, np.minimum(points, INITIAL), points)
    most = np.where(of >= 0, points[of], 0.0).sum(axis=1) if len(texts) else np.zeros(len(split))
    rare_bones = _rarity(bones_count, names.known)
    letters = np.array([_letters(text) for text in texts], dtype=np.int64)
    begins = np.array([ord(text[0]) for text in texts], dtype=np.int64)
    return NameParts(of, texts, count, points, bones.astype(np.int64), rare_bones, most, length, letters, begins)


def _letters(text: str) -> int:
    bits = 0
    for letter in text:
        bits |= 1 << ord(letter) % 63
    return bits


def _rarity(count: IntArray | FloatArray, known: int) -> FloatArray:
    return np.clip(0.5 * np.log2(max(known, 1) / np.maximum(count, 1)), LEAST_FOR_A_PART, MOST_FOR_A_PART)


@dataclass(frozen=True, slots=True, eq=False)
class NamePoints:
    """Points of pairs of names, shape (n_pairs,) each.

    Attributes:
        all: of all parts. own: of the first part alone, against people of the same family.
    """

    all: FloatArray
    own: FloatArray


def name_points(parts: NameParts, left: IntArray, right: IntArray) -> NamePoints:
    """Points of pairs of different or equal names.

    Args:
        left, right: shape (n_pairs,), index of the names, the lower one left.
    """
    mine, theirs = parts.of[left], parts.of[right]
    width = parts.of.shape[1]
    pairing = _Pairing(mine >= 0, theirs >= 0, np.zeros(len(left)), np.full(len(left), SAME_OWN))
    for i in range(width):
        for j in range(width):
            same = np.flatnonzero(pairing.open_mine[:, i] & pairing.open_theirs[:, j] & (mine[:, i] == theirs[:, j]))
            pairing.close(same, i, j, parts.points[mine[same, i]], SAME_OWN)
    _pair_the_rest(parts, mine, theirs, pairing)
    n_mine, n_theirs = pairing.open_mine.sum(axis=1), pairing.open_theirs.sum(axis=1)
    n_differ = np.minimum(n_mine, n_theirs)
    first = pairing.open_mine[:, 0] | pairing.open_theirs[:, 0]
    against = np.where(first, FIRST_DIFFERS, DIFFERS) + MORE_DIFFERS * (n_differ - 1)
    own = np.where(first, np.where(n_differ > 0, OTHER_OWN, LEFT_OUT_OWN), pairing.own)
    return NamePoints(pairing.points + np.where(n_differ > 0, against, 0.0) + LEFT_OUT * np.abs(n_mine - n_theirs), own)


@dataclass(frozen=True, slots=True, eq=False)
class _Pairing:
    """Which parts of two names have found each other so far; changed as it goes.

    Attributes:
        open_mine, open_theirs: shape (n_pairs, width), whether a part has no counterpart yet.
        points: shape (n_pairs,). own: shape (n_pairs,), the least that a first part gave.
    """

    open_mine: BoolArray
    open_theirs: BoolArray
    points: FloatArray
    own: FloatArray

    def close(
        self, rows: IntArray, i: int | IntArray, j: int | IntArray, points: FloatArray, own: float | FloatArray
    ) -> None:
        """Pair part i of mine with part j of theirs in these rows."""
        self.open_mine[rows, i] = self.open_theirs[rows, j] = False
        self.points[rows] += points
        first = (np.asarray(i) == 0) | (np.asarray(j) == 0)
        self.own[rows] = np.where(first, np.minimum(self.own[rows], own), self.own[rows])


def _pair_the_rest(parts: NameParts, mine: IntArray, theirs: IntArray, pairing: _Pairing) -> None:
    """Pair parts that are alike, the most alike first."""
    import pandas as pd

    width = parts.of.shape[1]
    rows = np.flatnonzero(pairing.open_mine.any(axis=1) & pairing.open_theirs.any(axis=1))
    cells: list[tuple[IntArray, IntArray, IntArray]] = []
    for i in range(width):
        for j in range(width):
            both = rows[pairing.open_mine[rows, i] & pairing.open_theirs[rows, j]]
            one, other = mine[both, i], theirs[both, j]
            alike = np.flatnonzero(_may_be_alike(parts, one, other))
            one, other = one[alike], other[alike]
            code = np.minimum(one, other) * len(parts.texts) + np.maximum(one, other)
            cells.append((both[alike], np.full(len(alike), i * width + j), code))
    pair, cell, code = (np.concatenate(arrays) for arrays in zip(*cells, strict=True))
    place, distinct = pd.factorize(code)
    points, first = _likeness(parts, distinct // len(parts.texts), distinct % len(parts.texts))
    rows, row = np.unique(pair, return_inverse=True)
    gain = np.full((len(rows), width * width), NOTHING)
    own = np.zeros((len(rows), width * width))
    gain[row, cell], own[row, cell] = points[place], first[place]
    at = np.arange(len(rows))
    for _ in range(width):
        best = gain.argmax(axis=1)
        found = np.flatnonzero(gain[at, best] > NOTHING)
        if not len(found):
            break
        i, j = best[found] // width, best[found] % width
        pairing.close(rows[found], i, j, gain[found, best[found]], own[found, best[found]])
        for k in range(width):
            gain[found, i * width + k] = gain[found, k * width + j] = NOTHING


def _may_be_alike(parts: NameParts, one: IntArray, other: IntArray) -> BoolArray:
    """Whether `_likeness` can give points: a quick look at letters and lengths, which leaves few to compare."""
    longest = np.maximum(parts.length[one], parts.length[other])
    errors = _errors_allowed(longest)
    # One letter in the place of another changes two bits, one dropped changes one.
    bits = np.bitwise_count(parts.letters[one] ^ parts.letters[other])
    near = (bits <= 2 * errors) & (np.abs(parts.length[one] - parts.length[other]) <= errors) & (errors > 0)
    initial = (np.minimum(parts.length[one], parts.length[other]) == 1) & (parts.begins[one] == parts.begins[other])
    alike: BoolArray = near | initial | (parts.bones[one] == parts.bones[other])
    return alike


def _errors_allowed(longest: IntArray) -> IntArray:
    """Letters that may differ in parts of so many letters."""
    return np.select([longest >= 7, longest >= 4], [2, 1], 0)


def _likeness(parts: NameParts, one: IntArray, other: IntArray) -> tuple[FloatArray, FloatArray]:
    """Points of pairs of different parts, and as own names: other spelling, typing error, initial.

    Minus infinity where they are unlike.
    """
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    mine, theirs = parts.texts[one], parts.texts[other]
    points, own = np.full(len(one), NOTHING), np.zeros(len(one))
    if not len(one):
        return points, own
    errors = cpdist(mine, theirs, scorer=OSA.distance, score_cutoff=2, workers=-1)
    shortest = np.minimum(parts.length[one], parts.length[other])
    longest = np.maximum(parts.length[one], parts.length[other])
    near = (errors <= _errors_allowed(longest)) & (shortest >= 3)
    rarer = np.minimum(parts.count[one], parts.count[other])
    # Of two names a letter apart one is a typing error only where hardly anybody has it: Amina and Amira are two names.
    known_both = 0.5 * np.log2(np.maximum(rarer / 2, 1))
    typed = np.minimum(parts.points[one], parts.points[other]) - TYPING_ERROR - known_both
    points[near] = np.maximum(typed, DIFFERS)[near]
    own[near] = np.maximum(NEAR_OWN - known_both, OTHER_OWN)[near]
    alike = parts.bones[one] == parts.bones[other]
    spelt = np.flatnonzero(alike & ((errors <= 1) | _with_vowels_left_out(mine, theirs, alike)))
    points[spelt] = np.maximum(points[spelt], parts.bones_points[one[spelt]] - OTHER_SPELLING)
    own[spelt] = SPELT_OWN
    begins = (parts.begins[one] == parts.begins[other]) & (shortest == 1)
    points[begins], own[begins] = INITIAL, INITIAL_OWN
    return points, own


def _with_vowels_left_out(mine: TextArray, theirs: TextArray, alike: BoolArray) -> BoolArray:
    """Whether one of two parts with the same consonants has only vowels of the other, as Arabic script has."""
    found = np.zeros(len(mine), dtype=np.bool_)
    for at in np.flatnonzero(alike):
        less, more = sorted((mine[at], theirs[at]), key=len)
        letters = iter(more)
        found[at] = all(letter in letters for letter in less)
    return found

"""Whether two tables hold records of the same people, told by an identifier and by other answers that agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from meal.model.arrays import IntArray
from meal.model.columns import CodedColumn
from meal.model.responses import Export
from meal.propose.answers import NUMBER, answers_in
from meal.propose.words import tokens

SERVER_NUMBERS = frozenset({"_id", "_index", "_parent_index", "_xform_id", "_duration"})
ENOUGH_PAIRS = 5


@dataclass(frozen=True, slots=True)
class Pairs:
    """Records of two tables with the same identifier: positions in each, shape (n_pairs,)."""

    first: IntArray
    second: IntArray

    def __len__(self) -> int:
        return len(self.first)


def pairs_by(first: CodedColumn, second: CodedColumn) -> Pairs:
    """The records that have the same identifier in both columns, each identifier once."""
    places: dict[str, int] = {}
    for position, text in enumerate(first.record_texts().tolist()):
        if str(text).strip():
            places.setdefault(str(text).strip(), position)
    found: dict[str, tuple[int, int]] = {}
    for position, text in enumerate(second.record_texts().tolist()):
        key = str(text).strip()
        if key in places:
            found.setdefault(key, (places[key], position))
    ends = np.array(list(found.values()), dtype=np.int64).reshape(-1, 2)
    return Pairs(ends[:, 0], ends[:, 1])


def agreement(first: CodedColumn, second: CodedColumn, pairs: Pairs) -> tuple[float, float, int]:
    """How often the answers of paired records agree, and would by chance, and in how many pairs both answered.

    Numbers agree when they are equal as numbers: 7 and 7.0.
    """
    one, other = _plain(first)[pairs.first], _plain(second)[pairs.second]
    both = (one != "") & (other != "")
    one, other = one[both], other[both]
    if not len(one):
        return 0.0, 0.0, 0
    chance = 0.0
    values, counts = np.unique(np.asarray(other, dtype=str), return_counts=True)
    share = dict(zip(values.tolist(), (counts / len(other)).tolist(), strict=True))
    values, counts = np.unique(np.asarray(one, dtype=str), return_counts=True)
    for value, count in zip(values.tolist(), counts.tolist(), strict=True):
        chance += count / len(one) * share.get(value, 0.0)
    return float(np.mean(one == other)), chance, len(one)


def _plain(column: CodedColumn) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    texts = []
    for text, reason in zip(column.texts.tolist(), column.reasons.tolist(), strict=True):
        bare = "" if reason else str(text).strip()
        texts.append(f"{float(bare.replace(',', '.')):g}" if NUMBER.fullmatch(bare) and len(bare) < 12 else bare)
    return np.array(texts, dtype=object)[column.codes]


def same_records(one: Export, other: Export) -> bool:
    """Whether two exports of one wave hold the same records, so that stacking them would count people twice."""
    for name in one.columns:
        if name not in other.columns or name in SERVER_NUMBERS:
            continue
        first, second = one.columns[name], other.columns[name]
        if not (_identifies(first) and _identifies(second)):
            continue
        pairs = pairs_by(first, second)
        if len(pairs) < max(ENOUGH_PAIRS, 0.5 * min(len(first), len(second))):
            continue
        if _others_agree(one.columns, other.columns, pairs, but=name):
            return True
    return False


def _identifies(column: CodedColumn) -> bool:
    answers = answers_in(column)
    return len(answers.counts) == answers.n_answered == answers.n_records > 1


def _others_agree(one: Mapping[str, CodedColumn], other: Mapping[str, CodedColumn], pairs: Pairs, *, but: str) -> bool:
    """Whether most of the other answers of paired records agree, far more often than by chance."""
    compared = agreed = 0
    for name in one:
        if name == but or name not in other or name.startswith("_") or not tokens(name):
            continue
        same, chance, both = agreement(one[name], other[name], pairs)
        if both >= ENOUGH_PAIRS and chance < 0.9:
            compared += 1
            agreed += same >= 0.9
    return compared >= 2 and agreed >= 0.8 * compared

"""Who every record is of: ids, keys and decisions, and with `link` the rule; all waves together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

import numpy as np

from meal.model.arrays import BoolArray, FloatArray, IntArray, TextArray
from meal.model.identity import IdentityTable, LeftOut, PairDecision, Pairs
from meal.model.responses import Responses
from meal.prepare.identity.decisions import Decided, Ends
from meal.prepare.identity.groups import Groups, Ties, grouped, names_of
from meal.prepare.identity.linked_waves import LinkedWaves
from meal.study.identity import Identity, LinkLevel, Thresholds
from meal.study.records import RecordKeys


@dataclass(frozen=True, slots=True, eq=False)
class Paired:
    """What the rule and codes find.

    Attributes:
        pairs: of one wave, and links across waves. linked: the links alone; None where there is one wave.
        ambiguous: shape (n_pairs,), links that are as good as others, which no linkage counts.
    """

    table: IdentityTable
    pairs: Pairs
    ambiguous: BoolArray
    linked: LinkedWaves | None = None


Pairing = Callable[[Mapping[str, Responses], Mapping[str, RecordKeys]], Paired]
"""How pairs are found: from the waves and their keys, in which `person` holds what is known without the rule."""

Placed = tuple[PairDecision, int, int]
NO_PAIRS: IntArray = np.zeros((0, 2), dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class KeptRecords:
    """The records of all waves that were not excluded, one under the other in order of wave and row.

    Attributes:
        wave_of: shape (n_records,), index into `waves`. row_of: shape (n_records,), in its wave's `Responses`.
        stable, ids: shape (n_records,), of the submission, and of the person as far as the id says, empty for none.
        place: wave → shape (its records,), where each stands here, -1 for the excluded.
    """

    waves: tuple[str, ...]
    wave_of: IntArray
    row_of: IntArray
    stable: TextArray
    ids: TextArray
    place: Mapping[str, IntArray]

    @property
    def n_records(self) -> int:
        """How many records stand here."""
        return len(self.row_of)


@dataclass(frozen=True, slots=True, eq=False)
class OpenPairs:
    """Pairs of records that the rule finds alike, of people that ids, keys and decisions leave apart; best first.

    Of several pairs of records of the same two people only the one with most points stands here.

    Attributes:
        left, right: shape (n_pairs,), where the records stand in `KeptRecords`, left first.
        points: field → shape (n_pairs,). score: shape (n_pairs,), their sum.
        unsure: shape (n_pairs,), somebody looked and could not tell. ambiguous: shape (n_pairs,), as in `Paired`.
        left_out: records that the rule did not compare.
    """

    left: IntArray
    right: IntArray
    points: Mapping[str, FloatArray]
    score: FloatArray
    unsure: BoolArray
    ambiguous: BoolArray
    left_out: tuple[LeftOut, ...] = ()

    @property
    def n_pairs(self) -> int:
        """How many pairs there are."""
        return len(self.left)

    def counted(self, points: float) -> BoolArray:
        """Pairs that count as one person from so many points on, shape (n_pairs,)."""
        return np.asarray((self.score >= points) & ~self.ambiguous, dtype=np.bool_)

    def together(self) -> IntArray:
        """Shape (n_pairs, 2)."""
        return np.stack([self.left, self.right], axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class Identified:
    """What is known about who is who, from which the people under every linkage follow.

    Attributes:
        keys: wave → identifiers as the export has them, `person` being what the respondent's id says.
        named: shape (n_records,), records that have an id or a whole key.
        placed: decisions about kept records, with where these stand, the earlier first.
        exact: people by ids, keys and decisions. pairs: what the rule finds beside them.
        trivial: nothing but the respondent's id tells who is who; `records` is empty then, and so is what points there.
    """

    identity: Identity
    keys: Mapping[str, RecordKeys]
    records: KeptRecords
    ties: Ties
    named: BoolArray
    placed: tuple[Placed, ...]
    exact: Groups
    pairs: OpenPairs
    trivial: bool
    paired: Paired | None = None
    _groups: dict[LinkLevel, Groups] = field(default_factory=dict, init=False, repr=False)
    _named: dict[LinkLevel, tuple[TextArray, dict[str, str]]] = field(default_factory=dict, init=False, repr=False)

    def groups(self, level: LinkLevel) -> Groups:
        """The people under a linkage, as numbers."""
        if level == "exact" or not self.pairs.n_pairs:
            return self.exact
        if level not in self._groups:
            counted = self.pairs.counted(points_for(level, self.identity.thresholds))
            ties = replace(self.ties, likely=self.pairs.together()[counted])
            self._groups[level] = grouped(self.records.n_records, ties)
        return self._groups[level]

    def keys_under(self, level: LinkLevel) -> dict[str, RecordKeys]:
        """The identifiers of each wave with the person of every record under a linkage."""
        if self.trivial:
            return dict(self.keys)
        names, others = self._names(level)
        keyed = {}
        for wave, keys in self.keys.items():
            # An excluded record is of whom its id says; it counts nowhere, but may tell who was reached.
            person, place = keys.person.copy(), self.records.place[wave]
            excluded = np.flatnonzero(place < 0)
            person[excluded] = [others.get(name, name) for name in person[excluded].tolist()]
            person[place >= 0] = names[place[place >= 0]]
            keyed[wave] = keys.of_people(person)
        return keyed

    def names_of_ids(self, level: LinkLevel) -> dict[str, str]:
        """Respondent's id → the text of the person, for those that have another one."""
        return {} if self.trivial else self._names(level)[1]

    def _names(self, level: LinkLevel) -> tuple[TextArray, dict[str, str]]:
        """The person of every kept record, and the ids whose person has another text."""
        if level not in self._named:
            self._named[level] = self._made_names(level)
        return self._named[level]

    def _made_names(self, level: LinkLevel) -> tuple[TextArray, dict[str, str]]:
        groups, records = self.groups(level).of, self.records
        names = names_of(groups, records.wave_of, records.waves, records.stable, records.ids)
        if self.identity.respondent is not None:
            alone = np.bincount(groups)[groups] == 1 if len(groups) else np.zeros(0, dtype=bool)
            names[alone & ~self.named] = ""
        other = (records.ids != "") & (names != records.ids)
        own = set(records.ids[(records.ids != "") & ~other].tolist())
        others = dict(zip(records.ids[other].tolist(), names[other].tolist(), strict=True))
        return names, {name: person for name, person in others.items() if name not in own}

    def settled(self, level: LinkLevel) -> dict[str, frozenset[tuple[str, str, str]]]:
        """Wave → contradictions that are settled, as (rule, stable id, any question).

        Who looks at two records and finds them of one person has seen where they differ; and so has the rule.
        """
        counted = self.pairs.counted(points_for(level, self.identity.thresholds))
        pairs = [(one, other) for decision, one, other in self.placed if decision.decision == "same"]
        pairs += [(one, other) for one, other in self.pairs.together()[counted].tolist()]
        settled: dict[str, set[tuple[str, str, str]]] = {}
        records = self.records
        for one, other in pairs:
            within = records.wave_of[one] == records.wave_of[other]
            for at in (one, other) if within else (other,):
                rule = "conflicting_identity" if within else "other_person"
                settled.setdefault(records.waves[records.wave_of[at]], set()).add((rule, records.stable[at], ""))
        return {wave: frozenset(of) for wave, of in settled.items()}

    def undecided(self) -> BoolArray:
        """Pairs that still count as two people under the study's own linkage, shape (n_pairs,)."""
        of = self.groups(self.identity.link).of
        return np.asarray(of[self.pairs.left] != of[self.pairs.right], dtype=np.bool_)


def points_for(level: LinkLevel, thresholds: Thresholds) -> float:
    """From how many points a pair counts under a linkage; none suffices under `exact`."""
    return np.inf if level == "exact" else float(getattr(thresholds, level))


def identify(
    identity: Identity,
    waves: Mapping[str, Responses],
    keys: Mapping[str, RecordKeys],
    decided: Decided,
    pairing: Pairing | None,
) -> Identified:
    """Work out who is who among the kept records of all waves.

    Args:
        decided: what was decided about pairs. pairing: the rule; None where the study compares nothing.
    """
    nobody = np.zeros(0, dtype=bool)
    none = OpenPairs(NO_PAIRS[:, 0], NO_PAIRS[:, 1], {}, np.zeros(0), nobody, nobody)
    if not (identity.keys or decided) and pairing is None:
        return Identified(
            identity, keys, _kept_records({}, {}), Ties(NO_PAIRS, (), NO_PAIRS, NO_PAIRS), nobody, (),
            Groups(np.zeros(0, dtype=np.int64)), none, trivial=True,
        )  # fmt: skip
    records = _kept_records(waves, keys)
    ids = _codes(records.ids)
    whole = tuple(_key_codes(waves, records, key) for key in identity.keys)
    same, different, unsure = (_placed(records, of) for of in (decided.same, decided.different, decided.unsure))
    ties = Ties(_ends(same), (ids, *whole), NO_PAIRS, _ends(different))
    exact = grouped(records.n_records, ties)
    named = np.asarray(reduce(np.logical_or, [codes >= 0 for codes in (ids, *whole)]), dtype=np.bool_)
    found = Identified(identity, keys, records, ties, named, (*same, *different, *unsure), exact, none, trivial=False)
    if pairing is None:
        return found
    paired = pairing(waves, found.keys_under("exact"))
    with_pairs = replace(found, pairs=_open_pairs(found, paired, _ends(unsure)), paired=paired)
    # What ids, keys and decisions call people does not depend on the rule.
    with_pairs._named.update(found._named)
    return with_pairs


def _kept_records(waves: Mapping[str, Responses], keys: Mapping[str, RecordKeys]) -> KeptRecords:
    kept = {wave: np.flatnonzero(responses.kept()) for wave, responses in waves.items()}
    place: dict[str, IntArray] = {}
    start = 0
    for wave, rows in kept.items():
        place[wave] = np.full(waves[wave].n_records, -1, dtype=np.int64)
        place[wave][rows] = np.arange(start, start + len(rows))
        start += len(rows)
    nothing = np.zeros(0, dtype=object)
    return KeptRecords(
        waves=tuple(waves),
        wave_of=np.repeat(np.arange(len(kept)), [len(rows) for rows in kept.values()]),
        row_of=np.concatenate([np.zeros(0, dtype=np.int64), *kept.values()]),
        stable=np.concatenate([nothing, *(keys[wave].stable[rows] for wave, rows in kept.items())]),
        ids=np.concatenate([nothing, *(keys[wave].person[rows] for wave, rows in kept.items())]),
        place=place,
    )


def _codes(texts: TextArray) -> IntArray:
    """A number for each text, -1 where it is empty."""
    import pandas as pd

    numbers, _ = pd.factorize(texts)
    return np.where(texts != "", numbers, -1)


def _key_codes(waves: Mapping[str, Responses], records: KeptRecords, key: Sequence[str]) -> IntArray:
    """A number for each value of a composite key, -1 where a part of it is missing or the wave does not ask it."""
    import pandas as pd

    codes, whole = np.zeros(records.n_records, dtype=np.int64), np.ones(records.n_records, dtype=np.bool_)
    for name in key:
        part, n_texts = _column_codes(waves, records, name)
        whole &= part >= 0
        codes, _ = pd.factorize(codes * (n_texts + 1) + part)
    return np.where(whole, codes, -1)


def _column_codes(waves: Mapping[str, Responses], records: KeptRecords, name: str) -> tuple[IntArray, int]:
    """A number for each answer, the same in all waves, -1 for a missing one; and how many there are."""
    numbers: dict[str, int] = {}
    codes = np.full(records.n_records, -1, dtype=np.int64)
    for number, wave in enumerate(records.waves):
        column = waves[wave].columns.get(name)
        if column is None:
            continue
        texts = [str(text).strip() for text in column.texts.tolist()]
        of_text = np.array([numbers.setdefault(text, len(numbers)) if text else -1 for text in texts], dtype=np.int64)
        of_text[column.reasons != 0] = -1
        here = records.wave_of == number
        codes[here] = of_text[column.codes[records.row_of[here]]]
    return codes, len(numbers)


def _placed(records: KeptRecords, pairs: Mapping[Ends, PairDecision]) -> tuple[Placed, ...]:
    """The decisions of whose records neither is excluded, with where these stand."""
    if not pairs:
        return ()
    import pandas as pd

    number = {wave: of for of, wave in enumerate(records.waves)}
    names = {record for ends in pairs for _, record in ends}
    possible = np.flatnonzero(pd.Series(records.stable, dtype=object).isin(names).to_numpy())
    place = {(int(records.wave_of[at]), str(records.stable[at])): at for at in possible.tolist()}
    placed = []
    for ends, decision in pairs.items():
        one, other = sorted(place.get((number[wave], record), -1) for wave, record in ends)
        if one >= 0:
            placed.append((decision, one, other))
    return tuple(placed)


def _ends(placed: Sequence[Placed]) -> IntArray:
    return np.array([(one, other) for _, one, other in placed], dtype=np.int64).reshape(-1, 2)


def _open_pairs(found: Identified, paired: Paired, unsure: IntArray) -> OpenPairs:
    """The rule's pairs between people whom nothing joins and no decision keeps apart, the best of each two people."""
    records, of = found.records, found.exact.of
    table, pairs = paired.table, paired.pairs
    at = np.full(table.n_records, -1, dtype=np.int64)
    for number, wave in enumerate(table.waves):
        here = table.wave_of == number
        at[here] = records.place[wave][table.row_of[here]]
    ends = np.sort(np.stack([at[pairs.left], at[pairs.right]], axis=1), axis=1)
    people = np.sort(of[ends], axis=1) if len(of) else ends
    between = people[:, 0] * (records.n_records + 1) + people[:, 1]
    settled = _between(of, found.ties.apart, records.n_records)
    told = (ends >= 0).all(axis=1) & (people[:, 0] != people[:, 1]) & ~np.isin(between, settled)
    told &= pairs.score >= found.identity.thresholds.loose
    chosen = np.flatnonzero(told)
    order = chosen[np.lexsort((ends[chosen, 1], ends[chosen, 0], -pairs.score[chosen]))]
    _, first = np.unique(between[order], return_index=True)
    best = order[np.sort(first)]
    return OpenPairs(
        left=ends[best, 0],
        right=ends[best, 1],
        points={name: points[best] for name, points in pairs.points.items()},
        score=pairs.score[best],
        unsure=np.isin(between[best], _between(of, unsure, records.n_records)),
        ambiguous=paired.ambiguous[best],
        left_out=pairs.left_out,
    )


def _between(of: IntArray, pairs: IntArray, n_records: int) -> IntArray:
    """A number for the two people of each pair, whichever of them comes first."""
    people = np.sort(of[pairs], axis=1) if len(pairs) else pairs
    return np.asarray(people[:, 0] * (n_records + 1) + people[:, 1], dtype=np.int64)

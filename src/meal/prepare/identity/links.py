"""Links between waves beside identifiers and keys: codes, then the rule, one to one; and how often they are wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from meal.model.arrays import BoolArray, FloatArray, IntArray, TextArray
from meal.model.findings import Finding
from meal.model.identity import IdentityTable, Pairs
from meal.model.linkage import WaveLinks, WrongLinks
from meal.prepare.identity.assignment import one_to_one
from meal.prepare.identity.codes import code_pairs, refused_codes
from meal.study.identity import Identity, Thresholds

MARGIN = 2.0
"""Points by which a link must be better than another: as much as a village that differs takes away."""
ENOUGH = 30
"""People who are linked for certain, from whom alone the part of wrong links can be told."""
MOST_BLOCKS = 20
LEVELS = ("strict", "standard", "loose")


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Pairs of records of two waves that may be one person, after all better ones were taken.

    Attributes:
        left, right: shape (n_links,), positions in the table, the earlier record left.
        points: field → shape (n_links,). score: shape (n_links,).
        method: shape (n_links,), `code` or `rule`.
        ambiguous: shape (n_links,), another link is as good or nearly so. All others are one to one.
    """

    left: IntArray
    right: IntArray
    points: Mapping[str, FloatArray]
    score: FloatArray
    method: TextArray
    ambiguous: BoolArray

    def pairs(self) -> Pairs:
        """The links as pairs, the record that stands first in the table left."""
        left, right = np.minimum(self.left, self.right), np.maximum(self.left, self.right)
        return Pairs(left, right, self.points, self.score)

    @property
    def n_links(self) -> int:
        """How many there are, ambiguous ones included."""
        return len(self.left)

    def counted(self, level: str, thresholds: Thresholds) -> BoolArray:
        """Which of them count under a linkage, shape (n_links,)."""
        return ~self.ambiguous & (self.score >= float(getattr(thresholds, level)))


@dataclass(frozen=True, slots=True, eq=False)
class LinkedWaves:
    """The links of all waves, and what linking finds among people who are surely different.

    Attributes:
        links: of all waves. wrong: later wave → what was found; only of waves with links.
        codes_refused: why self-generated codes link nobody (`short`, `common`), or empty.
    """

    links: Links
    wrong: Mapping[str, WrongLinks]
    codes_refused: str = ""

    def by_wave(self, table: IdentityTable, thresholds: Thresholds) -> dict[str, WaveLinks]:
        """The links from each later wave to earlier ones, as records of these waves."""
        links, names = self.links, np.array(table.waves, dtype=object)
        made = {}
        for number, wave in enumerate(table.waves):
            of = np.flatnonzero(table.wave_of[links.right] == number)
            if len(of):
                left, right = links.left[of], links.right[of]
                made[wave] = WaveLinks(
                    names[table.wave_of[left]], table.row_of[left], table.row_of[right], links.method[of],
                    _levels(links.score[of], thresholds), links.ambiguous[of],
                )  # fmt: skip
        return made


def linked_waves(table: IdentityTable, rule: Pairs, identity: Identity, apart: IntArray | None = None) -> LinkedWaves:
    """Link every wave to the people of all earlier ones, wave by wave, so that nobody has two records of one wave.

    Only people whom identifiers and keys do not link are considered. Codes with what confirms them go first, then
    the rule, then codes that nothing confirms.

    Args:
        table: kept records; `person` says what identifiers, keys and decisions say.
        rule: what the rule finds; pairs of one wave are passed over.
        apart: shape (n, 2), positions of records that were decided to be of different people.
    """
    kept_apart = np.zeros((0, 2), dtype=np.int64) if apart is None else apart
    refused = refused_codes(table, identity.code_errors)
    if refused:
        table = replace(table, code=())
    # People by what is known; records of nobody known are people of their own.
    people = _people(table)
    parts: list[Links] = []
    wrong: dict[str, WrongLinks] = {}
    for number in range(1, len(table.waves)):
        here, before = table.wave_of == number, table.wave_of < number
        present, known = np.unique(people[here]), np.unique(people[before])
        linked = np.intersect1d(present, known)
        # Who has a record in this wave already is not linked to another.
        open_here = np.flatnonzero(here & ~np.isin(people, linked))
        open_before = np.flatnonzero(before & ~np.isin(people, present))
        links = _links(table, people, rule, identity, open_before, open_here, kept_apart)
        parts.append(links)
        certain = ~links.ambiguous
        if certain.any():
            wave = table.waves[number]
            sure = np.flatnonzero(here & np.isin(people, linked))
            wrong[wave] = _wrong_links(table, people, rule, identity, links, open_before, open_here, sure)
        people = _joined(people, links.left[certain], links.right[certain])
    return LinkedWaves(_together(parts), wrong, refused)


def _people(table: IdentityTable) -> IntArray:
    import pandas as pd

    people, names = pd.factorize(table.person)
    nobody = table.person == ""
    people[nobody] = len(names) + np.arange(int(nobody.sum()))
    return np.asarray(people, dtype=np.int64)


def _joined(people: IntArray, left: IntArray, right: IntArray) -> IntArray:
    """The same numbers, with the later person of each link given that of the earlier one."""
    new = np.arange(int(people.max(initial=-1)) + 1)
    new[people[right]] = people[left]
    return new[people]


def _links(
    table: IdentityTable, people: IntArray, rule: Pairs, identity: Identity, before: IntArray, here: IntArray,
    apart: IntArray,
) -> Links:  # fmt: skip
    """Links between two sets of records, by codes, then by the rule, then by codes that nothing confirms."""
    thresholds = identity.thresholds
    codes = code_pairs(table, before, here, errors=identity.code_errors, thresholds=thresholds)
    ruled = _between(table, rule, before, here, thresholds.loose)
    confirmed = codes.score >= thresholds.standard
    stages = (
        (codes, confirmed, "code"),
        (ruled, np.ones(len(ruled.score), dtype=bool), "rule"),
        (codes, ~confirmed, "code"),
    )
    parts: list[Links] = []
    size = int(people.max(initial=-1)) + 1
    taken = np.zeros(size, dtype=bool)
    of_two = np.sort(people[apart], axis=1)
    forbidden = of_two[:, 0] * size + of_two[:, 1]
    for pairs, some, method in stages:
        free = some & ~taken[people[pairs.left]] & ~taken[people[pairs.right]] & (pairs.score >= thresholds.loose)
        two = np.sort(np.stack([people[pairs.left], people[pairs.right]], axis=1), axis=1)
        free &= ~np.isin(two[:, 0] * size + two[:, 1], forbidden)
        links = _assigned(people, pairs, np.flatnonzero(free), method)
        for side in (links.left, links.right):
            # Whoever is ambiguous here is for people to decide, and not for the next stage.
            taken[people[side]] = True
        parts.append(links)
    return _together(parts)


def _between(table: IdentityTable, rule: Pairs, before: IntArray, here: IntArray, loose: float) -> Pairs:
    """The rule's pairs between these records, the earlier record left."""
    is_before, is_here = (np.zeros(table.n_records, dtype=bool) for _ in range(2))
    is_before[before], is_here[here] = True, True
    straight, turned = is_before[rule.left] & is_here[rule.right], is_here[rule.left] & is_before[rule.right]
    some = np.flatnonzero((straight | turned) & (rule.score >= loose) & (rule.score > 0))
    left = np.where(straight[some], rule.left[some], rule.right[some])
    right = np.where(straight[some], rule.right[some], rule.left[some])
    return Pairs(left, right, {name: of[some] for name, of in rule.points.items()}, rule.score[some])


def _assigned(people: IntArray, pairs: Pairs, some: IntArray, method: str) -> Links:
    """One to one between people: of several pairs of records of the same two people the best one counts."""
    size = int(people.max(initial=-1)) + 1
    order = some[np.argsort(-pairs.score[some], kind="stable")]
    _, first = np.unique(people[pairs.left[order]] * size + people[pairs.right[order]], return_index=True)
    best = order[np.sort(first)]
    made = one_to_one(people[pairs.left[best]], people[pairs.right[best]], pairs.score[best], margin=MARGIN)
    kept = np.flatnonzero(made.certain | made.ambiguous)
    at = best[kept]
    return Links(
        pairs.left[at],
        pairs.right[at],
        {name: of[at] for name, of in pairs.points.items()},
        pairs.score[at],
        np.full(len(at), method, dtype=object),
        made.ambiguous[kept],
    )


def _together(parts: list[Links]) -> Links:
    names = dict.fromkeys(name for part in parts for name in part.points)
    nothing = np.zeros(0)
    return Links(
        np.concatenate([nothing.astype(np.int64), *(part.left for part in parts)]),
        np.concatenate([nothing.astype(np.int64), *(part.right for part in parts)]),
        {
            name: np.concatenate([nothing, *(part.points.get(name, np.zeros(part.n_links)) for part in parts)])
            for name in names
        },
        np.concatenate([nothing, *(part.score for part in parts)]),
        np.concatenate([nothing.astype(object), *(part.method for part in parts)]),
        np.concatenate([nothing.astype(bool), *(part.ambiguous for part in parts)]),
    )


def _wrong_links(
    table: IdentityTable, people: IntArray, rule: Pairs, identity: Identity, links: Links,
    before: IntArray, here: IntArray, sure: IntArray,
) -> WrongLinks:  # fmt: skip
    """Link people whose own match is taken out: those that identifiers link, against earlier people who are left.

    Where identifiers link too few, those whom code and rule link, against earlier people without their matches.
    They are linked in blocks as large as what was linked, because people compete for links.
    """
    certain = ~links.ambiguous
    n_open = len(np.unique(people[here]))
    tried, against = sure, before
    if len(np.unique(people[sure])) < ENOUGH:
        tried = here[np.isin(people[here], people[links.right[certain]])]
        against = before[~np.isin(people[before], people[links.left])]
    names = np.unique(people[tried])
    size = max(n_open, -(-len(names) // MOST_BLOCKS), 1)
    found = dict.fromkeys(LEVELS, 0)
    for start in range(0, len(names), size):
        block = tried[np.isin(people[tried], names[start : start + size])]
        wrong = _links(table, people, rule, identity, against, block, np.zeros((0, 2), dtype=np.int64))
        for level in LEVELS:
            found[level] += int(wrong.counted(level, identity.thresholds).sum())
    linked = {level: int(links.counted(level, identity.thresholds).sum()) for level in LEVELS}
    n_against, n_open_earlier = (len(np.unique(people[some])) for some in (against, before))
    return WrongLinks(len(names), n_against, found, n_open, n_open_earlier, linked)


def _levels(score: FloatArray, thresholds: Thresholds) -> TextArray:
    levels = np.where(score >= thresholds.strict, "strict", np.where(score >= thresholds.standard, "standard", "loose"))
    return levels.astype(object)


def with_links(table: IdentityTable, rule: Pairs, links: Links) -> tuple[Pairs, BoolArray]:
    """The rule's pairs of one wave, and the links in place of its pairs across waves; with which are ambiguous."""
    own = np.flatnonzero(table.wave_of[rule.left] == table.wave_of[rule.right])
    across = links.pairs()
    zeros = np.zeros(len(own)), np.zeros(links.n_links)
    points = {
        name: np.concatenate([rule.points.get(name, np.zeros(len(rule.score)))[own], across.points.get(name, zeros[1])])
        for name in dict.fromkeys([*rule.points, *across.points])
    }
    pairs = Pairs(
        np.concatenate([rule.left[own], across.left]),
        np.concatenate([rule.right[own], across.right]),
        points,
        np.concatenate([rule.score[own], across.score]),
        rule.left_out,
    )
    return pairs, np.concatenate([zeros[0].astype(bool), links.ambiguous])


def table_places(table: IdentityTable, ends: Iterable[tuple[tuple[str, str], tuple[str, str]]]) -> IntArray:
    """Where records of the table stand that are known by wave and stable id, shape (n, 2); without those not there."""
    wanted = list(ends)
    names = {record for pair in wanted for _, record in pair}
    possible = np.flatnonzero(np.fromiter((name in names for name in table.stable), bool, table.n_records))
    place = {(table.waves[table.wave_of[at]], str(table.stable[at])): at for at in possible.tolist()}
    found = [(place.get(one, -1), place.get(other, -1)) for one, other in wanted]
    both = np.array(found, dtype=np.int64).reshape(-1, 2)
    return both[(both >= 0).all(axis=1)]


def link_findings(linked: LinkedWaves, links: Mapping[str, WaveLinks], identity: Identity) -> list[Finding]:
    """What was linked beside identifiers and keys in each wave, and why codes linked nobody."""
    findings = []
    if linked.codes_refused:
        parameters = {"elements": str(len(identity.compare.code)), "errors": str(identity.code_errors)}
        rule = f"codes_too_{linked.codes_refused}"
        findings.append(Finding(rule, "warning", "study", parameters=parameters))
    for wave, of in links.items():
        clear = ~of.ambiguous
        parameters = {
            "code": str(int(np.sum(clear & (of.method == "code")))),
            "rule": str(int(np.sum(clear & (of.method == "rule")))),
            "ambiguous": str(len(np.unique(of.row[of.ambiguous]))),
            "link": identity.link,
        }
        findings.append(Finding("links_found", "note", "study", wave=wave, parameters=parameters))
    return findings

"""All waves linked to earlier ones beside identifiers and keys, and how often such links are wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from meal.model.arrays import FloatArray, IntArray, TextArray
from meal.model.findings import Finding
from meal.model.identity import IdentityTable, Pairs
from meal.model.linkage import WaveLinks, WrongLinks
from meal.prepare.identity.codes import refused_codes
from meal.prepare.identity.links import Links, links_between, together
from meal.study.identity import Identity, Thresholds

ENOUGH = 30
"""People who are linked for certain, from whom alone the part of wrong links can be told."""
MOST_BLOCKS = 20
LEVELS = ("strict", "standard", "loose")


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
        links = links_between(table, people, rule, identity, open_before, open_here, kept_apart)
        parts.append(links)
        certain = ~links.ambiguous
        if certain.any():
            wave = table.waves[number]
            sure = np.flatnonzero(here & np.isin(people, linked))
            wrong[wave] = _wrong_links(table, people, rule, identity, links, open_before, open_here, sure)
        people = _joined(people, links.left[certain], links.right[certain])
    return LinkedWaves(together(parts), wrong, refused)


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
        wrong = links_between(table, people, rule, identity, against, block, np.zeros((0, 2), dtype=np.int64))
        for level in LEVELS:
            found[level] += int(wrong.counted(level, identity.thresholds).sum())
    linked = {level: int(links.counted(level, identity.thresholds).sum()) for level in LEVELS}
    n_against, n_open_earlier = (len(np.unique(people[some])) for some in (against, before))
    return WrongLinks(len(names), n_against, found, n_open, n_open_earlier, linked)


def _levels(score: FloatArray, thresholds: Thresholds) -> TextArray:
    levels = np.where(score >= thresholds.strict, "strict", np.where(score >= thresholds.standard, "standard", "loose"))
    return levels.astype(object)


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

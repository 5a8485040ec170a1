"""Identifiers that restart: the same number is another person in another wave, or in another school of one wave."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from meal.model.arrays import IntArray, TextArray
from meal.model.findings import Finding
from meal.model.responses import Responses
from meal.prepare.identity.reconcile import APART, linked_rows
from meal.prepare.identity.stable_fields import Agreement, agreement
from meal.study.identity import Identity
from meal.study.records import RecordKeys

WIDESPREAD = 0.10
"""Part of a wave's records that must share an identifier with others; fewer are mistakes, looked at one by one."""
NEARLY_ALL = 0.99
"""Part of the records that a column must tell apart, together with the identifier, to be advised."""
_DECIMALS = re.compile(r"-?\d*[.,]\d*[1-9]\d*")


@dataclass(frozen=True, slots=True, eq=False)
class Unlinked:
    """The keys without the links that identifiers cannot make, and what was found.

    Attributes:
        keys: `person` is of the wave alone where its identifiers restart; `respondent` as written.
        restarted: pairs of waves (earlier, later) between which identifiers link nobody.
        within: waves in which one identifier is of several people.
    """

    keys: Mapping[str, RecordKeys]
    restarted: frozenset[tuple[str, str]] = frozenset()
    within: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()


def unlinked_within(responses: Responses, keys: RecordKeys, identity: Identity) -> tuple[RecordKeys, list[Finding]]:
    """Take records of one identifier apart where it is of several people all over the wave.

    That is so where more than a tenth of the records share their identifier, and these contradict each other
    as wrong pairs do. Records then are one person only where they also agree in the column that tells them
    apart (the school), if there is one; they link to no other wave.
    """
    kept = responses.kept()
    rows = np.flatnonzero(kept & (keys.person != ""))
    shared = rows if keys.may_repeat is None else np.flatnonzero(kept & keys.may_repeat & (keys.person != ""))
    left, right = _next_of_the_same(keys.person, shared)
    if len(np.union1d(left, right)) <= WIDESPREAD * len(rows):
        return keys, []
    found = agreement(responses, left, responses, right, identity)
    if found.verdict == "unclear" and found.contradicting:
        return keys, [_finding("identifiers_unclear_within", "note", responses.wave, found)]
    if found.verdict != "different":
        return keys, []
    place = _distinguishing(responses, keys, rows, identity)
    if place is None:
        apart, rule = keys.stable, "identifiers_restart_within"
    else:
        apart, rule = responses.columns[place].record_texts(), "identifiers_restart_in_places"
    more = {"column": place or "", "respondent": identity.respondent or ""}
    finding = _finding(rule, "warning", responses.wave, found, **more)
    return keys.of_people(_named(keys.person, responses.wave, apart)), [finding]


def unlinked_across(waves: Mapping[str, Responses], keys: Mapping[str, RecordKeys], identity: Identity) -> Unlinked:
    """Take waves apart between which identifiers link people who contradict each other as strangers do.

    A wave keeps its links with the first waves against which nothing speaks.
    """
    findings: list[Finding] = []
    within = frozenset(wave for wave, of in keys.items() if _taken_apart(of.person))
    against: set[tuple[str, str]] = set()
    for earlier, later in combinations(waves, 2):
        if within & {earlier, later}:
            against.add((earlier, later))
            continue
        first, second = linked_rows(waves, keys, earlier, later)
        found = agreement(waves[earlier], first, waves[later], second, identity)
        if found.verdict == "different":
            against.add((earlier, later))
            more = {"respondent": identity.respondent or ""}
            findings.append(_finding("identifiers_restart", "warning", later, found, earlier=earlier, **more))
        elif found.verdict == "unclear" and found.contradicting:
            findings.append(_finding("identifiers_unclear", "note", later, found, earlier=earlier))
    groups = _groups(list(waves), against)
    made = dict(keys)
    # Names of a wave that restarts within are its own already.
    for group in [one for one in groups if not within.issuperset(one)][1:]:
        for wave in group:
            if wave not in within:
                made[wave] = keys[wave].of_people(_named(keys[wave].person, group[0], None))
    restarted = frozenset(
        (earlier, later)
        for earlier, later in combinations(waves, 2)
        if not any(earlier in group and later in group for group in groups)
    )
    return Unlinked(made, restarted, within, tuple(findings))


def _groups(waves: Sequence[str], against: set[tuple[str, str]]) -> list[list[str]]:
    """Waves that may be linked: each joins the first group with nothing against it."""
    groups: list[list[str]] = []
    for wave in waves:
        group = next((one for one in groups if not any((earlier, wave) in against for earlier in one)), None)
        if group is None:
            groups.append([wave])
        else:
            group.append(wave)
    return groups


def _taken_apart(person: TextArray) -> bool:
    # Either every name of a wave is made so, or none.
    return APART in next((name for name in person if name), "")


def _named(person: TextArray, wave: str, apart: TextArray | None) -> TextArray:
    """Names that no other wave has, and no record with another text in `apart`."""
    made = np.empty(len(person), dtype=object)
    others = [""] * len(person) if apart is None else apart.tolist()
    made[:] = [
        f"{wave}{APART}{other}{APART}{name}" if name else ""
        for name, other in zip(person.tolist(), others, strict=True)
    ]
    return made


def _next_of_the_same(person: TextArray, rows: IntArray) -> tuple[IntArray, IntArray]:
    """Every record beside the next one with the same identifier."""
    import pandas as pd

    number, _ = pd.factorize(person[rows])
    order = np.argsort(number, kind="stable")
    same = np.flatnonzero(np.diff(number[order]) == 0)
    return rows[order[same]], rows[order[same + 1]]


def _distinguishing(responses: Responses, keys: RecordKeys, rows: IntArray, identity: Identity) -> str | None:
    """The column that, together with the identifier, tells nearly all records apart: the school, the site.

    Of the places that the study compares and its partner, the first that does. Else, of the columns that are known of
    everybody and differ less than the identifier repeats, the one that tells most apart; a number with decimals (a
    property of the school) after others, and then the one with the fewest answers.
    """
    import pandas as pd

    number, names = pd.factorize(keys.person[rows])

    def told_apart(name: str) -> int:
        codes = responses.columns[name].codes[rows].astype(np.int64)
        return len(np.unique(number * (int(codes.max(initial=0)) + 1) + codes))

    enough = NEARLY_ALL * len(rows)
    named = [one for one in (*identity.compare.site, identity.partner) if one is not None and one in responses.columns]
    place = next((name for name in named if told_apart(name) >= enough), None)
    if place is not None:
        return place
    set_aside = {identity.respondent, identity.record, *identity.stable, *named}
    # A column with more answers than this is an identifier itself.
    most = len(rows) / max(1, min(len(names), 10))
    offered = []
    for name, column in responses.columns.items():
        used = np.unique(column.codes[rows])
        known = (column.reasons[used] == 0).all() and not responses.codebook.question(name).personal
        if name not in set_aside and known and 1 < len(used) <= most and (apart := told_apart(name)) >= enough:
            decimals = any(_DECIMALS.fullmatch(str(text)) for text in column.texts[used])
            offered.append((-apart, decimals, len(used), name))
    return min(offered)[-1] if offered else None


def _finding(rule: str, severity: str, wave: str, found: Agreement, **more: str) -> Finding:
    parameters = {
        "pairs": str(found.pairs),
        "contradicting": str(found.contradicting),
        "mistyped": str(round(found.mistyped * found.pairs)),
        "chance": str(round(found.chance * found.pairs)),
        "questions": ", ".join(found.questions),
        **more,
    }
    return Finding(rule, severity, "study", wave=wave, parameters=parameters)  # type: ignore[arg-type] # a Severity

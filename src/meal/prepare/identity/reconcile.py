"""Identifiers of the same people that are written differently in two waves: 007, 7.0 and " 7"."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from meal.model.arrays import IntArray, TextArray
from meal.model.findings import Finding
from meal.model.responses import Disposition, Responses
from meal.prepare.identity.stable_fields import agreement
from meal.study.identity import Identity
from meal.study.records import RecordKeys

# Stands between identifiers while all of them are handled as one text, which is many times faster than one by one.
BETWEEN = "\x00"
APART = "\x1f"
"""Stands in names that are made of a wave, a place and an identifier: no identifier of an export has it."""
_SPACES = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_DASHES = re.compile(r"[-\u2010-\u2015\u2212_/]+")
_WHOLE = re.compile(r"(?<![^\x00])(\s*\d+)[.,]0+(?=\s*(?:\x00|\Z))")
_ZEROS = re.compile(r"(?<![^\x00])([^\d\x00]*)0+(?=\d)")


def _plain_case(text: str) -> str:
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).casefold()
    # Digits of other scripts are digits: ٧ is 7.
    others = {one for one in set(folded) if one.isdigit() and not one.isascii()}
    return folded.translate({ord(one): str(unicodedata.digit(one)) for one in others})


STEPS: dict[str, Callable[[str], str]] = {
    "case": _plain_case,
    "spaces": lambda text: _SPACES.sub("", text),
    "decimals": lambda text: _WHOLE.sub(r"\1", text),
    "dashes": lambda text: _DASHES.sub("", text),
    "zeros": lambda text: _ZEROS.sub(r"\1", text),
}
"""What may be ignored, in the order in which it is done; each takes identifiers with `BETWEEN` between them."""


@dataclass(frozen=True, slots=True, eq=False)
class Reconciled:
    """The keys and rosters with one spelling of each identifier, and what was found.

    Attributes:
        keys: `person` in the spelling of the first wave that has it; `respondent` as written.
    """

    keys: Mapping[str, RecordKeys]
    rosters: Mapping[str, frozenset[str]]
    findings: tuple[Finding, ...] = ()


def reconciled(
    waves: Mapping[str, Responses],
    keys: Mapping[str, RecordKeys],
    identity: Identity,
    rosters: Mapping[str, frozenset[str]] | None = None,
) -> Reconciled:
    """Give identifiers that differ in writing only one spelling, where that links people and confuses nobody.

    What is ignored is as little as links as many people. Nothing is, where two different identifiers of
    one wave would become one, or where those who would be linked contradict each other in what cannot change.

    Args:
        rosters: sampled wave → identifiers of those who were drawn.
    """
    rosters = rosters or {}
    if len(waves) + len(rosters) < 2:
        return Reconciled(keys, rosters)
    names = {wave: _identifiers(waves[wave], keys[wave]) for wave in waves}
    lists = [*names.values(), *rosters.values()]
    unchanged = Reconciled(keys, rosters)
    everything = _that_matter(lists)
    if not _worth_trying(lists, everything):
        return unchanged
    before, most = _shared(lists, ()), _shared(lists, everything)
    if most == before:
        return unchanged
    chosen = _best(lists, everything, before) if _confused(lists, everything) else _fewest(lists, everything)
    findings: list[Finding] = []
    if _shared(lists, chosen) < most:
        findings += _refused(names, everything)
    if not chosen:
        return replace(unchanged, findings=tuple(findings))
    spelling = _first_spelling(lists, chosen)
    made = {wave: of.of_people(_respelled(of.person, spelling, chosen)) for wave, of in keys.items()}
    contradicting = _contradicting(waves, keys, made, identity)
    if contradicting:
        return replace(unchanged, findings=(*findings, *contradicting))
    findings += _said(names, spelling, chosen)
    respelled = {
        wave: frozenset(spelling[form] for form in _forms(roster, chosen)) if roster else roster
        for wave, roster in rosters.items()
    }
    return Reconciled(made, respelled, tuple(findings))


def _identifiers(responses: Responses, keys: RecordKeys) -> frozenset[str]:
    """Identifiers of those who count, and are known by them alone; a test record confuses nobody."""
    real = responses.kept() | (responses.disposition == Disposition.REPEAT_CONVERSATION)
    return frozenset(name for name in set(keys.person[real].tolist()) if name and APART not in name)


def _forms(names: Iterable[str], steps: Sequence[str]) -> list[str]:
    """What is left of each identifier when these differences are ignored."""
    # No identifier can hold the sign between them; a file that has it in one is damaged.
    text = BETWEEN.join(name.replace(BETWEEN, "") for name in names)
    for step, ignored in STEPS.items():
        if step in steps:
            text = ignored(text)
    return text.split(BETWEEN)


def _shared(lists: Sequence[frozenset[str]], steps: Sequence[str]) -> int:
    """How many identifiers every two lists share."""
    forms = [set(_forms(names, steps)) if steps and names else set(names) for names in lists]
    return sum(len(one & other) for one, other in combinations(forms, 2))


def _that_matter(lists: Sequence[frozenset[str]]) -> tuple[str, ...]:
    """The steps that change any identifier at all."""
    texts = [BETWEEN.join(names) for names in lists]
    return tuple(step for step, ignored in STEPS.items() if any(ignored(text) != text for text in texts))


def _worth_trying(lists: Sequence[frozenset[str]], steps: tuple[str, ...]) -> bool:
    """Whether identifiers that not all lists have would be shared by more of them; the others need no looking at."""
    if len(lists) < 2 or not steps:
        return False
    common = frozenset.intersection(*lists)
    rest = [names - common for names in lists]
    return _shared(rest, steps) > sum(len(one & other) for one, other in combinations(rest, 2))


def _confused(lists: Sequence[frozenset[str]], steps: Sequence[str]) -> bool:
    return any(names and len(set(_forms(names, steps))) < len(names) for names in lists)


def _fewest(lists: Sequence[frozenset[str]], steps: tuple[str, ...]) -> tuple[str, ...]:
    """The steps without those that link nobody."""
    most = _shared(lists, steps)
    for step in reversed(steps):
        fewer = tuple(one for one in steps if one != step)
        if _shared(lists, fewer) == most:
            steps = fewer
    return steps


def _best(lists: Sequence[frozenset[str]], everything: tuple[str, ...], before: int) -> tuple[str, ...]:
    """The fewest steps that link the most people and confuse nobody; none where no step does."""
    best: tuple[str, ...] = ()
    for size in range(1, len(everything)):
        for steps in combinations(everything, size):
            shared = _shared(lists, steps)
            if shared > max(before, _shared(lists, best)) and not _confused(lists, steps):
                best = steps
    return best


def _first_spelling(lists: Sequence[frozenset[str]], steps: Sequence[str]) -> dict[str, str]:
    """Form → how the first list with it writes it."""
    spelling: dict[str, str] = {}
    for names in lists:
        written = sorted(names)
        for form, name in zip(_forms(written, steps), written, strict=bool(written)):
            spelling.setdefault(form, name)
    return spelling


def _respelled(person: TextArray, spelling: Mapping[str, str], steps: Sequence[str]) -> TextArray:
    names = [name for name in dict.fromkeys(person.tolist()) if name]
    forms = _forms(names, steps) if names else []
    distinct = {name: spelling.get(form, name) for form, name in zip(forms, names, strict=True)}
    made = np.empty(len(person), dtype=object)
    made[:] = [distinct.get(name, name) for name in person.tolist()]
    return made


def _said(names: Mapping[str, frozenset[str]], spelling: Mapping[str, str], steps: Sequence[str]) -> list[Finding]:
    """For every wave, how many identifiers were written in another way than before."""
    findings = []
    for wave, written in names.items():
        listed = list(written)
        forms = _forms(listed, steps) if listed else []
        other = sum(spelling[form] != name for form, name in zip(forms, listed, strict=True))
        if other:
            parameters = {"n": str(other), "of": str(len(written)), **_ignored(steps)}
            findings.append(Finding("identifiers_reconciled", "note", "study", wave=wave, parameters=parameters))
    return findings


def _refused(names: Mapping[str, frozenset[str]], steps: Sequence[str]) -> list[Finding]:
    """For every wave in which different identifiers would become one, how many."""
    findings = []
    for wave, written in names.items():
        times = Counter(_forms(written, steps)) if written else Counter[str]()
        confused = sum(count for count in times.values() if count > 1)
        if confused:
            parameters = {"n": str(confused), **_ignored(steps)}
            findings.append(Finding("identifiers_not_reconciled", "warning", "study", wave=wave, parameters=parameters))
    return findings


def _ignored(steps: Sequence[str]) -> dict[str, str]:
    return {f"ignores_{step}": "1" for step in STEPS if step in steps}


def _contradicting(
    waves: Mapping[str, Responses], keys: Mapping[str, RecordKeys], made: Mapping[str, RecordKeys], identity: Identity
) -> list[Finding]:
    """Waves in which those who would be linked anew are surely not the same people."""
    findings = []
    for earlier, later in combinations(waves, 2):
        first, second = linked_rows(waves, made, earlier, later)
        fresh = keys[earlier].person[first] != keys[later].person[second]
        found = agreement(waves[earlier], first[fresh], waves[later], second[fresh], identity)
        if found.verdict == "different":
            parameters = {
                "n": str(int(fresh.sum())), "earlier": earlier, "pairs": str(found.pairs),
                "contradicting": str(found.contradicting), "questions": ", ".join(found.questions),
            }  # fmt: skip
            findings.append(Finding("identifiers_of_others", "warning", "study", wave=later, parameters=parameters))
    return findings


def linked_rows(
    waves: Mapping[str, Responses], keys: Mapping[str, RecordKeys], earlier: str, later: str
) -> tuple[IntArray, IntArray]:
    """The kept records of the people of both waves, the first of each where there are several."""
    import pandas as pd

    rows = [np.flatnonzero(waves[wave].kept() & (keys[wave].person != "")) for wave in (earlier, later)]
    number, names = pd.factorize(np.concatenate([keys[earlier].person[rows[0]], keys[later].person[rows[1]]]))
    firsts = []
    for of, some in zip((number[: len(rows[0])], number[len(rows[0]) :]), rows, strict=True):
        first = np.full(len(names), -1, dtype=np.int64)
        first[of[::-1]] = some[::-1]
        firsts.append(first)
    both = np.flatnonzero((firsts[0] >= 0) & (firsts[1] >= 0))
    return firsts[0][both], firsts[1][both]

"""Identifiers of the same people that are written differently in two waves: 007, 7.0 and " 7"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from meal.model.arrays import IntArray, TextArray
from meal.model.findings import Finding
from meal.model.responses import Disposition, Responses
from meal.prepare.identity.stable_fields import agreement
from meal.study.identity import Identity
from meal.study.records import RecordKeys

_SPACES = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_DASHES = re.compile(r"[-\u2010-\u2015\u2212_/]+")
_WHOLE = re.compile(r"(\d+)[.,]0+")
_ZEROS = re.compile(r"^(\D*)0+(?=\d)")


def _plain_case(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    # Digits of other scripts are digits: ٧ is 7.
    return "".join(str(unicodedata.digit(one)) if one.isdigit() and not one.isascii() else one for one in folded)


STEPS: dict[str, Callable[[str], str]] = {
    "case": _plain_case,
    "spaces": lambda text: _SPACES.sub("", text),
    "decimals": lambda text: match.group(1) if (match := _WHOLE.fullmatch(text.strip())) else text,
    "dashes": lambda text: _DASHES.sub("", text),
    "zeros": lambda text: _ZEROS.sub(r"\1", text),
}
"""What may be ignored, in the order in which it is done."""


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
    names = {wave: _identifiers(waves[wave], keys[wave]) for wave in waves}
    lists = [*names.values(), *rosters.values()]
    everything = tuple(STEPS)
    before, most = _shared(lists, ()), _shared(lists, everything)
    unchanged = Reconciled(keys, rosters)
    if most == before:
        return unchanged
    chosen = _fewest(lists, everything) if not _confused(lists, everything) else _best(lists, before)
    findings: list[Finding] = []
    if _shared(lists, chosen) < most:
        findings += _refused(names, everything)
    if not chosen:
        return replace(unchanged, findings=tuple(findings))
    spelling = _first_spelling(lists, chosen)
    made = {wave: replace(of, person=_respelled(of.person, spelling, chosen)) for wave, of in keys.items()}
    contradicting = _contradicting(waves, keys, made, identity)
    if contradicting:
        return replace(unchanged, findings=(*findings, *contradicting))
    findings += _said(names, spelling, chosen)
    respelled = {wave: frozenset(spelling[_form(name, chosen)] for name in roster) for wave, roster in rosters.items()}
    return Reconciled(made, respelled, tuple(findings))


def _identifiers(responses: Responses, keys: RecordKeys) -> frozenset[str]:
    """Identifiers of those who count; a test record confuses nobody."""
    real = responses.kept() | (responses.disposition == Disposition.REPEAT_CONVERSATION)
    return frozenset(keys.person[real].tolist()) - {""}


def _form(name: str, steps: Sequence[str]) -> str:
    for step in STEPS:
        if step in steps:
            name = STEPS[step](name)
    return name


def _shared(lists: Sequence[frozenset[str]], steps: Sequence[str]) -> int:
    """How many identifiers every two lists share."""
    forms = [{_form(name, steps) for name in names} for names in lists]
    return sum(len(one & other) for one, other in combinations(forms, 2))


def _confused(lists: Sequence[frozenset[str]], steps: Sequence[str]) -> bool:
    return any(len({_form(name, steps) for name in names}) < len(names) for names in lists)


def _fewest(lists: Sequence[frozenset[str]], steps: tuple[str, ...]) -> tuple[str, ...]:
    """The steps without those that link nobody."""
    most = _shared(lists, steps)
    for step in reversed(steps):
        fewer = tuple(one for one in steps if one != step)
        if _shared(lists, fewer) == most:
            steps = fewer
    return steps


def _best(lists: Sequence[frozenset[str]], before: int) -> tuple[str, ...]:
    """The fewest steps that link the most people and confuse nobody; none where no step does."""
    best: tuple[str, ...] = ()
    for size in range(1, len(STEPS)):
        for steps in combinations(STEPS, size):
            shared = _shared(lists, steps)
            if shared > max(before, _shared(lists, best)) and not _confused(lists, steps):
                best = steps
    return best


def _first_spelling(lists: Sequence[frozenset[str]], steps: Sequence[str]) -> dict[str, str]:
    """Form → how the first list with it writes it."""
    spelling: dict[str, str] = {}
    for names in lists:
        for name in sorted(names):
            spelling.setdefault(_form(name, steps), name)
    return spelling


def _respelled(person: TextArray, spelling: Mapping[str, str], steps: Sequence[str]) -> TextArray:
    distinct = {name: spelling.get(_form(name, steps), name) for name in set(person.tolist()) if name}
    made = np.empty(len(person), dtype=object)
    made[:] = [distinct.get(name, name) for name in person.tolist()]
    return made


def _said(names: Mapping[str, frozenset[str]], spelling: Mapping[str, str], steps: Sequence[str]) -> list[Finding]:
    """For every wave, how many identifiers were written in another way than before."""
    findings = []
    for wave, written in names.items():
        other = sum(spelling[_form(name, steps)] != name for name in written)
        if other:
            parameters = {"n": str(other), "of": str(len(written)), **_ignored(steps)}
            findings.append(Finding("identifiers_reconciled", "note", "study", wave=wave, parameters=parameters))
    return findings


def _refused(names: Mapping[str, frozenset[str]], steps: Sequence[str]) -> list[Finding]:
    """For every wave in which different identifiers would become one, how many."""
    findings = []
    for wave, written in names.items():
        forms: dict[str, int] = {}
        for name in written:
            forms[_form(name, steps)] = forms.get(_form(name, steps), 0) + 1
        confused = sum(times for times in forms.values() if times > 1)
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

    sides = []
    for wave in (earlier, later):
        rows = np.flatnonzero(waves[wave].kept() & (keys[wave].person != ""))
        sides.append(pd.Series(rows, index=keys[wave].person[rows]).groupby(level=0, sort=False).first())
    both = sides[0].index.intersection(sides[1].index, sort=False)
    return sides[0].loc[both].to_numpy(dtype=np.int64), sides[1].loc[both].to_numpy(dtype=np.int64)

"""From records to people: who is who over all waves, one record a person, and the waves linked; under any linkage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from meal.check import mark_invalid, quality_across_waves
from meal.model.findings import Finding
from meal.model.identity import PairDecision
from meal.model.linkage import Linking
from meal.model.people import People
from meal.model.responses import Responses
from meal.prepare import Decisions, derive_columns, link_waves, one_record_a_person
from meal.prepare.identity import RULES, identity_table
from meal.prepare.identity.decisions import Decided, applied, read_decisions
from meal.prepare.identity.identifiers import identifiers
from meal.prepare.identity.link_pairs import table_places, with_links
from meal.prepare.identity.linked_waves import link_findings, linked_waves
from meal.prepare.identity.resolve import Identified, Paired, Pairing, identify
from meal.prepare.identity.told import identity_findings
from meal.read import read_file
from meal.study.definition import Study
from meal.study.identity import LinkLevel
from meal.study.load import StudyFile
from meal.study.records import RecordKeys


@dataclass(frozen=True, slots=True, eq=False)
class Staged:
    """The waves as the stages of each by itself leave them, and what is known about who is who.

    Attributes:
        decisions: wave → what the cleaning log decided. rosters: sampled wave → ids of those who were drawn.
    """

    study: Study
    waves: Mapping[str, Responses]
    decisions: Mapping[str, Decisions]
    rosters: Mapping[str, frozenset[str]]
    identified: Identified


@dataclass(frozen=True, slots=True, eq=False)
class WhoIsWho:
    """What tells the people of all waves apart.

    Attributes:
        rosters: sampled wave → ids of those who were drawn, in the spelling by which people are known.
        linking: how people are linked across waves.
    """

    identified: Identified
    rosters: Mapping[str, frozenset[str]]
    linking: Linking
    findings: list[Finding]


@dataclass(frozen=True, slots=True, eq=False)
class Linked:
    """The people of all waves under one linkage.

    Attributes:
        rosters: sampled wave → the texts of the people who were drawn.
        of_waves: wave → findings about several records of one person. findings: those across waves.
    """

    waves: Mapping[str, Responses]
    keys: Mapping[str, RecordKeys]
    people: People
    rosters: Mapping[str, frozenset[str]]
    of_waves: Mapping[str, list[Finding]]
    findings: tuple[Finding, ...]


def recorded_pairs(file: StudyFile) -> tuple[tuple[PairDecision, ...], list[Finding], bytes]:
    """What identity.csv decides, what is wrong with it, and its bytes; nothing where there is none.

    Raises:
        DataError: the file cannot be read.
    """
    name = file.study.identity.decisions
    path = file.folder / name if name else None
    if path is None or not path.is_file():
        return (), [], b""
    decisions, findings = read_decisions(read_file(path, relative_to=file.folder), file.study.waves)
    return decisions, findings, path.read_bytes()


def who_is_who(
    study: Study,
    waves: Mapping[str, Responses],
    keys: Mapping[str, RecordKeys],
    recorded: Sequence[PairDecision],
    rosters: Mapping[str, frozenset[str]],
) -> WhoIsWho:
    """Everything that tells people apart, and the findings about it.

    Args:
        rosters: sampled wave → ids of those who were drawn, as written.
    """
    identity = study.identity
    known = identifiers(waves, keys, identity, rosters)
    findings: list[Finding] = []
    if recorded and not identity.tells_people:
        findings.append(Finding("identity_not_told", "warning", "study", file=identity.decisions or ""))
        recorded = ()
    there = {wave: frozenset(keys[wave].stable.tolist()) if recorded else frozenset[str]() for wave in waves}
    decided, about = applied(recorded, there, identity.decisions or "")
    findings += about
    found = identify(
        identity, waves, known.keys, decided, _pairing(study, decided) if identity.compare.fields else None
    )
    linking = Linking({wave: of.person for wave, of in known.keys.items()}, restarted=known.restarted)
    findings += [*known.findings, *identity_findings(found, waves)]
    if found.paired is not None and found.paired.linked is not None:
        linked, table = found.paired.linked, found.paired.table
        links = linked.by_wave(table, identity.thresholds)
        linking = replace(linking, links=links, wrong=linked.wrong)
        findings += link_findings(linked, links, identity)
    return WhoIsWho(found, known.rosters, linking, findings)


def linked_under(staged: Staged, level: LinkLevel) -> Linked:
    """One record a person in each wave, and the waves linked, with people as this linkage has them."""
    study, identity = staged.study, staged.study.identity
    keys = staged.identified.keys_under(level)
    settled = staged.identified.settled(level)
    waves: dict[str, Responses] = dict(staged.waves)
    of_waves: dict[str, list[Finding]] = {wave: [] for wave in waves}
    decisions = {
        wave: replace(one, accepted=one.accepted | settled[wave]) if settled.get(wave) else one
        for wave, one in staged.decisions.items()
    }
    if identity.tells_people:
        for number, (wave, responses) in enumerate(staged.waves.items()):
            waves[wave], of_waves[wave] = one_record_a_person(
                responses, keys[wave], study.waves[wave], first_wave=number == 0, identity=identity,
                decisions=decisions[wave],
            )  # fmt: skip
    linked, people, findings = link_waves(
        waves, keys, stable=identity.stable, decisions=decisions, identified=identity.tells_people
    )
    found = quality_across_waves(study, linked, keys, people, {wave: one.accepts for wave, one in decisions.items()})
    linked = {
        wave: mark_invalid(responses, [finding for finding in found if finding.wave == wave])
        for wave, responses in linked.items()
    }
    linked = derive_columns(linked, study.derive)
    names = staged.identified.names_of_ids(level)
    rosters = {wave: frozenset(names.get(one, one) for one in drawn) for wave, drawn in staged.rosters.items()}
    return Linked(linked, keys, people, rosters, of_waves, (*findings, *found))


def _pairing(study: Study, decided: Decided) -> Pairing:
    """The rule within waves; across waves codes and the rule, one to one."""

    def pairing(waves: Mapping[str, Responses], keys: Mapping[str, RecordKeys]) -> Paired:
        table = identity_table(waves, keys, study)
        found = RULES[study.identity.rule](table, study.identity.thresholds, within=True, across=len(waves) > 1)
        if len(waves) < 2:
            return Paired(table, found, np.zeros(len(found.score), dtype=bool))
        linked = linked_waves(table, found, study.identity, table_places(table, decided.different))
        pairs, ambiguous = with_links(table, found, linked.links)
        return Paired(table, pairs, ambiguous, linked)

    return pairing

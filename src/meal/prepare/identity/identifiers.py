"""What identifiers may be used for, before anything else tells who is who."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from meal.model.findings import Finding
from meal.model.responses import Responses
from meal.prepare.identity.reconcile import reconciled
from meal.prepare.identity.restarts import unlinked_across, unlinked_within
from meal.study.identity import Identity
from meal.study.records import RecordKeys


@dataclass(frozen=True, slots=True, eq=False)
class Identifiers:
    """The identifiers of all waves as far as they identify.

    Attributes:
        keys: `person` in one spelling, and of one wave alone where its identifiers restart.
        rosters: sampled wave → who was drawn, in the same spelling.
        restarted: pairs of waves (earlier, later) between which identifiers link nobody.
    """

    keys: Mapping[str, RecordKeys]
    rosters: Mapping[str, frozenset[str]]
    restarted: frozenset[tuple[str, str]]
    findings: tuple[Finding, ...]


def identifiers(
    waves: Mapping[str, Responses],
    keys: Mapping[str, RecordKeys],
    identity: Identity,
    rosters: Mapping[str, frozenset[str]] | None = None,
) -> Identifiers:
    """Take apart what restarts within a wave, give the rest one spelling, and take apart what restarts between waves.

    An id that is a part of a key in `identity.keys` identifies nobody by itself: it is left to the keys.

    Args:
        keys: `person` is the respondent's id as written.
    """
    if any(identity.respondent in key for key in identity.keys):
        # What is a part of a key identifies nobody alone: the keys do.
        return Identifiers({wave: _nobody(of) for wave, of in keys.items()}, rosters or {}, frozenset(), ())
    findings: list[Finding] = []
    apart: dict[str, RecordKeys] = {}
    for wave, responses in waves.items():
        apart[wave], found = unlinked_within(responses, keys[wave], identity)
        findings += found
    spelled = reconciled(waves, apart, identity, rosters)
    unlinked = unlinked_across(waves, spelled.keys, identity)
    return Identifiers(
        unlinked.keys, spelled.rosters, unlinked.restarted, (*findings, *spelled.findings, *unlinked.findings)
    )


def _nobody(keys: RecordKeys) -> RecordKeys:
    return keys.of_people(np.full(len(keys.person), "", dtype=object))

"""Which findings are whose: by the record they are about, or by the file where one partner alone sent it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from meal.messages import rules
from meal.model.errors import StudyError
from meal.model.findings import Finding
from meal.pipeline.preparation import Prepared
from meal.study.problems import did_you_mean

_NOT_A_QUESTION = frozenset({"correction_applied", "removed_by_log"})
_SEVERITIES = ("error", "warning")
_SCOPES = ("study", "record", "cell")


@dataclass(slots=True)
class Share:
    """What concerns one partner.

    Attributes:
        findings: open ones, in order of importance. n_settled: those that somebody decided about.
    """

    n_records: int = 0
    n_settled: int = 0
    findings: list[Finding] = field(default_factory=list)


def shares(prepared: Prepared) -> dict[str, Share]:
    """Partner → what concerns it, sorted by name; everything under '' where the study names no partners.

    Raises:
        StudyError: the study file gives a language to a partner that sent nothing.
    """
    found: dict[str, Share] = {}
    for keys in prepared.keys.values():
        for partner, count in Counter(keys.partner.tolist()).items():
            found.setdefault(partner, Share()).n_records += count
    _refuse_unknown(prepared, found)
    owners = _file_owners(prepared)
    for finding in prepared.findings:
        partner = _partner_of(finding, prepared, owners)
        if partner is None or partner not in found:
            continue
        share = found[partner]
        if finding.decided:
            share.n_settled += 1
        elif finding.severity in _SEVERITIES and finding.rule not in _NOT_A_QUESTION and _for_partners(finding.rule):
            share.findings.append(finding)
    for share in found.values():
        share.findings = in_order(share.findings)
    return dict(sorted(found.items()))


def in_order(findings: list[Finding]) -> list[Finding]:
    """Errors first; whole files, then whole records, then answers; what occurs most often first; then by place."""
    often = Counter((finding.severity, finding.scope, finding.rule) for finding in findings)
    return sorted(
        findings,
        key=lambda one: (
            _SEVERITIES.index(one.severity), _SCOPES.index(one.scope), -often[one.severity, one.scope, one.rule],
            one.rule, one.wave, one.variable, one.file, one.sheet, one.row,
        ),
    )  # fmt: skip


def _for_partners(rule: str) -> bool:
    """Whether a rule is a partner's to answer; those of a questionnaire are."""
    return rule not in rules() or rules()[rule].for_partners


def _partner_of(finding: Finding, prepared: Prepared, owners: Mapping[str, str | None]) -> str | None:
    """Whose a finding is, None where it is the officer's."""
    if finding.index >= 0:
        return str(prepared.keys[finding.wave].partner[finding.index])
    if finding.file not in owners:
        # A finding about the whole wave is everybody's, so nobody's; with one partner it is that one's.
        sole = prepared.file.study.identity.partner is None and not finding.file
        return "" if sole else None
    if finding.record:  # a row of a repeat group
        return finding.partner
    return owners[finding.file]


def _file_owners(prepared: Prepared) -> dict[str, str | None]:
    """File → the partner that all of its records are of, None where they are of several."""
    senders: dict[str, set[str]] = {}
    for wave, responses in prepared.waves.items():
        for number, source in enumerate(responses.sources):
            partners = prepared.keys[wave].partner[np.flatnonzero(responses.source_of == number)]
            senders.setdefault(source.file, set()).update(partners.tolist())
    return {file: next(iter(partners)) if len(partners) == 1 else None for file, partners in senders.items()}


def _refuse_unknown(prepared: Prepared, found: Mapping[str, Share]) -> None:
    known = [partner for partner in found if partner]
    file = prepared.file
    unknown = [name for name in file.study.feedback.partner_languages if name not in found]
    if unknown:
        line = file.line("feedback", "partner_languages")
        raise StudyError(
            [
                f"{line}: a language is given to the partner '{name}', but no record is of that partner. Expected one "
                f"of: {', '.join(known[:12]) or 'none, as identity.partner is left out'}.{did_you_mean(name, known)}"
                for name in unknown
            ]
        )

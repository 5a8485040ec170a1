"""identity.csv: what people decided about pairs of records, read and set against the records that there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from meal.model.findings import Finding
from meal.model.identity import Decision, PairDecision
from meal.model.responses import Export

IDENTITY_COLUMNS = (
    "wave", "record", "other_wave", "other_record", "decision", "score", "points", "decided_by", "decided_at", "reason",
)  # fmt: skip
DECISIONS: tuple[Decision, ...] = get_args(Decision)

Ends = tuple[tuple[str, str], tuple[str, str]]
"""The two submissions of a pair, each its wave and stable id, in an order that does not depend on who stood first."""

_FORMULA_TEXT = ("'=", "'+", "'-", "'@")


@dataclass(frozen=True, slots=True)
class Decided:
    """The decisions that are applied, each with both of its records there, and no two against each other.

    Attributes:
        same, different, unsure: pair → the row that decides it.
    """

    same: Mapping[Ends, PairDecision]
    different: Mapping[Ends, PairDecision]
    unsure: Mapping[Ends, PairDecision]

    def __bool__(self) -> bool:
        return bool(self.same or self.different or self.unsure)


def ends_of(decision: PairDecision) -> Ends:
    """The pair that a row is about, whichever of the two it names first."""
    one, other = sorted([(decision.wave, decision.record), (decision.other_wave, decision.other_record)])
    return one, other


def read_decisions(log: Export, waves: Collection[str]) -> tuple[tuple[PairDecision, ...], list[Finding]]:
    """The rows of identity.csv, and a finding for every one that cannot be understood.

    Args:
        waves: names of the waves of the study.
    """
    texts = {name.strip().lower(): column.record_texts() for name, column in log.columns.items()}
    read: list[PairDecision] = []
    findings: list[Finding] = []
    for index, row in enumerate(log.row_of.tolist()):
        cells = {name: _as_meant(str(texts[name][index])) if name in texts else "" for name in IDENTITY_COLUMNS}
        if not any(cells.values()):
            continue
        kind = next((one for one in DECISIONS if one == cells["decision"].lower()), None)
        cells["other_wave"] = cells["other_wave"] or cells["wave"]
        ends = [(cells["wave"], cells["record"]), (cells["other_wave"], cells["other_record"])]
        whole = all(record and wave in waves for wave, record in ends) and ends[0] != ends[1]
        if kind is None or not whole:
            parameters = {"decision": cells["decision"], "allowed": ", ".join(DECISIONS), "waves": ", ".join(waves)}
            findings.append(
                Finding(
                    "identity_not_understood", "error", "study", file=log.source.file, row=row, parameters=parameters
                )
            )
            continue
        read.append(
            PairDecision(
                cells["wave"], cells["record"], cells["other_wave"], cells["other_record"], kind,
                cells["decided_by"], cells["decided_at"], cells["reason"], row,
            )
        )  # fmt: skip
    return tuple(read), findings


def applied(
    decisions: Sequence[PairDecision], there: Mapping[str, Collection[str]], file: str
) -> tuple[Decided, list[Finding]]:
    """The decisions that can be applied, and findings about the others.

    Decisions that contradict each other are none of them applied: two about one pair, and all that make several
    records one person where one says that two of these are different people.

    Args:
        there: wave → stable ids of all its submissions, excluded ones included.
        file: name of identity.csv, for the findings.
    """
    findings: list[Finding] = []
    by_kind: dict[Decision, dict[Ends, PairDecision]] = {kind: {} for kind in DECISIONS}
    for decision in decisions:
        gone = [(wave, record) for wave, record in ends_of(decision) if record not in there[wave]]
        for wave, record in gone:
            # No wave: where its file has no such record, it has no row to point at.
            findings.append(
                Finding(
                    "identity_record_unknown", "warning", "record", file=file, row=decision.row, record=record,
                    parameters={"of_wave": wave},
                )
            )  # fmt: skip
        if not gone:
            by_kind[decision.decision][ends_of(decision)] = decision
    said = defaultdict(list)
    for kind in DECISIONS:
        for ends in by_kind[kind]:
            said[ends].append(kind)
    against = {ends for ends, kinds in said.items() if len(kinds) > 1}
    person = _joined([ends for ends in by_kind["same"] if ends not in against])
    split = {
        person[one]
        for one, other in by_kind["different"]
        if one in person and other in person and person[one] == person[other]
    }
    for kind in DECISIONS:
        for ends in [*by_kind[kind]]:
            of_split = kind != "unsure" and person.get(ends[0]) in split and person.get(ends[1]) == person.get(ends[0])
            if ends in against or of_split:
                decision = by_kind[kind].pop(ends)
                findings.append(_contradiction(decision, file))
    findings.sort(key=lambda finding: finding.row)
    return Decided(by_kind["same"], by_kind["different"], by_kind["unsure"]), findings


def _contradiction(decision: PairDecision, file: str) -> Finding:
    return Finding(
        "identity_contradiction", "error", "study", file=file, row=decision.row, record=decision.record,
        parameters={"decision": decision.decision, "other": decision.other_record},
    )  # fmt: skip


def _joined(pairs: Sequence[Ends]) -> dict[tuple[str, str], tuple[str, str]]:
    """Submission → the first submission of those that are one person with it."""
    first: dict[tuple[str, str], tuple[str, str]] = {}

    def root(one: tuple[str, str]) -> tuple[str, str]:
        first.setdefault(one, one)
        while first[one] != one:
            first[one] = first[first[one]]
            one = first[one]
        return one

    for one, other in pairs:
        low, high = sorted((root(one), root(other)))
        first[high] = low
    return {one: root(one) for one in [*first]}


def _as_meant(text: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it."""
    bare = text.strip()
    return bare[1:] if bare.startswith(_FORMULA_TEXT) else bare

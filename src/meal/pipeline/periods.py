"""Results beside those of an earlier period, where both measure the same thing."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from meal.estimate import change_between_periods
from meal.messages import rules
from meal.model.definitions import DEFINITION_COLUMNS, DEFINITION_PARTS, Definition, PeriodRow
from meal.model.errors import DataError
from meal.model.estimates import Estimate
from meal.model.findings import Finding
from meal.pipeline.earlier import earlier_estimates
from meal.study.load import StudyFile


@dataclass(frozen=True, slots=True)
class EarlierRun:
    """What an earlier run published, and which indicators it defined as this one does.

    Attributes:
        estimates: key of the estimates table → row. reasons: indicator → rule that says why it cannot be compared,
            and what its wording needs; the rule is empty where it can.
    """

    estimates: Mapping[tuple[str, ...], Estimate]
    reasons: Mapping[str, tuple[str, Mapping[str, str]]]

    def findings(self) -> list[Finding]:
        """One finding for each indicator that cannot be compared."""
        return [
            Finding(reason, rules()[reason].severity, "study", parameters=parameters)
            for reason, parameters in self.reasons.values()
            if reason
        ]

    def rows(self, published: Sequence[Estimate]) -> tuple[PeriodRow, ...]:
        """Every headline result beside the earlier one.

        Only what was published in both periods is compared, so that nothing hidden can be worked out.
        """
        return tuple(
            _period_row(row, self.estimates.get(row.key), self.reasons[row.indicator])
            for row in published
            if row.indicator in self.reasons and not (row.comparison or row.by or row.variant or row.category)
        )


def earlier_run(file: StudyFile, definitions: Sequence[Definition]) -> EarlierRun | None:
    """The run of the earlier period that the study file names; None where it names none.

    Raises:
        DataError: the folder of the earlier run holds no tables of a run.
    """
    if file.study.earlier is None:
        return None
    folder = file.folder / file.study.earlier.folder
    before = _earlier_definitions(folder)
    return EarlierRun(
        estimates={row.key: row for row in earlier_estimates(folder / "estimates.csv")},
        reasons={now.indicator: _not_comparable(now, before.get(now.indicator)) for now in definitions},
    )


def _not_comparable(now: Definition, before: Definition | None) -> tuple[str, Mapping[str, str]]:
    """Why two results are not of the same thing, with what its wording needs; empty where they are."""
    if before is None:
        return "no_earlier_definition", {"indicator": now.indicator}
    differing = [part for part in DEFINITION_PARTS if getattr(now, part) != getattr(before, part)]
    if differing:
        part = differing[0]
        texts = {"earlier": getattr(before, part) or "-", "now": getattr(now, part) or "-"}
        return "other_definition", {"indicator": now.indicator, "parts": ", ".join(differing), "part": part, **texts}
    if now.version != before.version:
        versions = {"earlier": before.version, "now": now.version}
        return "other_version", {"indicator": now.indicator, **versions}
    return "", {}


def _period_row(now: Estimate, before: Estimate | None, why: tuple[str, Mapping[str, str]]) -> PeriodRow:
    reason, parameters = why
    reason = reason or _not_known(now, before)
    row = PeriodRow(
        now.indicator, now.statistic, now.wave,
        now=now.estimate, now_low=now.conf_low, now_high=now.conf_high, reason=reason, parameters=parameters,
    )  # fmt: skip
    if before is None:
        return row
    row = replace(row, earlier=before.estimate, earlier_low=before.conf_low, earlier_high=before.conf_high)
    if reason:
        return row
    change, low, high = change_between_periods(*_limits(before), *_limits(now))
    counted = low == high  # in both periods
    return replace(row, change=change, change_low=None if counted else low, change_high=None if counted else high)


def _not_known(now: Estimate, before: Estimate | None) -> str:
    if before is None:
        return "not_in_earlier_period"
    if now.estimate is None or before.estimate is None:
        return "hidden_in_a_period"
    levels = {row.conf_level for row in (now, before) if row.conf_low is not None and row.conf_high is not None}
    return "other_level" if len(levels) > 1 else ""


def _limits(row: Estimate) -> tuple[float, float, float]:
    """Estimate and limits; a result that was counted has no others than itself."""
    assert row.estimate is not None
    if row.conf_low is None or row.conf_high is None:
        return row.estimate, row.estimate, row.estimate
    return row.estimate, row.conf_low, row.conf_high


def _earlier_definitions(folder: Path) -> dict[str, Definition]:
    for name in ("definitions.csv", "estimates.csv"):
        if not (folder / name).is_file():
            raise DataError(
                f"{folder.as_posix()}: there is no {name} of the earlier period. `earlier: folder` in the study file "
                "needs the folder of an earlier run, with the definitions.csv and estimates.csv that meal wrote; copy "
                "both there, or leave `earlier` out."
            )
    with (folder / "definitions.csv").open(encoding="utf-8-sig", newline="") as text:
        rows = csv.DictReader(text)
        if tuple(rows.fieldnames or ())[: len(DEFINITION_COLUMNS)] != DEFINITION_COLUMNS:
            raise DataError(
                f"{(folder / 'definitions.csv').as_posix()}: found the columns "
                f"{', '.join(tuple(rows.fieldnames or ())[:6])} …; expected {', '.join(DEFINITION_COLUMNS)}, as meal "
                "writes them. Copy the file anew from the outputs of the earlier run."
            )
        return {
            row["indicator"]: Definition(**{name: _as_meant(row[name]) for name in DEFINITION_COLUMNS}) for row in rows
        }


def _as_meant(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it."""
    return cell[1:] if cell[:2] in ("'=", "'+", "'-", "'@") else cell

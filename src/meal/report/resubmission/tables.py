"""resubmission.csv and scorecard.csv."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from meal.model.submissions import Followed, Score
from meal.report.csv_files import officers_csv

FOLLOWED_COLUMNS = (
    "status", "wave", "partner", "rule", "severity", "record", "variable", "question", "file", "row", "message",
    "first_received", "last_received", "age_days",
)  # fmt: skip
SCORE_COLUMNS = (*(field.name for field in fields(Score) if field.name != "suppressed"), "status")


def followed_csv(rows: Sequence[Followed], *, synthetic: bool = False) -> bytes:
    """One row a finding; ages in days between receipts, blank where the first is not known."""
    cells = [
        {
            "status": one.status, "wave": one.wave, "partner": one.partner, "rule": one.rule,
            "severity": one.severity, "record": one.record, "variable": one.variable, "question": one.question,
            "file": one.file, "row": str(one.row or ""), "message": one.message, "first_received": one.first,
            "last_received": one.last, "age_days": "" if one.age is None else str(one.age),
        }
        for one in rows
    ]  # fmt: skip
    return officers_csv(FOLLOWED_COLUMNS, cells, synthetic=synthetic)


def scores_csv(scores: Sequence[Score], *, synthetic: bool = False) -> bytes:
    """One row a wave, partner and receipt; a hidden row has its key and status, and no number."""
    cells = [
        {name: "" if (value := getattr(one, name, None)) is None else str(value) for name in SCORE_COLUMNS}
        | {"status": "suppressed" if one.suppressed else "ok"}
        for one in scores
    ]
    return officers_csv(SCORE_COLUMNS, cells, synthetic=synthetic)

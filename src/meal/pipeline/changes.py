"""What the cleaning log changed, as rows of changes.csv: before, after, who, when and why of each cell."""

from __future__ import annotations

from meal.messages.finding_rows import HIDDEN
from meal.pipeline.preparation import Prepared
from meal.prepare import Change


def change_rows(prepared: Prepared) -> list[dict[str, str]]:
    """A row for each cell that was changed and each record that was removed, in order of wave, file and row.

    Answers to personal questions are never in them.
    """
    language = prepared.file.study.language
    ordered = sorted(
        enumerate(prepared.changes),
        key=lambda one: (list(prepared.waves).index(one[1].wave), one[1].file, one[1].sheet, one[1].row, one[0]),
    )
    return [_row(change, prepared, language) for _, change in ordered]


def _row(change: Change, prepared: Prepared, language: str) -> dict[str, str]:
    hidden = HIDDEN.get(language, HIDDEN["en"])
    label = prepared.waves[change.wave].codebook.label(change.question, language) if change.question else ""
    decision = change.correction
    return {
        "wave": change.wave,
        "partner": change.partner,
        "file": change.file,
        "sheet": change.sheet,
        "row": str(change.row),
        "record": change.record,
        "stable_id": change.stable,
        "variable": change.question,
        "question": label,
        "before": hidden if change.personal and change.before else change.before,
        "after": hidden if change.personal and change.after else change.after,
        "change_type": decision.change_type,
        "who": decision.decided_by,
        "when": decision.decided_at,
        "why": decision.why,
        "check_id": decision.check_id,
        "log": decision.file,
        "log_row": str(decision.row),
    }

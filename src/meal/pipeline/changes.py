"""What the cleaning log changed, as rows of changes.csv: before, after, who, when and why of each cell."""

from __future__ import annotations

from dataclasses import replace

from meal.messages.finding_rows import HIDDEN
from meal.pipeline.preparation import Prepared
from meal.prepare import Change


def change_rows(prepared: Prepared) -> list[dict[str, str]]:
    """A row for each cell that was changed and each record that was removed, in order of wave, file and row.

    Answers to personal questions are never in them.
    """
    language = prepared.file.study.language
    personal = _personal_questions(prepared)
    ordered = sorted(
        enumerate(prepared.changes),
        key=lambda one: (list(prepared.waves).index(one[1].wave), one[1].file, one[1].sheet, one[1].row, one[0]),
    )
    return [
        _row(change, prepared, language, hide=change.personal or (change.wave, change.question) in personal)
        for _, change in ordered
    ]


def _personal_questions(prepared: Prepared) -> frozenset[tuple[str, str]]:
    """Changed columns that no questionnaire declares and that look personal: what nobody decided about is hidden."""
    found: set[tuple[str, str]] = set()
    for wave, responses in prepared.waves.items():
        names = {change.question for change in prepared.changes if change.wave == wave}
        left = {
            name: column
            for name, column in responses.columns.items()
            if name in names and name not in responses.codebook.questions
        }
        if not left:
            continue
        from meal.propose.personal import personal_kind  # rarely needed, and half a tenth of a second to load
        from meal.propose.profile import profiles

        looked_at = profiles(replace(responses, columns=left), {})
        found |= {(wave, name) for name, profile in looked_at.items() if personal_kind(profile)}
    return frozenset(found)


def _row(change: Change, prepared: Prepared, language: str, *, hide: bool) -> dict[str, str]:
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
        "before": hidden if hide and change.before else change.before,
        "after": hidden if hide and change.after else change.after,
        "change_type": decision.change_type,
        "who": decision.decided_by,
        "when": decision.decided_at,
        "why": decision.why,
        "check_id": decision.check_id,
        "log": decision.file,
        "log_row": str(decision.row),
    }

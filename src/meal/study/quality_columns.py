"""The columns that the rules about quality name, with the place in the study file where they do."""

from __future__ import annotations

from collections.abc import Iterator

from meal.study.definition import Study
from meal.study.yaml_text import Path


def quality_columns(study: Study) -> Iterator[tuple[Path, str]]:
    """Every column that `quality` names; the names that stand for what exports usually have are not asked for."""
    quality = study.quality
    named: list[tuple[Path, str | None]] = [
        (("interviewer",), quality.interviewer),
        (("site",), quality.site),
        (("short_interviews", "seconds"), quality.short_interviews.seconds),
        (("similar_interviews", "by"), quality.similar_interviews.by),
        (("off_site", "latitude"), quality.off_site.latitude),
        (("off_site", "longitude"), quality.off_site.longitude),
        (("late_entry", "date"), quality.late_entry.date),
        (("late_entry", "filled_in"), quality.late_entry.filled_in),
        (("stable_answers", "age"), quality.stable_answers.age),
    ]
    for key in ("start", "end"):
        if key in quality.short_interviews.model_fields_set:
            named.append((("short_interviews", key), getattr(quality.short_interviews, key)))
    lists: dict[Path, tuple[str, ...]] = {
        ("spreadsheet_damage", "leave_out"): quality.spreadsheet_damage.leave_out,
        ("similar_interviews", "questions"): quality.similar_interviews.questions,
        ("outliers", "variables"): quality.outliers.variables,
        ("outliers", "by"): quality.outliers.by,
        ("digit_preference", "variables"): quality.digit_preference.variables,
        ("digit_preference", "ages"): quality.digit_preference.ages,
        ("spellings", "questions"): quality.spellings.questions,
        ("unique_numbers", "questions"): quality.unique_numbers.questions,
        ("stable_answers", "questions"): quality.stable_answers.questions,
    }
    lists |= {("same_answers", "batteries", name): names for name, names in quality.same_answers.batteries.items()}
    named += [(path, name) for path, names in lists.items() for name in names]
    for path, name in named:
        if name is not None:
            yield ("quality", *path), name

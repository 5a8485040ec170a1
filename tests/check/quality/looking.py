"""A wave put through the rules about quality."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from meal.check import check_quality
from meal.model.codebook import Question
from meal.model.findings import Finding
from meal.prepare import Decisions, conform
from meal.study.definition import Study
from meal.study.records import record_keys
from tests.builders import wave


def looked_at(
    table: Mapping[str, Sequence[str]],
    quality: Mapping[str, Any] | None = None,
    questions: Sequence[Question] = (),
    *,
    accepts: bool = False,
    **settings: Any,
) -> list[Finding]:
    """The findings about one wave, its answers typed as its questions say."""
    study = Study.model_validate(
        {"study": "s", "waves": {"before": {"files": "x"}}, "quality": dict(quality or {}), **settings}
    )
    responses = wave(table, questions=questions)
    keys = record_keys(responses, study.identity)
    responses, _ = conform(responses, keys, Decisions())
    return check_quality(study, responses, keys, lambda *_: accepts)


def told(findings: Sequence[Finding]) -> list[tuple[str, str, int]]:
    """Rule, question and row of findings."""
    return [(finding.rule, finding.variable, finding.row) for finding in findings]

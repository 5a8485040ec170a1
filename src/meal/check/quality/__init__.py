"""Rules about the quality of the data of one wave; a rule is one file and one line of `RULES`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from meal.check.quality.damage import spreadsheet_damage
from meal.check.quality.digits import digit_preference
from meal.check.quality.doubt import Doubt, Looked, findings_of
from meal.check.quality.durations import short_interviews
from meal.check.quality.identifiers import unique_numbers
from meal.check.quality.late_entry import late_entry
from meal.check.quality.off_site import off_site
from meal.check.quality.outliers import outliers
from meal.check.quality.positions import split_positions
from meal.check.quality.program_texts import program_texts
from meal.check.quality.same import same_answers
from meal.check.quality.similar import similar_interviews
from meal.check.quality.spellings import spellings
from meal.check.quality.unknown import unknown_answers
from meal.check.schema import Accepts
from meal.model.findings import Finding
from meal.model.responses import Responses
from meal.study.definition import Study
from meal.study.quality import QualityRule
from meal.study.records import RecordKeys

__all__ = ["RULES", "check_quality"]

RULES: dict[str, Callable[[Looked], Iterator[Doubt]]] = {
    "spreadsheet_damage": spreadsheet_damage,
    "short_interviews": short_interviews,
    "similar_interviews": similar_interviews,
    "outliers": outliers,
    "unknown_answers": unknown_answers,
    "same_answers": same_answers,
    "off_site": off_site,
    "digit_preference": digit_preference,
    "spellings": spellings,
    "unique_numbers": unique_numbers,
    "split_positions": split_positions,
    "late_entry": late_entry,
    "program_texts": program_texts,
}
"""Setting of `quality` → what it looks for."""


def check_quality(study: Study, responses: Responses, keys: RecordKeys, accepts: Accepts) -> list[Finding]:
    """Findings about the quality of the kept records of a wave, rule by rule.

    Args:
        responses: typed, as `conform` leaves them. accepts: whether a decision lets an error stand.
    """
    looked = Looked(responses, keys, study, np.flatnonzero(responses.kept()))
    if not len(looked.rows):
        return []
    findings: list[Finding] = []
    for name, rule in RULES.items():
        settings: QualityRule = getattr(study.quality, name)
        if settings.check:
            for doubt in rule(looked):
                findings += findings_of(looked, doubt, accepts)
    return findings

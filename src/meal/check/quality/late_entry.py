"""Interviews that were filled in long after the day that they name, or before it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from meal.check.quality.damaged_dates import reference_days
from meal.check.quality.doubt import Doubt, Looked
from meal.check.quality.moments import days_of
from meal.model.arrays import FloatArray

INTERVIEW_DAYS = (
    "interview_date", "date_interview", "date_of_interview", "survey_date", "date_survey", "date_entretien",
    "date_enquete", "fecha_entrevista", "fecha_encuesta", "datum_interview",
)  # fmt: skip
"""What the day of the interview is called where somebody types it."""
CLOCKS_APART = 1.0
"""Days that time zones may lie between."""


def late_entry(looked: Looked) -> Iterator[Doubt]:
    """Records whose phone or server gives another time than the day of the interview."""
    settings = looked.settings.late_entry
    wave = looked.study.waves[looked.responses.wave]
    name = next((one for one in (settings.date, wave.date, *INTERVIEW_DAYS) if looked.column(one) is not None), None)
    reference = reference_days(looked, settings.filled_in)
    if name is None or reference is None or reference[0] == name:
        return
    clock, days = reference
    column = looked.responses.columns[name]
    apart: FloatArray = days - days_of(column)[column.codes[looked.rows]]
    with np.errstate(invalid="ignore"):
        for rule, wrong in (("entered_late", apart > settings.days), ("dated_after_entry", apart < -CLOCKS_APART)):
            if wrong.any():
                told = [{"days": f"{abs(distance):.0f}"} for distance in apart[wrong].tolist()]
                yield Doubt(
                    rule, settings.severity, looked.rows[wrong], "record", name,
                    {"clock": clock, "most": f"{settings.days:g}"}, told,
                )  # fmt: skip

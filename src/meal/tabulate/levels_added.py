"""By how much levels of records overlap, said in their notes once it is known which of them are published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from meal.messages.remarks import sentence
from meal.model.estimates import Estimate, levels_added
from meal.model.samples import Remark
from meal.study.definition import Study
from meal.study.references import measured_in


def with_levels_added(estimates: Sequence[Estimate], study: Study) -> tuple[Estimate, ...]:
    """The rows, those of overlapping levels with what they add up to; nothing is said where one of them is hidden."""
    said: dict[tuple[str, str, str], str] = {}
    for indicator in study.indicators:
        rows = [row for row in estimates if row.indicator == indicator.id]
        for wave in measured_in(indicator, study) if indicator.by_record else ():
            for by in indicator.by_record:
                added = levels_added(rows, indicator.id, wave, by)
                if added is not None and added.total != added.whole:
                    numbers = {"sum": added.total, "more": added.total - added.whole, "whole": added.whole}
                    said[indicator.id, wave, by] = sentence(Remark("levels_add_up", numbers), study.language)

    def noted(row: Estimate) -> Estimate:
        text = said.get((row.indicator, row.wave, row.by))
        if text is None or row.statistic != "people" or row.variant:
            return row
        return replace(row, note=f"{row.note}; {text}")

    return tuple(map(noted, estimates))

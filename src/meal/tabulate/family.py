"""p-values adjusted for how many comparisons are tested together (R13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from meal.estimate import benjamini_hochberg, holm
from meal.messages.remarks import note
from meal.model.samples import Remark
from meal.study.definition import Study
from meal.tabulate.named import Row

Adjustment = Literal["holm", "benjamini_hochberg"]
# More comparisons than this that no family was declared for are a grid that is searched for what stands out.
FEW_COMPARISONS = 10


def adjusted_for_many(rows: Sequence[Row], study: Study) -> list[Row]:
    """The rows with adjusted p-values where several comparisons are tested together.

    A declared family: Holm, or what the study says. More than ten comparisons without a family:
    Benjamini–Hochberg. The primary comparison stands outside. Only the headline of a comparison is
    tested: its difference or change for everybody.

    Args:
        rows: of all comparisons of the study.
    """
    places: dict[str, list[int]] = {}
    belongs = {comparison.id: comparison.family or "" for comparison in study.comparisons if not comparison.primary}
    for place, row in enumerate(rows):
        if row.estimate.comparison in belongs and _is_headline(row):
            places.setdefault(belongs[row.estimate.comparison], []).append(place)
    adjusted = list(rows)
    for family, members in places.items():
        if family or len(members) > FEW_COMPARISONS:
            chosen: Adjustment = study.families.get(family, "holm") if family else "benjamini_hochberg"
            _adjust(adjusted, members, chosen, study)
    return adjusted


def _is_headline(row: Row) -> bool:
    one = row.estimate
    whole = one.statistic == "difference" and not (one.by or one.variant or one.category)
    return whole and one.p_value is not None


def _adjust(rows: list[Row], places: Sequence[int], adjustment: Adjustment, study: Study) -> None:
    """Put adjusted p-values in place; a family of one has nothing to adjust for."""
    if len(places) < 2:
        return
    p_values = [p for place in places if (p := rows[place].estimate.p_value) is not None]
    values = holm(p_values) if adjustment == "holm" else benjamini_hochberg(p_values)
    said = Remark("R13", {"m": len(places), "because": adjustment})
    for place, value in zip(places, values, strict=True):
        row = rows[place]
        remarks = (*row.remarks, said)
        estimate = replace(row.estimate, p_adjusted=value, note=note(remarks, study.language))
        rows[place] = Row(estimate, remarks)

"""By how much levels of records overlap, in the reader's language."""

from __future__ import annotations

from meal.model.estimates import levels_added
from meal.report.labels import Labels, indicators
from meal.study.references import measured_in


def parts_said(identifier: str, labels: Labels) -> tuple[str, ...]:
    """For each disaggregation by record, what its levels add up to; that they may overlap, where one is hidden."""
    indicator = indicators(labels.study)[identifier]
    rows = [row for row in labels.published.estimates if row.indicator == identifier]
    said = []
    for wave in measured_in(indicator, labels.study) if "people" in indicator.statistics else ():
        for by in indicator.by_record:
            if not any(row.by == by and row.wave == wave for row in rows):
                continue
            added = levels_added(rows, identifier, wave, by)
            name = labels.by(by)
            if added is None:
                said.append(labels.words.text("parts.may_overlap", by=name))
            elif added.total == added.whole:
                said.append(labels.words.text("parts.add_up", by=name, whole=labels.numbers.integer(added.whole)))
            else:
                said.append(
                    labels.words.text(
                        "parts.overlap",
                        by=name,
                        total=labels.numbers.integer(added.total),
                        more=labels.numbers.integer(added.total - added.whole),
                        whole=labels.numbers.integer(added.whole),
                    )
                )
    return tuple(said)

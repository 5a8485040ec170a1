"""What is wrong with records, as data; the wording is made by `messages` when it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "note"]
Scope = Literal["cell", "record", "study"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found; a row of the findings table.

    Attributes:
        rule: key of the rule in `messages`, or the id of a schema's own rule.
        parameters: what the wording needs; never a value of a personal variable.
        scope: what an undecided error costs: a cell becomes missing, a record is excluded,
            a study error writes nothing.
        row: the row as the spreadsheet shows it, 0 where it concerns no single record.
        record: stable id of the submission. respondent: id of the person.
        index: position in the wave's `Responses`, -1 where it concerns no single record.
        decided: a recorded decision (cleaning log) settles it.
    """

    rule: str
    severity: Severity
    scope: Scope
    wave: str = ""
    partner: str = ""
    file: str = ""
    sheet: str = ""
    row: int = 0
    record: str = ""
    respondent: str = ""
    variable: str = ""
    found: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    index: int = -1
    decided: bool = False

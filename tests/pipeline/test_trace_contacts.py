"""A count of people is traced to the contacts behind it."""

from __future__ import annotations

import pandas as pd
import pytest

from meal.model.errors import StudyError
from meal.pipeline.preparation import prepare
from meal.pipeline.trace import Trace, trace
from meal.study.load import study_from_mapping

STUDY = {
    "study": "s",
    "identity": {"record": "row", "respondent": "person"},
    "waves": {"register": {"files": "-", "contacts": True, "date": "date", "design": {"selection": "census"}}},
    "disaggregate": ["sex"],
    "indicators": [{"id": "taught", "counts": "${got} = 'lessons'", "report": "people", "by_record": "partner"}],
}
ROWS = [
    # row  person date         sex       partner  got
    ("r1", "ann", "2018-09-01", "female", "cedar", "lessons"),
    ("r2", "ann", "2018-10-01", "male", "olive", "lessons"),
    ("r3", "ben", "2018-10-02", "male", "olive", "money"),
    ("r4", "cas", "2018-10-03", "male", "olive", ""),
]


def traced(**levels: str) -> Trace:
    data = pd.DataFrame(ROWS, columns=["row", "person", "date", "sex", "partner", "got"], dtype="str")
    return trace(prepare(study_from_mapping(STUDY), {"register": data}), "taught", levels=levels)


def records(found: Trace, kind: str) -> list[str]:
    return [one.record for one in found.records if one.kind == kind]


def test_every_contact_is_listed_and_none_is_called_excluded() -> None:
    found = traced()
    assert found.counts() == {"counted": 2, "not_counted": 1, "missing": 1, "excluded": 0}
    assert records(found, "counted") == ["r1", "r2"]


def test_a_group_is_of_the_person_and_a_level_of_the_record() -> None:
    assert records(traced(sex="female"), "counted") == ["r1", "r2"]
    assert records(traced(partner="olive"), "counted") == ["r2"]
    assert records(traced(partner="olive", sex="male"), "missing") == ["r4"]
    with pytest.raises(StudyError, match="'partner' has no level 'oliv'"):
        traced(partner="oliv")

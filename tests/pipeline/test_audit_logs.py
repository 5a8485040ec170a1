"""A wave that names its audit logs has the length of each interview from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from meal.model.errors import DataError
from meal.pipeline.validate import validate_study

LOG = "instance ID,event,node,start,end\n" + "".join(
    f"uuid:u{number},form start,,2023-05-14 18:00:00,\nuuid:u{number},form exit,,2023-05-14 18:{minutes:02d}:00,\n"
    for number, minutes in ((1, 20), (2, 3), (9, 30))
)


def study(folder: Path, *, export: str, audit: str = "audit.csv") -> Path:
    (folder / "audit.csv").write_text(LOG, encoding="utf-8")
    (folder / "export.csv").write_text(export, encoding="utf-8")
    (folder / "study.yaml").write_text(
        f"study: x\nwaves:\n  w: {{files: export.csv, audit: {audit}}}\n"
        "quality: {short_interviews: {minutes: 10}}\n",
        encoding="utf-8",
    )
    return folder


def test_interviews_that_the_phone_found_short(tmp_path: Path) -> None:
    # The record itself claims an hour; u3 has no log, and u9 no record.
    times = "2023-05-14T18:00:00,2023-05-14T19:00:00"
    checked = validate_study(
        study(tmp_path, export=f"_uuid,start,end\nu1,{times}\nu2,{times}\nu3,{times}\n")
    )  # fmt: skip
    told = [(one.rule, one.record, dict(one.parameters)) for one in checked.prepared.findings]
    assert ("audit_log_read", "", {"count": "2", "without": "1", "other": "1"}) in told
    short = [(record, parameters["minutes"]) for rule, record, parameters in told if rule == "short_interview"]
    assert short == [("u2", "3.0")]
    assert [source.file for source in checked.prepared.extra_sources] == ["audit.csv"]


def test_another_file_is_refused_as_an_audit_log(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"export\.csv: wave 'w' names this file as its audit log, but it lacks"):
        validate_study(study(tmp_path, export="_uuid,a\nu1,2\n", audit="export.csv"))


def test_a_column_of_that_name_is_not_overwritten(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="the export has a column 'audit_seconds'"):
        validate_study(study(tmp_path, export="_uuid,audit_seconds\nu1,2\n"))

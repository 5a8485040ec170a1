"""Audit logs of ODK Collect are told from submissions, and say how long an interview took."""

from __future__ import annotations

from pathlib import Path

from meal.read import interview_seconds, read_file
from tests.read.files import rules

HEAD = "event,node,start,end\n"


def seconds(tmp_path: Path, text: str) -> dict[str, float]:
    (tmp_path / "audit.csv").write_text(text, encoding="utf-8")
    return dict(interview_seconds(read_file(tmp_path / "audit.csv").columns))


def test_a_log_as_the_phone_writes_it(tmp_path: Path) -> None:
    events = "form start,,1684087200000,\nquestion,/q/a,1684087200100,1684087225500\nform exit,,1684087230000,\n"
    assert seconds(tmp_path, HEAD + events) == {"": 30.0}
    assert "audit_log" in rules(read_file(tmp_path / "audit.csv").source)


def test_pauses_are_left_out_and_logs_kept_apart(tmp_path: Path) -> None:
    events = (
        "u1,form start,,2023-05-14 18:00:00,\nu1,form exit,,2023-05-14 18:01:00,\n"
        "u1,form resume,,2023-05-14 20:00:00,\nu1,form exit,,2023-05-14 20:00:30,\n"
        "u1,form finalize,,2023-05-14 20:00:31,\nu2,form start,,2023-05-14 18:00:00,\n"
        "u2,question,/q/a,2023-05-14 18:00:05,2023-05-14 18:00:20\nu3,question,/q/a,no time,\n"
    )
    assert seconds(tmp_path, f"instance ID,{HEAD}{events}") == {"u1": 90.0, "u2": 20.0}


def test_submissions_with_a_start_and_an_end_are_no_log(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("start,end,event\n2023-05-14,2023-05-14,x\n", encoding="utf-8")
    assert "audit_log" not in rules(read_file(path).source)

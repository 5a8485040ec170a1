"""changes.csv has before, after, who, when and why of every cell that the log changed, and no personal answer."""

from __future__ import annotations

import csv
import io
import shutil
from collections import Counter
from pathlib import Path

import pytest

from meal.pipeline.changes import change_rows
from meal.pipeline.outputs import write_findings
from meal.pipeline.validate import validate_study

STUDY = "peer-messages"


@pytest.fixture
def study(project: Path, tmp_path: Path) -> Path:
    for name in (f"surveys/{STUDY}", "schemas"):
        shutil.copytree(project / name, tmp_path / name)
    return tmp_path / "surveys" / STUDY


def log_rows(study: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((study / "cleaning_log.csv").read_text(encoding="utf-8-sig"))))


def test_every_row_of_the_shipped_log_that_changes_something_is_there(study: Path, tmp_path: Path) -> None:
    file = write_findings(validate_study(study), tmp_path / "outputs")
    text = file.with_name("changes.csv").read_text(encoding="utf-8-sig")
    made = Counter(
        (row["wave"], row["stable_id"], row["variable"], row["before"], row["after"], row["who"], row["when"])
        for row in csv.DictReader(io.StringIO(text))
    )
    decided = Counter(
        (row["wave"], row["stable_id"], "", "", "", row["decided_by"], row["decided_at"])
        if row["change_type"] == "remove_survey"
        else (row["wave"], row["stable_id"], row["question"], row["old_value"], row["new_value"], row["decided_by"],
              row["decided_at"])
        for row in log_rows(study)
        if row["change_type"] != "no_action"
    )  # fmt: skip
    assert len(decided) > 20
    assert made == decided


def test_a_workbook_made_by_another_tool_is_the_log(study: Path) -> None:
    import openpyxl

    rows = log_rows(study)
    book = openpyxl.Workbook()
    book.active.title = "checked_dataset"
    book.active.append(["X_uuid", "age"])
    book.active.append(["1", "2"])
    sheet = book.create_sheet("cleaning_log")
    # The columns of the field's template, with its other spellings and without any of ours.
    sheet.append(["uuid", "old_value", "questions", "issue", "check_id", "check_binding", "change_type", "new_value"])
    for row in rows:
        kind = {"no_action": "no_change"}.get(row["change_type"], row["change_type"])
        told = (row["issue"], row["check_id"], row["check_binding"], kind, row["new_value"])
        sheet.append([row["uuid"], row["old_value"], row["question"], *told])
    sheet.append(["all", "", "device", "dropped", "", "", "variable_removed", ""])
    before = change_rows(validate_study(study).prepared)
    book.save(study / "log.xlsx")
    settings = (study / "study.yaml").read_text(encoding="utf-8")
    assert "cleaning_log: cleaning_log.csv" in settings
    (study / "study.yaml").write_text(
        settings.replace("cleaning_log: cleaning_log.csv", "cleaning_log: log.xlsx"), encoding="utf-8"
    )
    validation = validate_study(study)
    assert validation.undecided == 0
    assert not [finding.rule for finding in validation.findings if finding.rule.startswith("log_")]
    after = change_rows(validation.prepared)
    place = ("wave", "file", "row", "variable", "before", "after")
    assert [[row[name] for name in place] for row in after] == [[row[name] for name in place] for row in before]


def test_removed_records_stand_in_a_log_of_their_own(study: Path) -> None:
    kept = validate_study(study)
    name = next(iter(kept.prepared.waves))
    record = str(kept.prepared.keys[name].stable[kept.prepared.waves[name].kept()][0])
    log = f"uuid,change_type,comment\n{record},remove_survey,Made up by the interviewer\n"
    (study / "deletion_log.csv").write_text(log, encoding="utf-8")
    removed = validate_study(study)
    counts = removed.prepared.waves[name].accounting()
    earlier = kept.prepared.waves[name].accounting()
    assert counts["removed_by_log"] == earlier.get("removed_by_log", 0) + 1
    (row,) = [row for row in change_rows(removed.prepared) if row["log"] == "deletion_log.csv"]
    assert (row["stable_id"], row["change_type"], row["why"]) == (
        record,
        "remove_survey",
        "Made up by the interviewer",
    )
    assert removed.prepared.decisions_sha256 != kept.prepared.decisions_sha256


def test_personal_answers_are_hidden(study: Path) -> None:
    schema = next((study.parent.parent / "schemas").glob(f"{STUDY}-baseline.yaml"))
    text = schema.read_text(encoding="utf-8")
    question = next(row["question"] for row in log_rows(study) if row["change_type"] == "change_response"
                    and row["wave"] == "baseline" and f"- name: {row['question']}\n" in text)  # fmt: skip
    schema.write_text(text.replace(f"- name: {question}\n", f"- name: {question}\n    personal: true\n"), "utf-8")
    rows = [row for row in change_rows(validate_study(study).prepared) if row["wave"] == "baseline"]
    hidden = [row for row in rows if row["variable"] == question]
    assert hidden
    assert {row["after"] for row in hidden} <= {"(hidden)", ""}
    assert {row["before"] for row in hidden} <= {"(hidden)", ""}


def test_an_answer_that_looks_personal_is_hidden_though_no_questionnaire_says_so(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("_uuid,phone,goods\na,+31 612345678,pen\nb,+31 687654321,cup\n", "utf-8")
    settings = "study: small\nwaves:\n  only: {files: [data.csv]}\n"
    (tmp_path / "study.yaml").write_text(settings, encoding="utf-8")
    log = "uuid,question,change_type,old_value,new_value\na,phone,change_response,+31 612345678,+31 611111111\n"
    (tmp_path / "cleaning_log.csv").write_text(log + "a,goods,change_response,pen,ink\n", encoding="utf-8")
    rows = change_rows(validate_study(tmp_path).prepared)
    assert [(row["before"], row["after"]) for row in rows] == [("(hidden)", "(hidden)"), ("pen", "ink")]

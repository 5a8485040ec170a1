"""Replies about rows of repeat groups: known by their submission and their place in it, and replayed there."""

from __future__ import annotations

from pathlib import Path

import pytest

from meal.pipeline.changes import change_rows
from meal.pipeline.clean import Cleaned, clean_study
from meal.pipeline.validate import validate_study
from tests.pipeline.replies.small_study import Filled, feedback, log_rows, problems
from tests.read.files import workbook

STUDY = """
study: family
title: Family
languages: [en]
identity: {record: _uuid, partner: partner}
waves:
  first:
    files: [a.xlsx]
    schema: family
"""
SCHEMA = """
schema: family
groups:
  - {name: child, repeat: true}
  - {name: child/toy, repeat: true}
questions:
  - {name: partner}
  - {name: age, type: integer, label: Age of the child, group: child, constraint: ". < 18"}
  - {name: nickname, group: child, personal: true, constraint: "string-length(.) > 2"}
  - {name: toy, type: select_one, choices: {ball: A ball, kite: A kite}, group: child/toy}
"""
CHILDREN = (
    # age, nickname, record; ages of 18 and more and names of two letters are what is wrong
    ("5", "Ann", "1"), ("40", "Bob", "1"), ("30", "Cy", "3"), ("60", "Dan", "3"), ("70", "Eve", "2"),
)  # fmt: skip
TOYS = (("ball", "1"), ("ship", "2"), ("kite", "2"), ("doll", "4"))
TROUBLE = {
    ("constraint_broken", "u1", "age"), ("constraint_broken", "u3", "age"), ("constraint_broken", "u3", "nickname"),
    ("constraint_broken", "s2", "age"), ("not_in_choices", "u1", "toy"), ("not_in_choices", "u3", "toy"),
}  # fmt: skip


def write(study: Path, children: tuple[tuple[str, str, str], ...] = CHILDREN, first: int = 1) -> None:
    """The export as KoboToolbox writes it; `first` is the number with which its indexes begin."""
    main = [["_uuid", "partner", "_index"]]
    main += [
        [one, partner, str(row)]
        for row, (one, partner) in enumerate((("u1", "north"), ("s2", "south"), ("u3", "north")), first)
    ]
    child = [["child/age", "child/nickname", "_index", "_parent_table_name", "_parent_index"]]
    child += [
        [age, name, str(row), "main", str(int(parent) + first - 1)]
        for row, (age, name, parent) in enumerate(children, first)
    ]
    toy = [["child/toy/toy", "_index", "_parent_table_name", "_parent_index"]]
    toy += [[name, str(row), "child", str(int(parent) + first - 1)] for row, (name, parent) in enumerate(TOYS, first)]
    (study / "a.xlsx").write_bytes(workbook({"main": main, "child": child, "toy": toy}))


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = tmp_path / "surveys" / "family"
    folder.mkdir(parents=True)
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "family.yaml").write_text(SCHEMA, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    write(folder)
    return folder


def clean(study: Path, source: Path) -> Cleaned:
    return clean_study(study, source, by="", date="2019-06-01")


def open_rows(study: Path) -> list[tuple[str, str, int]]:
    """Rule, sheet and row of what nobody decided about."""
    found = [one for one in validate_study(study).findings if one.severity == "warning" and not one.decided]
    return sorted((one.rule, one.sheet, one.row) for one in found)


def answered(study: Path) -> Path:
    book = Filled(feedback(study))
    book.reply("u1/child[2]", "age", "correct", 4, "typing error")
    book.reply("u3/child[1]", "age", "right", comment="he is 30")
    book.reply("u3/child[1]", "nickname", "correct", "Cyril")
    book.reply("u1/child[2]/toy[1]", "toy", "correct", "A kite")
    return book.save()


def test_exactly_the_answered_rows_are_settled_and_a_second_time_changes_nothing(study: Path) -> None:
    assert problems(study) == TROUBLE
    back = answered(study)
    cleaned = clean(study, back)
    assert cleaned.told == ()
    assert {
        (row["uuid"], row["loop_index"], row["question"], row["change_type"], row["old_value"], row["new_value"])
        for row in log_rows(study)
    } == {
        ("u1", "child[2]", "age", "change_response", "40", "4"),
        ("u3", "child[1]", "age", "no_action", "30", ""),
        ("u3", "child[1]", "nickname", "change_response", "Cy", "Cyril"),
        ("u1", "child[2]/toy[1]", "toy", "change_response", "ship", "kite"),
    }
    # The other child of u3, the child of the south and the doll are left.
    left = [("constraint_broken", "child", 5), ("constraint_broken", "child", 6), ("not_in_choices", "toy", 5)]
    assert open_rows(study) == left
    held, findings = (study / "cleaning_log.csv").read_bytes(), validate_study(study).rows
    assert clean(study, back).rows == ()
    assert (study / "cleaning_log.csv").read_bytes() == held
    assert validate_study(study).rows == findings


def test_every_change_names_its_row_and_hides_what_is_personal(study: Path) -> None:
    clean(study, answered(study))
    rows = {
        (row["sheet"], row["row"], row["stable_id"], row["variable"], row["before"], row["after"])
        for row in change_rows(validate_study(study).prepared)
    }
    assert rows == {
        ("child", "3", "u1/child[2]", "age", "40", "4"),
        ("child", "4", "u3/child[1]", "nickname", "(hidden)", "(hidden)"),
        ("toy", "3", "u1/child[2]/toy[1]", "toy", "ship", "kite"),
    }


def test_a_new_export_with_other_indexes_keeps_what_was_decided(study: Path) -> None:
    clean(study, answered(study))
    left = open_rows(study)
    write(study, first=11)
    assert open_rows(study) == left


def test_a_row_that_holds_another_answer_by_now_is_a_conflict(study: Path) -> None:
    back = answered(study)
    newer = list(CHILDREN)
    newer[1] = ("41", "Bob", "1")
    write(study, tuple(newer))
    cleaned = clean(study, back)
    assert [row["rule"] for row in cleaned.told if row["variable"] == "age"] == ["reply_conflict"]
    assert {row["status"] for row in log_rows(study) if row["loop_index"] == "child[2]"} == {"conflict"}
    assert ("constraint_broken", "child", 3) in open_rows(study)
    # And where the log was written before the export changed, its row is one.
    (study / "cleaning_log.csv").unlink()
    write(study)
    clean(study, back)
    write(study, tuple(newer))
    conflicts = [one for one in validate_study(study).findings if one.rule == "log_conflict"]
    assert [(one.record, one.variable) for one in conflicts] == [("u1", "age")]


def test_an_answer_corrected_in_the_rows_is_taken(study: Path) -> None:
    book = Filled(feedback(study))
    sheet = book.book["child"]
    headings = [cell.value for cell in sheet[1]]
    assert [sheet.cell(row, headings.index("child/age") + 1).value for row in (2, 3, 4, 5)] == ["5", "40", "30", "60"]
    sheet.cell(5, headings.index("child/age") + 1).value = "6"
    cleaned = clean(study, book.save())
    assert [(row.uuid, row.loop_index, row.old_value, row.new_value) for row in cleaned.rows] == [
        ("u3", "child[2]", "60", "6")
    ]
    assert ("constraint_broken", "child", 5) not in open_rows(study)


def test_a_new_answer_that_is_wrong_itself_is_refused(study: Path) -> None:
    cleaned = clean(study, Filled(feedback(study)).reply("u1/child[2]", "age", "correct", "44").save())
    assert [row["rule"] for row in cleaned.told] == ["reply_breaks_schema"]
    assert [row["status"] for row in log_rows(study)] == ["refused"]


def test_removing_the_interview_takes_its_rows_with_it(study: Path) -> None:
    clean(study, Filled(feedback(study)).reply("u3/child[2]", "age", "remove", comment="invented").save())
    (removed,) = log_rows(study, "deletion_log.csv")
    assert (removed["uuid"], removed["stable_id"]) == ("u3", "u3")
    left = [("constraint_broken", "child", 3), ("constraint_broken", "child", 6), ("not_in_choices", "toy", 3)]
    assert open_rows(study) == left


def test_a_log_of_others_names_rows_by_their_own_index(study: Path) -> None:
    head = "uuid,loop_index,question,old_value,new_value,change_type,wave\n"
    rows = "u3,4,age,60,6,change_response,first\nu3,9,age,60,6,change_response,first\n"
    (study / "cleaning_log.csv").write_text(head + rows, encoding="utf-8")
    assert ("constraint_broken", "child", 5) not in open_rows(study)
    told = [(one.rule, one.row) for one in validate_study(study).findings if one.file == "cleaning_log.csv"]
    assert told == [("log_record_unknown", 3)]

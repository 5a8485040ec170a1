"""Corrections apply only where the old value still holds, and replaying them twice changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from meal.model.codebook import Choice, Question
from meal.model.columns import code_texts
from meal.model.missing import Reason
from meal.model.responses import Disposition, Export, Responses, Source
from meal.prepare import Correction, read_cleaning_log, replay, unknown_everywhere
from meal.study.definition import Identity
from meal.study.records import record_keys
from tests.builders import wave


def answers(*corrections: Correction) -> tuple[Responses, list[str]]:
    responses = wave(
        {"_uuid": ["a", "b", "c"], "rootUuid": ["", "root", ""], "age": ["240", "7.0", "30"]},
        questions=[Question("age", "integer")],
        missing={"-99": Reason.DONT_KNOW},
    )
    keys = record_keys(responses, Identity())
    cleaned, _, findings = replay(responses, keys, corrections, log_file="log.csv")
    again, _, repeated = replay(cleaned, keys, corrections, log_file="log.csv")
    assert again.columns["age"].record_texts().tolist() == cleaned.columns["age"].record_texts().tolist()
    assert again.disposition.tolist() == cleaned.disposition.tolist()
    assert not [f for f in repeated if f.rule in ("correction_applied", "removed_by_log")]
    return cleaned, [finding.rule for finding in findings]


def change(uuid: str, old: str, new: str, **more: str) -> Correction:
    return Correction(2, uuid, "age", "change_response", old, new, **more)


def test_a_correction_applies_where_the_old_value_holds() -> None:
    cleaned, rules = answers(change("a", "240", "24"))
    assert cleaned.columns["age"].record_texts().tolist() == ["24", "7.0", "30"]
    assert rules == ["correction_applied"]


def test_an_edited_submission_is_found_by_its_first_id_and_a_spreadsheets_number() -> None:
    cleaned, rules = answers(change("gone", "7", "17", stable_id="root"))
    assert cleaned.columns["age"].record_texts().tolist() == ["240", "17", "30"]
    assert rules == ["correction_applied"]


def test_another_value_than_the_log_expects_is_a_conflict() -> None:
    cleaned, rules = answers(change("c", "300", "31"))
    assert cleaned.columns["age"].record_texts().tolist() == ["240", "7.0", "30"]
    assert rules == ["log_conflict"]


def test_a_value_that_is_corrected_already_is_left_in_peace() -> None:
    assert answers(change("c", "300", "30"))[1] == []


def test_a_blanked_answer_is_invalid_and_a_missing_code_keeps_its_reason() -> None:
    cleaned, _ = answers(Correction(2, "a", "age", "blank_response", "240"), change("c", "30", "-99"))
    assert cleaned.columns["age"].record_reasons().tolist() == [Reason.INVALID, Reason.ANSWERED, Reason.DONT_KNOW]


def test_a_removed_survey_is_excluded_and_counted() -> None:
    cleaned, rules = answers(Correction(2, "b", "all", "remove_survey"))
    assert cleaned.disposition.tolist() == [Disposition.KEPT, Disposition.REMOVED_BY_LOG, Disposition.KEPT]
    assert rules == ["removed_by_log"]


def test_no_action_is_a_decision() -> None:
    responses = wave({"_uuid": ["a"], "age": ["240"]})
    keys = record_keys(responses, Identity())
    log = [Correction(2, "a", "age", "no_action", "240", check_id="out_of_range")]
    _, decisions, findings = replay(responses, keys, log, log_file="log.csv")
    assert decisions.accepts("out_of_range", "a", "age")
    assert not decisions.accepts("out_of_range", "a", "income")
    assert findings == []


def test_rows_about_unknown_records_and_questions_are_told() -> None:
    _, rules = answers(
        Correction(2, "zz", "age", "change_response", "1", "2", wave="before"),
        Correction(3, "a", "agee", "change_response", "240", "24"),
        Correction(4, "zz", "age", "change_response", "1", "2", wave="after"),
    )
    assert rules == ["log_record_unknown", "log_question_unknown"]


def log(table: Mapping[str, Sequence[str]]) -> Export:
    n_rows = len(next(iter(table.values())))
    return Export(
        Source("cleaning_log.csv", "", "0" * 64, "csv", n_rows),
        {name: code_texts(list(cells)) for name, cells in table.items()},
        np.arange(2, n_rows + 2),
    )


def test_a_log_in_the_fields_format_is_read_with_its_aliases() -> None:
    corrections, findings = read_cleaning_log(
        log(
            {
                "X_uuid": ["a", "b", "", "d"],
                "questions": ["age", "age", "age", "age"],
                "change_type": ["change_response", "no_change", "change_response", "added_survey"],
                "old_value": ["240", "7", "", ""],
                "new_value": ["24", "", "", ""],
            }
        )
    )
    assert [(c.uuid, c.change_type) for c in corrections] == [("a", "change_response"), ("b", "no_action")]
    assert [(f.rule, f.row) for f in findings] == [("log_not_understood", 4), ("log_not_understood", 5)]


def test_a_later_row_of_the_log_is_no_conflict_for_the_earlier_one() -> None:
    # The partner corrected the export itself meanwhile: it holds what the second row gives.
    assert answers(change("c", "300", "3"), change("c", "3", "30"))[1] == []
    cleaned, rules = answers(change("a", "240", "24"), change("a", "24", "42"))
    assert cleaned.columns["age"].record_texts()[0] == "42"
    assert rules == ["correction_applied", "correction_applied"]


def test_an_answer_that_changed_since_it_was_found_right_is_in_doubt_again() -> None:
    responses = wave({"_uuid": ["a", "b"], "age": ["240", "7"]})
    keys = record_keys(responses, Identity())
    log = [Correction(2, uuid, "age", "no_action", "240", check_id="out_of_range") for uuid in ("a", "b")]
    _, decisions, findings = replay(responses, keys, log, log_file="log.csv")
    assert decisions.accepts("out_of_range", "a", "age")
    assert not decisions.accepts("out_of_range", "b", "age")
    assert [finding.rule for finding in findings] == ["log_conflict"]


def test_an_answer_found_right_under_another_tools_check_stands_whatever_doubts_it() -> None:
    responses = wave({"_uuid": ["a", "b"], "age": ["240", "7"]})
    log = [Correction(2, "a", "age", "no_action", "240", check_id="check_outlier")]
    _, decisions, _ = replay(responses, record_keys(responses, Identity()), log, log_file="log.csv")
    assert decisions.accepts("out_of_range", "a", "age")
    assert not decisions.accepts("out_of_range", "b", "age")


def test_the_columns_of_options_follow_a_corrected_answer_of_several() -> None:
    goods = Question("goods", "select_multiple", choices=(Choice("radio"), Choice("phone"), Choice("other")))
    table = {"_uuid": ["a", "b"], "goods": ["radio other", "phone"]}
    dummies = {"goods/radio": ["1", "0"], "goods/phone": ["0", "1"], "goods/other": ["1", "0"]}
    responses = wave(table | dummies, questions=[goods])
    log = [
        Correction(2, "a", "goods", "change_response", "radio other", "radio phone"),
        Correction(3, "b", "goods", "blank_response", "phone"),
    ]
    cleaned, decisions, _ = replay(responses, record_keys(responses, Identity()), log, log_file="log.csv")
    held = [cleaned.columns[f"goods/{option}"].record_texts().tolist() for option in ("radio", "phone", "other")]
    assert held == [["1", ""], ["1", ""], ["0", ""]]
    assert [(change.record, change.before, change.after) for change in decisions.changes] == [
        ("a", "radio other", "radio phone"),
        ("b", "phone", ""),
    ]


def test_rows_that_name_no_wave_and_no_record_are_told_once() -> None:
    responses = wave({"_uuid": ["a"], "age": ["240"]})
    log = [Correction(2, "a", "age", "no_action"), Correction(3, "zz", "age", "no_action", file="log.csv")]
    _, decisions, findings = replay(responses, record_keys(responses, Identity()), log, log_file="log.csv")
    assert findings == []
    assert [(f.rule, f.row) for f in unknown_everywhere(log, [decisions])] == [("log_record_unknown", 3)]


def test_rows_about_columns_and_rows_not_yet_decided_are_left_alone() -> None:
    corrections, findings = read_cleaning_log(
        log(
            {
                "uuid": ["all", "a", "a"],
                "question": ["note", "age", "name"],
                "change_type": ["variable_removed", "change_response", "change_response"],
                "old_value": ["", "240", "'=x"],
                "new_value": ["", "24", "'-x"],
                "status": ["", "open", "decided"],
                "comment": ["", "", "by phone"],
            }
        )
    )
    assert findings == []
    assert [(one.question, one.old_value, one.new_value, one.why) for one in corrections] == [
        ("name", "=x", "-x", "by phone")
    ]

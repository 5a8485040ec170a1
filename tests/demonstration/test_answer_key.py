"""The answer key points at the rows it names, and the cleaning log decides every error in it."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.demonstration.recount import CENTRAL, KOBO, Layout, Row, table
from tests.demonstration.test_peer_recount import workbook_rows

STUDIES = {"reconsideration": KOBO, "peer-messages": CENTRAL}
LOG_COLUMNS = (
    "uuid,old_value,question,issue,check_id,check_binding,change_type,new_value,"
    "stable_id,wave,partner,severity,message,status,decided_by,decided_at,reason"
)


@pytest.fixture(params=list(STUDIES))
def study(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def layout(study: str) -> Layout:
    return STUDIES[study]


@pytest.fixture
def key(shipped: dict[str, bytes], study: str) -> list[Row]:
    return table(shipped[f"surveys/{study}/answer_key.csv"])


@pytest.fixture
def log(shipped: dict[str, bytes], study: str) -> list[Row]:
    return table(shipped[f"surveys/{study}/cleaning_log.csv"])


@pytest.fixture
def exports(shipped: dict[str, bytes], study: str, key: list[Row]) -> dict[str, list[Row]]:
    """File → its rows."""
    files = {}
    for name in {entry["file"] for entry in key}:
        content = shipped[f"surveys/{study}/{name}"]
        delimiter = ";" if study == "reconsideration" else ","
        files[name] = workbook_rows(content) if name.endswith(".xlsx") else table(content, delimiter)
    return files


def row_of(exports: dict[str, list[Row]], entry: Row) -> Row:
    """The row that an entry of the key names; the first record stands in row 2."""
    return exports[entry["file"]][int(entry["row"]) - 2]


def test_every_entry_points_at_its_record(key: list[Row], exports: dict[str, list[Row]], layout: Layout) -> None:
    for entry in key:
        row = row_of(exports, entry)
        assert row[layout.first_submission] == entry["record"]
        assert row["respondent_id"] == entry["respondent"]


def test_what_the_key_says_is_what_stands_there(key: list[Row], exports: dict[str, list[Row]], layout: Layout) -> None:
    for entry in key:
        row = row_of(exports, entry)
        if entry["rule"] == "no_consent":
            assert row["consent"] == "no"
        elif entry["rule"] == "test_record":
            assert row[layout.user] == "training"
        elif entry["rule"] == "not_approved":
            assert row[layout.review].lower() in ("not approved", "rejected")
        elif entry["rule"] in ("required_blank", "missing_identifier"):
            assert row[entry["variable"]] == ""
        elif entry["rule"] == "not_a_number":
            assert not row[entry["variable"]].isdigit()
        elif entry["rule"] == "out_of_range":
            assert row[entry["variable"]].isdigit()


def test_nobody_else_was_refused_rejected_or_a_test(
    key: list[Row], exports: dict[str, list[Row]], layout: Layout
) -> None:
    rows = [row for rows in exports.values() for row in rows]
    planted = Counter(entry["rule"] for entry in key)
    assert sum(row.get("consent") == "no" for row in rows) == planted["no_consent"]
    assert sum(row[layout.user] == "training" for row in rows) == planted["test_record"]
    rejected = [row for row in rows if row[layout.review].lower() in ("not approved", "rejected")]
    assert len(rejected) == planted["not_approved"]


def test_submissions_repeat_only_where_the_key_says_so(
    key: list[Row], exports: dict[str, list[Row]], layout: Layout
) -> None:
    rows = [row for rows in exports.values() for row in rows]
    planted = Counter(entry["rule"] for entry in key)
    assert len(rows) - len({row[layout.submission] for row in rows}) == planted["same_submission"]
    edits = [row for row in rows if row[layout.submission] != row[layout.first_submission]]
    assert len(edits) == planted["edited_submission"]


def test_no_record_has_two_mistakes_of_its_own(key: list[Row]) -> None:
    of_row = Counter((entry["file"], entry["row"]) for entry in key)
    assert [row for row, n in of_row.items() if n > 1] == []


def test_every_error_is_decided_and_nothing_else_is(key: list[Row]) -> None:
    assert {entry["decided"] for entry in key if entry["severity"] == "error"} == {"yes"}
    assert {entry["decided"] for entry in key if entry["severity"] != "error"} == {"no"}


def test_every_decision_settles_an_entry_of_the_key(key: list[Row], log: list[Row]) -> None:
    errors = {(entry["rule"], entry["record"]) for entry in key if entry["severity"] == "error"}
    decided = {(entry["check_id"], entry["stable_id"]) for entry in log}
    assert decided <= errors
    # Of two people under one id, the decision is about the record that is wrong.
    assert {rule for rule, _ in errors - decided} == {"conflicting_identity"}
    assert len(errors - decided) * 2 == sum(entry["rule"] == "conflicting_identity" for entry in key)


def test_the_log_is_in_the_fields_format(shipped: dict[str, bytes], study: str, log: list[Row]) -> None:
    assert shipped[f"surveys/{study}/cleaning_log.csv"].decode().splitlines()[0] == LOG_COLUMNS
    assert {entry["change_type"] for entry in log} <= {
        "change_response",
        "blank_response",
        "remove_survey",
        "no_action",
    }
    assert {"change_response", "remove_survey", "no_action"} <= {entry["change_type"] for entry in log}
    for entry in log:
        assert entry["check_binding"] == f"{entry['question']} ~/~ {entry['uuid']}"


def test_answers_that_were_lost_are_blanked(shipped: dict[str, bytes]) -> None:
    log = table(shipped["surveys/reconsideration/cleaning_log.csv"])
    blanked = Counter(entry["question"] for entry in log if entry["change_type"] == "blank_response")
    assert blanked == {"satisfaction": 2, "savings_eur": 2}


def test_every_kind_of_mistake_is_frequent_enough_to_be_counted_in_public(key: list[Row], study: str) -> None:
    # Counts of 1 to 4 would be hidden; one kind is planted three times to show that.
    counts = Counter(entry["rule"] for entry in key)
    rare = {rule: n for rule, n in counts.items() if n < 5}
    assert rare == ({"not_a_date": 3} if study == "reconsideration" else {})


def test_all_kinds_of_mistakes_are_planted(shipped: dict[str, bytes]) -> None:
    rules = {entry["rule"] for entry in table(shipped["surveys/reconsideration/answer_key.csv"])}
    assert rules == {
        *("no_consent", "not_approved", "test_record", "same_submission", "edited_submission", "repeat_conversation"),
        *("conflicting_identity", "other_person", "missing_identifier", "unlinked_person", "respondent_not_in_roster"),
        *("not_a_number", "not_a_date", "out_of_range", "not_in_choices", "required_blank"),
        *("plan_without_plans", "date_in_the_future", "gave_up_but_still_plans"),
    }


@pytest.mark.parametrize("wave", ["before", "after", "followup"])
def test_every_reason_for_leaving_out_records_is_frequent_enough_in_each_wave(
    shipped: dict[str, bytes], wave: str
) -> None:
    key = table(shipped["surveys/reconsideration/answer_key.csv"])
    log = table(shipped["surveys/reconsideration/cleaning_log.csv"])
    left_out = Counter(entry["rule"] for entry in key if entry["wave"] == wave and entry["severity"] == "note")
    left_out["removed"] = sum(entry["wave"] == wave and entry["change_type"] == "remove_survey" for entry in log)
    assert {reason: n for reason, n in left_out.items() if 0 < n < 5} == {}

"""What a partner writes into its workbook becomes decisions; what cannot be taken is told, and nothing is lost."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from meal.model.errors import DataError
from meal.pipeline.changes import change_rows
from meal.pipeline.clean import Cleaned, clean_study
from meal.pipeline.validate import validate_study
from tests.pipeline.replies.small_study import NORTH, Filled, feedback, log_rows, make_study, problems, write_export


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return make_study(tmp_path)


def clean(study: Path, source: Path) -> Cleaned:
    return clean_study(study, source, by="", date="2019-06-01")


def rules(cleaned: Cleaned) -> list[str]:
    return [row["rule"] for row in cleaned.told]


def test_the_study_has_the_problems_that_were_planted(study: Path) -> None:
    assert problems(study) == {
        ("out_of_range", "n1", "age"),
        ("out_of_range", "n2", "phone"),
        ("not_in_choices", "n2", "plan"),
        ("not_a_number", "n3", "age"),
        ("not_in_choices", "n3", "goods"),
        ("out_of_range", "n4", "age"),
        ("not_a_date", "n4", "seen"),
        ("out_of_range", "n5", "age"),
        ("not_in_choices", "n6", "goods"),
        ("out_of_range", "s1", "age"),
    }


def test_exactly_the_answered_problems_are_gone_and_a_second_time_changes_nothing(study: Path) -> None:
    before = problems(study)
    book = Filled(feedback(study))
    book.reply("n1", "age", "correct", 24, "typing error")  # a number, as a spreadsheet keeps it
    book.reply("n2", "plan", "", "Go away")  # the words of the list, without a reply beside them
    book.reply("n3", "goods", "correct", "Radio; bike")  # words and code of several options
    book.reply("n5", "age", "right", comment="she is 99")
    book.reply("n4", "age", "remove", comment="nobody of this age lives there")
    book.reply("n6", "goods", "correct")  # an empty new answer takes the old one out
    book.reply("n3", "age", "unknown", comment="asked twice")
    back = book.save()
    cleaned = clean(study, back)
    answered = {
        ("out_of_range", "n1", "age"), ("not_in_choices", "n2", "plan"), ("not_in_choices", "n3", "goods"),
        ("out_of_range", "n5", "age"), ("out_of_range", "n4", "age"), ("not_in_choices", "n6", "goods"),
        ("not_a_date", "n4", "seen"),  # its record was removed
    }  # fmt: skip
    assert before - problems(study) == answered
    assert problems(study) <= before
    assert rules(cleaned) == ["reply_open"]
    assert (cleaned.undecided_before, cleaned.undecided) == (10, 3)
    assert {(r["uuid"], r["question"], r["change_type"], r["old_value"], r["new_value"]) for r in log_rows(study)} == {
        ("n1", "age", "change_response", "240", "24"),
        ("n2", "plan", "change_response", "going", "go"),
        ("n3", "goods", "change_response", "radios", "radio bike"),
        ("n3", "age", "no_action", "seven", ""),
        ("n5", "age", "no_action", "99", ""),
        ("n6", "goods", "blank_response", "'=1+1", ""),
    }
    assert len(log_rows(study)) == 6
    (removed,) = log_rows(study, "deletion_log.csv")
    assert (removed["uuid"], removed["change_type"], removed["comment"]) == (
        "n4",
        "remove_survey",
        "nobody of this age lives there",
    )
    held = {name: (study / name).read_bytes() for name in ("cleaning_log.csv", "deletion_log.csv")}
    findings = validate_study(study).rows
    again = clean_study(study, back, by="", date="2020-01-01")
    assert again.rows == ()
    assert again.files == ()
    assert {name: (study / name).read_bytes() for name in held} == held
    assert validate_study(study).rows == findings


def test_every_change_tells_who_when_and_why(study: Path) -> None:
    clean(study, Filled(feedback(study)).reply("n1", "age", "correct", "24", "typing error").save())
    (row,) = change_rows(validate_study(study).prepared)
    told = {name: row[name] for name in ("record", "before", "after", "who", "when", "why", "file", "row")}
    assert told == {
        "record": "n1", "before": "240", "after": "24", "who": "north", "when": "2019-06-01", "why": "typing error",
        "file": "before/north.csv", "row": "2",
    }  # fmt: skip


def test_a_reply_about_an_answer_that_has_changed_since_is_a_conflict(study: Path) -> None:
    back = Filled(feedback(study)).reply("n1", "age", "correct", "24").reply("n3", "age", "right").save()
    newer = [list(row) for row in NORTH]
    newer[0][4], newer[2][4] = "340", "7"
    write_export(study, "before/north.csv", newer)
    before = problems(study)
    cleaned = clean(study, back)
    # What else differs from the workbook cannot be told from what the partner changed in its rows.
    assert rules(cleaned) == ["reply_rows_of_earlier_export", "reply_conflict", "reply_conflict"]
    assert problems(study) == before
    assert {(row["uuid"], row["status"]) for row in log_rows(study)} == {("n1", "conflict"), ("n3", "conflict")}
    assert clean(study, back).rows == ()
    assert len(log_rows(study)) == 2


def test_what_the_partner_corrected_in_a_new_export_already_is_nothing_to_do(study: Path) -> None:
    back = Filled(feedback(study)).reply("n1", "age", "correct", "24").save()
    newer = [list(row) for row in NORTH]
    newer[0][4] = "24"
    write_export(study, "before/north.csv", newer)
    cleaned = clean(study, back)
    assert (cleaned.rows, rules(cleaned), cleaned.n_known) == ((), ["reply_rows_of_earlier_export"], 1)


def test_a_withdrawn_record_is_a_conflict(study: Path) -> None:
    back = Filled(feedback(study)).reply("n1", "age", "correct", "24").save()
    write_export(study, "before/north.csv", NORTH[1:])
    assert rules(clean(study, back)) == ["reply_record_gone"]
    assert [row["status"] for row in log_rows(study)] == ["conflict"]


@pytest.mark.parametrize(
    ("stable", "question", "typed", "rule"),
    [
        ("n2", "plan", "Stay somewhere", "reply_not_offered"),
        ("n3", "goods", "radio; lamp", "reply_not_offered"),
        ("n1", "age", "140", "reply_breaks_schema"),
        ("n1", "age", "young", "reply_breaks_schema"),
        ("n1", "age", "240", "reply_same_value"),
    ],
)
def test_a_new_answer_that_cannot_be_is_refused_and_the_rest_taken(
    study: Path, stable: str, question: str, typed: str, rule: str
) -> None:
    book = Filled(feedback(study)).reply(stable, question, "correct", typed).reply("n5", "age", "right")
    cleaned = clean(study, book.save())
    assert rules(cleaned) == [rule]
    refused = [row["new_value"] for row in log_rows(study) if row["status"] == "refused"]
    assert refused == ([] if rule == "reply_same_value" else [typed])
    assert ("out_of_range", "n5", "age") not in problems(study)
    assert any(problem[1:] == (stable, question) for problem in problems(study))
    assert clean(study, book.save()).rows == ()


@pytest.mark.parametrize(("typed", "means"), [("٢٤", "24"), ("24.0", "24.0"), ("24,0", "24.0")])
def test_numbers_are_understood_as_people_type_them(study: Path, typed: str, means: str) -> None:
    clean(study, Filled(feedback(study)).reply("n1", "age", "correct", typed).save())
    assert [row["new_value"] for row in log_rows(study)] == [means]
    assert ("out_of_range", "n1", "age") not in problems(study)


def test_a_date_cell_is_the_day(study: Path) -> None:
    import datetime

    day = datetime.datetime(2019, 5, 31)
    clean(study, Filled(feedback(study)).reply("n4", "seen", "correct", day).save())
    assert [row["new_value"] for row in log_rows(study)] == ["2019-05-31"]


def test_a_personal_answer_can_be_corrected_unseen(study: Path) -> None:
    book = Filled(feedback(study))
    assert book.cell("n2", "phone").value is None
    book.reply("n2", "phone", "correct", "555")
    book.cell("n3", "name").value = "Cissy"
    cleaned = clean(study, book.save())
    assert cleaned.told == ()
    assert [(row["question"], row["old_value"], row["new_value"]) for row in log_rows(study)] == [
        ("phone", "5", "555"),
        ("name", "Cis", "Cissy"),
    ]
    assert ("out_of_range", "n2", "phone") not in problems(study)
    rows = change_rows(validate_study(study).prepared)
    assert {(row["before"], row["after"]) for row in rows} == {("(hidden)", "(hidden)")}


def test_a_stale_personal_reply_is_a_conflict(study: Path) -> None:
    back = Filled(feedback(study)).reply("n2", "phone", "correct", "555").save()
    newer = [list(row) for row in NORTH]
    newer[1][5] = "6"
    write_export(study, "before/north.csv", newer)
    cleaned = clean(study, back)
    assert rules(cleaned) == ["reply_conflict"]
    assert "555" not in " ".join(cleaned.lines())


def test_answers_may_be_corrected_in_the_rows(study: Path) -> None:
    book = Filled(feedback(study))
    book.cell("n1", "age").value = 24
    book.cell("n6", "plan_other").value = "town life"  # nothing doubted this one
    cleaned = clean(study, book.save())
    assert cleaned.told == ()
    assert [(row["uuid"], row["check_id"], row["old_value"], row["new_value"]) for row in log_rows(study)] == [
        ("n1", "out_of_range", "240", "24"),
        ("n6", "", "city life", "town life"),
    ]
    assert ("out_of_range", "n1", "age") not in problems(study)


def test_a_workbook_that_nobody_touched_decides_nothing(study: Path) -> None:
    cleaned = clean(study, Filled(feedback(study)).save())
    assert (cleaned.n_replies, cleaned.rows, cleaned.told) == (0, (), ())
    assert not (study / "cleaning_log.csv").exists()


def test_changes_in_the_rows_of_a_replaced_export_are_told(study: Path) -> None:
    book = Filled(feedback(study))
    book.cell("n6", "plan_other").value = "town life"
    back = book.save()
    write_export(study, "before/north.csv", [*NORTH, ("n7", "north", "R7", "Hal", "40", "111", "go", "", "", "")])
    cleaned = clean(study, back)
    assert rules(cleaned) == ["reply_rows_of_earlier_export"]
    assert cleaned.rows == ()


def test_changed_identifiers_and_rows_that_do_not_belong_are_told_and_the_rest_taken(study: Path) -> None:
    book = Filled(feedback(study))
    book.cell("n1", "respondent_id").value = "R99"
    sheet = book.book.worksheets[1]
    sheet.append([f"added {number}" for number in range(4)])
    ids = [cell.value for cell in sheet[1]].index("meal:stable_id") + 1
    next(c for r in range(2, 9) if (c := sheet.cell(r, ids)).value == "n4").value = "s1"
    book.reply("n5", "age", "right")
    cleaned = clean(study, book.save())
    assert sorted(rules(cleaned)) == ["reply_identifier_changed", "reply_row_unknown", "reply_row_unknown"]
    assert [row["uuid"] for row in log_rows(study)] == ["n5"]


def test_lines_that_were_changed_or_added_are_told(study: Path) -> None:
    book = Filled(feedback(study)).reply("n1", "age", "correct", "24").reply("n3", "age", "unheard of")
    hidden = book.book["meal"]
    row = next(r for r in range(1, hidden.max_row + 1) if hidden.cell(r, 1).value == "line"
               and (hidden.cell(r, 7).value, hidden.cell(r, 9).value) == ("n1", "age"))  # fmt: skip
    hidden.cell(row, 7).value = "s1"
    last = book.fix.max_row + 1
    book.fix.cell(last, int(book.settings["column_number"])).value = 99
    book.fix.cell(last, int(book.settings["column_reply"])).value = "Correct it"
    cleaned = clean(study, book.save())
    assert sorted(rules(cleaned)) == ["reply_line_changed", "reply_line_unknown", "reply_not_understood"]
    assert cleaned.rows == ()


def test_replies_that_contradict_each_other_are_not_applied(study: Path) -> None:
    book = Filled(feedback(study)).reply("n1", "age", "right")
    book.cell("n1", "age").value = 24
    book.reply("n3", "age", "right", "7")
    cleaned = clean(study, book.save())
    assert rules(cleaned) == ["reply_contradicts", "reply_contradicts"]
    assert cleaned.rows == ()


def test_a_workbook_of_another_study_or_none_at_all_is_refused(study: Path, tmp_path: Path) -> None:
    back = Filled(feedback(study)).save()
    settings = (study / "study.yaml").read_text(encoding="utf-8")
    (study / "study.yaml").write_text(settings.replace("study: market", "study: fair"), encoding="utf-8")
    with pytest.raises(DataError, match="of the study 'market'"):
        clean(study, back)
    with pytest.raises(DataError, match="not a feedback workbook"):
        clean(study, study / "before" / "north.csv")


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_workbook_saved_by_libreoffice_is_taken(study: Path, tmp_path: Path, kind: str) -> None:
    if (office := shutil.which("soffice")) is None:
        pytest.skip("LibreOffice is not installed")
    book = Filled(feedback(study)).reply("n1", "age", "correct", 24).reply("n2", "phone", "correct", "555")
    book.cell("n6", "plan_other").value = "town life"
    saved = tmp_path / "saved"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", kind, "--outdir", str(saved), str(book.save())],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    cleaned = clean(study, saved / f"back.{kind}")
    assert cleaned.told == ()
    assert {(row.uuid, row.question, row.new_value) for row in cleaned.rows} == {
        ("n1", "age", "24"),
        ("n2", "phone", "555"),
        ("n6", "plan_other", "town life"),
    }


def test_a_workbook_that_was_cut_off_is_a_sentence(study: Path) -> None:
    back = Filled(feedback(study)).reply("n1", "age", "correct", "24").save()
    back.write_bytes(back.read_bytes()[:-400])
    with pytest.raises(DataError, match=r"back\.xlsx"):
        clean(study, back)
    assert not (study / "cleaning_log.csv").exists()


def test_a_log_that_officers_keep_stays_as_it_is(study: Path) -> None:
    kept = "uuid;question;mine;change_type;old_value;new_value\nn4;age;é;change_response;140;14\n"
    (study / "cleaning_log.csv").write_text(kept, encoding="utf-8")
    clean(study, Filled(feedback(study)).reply("n1", "age", "correct", "24").save())
    text = (study / "cleaning_log.csv").read_text(encoding="utf-8")
    header, first, second = text.splitlines()
    assert header.startswith("uuid;question;mine;change_type;old_value;new_value;issue;check_id")
    assert first.startswith("n4;age;é;change_response;140;14;")
    assert second.startswith("n1;age;;change_response;240;24;")


def test_other_answers_are_recoded_through_the_log(study: Path, tmp_path: Path) -> None:
    rules_file = tmp_path / "recode_other.csv"
    rules_file.write_text(
        "parent,child,match_type,match_text,recode_from,recode_to,new_label\n"
        "plan,plan_other,exact,to the city,other,go,Go away\n"
        "plan,plan_other,begins with,City,other,go,\n"
        "plan,plan_other,contains,city,other,stay,\n"
        "plan,plan_other,sounds like,city,other,stay,\n"
        "plan,plan_other,contains,city,other,fly,\n"
        "plan,nothing,contains,city,other,stay,\n",
        encoding="utf-8",
    )
    cleaned = clean_study(study, rules_file, by="A. Officer", date="2019-06-01")
    assert rules(cleaned) == ["recode_not_understood", "recode_option_unknown", "recode_question_unknown"]
    assert [(row["uuid"], row["question"], row["old_value"], row["new_value"]) for row in log_rows(study)] == [
        ("n5", "plan", "other", "go"),
        ("n5", "plan_other", " To the  CITY ", ""),
        ("n6", "plan", "other", "go"),
        ("n6", "plan_other", "city life", ""),
    ]
    held = validate_study(study).prepared.waves["before"].columns
    assert held["plan"].record_texts().tolist()[4:6] == ["go", "go"]
    assert held["plan_other"].record_texts().tolist()[4:6] == ["", ""]
    assert clean_study(study, rules_file, by="A. Officer", date="2019-06-02").rows == ()

"""Each partner is told of its own records, in its language, the most important first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from meal.model.errors import StudyError
from meal.model.feedback_workbook import line_seal, value_hash
from meal.model.partner_feedback import PartnerFeedback
from meal.pipeline.feedback import packages, partner_packages, sheets
from meal.pipeline.feedback.partners import shares
from meal.pipeline.preparation import prepare
from meal.study.load import load_study
from tests.feedback_study import STUDY, write_study
from tests.feedback_told import KEY, told_partners


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, PartnerFeedback]:
    return told_partners(tmp_path_factory.mktemp("told"))


def test_there_is_one_for_each_partner_and_one_for_records_without(told: dict[str, PartnerFeedback]) -> None:
    assert set(told) == {"Harbour", "النور", "Étoile", ""}
    assert told[""].name == "partner not recorded"


def test_the_verdict_counts_records_and_lines(told: dict[str, PartnerFeedback]) -> None:
    # By hand: Harbour has an age of 240 and a phone of two digits in one record, and no id in another.
    counts = {p: (t.verdict, t.n_records, t.n_affected, t.n_errors, t.n_warnings) for p, t in told.items()}
    assert counts == {
        "Harbour": ("correction", 4, 2, 3, 0),
        "النور": ("correction", 3, 2, 3, 0),
        "Étoile": ("correction", 2, 1, 1, 1),
        "": ("ready", 1, 0, 0, 0),
    }


def test_errors_of_whole_records_come_first(told: dict[str, PartnerFeedback]) -> None:
    lines = [(item.line.rule, item.line.file, item.line.row, item.line.question) for item in told["Harbour"].items]
    assert lines == [
        ("missing_identifier", "after/harbour.csv", "3", "respondent_id"),
        ("constraint_broken", "before.csv", "3", "phone"),
        ("out_of_range", "before.csv", "3", "age"),
    ]
    assert [item.line.severity for item in told["Étoile"].items] == ["error", "warning"]


def test_a_partner_reads_its_language(told: dict[str, PartnerFeedback]) -> None:
    french = told["Étoile"].items[0]
    assert told["Étoile"].title == "Conseil"
    assert french.question == "Jour de la visite"
    assert french.expected == "de 1er janvier 2024 à 31 décembre 2024"
    assert "Merci de vérifier" in french.ask
    assert told["Étoile"].items[1].message == "Qui prévoit de partir nomme un risque."
    arabic = told["النور"].items
    assert [item.question for item in arabic] == ["ما خطتك؟", "ما المخاطر التي تعرفها؟", "كم عمرك؟"]
    assert "البقاء، المغادرة" in arabic[0].expected
    assert told["Harbour"].items[2].expected == "from 15 to 35"


def test_answers_to_choose_from_have_words_of_their_own(told: dict[str, PartnerFeedback]) -> None:
    plan, risks, age = told["النور"].items
    assert {answer.code: answer.words for answer in plan.answers} == {
        "stay": "البقاء", "leave": "المغادرة", "other": "شيء آخر (other)", "other_2": "شيء آخر (other_2)",
    }  # fmt: skip
    assert (plan.several, risks.several) == (False, True)
    assert age.answers == ()


def test_a_line_carries_what_takes_it_back(told: dict[str, PartnerFeedback]) -> None:
    missing, phone, age = (item.line for item in told["Harbour"].items)
    assert (age.stable_id, age.record, age.old_value, age.old_hash) == ("u-h2", "u-h2", "240", "")
    assert (missing.stable_id, missing.old_value) == ("v-h3", "")
    assert phone.old_value == ""
    assert phone.old_hash == value_hash(KEY, wave="before", question="phone", stable_id="u-h2", value="12")
    for feedback in told.values():
        assert [item.line.seal for item in feedback.items] == [line_seal(KEY, item.line) for item in feedback.items]


def test_rows_stand_in_their_own_order_with_personal_cells_empty(told: dict[str, PartnerFeedback]) -> None:
    before, after = told["Harbour"].sheets
    assert (before.export.title, after.export.title) == ("before", "after harbour")
    assert before.headings == (
        "partner", "respondent_id", "name", "phone", "age", "visit", "plan", "risks", "remark", "_uuid",
    )  # fmt: skip
    assert before.cells == (
        ("Harbour", "HB-101", "", "", "24", "2024-03-01", "stay", "sea", "=1+2", "u-h1"),
        ("Harbour", "HB-102", "", "", "240", "2024-03-01", "stay", "sea debt", "@cmd|calc", "u-h2"),
    )
    assert before.rows == (2, 3)
    assert before.kinds[:5] == ("identifier", "identifier", "personal", "personal", "answer")
    assert before.hashes[3][1] == value_hash(KEY, wave="before", question="phone", stable_id="u-h2", value="12")
    assert [(mark.row, before.questions[mark.column]) for mark in before.marks] == [(1, "phone"), (1, "age")]


def test_a_rule_about_several_questions_marks_all_of_them(told: dict[str, PartnerFeedback]) -> None:
    (sheet,) = told["Étoile"].sheets
    warned = {sheet.questions[mark.column] for mark in sheet.marks if mark.severity == "warning"}
    assert warned == {"plan", "risks"}


LOG = """uuid,old_value,question,issue,check_id,check_binding,change_type,new_value
u-h2,240,age,,out_of_range,,change_response,24
u-n1,fly,plan,,not_in_choices,,no_action,
u-n2,0770000002,phone,,x,,change_response,0779999999
"""


def test_what_is_decided_is_not_asked_again_and_old_values_are_those_after_the_log(tmp_path: Path) -> None:
    told = told_partners(tmp_path, log=LOG)
    # zeros_lost: with the correction most telephone numbers have ten digits, and "12" has not.
    rules = [item.line.rule for item in told["Harbour"].items]
    assert rules == ["missing_identifier", "constraint_broken", "zeros_lost"]
    assert not [item for item in told["Harbour"].items if "12" in item.message]
    assert told["Harbour"].n_settled == 1
    nour = told["النور"]
    assert [item.line.question for item in nour.items] == ["age", "risks"]
    assert nour.n_settled == 2  # a decision, and a correction that was applied
    sheet = nour.sheets[0]
    corrected = value_hash(KEY, wave="before", question="phone", stable_id="u-n2", value="0779999999")
    assert sheet.hashes[sheet.questions.index("phone")][1] == corrected


def test_without_partners_there_is_one_for_the_study(tmp_path: Path) -> None:
    study = STUDY.replace(", partner: partner}", "}").split("feedback:")[0]
    told = told_partners(tmp_path, study=study)
    assert list(told) == [""]
    assert told[""].name == "Counselling"
    assert (told[""].n_records, told[""].n_errors) == (10, 7)


def test_the_language_of_the_study_counts_where_none_is_given(tmp_path: Path) -> None:
    study = STUDY.replace("waves:", "languages: [fr, en]\nwaves:")
    assert told_partners(tmp_path, study=study)["Harbour"].language == "fr"
    other = tmp_path / "other"
    other.mkdir()
    study = STUDY.replace("waves:", "languages: [sw, en]\nwaves:")
    assert told_partners(other, study=study)["Harbour"].language == "en"


def test_a_language_for_nobody_is_refused_with_what_was_meant(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"line \d+: a language is given to the partner 'Etoile'.*'Étoile'"):
        told_partners(tmp_path, study=STUDY.replace("Étoile: fr", "Etoile: fr"))


def test_of_a_long_file_only_rows_in_question_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "LONGEST_SHEET", 1)
    monkeypatch.setattr(packages, "MOST_LINES", 2)
    harbour = told_partners(tmp_path)["Harbour"]
    assert [(sheet.rows, sheet.left_out) for sheet in harbour.sheets] == [((3,), 1), ((3,), 1)]
    assert [item.place.row for item in harbour.items if item.place] == [2, 2]
    assert (len(harbour.items), harbour.more, harbour.n_errors) == (2, 1, 3)


def test_columns_that_no_questionnaire_describes_are_left_out_where_they_look_personal(tmp_path: Path) -> None:
    folder = write_study(tmp_path)
    (folder / "study.yaml").write_text(STUDY.replace("    schema: counselling\n", ""), encoding="utf-8")
    prepared = prepare(load_study(folder))
    told = {one.partner: one for one in partner_packages(prepared, KEY)}
    sheet = told["Harbour"].sheets[0]
    kinds = dict(zip(sheet.questions, sheet.kinds, strict=True))
    assert kinds["name"] == kinds["phone"] == "personal"
    assert kinds["age"] == kinds["plan"] == "answer"
    assert not [cell for row in sheet.cells for cell in row if "Ada" in cell or "0801" in cell]


def test_what_is_about_interviewers_is_not_sent(tmp_path: Path) -> None:
    prepared = prepare(load_study(write_study(tmp_path)))
    mine = next(finding for finding in prepared.findings if finding.partner == "Harbour")
    about = [replace(mine, rule=rule, severity="warning") for rule in ("interviewer_many_unknown", "short_interview")]
    whole = [replace(mine, rule="age_heaping", severity="warning", index=-1, row=0, record="", file="")]
    found = shares(replace(prepared, findings=(*about, *whole)))
    assert [finding.rule for finding in found["Harbour"].findings] == ["short_interview"]

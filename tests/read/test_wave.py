"""The files of a wave become one table of records."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from meal.model.codebook import Choice, Codebook, Question
from meal.model.errors import DataError
from meal.model.missing import Reason
from meal.model.responses import Disposition
from meal.read import read_wave
from tests.read.files import remark, rules, workbook


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Two exports of a wave, one of another."""
    for name, text in {
        "before/a.csv": "id,age,plan\n1,20,yes\n2,,-99\n",
        "before/b.csv": "id,plan,site\n3,no,Basse\n4,yes,\n",
        "after/c.csv": "id,plan\n1,no\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_files_are_stacked_by_column_name(study):
    responses = read_wave("before", study, ["before/*.csv"])
    assert list(responses.columns) == ["id", "age", "plan", "site"]
    assert responses.columns["id"].record_texts().tolist() == ["1", "2", "3", "4"]
    assert responses.columns["plan"].record_texts().tolist() == ["yes", "-99", "no", "yes"]
    assert responses.source_of.tolist() == [0, 0, 1, 1]
    assert responses.row_of.tolist() == [2, 3, 2, 3]
    assert [source.file for source in responses.sources] == ["before/a.csv", "before/b.csv"]
    assert responses.accounting() == {"kept": 4}
    assert set(responses.disposition.tolist()) == {Disposition.KEPT}


def test_a_column_that_a_file_lacks_was_not_asked_there(study):
    responses = read_wave("before", study, ["before/*.csv"])
    assert responses.columns["age"].record_reasons().tolist() == [
        Reason.ANSWERED, Reason.BLANK, Reason.NOT_ASKED, Reason.NOT_ASKED
    ]  # fmt: skip
    first, second = responses.sources
    assert remark(first, "columns_absent") == {"count": "1", "columns": "site"}
    assert remark(second, "columns_absent") == {"count": "1", "columns": "age"}


def test_a_declared_code_gets_its_reason(study):
    codebook = Codebook("form", missing={"-99": Reason.DONT_KNOW}, questions={"plan": Question("plan")})
    reasons = read_wave("before", study, ["before/a.csv"], codebook=codebook).columns["plan"].record_reasons()
    assert reasons.tolist() == [Reason.ANSWERED, Reason.DONT_KNOW]


def test_a_question_says_more_about_its_codes_than_the_codebook(study):
    question = Question("plan", missing={"-99": Reason.REFUSED})
    codebook = Codebook("form", missing={"-99": Reason.DONT_KNOW}, questions={"plan": question})
    reasons = read_wave("before", study, ["before/a.csv"], codebook=codebook).columns["plan"].record_reasons()
    assert reasons.tolist() == [Reason.ANSWERED, Reason.REFUSED]


def test_a_code_is_recognised_with_the_decimals_and_spaces_that_programs_add(tmp_path):
    (tmp_path / "a.csv").write_text("age\n-99.0\n -99\n-99\n-990\n", encoding="utf-8")
    codebook = Codebook("form", missing={"-99": Reason.REFUSED})
    column = read_wave("w", tmp_path, ["a.csv"], codebook=codebook).columns["age"]
    assert column.record_reasons().tolist() == [Reason.REFUSED] * 3 + [Reason.ANSWERED]
    assert column.record_texts().tolist() == ["-99.0", " -99", "-99", "-990"]


def test_a_file_found_by_two_patterns_counts_once(study):
    responses = read_wave("before", study, ["before/*.csv", "before/a.csv", "*/a.csv"])
    assert [source.file for source in responses.sources] == ["before/a.csv", "before/b.csv"]


def test_the_same_file_under_two_names_is_reported(study):
    (study / "before" / "copy.csv").write_bytes((study / "before" / "a.csv").read_bytes())
    sources = read_wave("before", study, ["before/*.csv"]).sources
    assert [rules(source).count("same_file_twice") for source in sources] == [0, 0, 1]
    assert remark(sources[2], "same_file_twice") == {"other": "before/a.csv"}


def test_a_file_that_office_left_behind_is_not_data(study):
    (study / "before" / "~$a.csv").write_bytes(b"\x00junk")
    (study / "before" / ".DS_Store").write_bytes(b"\x00junk")
    assert len(read_wave("before", study, ["before/*"]).sources) == 2


def test_a_name_with_brackets_is_meant_as_it_stands(study):
    (study / "data [1].csv").write_text("id\n9\n", encoding="utf-8")
    assert read_wave("w", study, ["data [1].csv"]).n_records == 1


def test_a_pattern_that_finds_nothing_says_what_is_there(study):
    with pytest.raises(
        DataError, match=r'wave "before": no file matches "befor/\*\.csv".*holds after/c\.csv, before/a\.csv'
    ):
        read_wave("before", study, ["befor/*.csv"])


@pytest.mark.parametrize(
    "pattern", ["../x.csv", "/etc/passwd", "before/../../x.csv", r"C:\data\x.csv", r"..\x.csv", ""]
)
def test_a_pattern_may_not_leave_the_study_folder(study, pattern):
    with pytest.raises(DataError, match="does not stay inside the study folder"):
        read_wave("before", study, [pattern])


def test_a_link_may_not_leave_the_study_folder(tmp_path):
    (tmp_path / "secret.csv").write_text("id\n1\n", encoding="utf-8")
    (tmp_path / "study").mkdir()
    try:
        (tmp_path / "study" / "link.csv").symlink_to(tmp_path / "secret.csv")
    except OSError:
        pytest.skip("links cannot be made here")
    with pytest.raises(DataError, match="a link to a file outside the study folder"):
        read_wave("before", tmp_path / "study", ["*.csv"])


def test_a_group_prefix_disappears_without_a_remark(tmp_path):
    (tmp_path / "a.csv").write_text("profile/age,reasons,reasons/other\n20,other,1\n", encoding="utf-8")
    codebook = Codebook("form", questions={name: Question(name) for name in ("age", "reasons", "other")})
    responses = read_wave("w", tmp_path, ["a.csv"], codebook=codebook)
    assert list(responses.columns) == ["age", "reasons", "reasons/other"]
    assert not responses.sources[0].remarks


def test_a_sheet_is_asked_for_by_name(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(workbook({"main": [["id"], [1]], "members": [["id"], [2], [3]]}))
    responses = read_wave("w", tmp_path, ["a.xlsx"], sheet="members")
    assert responses.columns["id"].record_texts().tolist() == ["2", "3"]


@pytest.fixture
def spss(tmp_path: Path) -> Path:
    frame = pd.DataFrame({"plan": [1.0, 2.0, 9.0, None]})
    pyreadstat.write_sav(
        frame,
        tmp_path / "a.sav",
        column_labels={"plan": "Plans?"},
        variable_value_labels={"plan": {1: "Yes", 2: "No", 9: "Refused"}},
        missing_ranges={"plan": [9]},
    )
    return tmp_path


def test_the_files_own_labels_fill_a_codebook_that_was_not_given(spss):
    responses = read_wave("w", spss, ["a.sav"])
    question = responses.codebook.question("plan")
    assert question.type == "select_one"
    assert question.choice_label("2", "en") == "No"
    assert responses.columns["plan"].record_reasons().tolist() == [
        Reason.ANSWERED, Reason.ANSWERED, Reason.REFUSED, Reason.NOT_ASKED
    ]  # fmt: skip


def test_the_given_codebook_goes_before_the_files_labels(spss):
    choices = (Choice("1", {"en": "Yes, I do"}), Choice("2"))
    given = Codebook(
        "form", questions={"plan": Question("plan", "select_one", {"en": "Do you plan?"}, choices=choices)}
    )
    question = read_wave("w", spss, ["a.sav"], codebook=given).codebook.question("plan")
    assert question.label == {"en": "Do you plan?"}
    assert [(choice.name, dict(choice.label)) for choice in question.choices] == [
        ("1", {"en": "Yes, I do"}), ("2", {"und": "No"})
    ]  # fmt: skip
    assert question.missing == {"9": Reason.REFUSED}

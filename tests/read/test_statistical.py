"""SPSS and Stata: codes, labels, and why an answer is missing."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from meal.model.codebook import Question
from meal.model.errors import DataError
from meal.model.missing import Reason
from meal.model.responses import Export
from meal.read import read_bytes, read_file
from meal.read.reasons import reason_from_label, reason_from_letter
from meal.read.statistical_values import value_format


@pytest.fixture(scope="module")
def spss(tmp_path_factory) -> Export:
    """A survey as SPSS stores it: -99 and -98 declared missing, 7 to 9 a range, strings with Z missing."""
    path = tmp_path_factory.mktemp("spss") / "survey.sav"
    frame = pd.DataFrame(
        {
            "plan": [1.0, 2.0, -99.0, -98.0, float("nan"), 1.0],
            "age": [17.0, 18.0, 18.0, -99.0, float("nan"), 24.0],
            "trust": [1.0, 2.0, 7.0, 8.0, 9.0, 3.0],
            "weight": [0.5, 1.25, 1.0, 1.0, 1.0, 1.0],
            "town": ["Basse", "Z", "", "Köln", "Basse", "Basse"],
            "day": pd.to_datetime(["2018-07-01", "2018-07-02", None, "2019-06-30", "2018-07-01", "2018-07-01"]),
        }
    )
    pyreadstat.write_sav(
        frame,
        path,
        file_label="Before",
        column_labels={"plan": "Do you plan to migrate?", "age": "Age", "town": "Town"},
        variable_value_labels={
            "plan": {1: "Yes", 2: "No", -99: "Don't know", -98: "Refused"},
            "age": {-99: "Weet niet"},
            "trust": {7: "Refused", 8: "Don't know", 9: "Coding error"},
            "town": {"Z": "Not applicable"},
        },
        missing_ranges={
            "plan": [-99, -98],
            "age": [-99],
            "trust": [{"lo": 7, "hi": 9}],
            "town": ["Z"],
        },
        variable_format={"day": "EDATE10"},
    )
    return read_file(path)


def question(export: Export, name: str) -> Question:
    assert export.metadata is not None
    return export.metadata.questions[name]


def answers(export: Export, name: str) -> list[tuple[str, Reason]]:
    column = export.columns[name]
    return [
        (str(text), Reason(reason)) for text, reason in zip(column.record_texts(), column.record_reasons(), strict=True)
    ]


def test_codes_stay_codes_and_the_reason_comes_from_the_label(spss):
    assert answers(spss, "plan") == [
        ("1", Reason.ANSWERED),
        ("2", Reason.ANSWERED),
        ("-99", Reason.DONT_KNOW),
        ("-98", Reason.REFUSED),
        ("", Reason.NOT_ASKED),
        ("1", Reason.ANSWERED),
    ]


def test_the_codebook_has_labels_and_missing_codes(spss):
    plan = question(spss, "plan")
    assert plan.type == "select_one"
    assert plan.label == {"und": "Do you plan to migrate?"}
    assert plan.choice_label("1", "en") == "Yes"
    assert plan.missing == {"-99": Reason.DONT_KNOW, "-98": Reason.REFUSED}
    assert spss.metadata is not None
    assert spss.metadata.title == {"und": "Before"}


def test_a_number_of_which_only_the_missing_codes_have_labels_stays_a_number(spss):
    assert question(spss, "age").type == "integer"
    assert question(spss, "weight").type == "decimal"
    assert answers(spss, "age")[3] == ("-99", Reason.DONT_KNOW)


def test_every_value_in_a_missing_range_is_missing_with_its_own_reason(spss):
    reasons = [reason for _, reason in answers(spss, "trust")]
    assert reasons[2:5] == [Reason.REFUSED, Reason.DONT_KNOW, Reason.OTHER_MISSING]
    assert question(spss, "trust").missing == {
        "7": Reason.REFUSED, "8": Reason.DONT_KNOW, "9": Reason.OTHER_MISSING
    }  # fmt: skip


def test_texts_keep_letters_and_their_own_missing_values(spss):
    assert answers(spss, "town")[:4] == [
        ("Basse", Reason.ANSWERED), ("Z", Reason.NOT_APPLICABLE), ("", Reason.BLANK), ("Köln", Reason.ANSWERED)
    ]  # fmt: skip


def test_dates_are_iso_text(spss):
    assert question(spss, "day").type == "date"
    assert answers(spss, "day")[:3] == [
        ("2018-07-01", Reason.ANSWERED), ("2018-07-02", Reason.ANSWERED), ("", Reason.NOT_ASKED)
    ]  # fmt: skip


def test_rows_are_the_cases_as_the_data_editor_numbers_them(spss):
    assert spss.row_of.tolist() == [1, 2, 3, 4, 5, 6]
    assert spss.source.format == "sav"


@pytest.fixture(scope="module")
def stata_file(tmp_path_factory) -> Path:
    """A survey as Stata stores it: .d and .r labelled, .n and .z not."""
    path = tmp_path_factory.mktemp("stata") / "survey.dta"
    frame = pd.DataFrame({"plan": [1.0, 2.0, "d", "r", "n", "z", None], "name": ["a", "d", "", "r", "x", "y", "z"]})
    pyreadstat.write_dta(
        frame,
        path,
        column_labels={"plan": "Income (GH₵)"},
        variable_value_labels={"plan": {1: "Oui", 2: "Non", "d": "Ne sait pas", "r": "Refus"}},
        missing_user_values={"plan": ["d", "r", "n", "z"]},
    )
    return path


def test_extended_missing_values_keep_their_letter_and_their_reason(stata_file):
    export = read_file(stata_file)
    assert answers(export, "plan") == [
        ("1", Reason.ANSWERED),
        ("2", Reason.ANSWERED),
        (".d", Reason.DONT_KNOW),
        (".r", Reason.REFUSED),
        (".n", Reason.NOT_APPLICABLE),
        (".z", Reason.OTHER_MISSING),
        ("", Reason.NOT_ASKED),
    ]
    assert question(export, "plan").choice_label(".d", "fr") == "Ne sait pas"
    assert question(export, "plan").label == {"und": "Income (GH₵)"}


def test_a_letter_in_a_text_variable_is_only_a_letter(stata_file):
    assert answers(read_file(stata_file), "name")[:3] == [
        ("a", Reason.ANSWERED), ("d", Reason.ANSWERED), ("", Reason.BLANK)
    ]  # fmt: skip


# Until version 13 Stata stored texts in the encoding of the computer and did not say which.
@pytest.mark.parametrize(
    ("towns", "encoding"),
    [(["Köln", "Düsseldorf"], "cp1252"), (["أربيل", "السليمانية"], "cp1256"), (["Sédhiou", "Hôpital"], "utf-8")],
)
def test_texts_of_an_old_stata_file_are_read_by_likelihood(tmp_path, towns, encoding):
    path = tmp_path / "old.dta"
    raw = [town.encode(encoding).decode("latin-1") for town in towns]  # pandas writes old files in Latin-1
    pd.DataFrame({"town": raw}).to_stata(path, version=114, write_index=False, variable_labels={"town": raw[0]})
    export = read_file(path)
    assert export.columns["town"].texts.tolist() == towns
    assert question(export, "town").label == {"und": towns[0]}


@pytest.mark.parametrize("keep", [20, 300, -30])
def test_a_file_that_was_cut_off_is_refused(stata_file, keep):
    with pytest.raises(DataError, match=r"survey\.dta: this Stata file is damaged or cut off"):
        read_bytes(stata_file.read_bytes()[:keep], "survey.dta")


@pytest.mark.parametrize("start", [b"$FL2", b"$FL3", b"<stata_dta>", b"\x73\x02\x01\x00"])
def test_junk_behind_a_right_beginning_is_refused(start):
    with pytest.raises(DataError, match="damaged or cut off"):
        read_bytes(start + b"junk " * 100, "survey.sav")


@pytest.mark.parametrize(
    ("label", "reason"),
    [
        ("Don't know", Reason.DONT_KNOW), ("(98) Don’t know", Reason.DONT_KNOW), ("DK", Reason.DONT_KNOW),
        ("Ne sait pas", Reason.DONT_KNOW), ("Weet ik niet", Reason.DONT_KNOW), ("No sé", Reason.DONT_KNOW),
        ("لا أعرف", Reason.DONT_KNOW), ("لا اعرف", Reason.DONT_KNOW),
        ("Refused to answer", Reason.REFUSED), ("Prefer not to say", Reason.REFUSED), ("Refusé", Reason.REFUSED),
        ("Weigert te antwoorden", Reason.REFUSED), ("Prefiere no contestar", Reason.REFUSED),
        ("رفض الإجابة", Reason.REFUSED),
        ("Not applicable", Reason.NOT_APPLICABLE), ("N/A", Reason.NOT_APPLICABLE), ("n.v.t.", Reason.NOT_APPLICABLE),
        ("Sans objet", Reason.NOT_APPLICABLE), ("No aplica", Reason.NOT_APPLICABLE),
        ("لا ينطبق", Reason.NOT_APPLICABLE),
        ("Not asked in this round", Reason.NOT_ASKED), ("Niet gevraagd", Reason.NOT_ASKED),
        ("No se preguntó", Reason.NOT_ASKED), ("Question non posée", Reason.NOT_ASKED), ("لم يُسأل", Reason.NOT_ASKED),
        ("Coding error", Reason.OTHER_MISSING), ("", Reason.OTHER_MISSING), ("Dakar", Reason.OTHER_MISSING),
        ("Don't know / refused", Reason.OTHER_MISSING),  # two reasons are none
    ],
)  # fmt: skip
def test_the_reason_is_read_from_the_label_in_five_languages(label, reason):
    assert reason_from_label(label) is reason


def test_an_unlabelled_letter_means_what_iecodebook_makes_it_mean():
    assert reason_from_letter("d", "") is Reason.DONT_KNOW
    assert reason_from_letter("r", "") is Reason.REFUSED
    assert reason_from_letter("n", "Refused") is Reason.REFUSED  # a label goes before custom
    assert reason_from_letter("q", "") is Reason.OTHER_MISSING


# SPSS counts seconds from 1582-10-14, Stata days or milliseconds from 1960-01-01, and months, quarters or weeks.
# 2018-07-01 is day 159,141 after the first (13,749,782,400 s) and day 21,366 after the second (1,846,022,400,000 ms).
@pytest.mark.parametrize(
    ("file_format", "display", "value", "kind", "text"),
    [
        ("sav", "DATE11", 13_749_782_400, "date", "2018-07-01"),
        ("sav", "SDATE10", 13_749_782_400, "date", "2018-07-01"),
        ("sav", "DATETIME20", 13_749_782_400 + 3_661, "datetime", "2018-07-01T01:01:01"),
        ("sav", "TIME8", 93_784.5, "time", "26:03:04.500"),
        ("sav", "F8.2", 2.5, "decimal", "2.5"),
        ("sav", "WKDAY3", 2, "decimal", "2"),
        ("sav", "DATETIME20", 6e12, "datetime", "6000000000000"),  # beyond the year 9999
        ("dta", "%td", 21_366, "date", "2018-07-01"),
        ("dta", "%tdDD/NN/CCYY", 21_366, "date", "2018-07-01"),
        ("dta", "%d", 21_366, "date", "2018-07-01"),
        ("dta", "%tc", 1_846_022_400_000 + 500, "datetime", "2018-07-01T00:00:00.500"),
        ("dta", "%tcHH:MM:SS", 36_610_000, "time", "10:10:10"),
        ("dta", "%tm", 702, "text", "2018-07"),
        ("dta", "%tq", 234, "text", "2018q3"),
        ("dta", "%tm", -1, "text", "1959-12"),
        ("dta", "%9.0g", 100000, "decimal", "100000"),
    ],
)
def test_values_are_written_as_people_read_them(file_format, display, value, kind, text):
    assert value_format(file_format, display, "double")[0] == kind
    assert value_format(file_format, display, "double")[1](value) == text


def test_single_precision_is_written_as_stata_shows_it():
    # The nearest single-precision number to 0.1 is 0.100000001490116…
    assert value_format("dta", "%9.0g", "float")[1](0.10000000149011612) == "0.1"
    assert value_format("dta", "%9.0g", "double")[1](0.10000000149011612) == "0.10000000149011612"

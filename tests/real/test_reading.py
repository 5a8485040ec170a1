"""Files that nobody here wrote are read whole, or refused with a sentence."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from meal.model.errors import DataError
from meal.model.missing import Reason
from meal.model.responses import Export
from meal.read import question_columns, read_file, read_wave, read_xlsform
from meal.read.contained import Parser
from tests.read.files import remark, rows, rules

GHANA = "ghana-vocational-finlit-prepost"
KOBO = "kobo-formpack-exports"
EDGE = "spss-stata-edge-cases"
SHEETS = "excel-oddities-readxl-janitor/sheets"


@pytest.fixture
def data(shared: Path) -> Path:
    return shared / "data"


def counts(export: Export, column: str) -> dict[str, int]:
    """How often each answer occurs."""
    return dict(Counter(export.columns[column].record_texts().tolist()))


def numbers(export: Export, column: str) -> np.ndarray:
    """A column as numbers, NaN where missing."""
    texts = export.columns[column].record_texts()
    return np.array([float(text) if text else np.nan for text in texts])


def reasons(export: Export, column: str) -> dict[str, Reason]:
    """The reason of every distinct answer."""
    coded = export.columns[column]
    return {text: Reason(reason) for text, reason in zip(coded.texts, coded.reasons, strict=True)}


def test_ghana_baseline_and_endline_have_the_rows_labels_and_means_of_their_readme(data):
    folder = data / GHANA
    before = read_file(folder / "GhanaVocationalFinance_randomized_baseline.dta")
    after = read_file(folder / "GhanaVocationalFinance_randomized_endline.dta")
    assert (before.source.n_records, len(before.columns)) == (2000, 18)
    assert (after.source.n_records, len(after.columns)) == (2000, 28)
    assert counts(before, "treatment") == {"0": 1100, "1": 900}
    assert counts(after, "endline_observed") == {"1": 1834, "0": 166}
    assert before.metadata is not None
    assert before.metadata.label("savings", "en") == "Amount saved last month (GH₵)"
    strata = before.metadata.question("strata")
    assert strata.type == "select_one"
    assert strata.choice_label("2", "en") == "0 1"
    control = (numbers(after, "treatment") == 0) & (numbers(after, "endline_observed") == 1)
    scores = numbers(after, "financial_literacy_score"), numbers(after, "end_finlit_score")
    assert control.sum() == 975
    assert [round(score[control].mean(), 3) for score in scores] == [39.967, 44.910]


def test_ghana_attrition_is_not_asked_and_the_two_files_stack_into_one_wave(data):
    responses = read_wave("both", data / GHANA, ["*randomized*.dta"])
    assert responses.n_records == 4000
    finlit = responses.columns["end_finlit_score"].record_reasons()
    # 2,000 baseline rows lack the column, 166 endline rows were lost to follow-up.
    assert Counter(finlit.tolist()) == {Reason.NOT_ASKED: 2166, Reason.ANSWERED: 1834}
    assert responses.codebook.label("end_savings", "en") == "Endline Amount saved last month (GH₵)"


def test_every_form_of_spss_missing_value_is_told_apart(data):
    export = read_file(data / EDGE / "foreign/mval_bug.sav")
    assert export.source.n_records == 600
    assert reasons(export, "Q1_MISSING_1")["-1"] is Reason.REFUSED
    assert reasons(export, "Q1_MISSING_1")["-2"] is Reason.ANSWERED
    assert reasons(export, "Q1_MISSING_RANGE")["-2"] is Reason.DONT_KNOW
    assert reasons(export, "Q1_MISSING_LOW_1")["99"] is Reason.OTHER_MISSING
    assert reasons(export, "Q1_MISSING_HIGH")["99"] is Reason.OTHER_MISSING
    assert reasons(export, "Q1_MISSING_NONE")["99"] is Reason.ANSWERED


def test_spss_texts_have_missing_values_too(data):
    export = read_file(data / EDGE / "foreign/testdata.sav")
    assert reasons(export, "string_miss")["a"] is Reason.OTHER_MISSING
    assert reasons(export, "string_miss")["c"] is Reason.ANSWERED
    assert max(map(len, export.columns["string_500"].texts)) > 255
    assert export.columns["date"].texts.tolist() == ["1983-12-11", "2018-07-01", "2017-10-23", ""]


def test_stata_extended_missing_values_keep_letter_label_and_reason(data):
    export = read_file(data / EDGE / "haven/tagged-na-double.dta")
    assert export.columns["x"].texts.tolist() == ["1", "2", "3", "4", "5", ".a", ".h", ".z"]
    assert export.metadata is not None
    assert export.metadata.question("x").choice_label(".a", "en") == "apple"
    auto = read_file(data / EDGE / "foreign/auto8.dta")
    assert reasons(auto, "testmiss") == {".r": Reason.REFUSED}
    assert reasons(auto, "rep78")[""] is Reason.NOT_ASKED


def test_letters_beyond_ascii_arrive_in_names_labels_and_answers(data):
    assert list(read_file(data / EDGE / "pyreadstat/hebrews.sav").columns) == ["ותק_ב"]
    assert "నేను గతంలో వాడిన బ" in read_file(data / EDGE / "pyreadstat/tegulu.sav").columns["Q16br9oe_Q24br9oe"].texts
    umlauts = read_file(data / EDGE / "haven/umlauts.sav").metadata
    assert umlauts is not None
    assert umlauts.question("var1").choice_label("1", "de") == "the ä umlaut"


def test_a_date_that_no_calendar_reaches_stays_a_number(data):
    export = read_file(data / EDGE / "haven/datetime.sav")
    assert export.columns["date"].texts.tolist() == ["2014-09-22", "2014-09-23"]
    assert export.columns["date.posix"].texts[0] == "6306150067200"
    assert export.columns["time"].texts[0] == "12:11:10.090"


@pytest.mark.parametrize("pattern", [f"{EDGE}/**/*.sav", f"{EDGE}/**/*.zsav", f"{EDGE}/**/*.dta"])
def test_every_spss_and_stata_edge_case_is_read(data, pattern):
    files = sorted(data.glob(pattern))
    assert files
    with Parser() as parser:
        exports = {file: read_file(file, parser=parser) for file in files}
    for file, export in exports.items():
        assert all(len(column) == export.source.n_records for column in export.columns.values()), file


def test_kobo_exports_in_csv_and_xlsx_hold_the_same_cells(data):
    compared = 0
    with Parser() as parser:
        for file in sorted((data / KOBO).glob("*__xml.csv")):
            text = read_file(file)
            if not text.source.n_records:
                continue
            book = read_file(file.with_suffix(".xlsx"), parser=parser)
            assert list(text.columns) == list(book.columns), file
            assert rows(text) == rows(book), file
            compared += 1
    assert compared == 15


def test_a_kobo_csv_with_groups_is_matched_with_its_questions(data):
    export = read_file(data / KOBO / "grouped_translated__xml.csv")
    assert export.source.format == "csv"
    assert not export.source.remarks
    assert export.columns["external_characteristics/How_many_segments_does_your_body_have"].n_distinct > 1


def test_the_dummies_of_an_ona_form_are_not_mistaken_for_questions(data):
    folder = data / "onadata-kobo-fixtures/main/transportation"
    codebook = read_xlsform(folder / "transportation.xlsx")
    export = read_file(folder / "transportation.csv")
    other = "available_transportation_types_to_referral_facility_other"
    # Of 23 columns the ten options and the nine frequencies, one for each option, belong to no question alone.
    assert question_columns(codebook, export.columns) == {f"transport/{other}": other}


def test_a_kobo_export_without_submissions_is_a_wave_without_records(data):
    export = read_file(data / KOBO / "long_unicode_labels__xml.csv")
    assert export.source.n_records == 0
    assert "no_records" in rules(export.source)


def test_mac_roman_is_recognised_by_its_words(data):
    export = read_file(data / "onadata-kobo-fixtures/libs/utils/non_utf8.csv")
    assert counts(export, "TYPE") == {"Hôpital": 15, "CSCOM": 8}
    assert remark(export.source, "encoding_guessed")["encoding"] == "Mac Roman"


def test_a_line_end_inside_a_column_name_loses_no_record(data):
    export = read_file(data / "onadata-kobo-fixtures/libs/utils/large_csv_upload.csv")
    assert export.source.n_records == 800
    assert "meta/instanceID" in export.columns
    assert export.row_of[[0, -1]].tolist() == [3, 802]


def test_limesurvey_keeps_n_a_and_answers_as_they_are(data):
    folder = data / "limesurvey-vaud-french"
    original = read_file(folder / "results-survey4914.xlsx")
    assert (original.source.n_records, len(original.columns)) == (348, 22)
    participation = next(name for name in original.columns if counts(original, name).get("Oui") == 224)
    assert counts(original, participation) == {"Oui": 224, "Non": 117, "N/A": 7}
    table = read_file(folder / "results-survey4914.tsv")
    assert counts(table, "participation_journees") == {"Y": 224, "N": 124}
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["transport"]
    assert {code: number for code, number in counts(table, "moyen_transport").items() if code} == expected
    assert rows(read_file(folder / "results-survey4914-prep.xlsx")) == rows(table)


def test_safi_keeps_null_as_text_and_every_household(data):
    folder = data / "safi-mozambique-odk"
    clean = read_file(folder / "SAFI_clean.csv")
    assert clean.source.n_records == 131
    assert counts(clean, "village") == {"God": 43, "Chirodzo": 39, "Ruaca": 49}
    assert counts(clean, "memb_assoc")["NULL"] == 39
    assert round(numbers(clean, "no_membrs").mean(), 4) == 7.1908
    raw = read_file(folder / "Moz_SAFI_Survey_Final_results_approved_cleanheaders.csv")
    assert (raw.source.n_records, len(raw.columns)) == (131, 62)


def test_school_codes_keep_their_zeros_and_na_stays_na(data):
    export = read_file(data / "r-survey-api-nhanes/apistrat.csv")
    assert export.source.n_records == 200
    assert {len(code) for code in export.columns["cds"].texts} == {14}
    assert any(code.startswith("0") for code in export.columns["cds"].texts)
    assert counts(export, "flag") == {"NA": 200}


def test_the_trials_of_medicaldata_are_read_and_their_pivot_tables_refused(data):
    folder = data / "medicaldata-messy-xlsx-and-rct"
    trial = read_file(folder / "IndoRCT(subclasses1).dta")
    outcome, arm = trial.columns["outcome"].record_texts(), trial.columns["rx"].record_texts()
    assert Counter(zip(arm, outcome, strict=True))["0", "1"] == 52  # of 307 on placebo
    assert Counter(zip(arm, outcome, strict=True))["1", "1"] == 27  # of 295 on indomethacin
    assert trial.metadata is not None
    assert trial.metadata.question("rx").choice_label("0", "en") == "placebo"
    for name in ("messy_infarct.xlsx", "messy_cirrhosis.xlsx", "messy_bp.xlsx"):
        with pytest.raises(DataError, match=rf"{name}, sheet .* columns a name"):
            read_file(folder / name)


def test_every_odd_workbook_is_read_or_refused_with_a_sentence(data):
    outcome = outcomes(data / "excel-oddities-readxl-janitor", "*.xls*")
    refused = {name for name, result in outcome.items() if isinstance(result, str)}
    assert refused == {  # titles above the table
        "biff5-label-records.xls", "deaths.xls", "deaths.xlsx", "dirty_data.xlsx", "los-angeles-arrests-xlsx.xlsx",
    }  # fmt: skip
    assert len(outcome) == 39


def outcomes(folder: Path, pattern: str) -> dict[str, int | str]:
    """File → its records, or the beginning of the sentence that refuses it."""
    found: dict[str, int | str] = {}
    with Parser() as parser:
        for file in sorted(folder.rglob(pattern)):
            try:
                found[file.name] = read_file(file, parser=parser).source.n_records
            except DataError as error:
                found[file.name] = str(error)
    sentences = {name: text for name, text in found.items() if isinstance(text, str)}
    assert all(text.startswith(name) and "\n" not in text for name, text in sentences.items())
    return found


@pytest.mark.parametrize("name", ["dates-1900.xls", "dates-1904.xls"])
def test_old_workbooks_show_the_same_days_whether_they_count_from_1900_or_1904(data, name):
    assert next(iter(read_file(data / SHEETS / name).columns)) == "2000-01-01"


def test_old_workbooks_keep_numbers_dates_and_letters(data):
    types = read_file(data / SHEETS / "types.xls")
    assert types.columns["date"].texts.tolist()[:2] == ["2017-02-27", "2017-02-28"]
    assert types.columns["boolean"].texts.tolist()[:2] == ["TRUE", "FALSE"]
    assert "BÙN SÉT" in read_file(data / SHEETS / "vietnamese-utf8.xls").columns["Mô tả"].texts
    assert read_file(data / SHEETS / "65536-rows-xls.xls").row_of.tolist() == [65536]
    cars = read_file(data / "excel-oddities-readxl-janitor/datasets.xls")
    assert round(numbers(cars, "mpg").mean(), 6) == 20.090625  # the mean that every R course prints
    with_date_texts = read_file(data / SHEETS / "missing-values-xls.xls")
    assert rows(with_date_texts) == rows(read_file(data / SHEETS / "missing-values-xlsx.xlsx"))


def test_a_portable_file_holds_what_the_system_file_holds(data):
    portable = read_file(data / EDGE / "foreign/electric.por")
    system = read_file(data / EDGE / "foreign/electric.sav")
    assert (portable.source.format, portable.source.n_records) == ("por", 240)
    assert list(portable.columns) == list(system.columns)
    for name in set(portable.columns) - {"DAYOFWK"}:
        assert counts(portable, name) == counts(system, name), name
    # 9 is declared missing: the library tells that it is missing in a portable file, but not that it was a 9.
    missing = counts(system, "DAYOFWK")["9"]
    assert counts(portable, "DAYOFWK")[""] == missing
    assert reasons(portable, "DAYOFWK")[""] is Reason.OTHER_MISSING
    assert rules(portable.source) == ["missing_without_reason"]
    assert portable.metadata is not None
    assert portable.metadata.question("VITAL10").choice_label("1", "en") == "DEAD"
    small = read_file(data / EDGE / "pyreadstat/sample.por")
    assert rows(small) == rows(read_file(data / EDGE / "pyreadstat/sample.sav"))


def test_every_form_of_the_zoo_is_read_or_refused_with_a_sentence(data):
    refused = {}
    files = [path for path in (data / "xlsform-zoo-pyxform").rglob("*.*") if path.suffix in (".xls", ".xlsx", ".csv",
             ".xlsm")]  # fmt: skip
    with Parser() as parser:
        for path in files:
            try:
                assert read_xlsform(path, parser=parser).questions
            except DataError as error:
                refused[path.name] = str(error)
    assert not any("\n" in sentence for sentence in refused.values())
    assert set(refused) == {
        "extra_columns.xls",  # a row "party like it's 19999" without a name
        "fruits.csv",  # choices for another form
        "survey_no_name.xlsx",  # its only sheet is called Sheet1
    }
    assert len(files) >= 68


def test_one_form_as_xls_xlsx_and_csv_is_the_same_codebook(data):
    folder = data / "xlsform-zoo-pyxform/example_xls"
    for stem in ("group", "loop", "text_and_integer", "yes_or_no_question"):
        forms = [read_xlsform(folder / f"{stem}.{ending}") for ending in ("xls", "xlsx", "csv")]
        assert [list(form.questions) for form in forms] == [list(forms[0].questions)] * 3
        assert [[question.type for question in form.questions.values()] for form in forms[1:]] == [
            [question.type for question in forms[0].questions.values()]
        ] * 2


def test_every_file_of_every_collection_is_read_or_refused_with_a_sentence(data):
    endings = (".csv", ".tsv", ".xlsx", ".xls", ".xlsm", ".sav", ".zsav", ".por", ".dta")
    read, refused = 0, {}
    with Parser() as parser:
        for path in sorted(path for path in data.rglob("*") if path.suffix in endings):
            try:
                read += read_file(path, parser=parser).source.n_records >= 0
            except DataError as error:
                refused[path.relative_to(data).as_posix()] = str(error)
    assert read > 280
    assert all(text.count(". ") >= 1 and "\n" not in text for text in refused.values())
    # Titles or two rows of names above the table, pivot tables, and exports of forms without submissions.
    assert len(refused) < 30, sorted(refused)


@pytest.mark.parametrize(
    ("file", "columns", "expected"),
    [
        (
            "names-need-repair-xlsx.xlsx",
            ["a b", "a b_2", "column_3", "c%&$"],
            [["1", "a", "one", "1.1"], ["2", "b", "two", "2.2"]],
        ),
        ("missing-values-xlsx.xlsx", ["x", "y", "z"], [["NA", "NA", ""], ["1", "1", "1"], ["2", "2", "2"]]),
        ("nonstandard-xml-ns-prefix.xlsx", ["a", "b"], [["1", "3"], ["2", "4"]]),
    ],
)
def test_odd_workbooks_cell_by_cell(data, file, columns, expected):
    export = read_file(data / SHEETS / file)
    assert list(export.columns) == columns
    assert rows(export) == expected


def test_dates_of_a_workbook_agree_with_what_excel_shows_beside_them(data):
    for moment, shown in rows(read_file(data / SHEETS / "datetime-rounding.xlsx")):
        assert moment.replace("T", " ") == shown

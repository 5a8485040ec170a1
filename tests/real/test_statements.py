"""What the READMEs of ../shared/data say of sizes, counts, damage and traps, one statement after the other.

Statements about results are in the tests of the studies; about layouts and encodings in test_layouts and test_reading.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from meal import validate
from meal.model.errors import DataError
from meal.model.missing import Reason
from meal.model.responses import Export
from meal.pipeline.describe import describe_file
from meal.pipeline.validate import Validation
from meal.read import read_file, read_repeats, read_xlsform, stacked
from meal.read.contained import Parser
from meal.study.load import load_study
from tests.read.files import remark, rows, rules

ODDITIES = "excel-oddities-readxl-janitor"
ONA = "onadata-kobo-fixtures"
EDGE = "spss-stata-edge-cases"
WFP = "wfp-ram-sample-surveys/Static"
ROBO = "kobo-api-multilang-robotoolbox"
SAFI = "safi-mozambique-odk"
FARMS = "Moz_SAFI_Survey_Final_results_approved_cleanheaders.csv"


@pytest.fixture(scope="module")
def data(shared: Path) -> Path:
    return shared / "data"


@pytest.fixture(scope="module")
def parser():
    with Parser() as started:
        yield started


def size(export: Export) -> tuple[int, int]:
    return export.source.n_records, len(export.columns)


def counts(export: Export, column: str) -> Counter[str]:
    return Counter(export.columns[column].record_texts().tolist())


def checked(folder: Path, data: Path, text: str) -> Validation:
    """The findings of a study of one wave."""
    (folder / "study.yaml").write_text(f"study: x\n{text}\n", encoding="utf-8")
    return validate(load_study(folder, data=data))


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("r-survey-api-nhanes/apistrat.csv", (200, 39)), ("r-survey-api-nhanes/apiclus1.csv", (183, 39)),
        ("r-survey-api-nhanes/apiclus2.csv", (126, 40)), ("r-survey-api-nhanes/apisrs.csv", (200, 39)),
        ("r-survey-api-nhanes/nhanes.csv", (8591, 7)), ("reach-bangladesh-msna-2019/bgd_msna.csv", (1374, 15)),
        ("impact-analysistools-msna/data.csv", (100, 449)),
        ("impactr4phu-iphra-repeats/kobo_multisheet.xlsx", (100, 315)),
        ("ghana-vocational-finlit-prepost/GhanaVocationalFinance_schoollist.dta", (40, 3)),
        ("limesurvey-vaud-french/results-survey4914.xlsx", (348, 22)),
        ("limesurvey-vaud-french/results-survey4914-prep.xlsx", (348, 21)),
        ("limesurvey-vaud-french/results-survey4914.tsv", (348, 21)),
        (f"{SAFI}/{FARMS}", (131, 62)), (f"{SAFI}/SAFI_clean.csv", (131, 14)),
        (f"{ONA}/libs/utils/non_utf8.csv", (23, 18)), (f"{ONA}/libs/utils/large_csv_upload.csv", (800, 37)),
        (f"{ONA}/libs/utils/bad.csv", (9, 30)), (f"{ONA}/libs/utils/bad_data.csv", (8, 31)),
        (f"{ROBO}/data_ml_default.csv", (5, 16)), (f"{ROBO}/data_ml_vlabel.csv", (5, 16)),
        (f"{ROBO}/data_sm.csv", (5, 22)), (f"{ROBO}/data_audit.csv", (29, 15)),
        (f"{WFP}/FCS_Sample_Survey.csv", (26, 18)), (f"{WFP}/RCSI_Sample_Survey.csv", (62, 6)),
        (f"{WFP}/Nut_MDDW_Sample_Survey/data.csv", (10, 16)), (f"{WFP}/Nut_MAD_Sample_Survey/data.csv", (11, 15)),
        (f"{WFP}/Nut_MDDW_Sample_Survey/Nutrition_module_MDD_W_submodule_RepeatMDDW.csv", (14, 39)),
        (f"{WFP}/Nut_MAD_Sample_Survey/MAD_submodule_RepeatMAD.csv", (15, 44)),
        (f"{WFP}/SBP_CRF_63and93_Sample_Survey/data.csv", (6, 19)),
        (f"{WFP}/Expcleaning_Sample_Raw.csv", (100, 86)), (f"{WFP}/CARI_Sample_Survey/CARI_Sample_Data.csv", (30, 16)),
    ],
)  # fmt: skip
def test_size(data: Path, parser: Parser, file: str, expected: tuple[int, int]) -> None:
    assert size(read_file(data / file, parser=parser)) == expected


def edge_cases(text: str) -> list[tuple[str, tuple[int, int]]]:
    """The rows of the README's table that give a size: file, and its rows and columns."""
    found = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        numbers = cells[1].split(" x ") if len(cells) > 1 else []
        if len(numbers) == 2 and all(number.isdigit() for number in numbers):
            found.append((cells[0], (int(numbers[0]), int(numbers[1]))))
    return found


def test_every_statistical_file_has_the_size_of_the_table_in_its_readme(data: Path, parser: Parser) -> None:
    table = edge_cases((data / EDGE / "README.md").read_text(encoding="utf-8"))
    assert len(table) == 33
    found = [(name, size(read_file(data / EDGE / name, parser=parser))) for name, _ in table]
    assert found == table


def test_missing_values_by_range_and_by_text(data: Path, parser: Parser) -> None:
    def missing(file: str, column: str) -> set[str]:
        coded = read_file(data / EDGE / file, parser=parser).columns[column]
        return {
            text for text, reason in zip(coded.texts, coded.reasons, strict=True) if text and reason != Reason.ANSWERED
        }

    assert missing("foreign/electric.sav", "DAYOFWK") == {"9"}
    assert missing("foreign/testdata.sav", "numeric_long_label") == {"1", "2"}
    assert missing("foreign/testdata.sav", "factor_n_coded_miss") >= {"99"}
    assert missing("foreign/testdata.sav", "string_miss") >= {"a", "b"}
    assert missing("pyreadstat/missing_char.sav", "mychar") == {"Z"}
    assert missing("haven/labelled-num-na.sav", "VAR00002") == {"9"}
    assert missing("pyreadstat/missing_test.dta", "var1") == {".a"}
    assert missing("haven/tagged-na-int.dta", "x") == {".a", ".h", ".z"}
    assert missing("foreign/mval_bug.sav", "Q1_MISSING_1") == {"-1"}
    assert missing("foreign/mval_bug.sav", "Q1_MISSING_2") == {"-1", "-2"}


def test_a_compressed_file_holds_what_the_plain_one_holds(data: Path, parser: Parser) -> None:
    folder = data / EDGE / "pyreadstat"
    plain, packed = (read_file(folder / f"sample.{ending}", parser=parser) for ending in ("sav", "zsav"))
    assert rows(plain) == rows(packed)
    assert size(read_file(folder / "simple_alltypes_mrset.sav", parser=parser)) == (6, 12)


def test_notes_above_and_below_a_table_on_both_sheets(data: Path, parser: Parser) -> None:
    for name in ("deaths.xlsx", "deaths.xls"):
        for sheet in ("arts", "other"):
            with pytest.raises(DataError, match="`header_row: 5`"):
                read_file(data / ODDITIES / name, sheet=sheet, parser=parser)
            whole = read_file(data / ODDITIES / name, sheet=sheet, header_row=5, parser=parser)
            assert remark(whole.source, "notes_below_table")["row"] == "16"
            table = read_file(data / ODDITIES / name, sheet=sheet, header_row=5, last_row=15, parser=parser)
            assert size(table) == (10, 6)
            assert all(text[:2] in ("19", "20") for text in table.columns["Date of birth"].texts)
            assert all(float(text) < 100 for text in table.columns["Age"].texts)


def test_a_banner_a_serial_day_and_a_formula_that_failed(data: Path, parser: Parser) -> None:
    path = data / ODDITIES / "dirty_data.xlsx"
    with pytest.raises(DataError, match="`header_row: 2`"):
        read_file(path, parser=parser)
    people = read_file(path, header_row=2, parser=parser)
    assert {"empty_rows", "columns_with_same_name"} <= set(rules(people.source))
    assert {"Certification", "Certification_2"} <= set(people.columns)
    # Days are typed in as dates and as serial numbers; a number stays one, and is nobody's age.
    assert {"39690", "2019-01-14"} <= set(people.columns["Hire Date"].texts)
    assert counts(people, "First Name")["Jason"] == 2  # one person in two posts


def test_days_before_the_leap_day_that_excel_invented(data: Path, parser: Parser) -> None:
    export = read_file(data / ODDITIES / "sheets/dates-leap-year-1900-xls.xls", parser=parser)
    sound = [cells for cells in rows(export) if cells[2] == "TRUE"]
    assert len(sound) >= 5
    for moment, shown, _ in sound:
        assert moment.replace("T", " ") == shown


@pytest.mark.parametrize(
    ("file", "sheet", "expected"),
    [
        ("embedded-chartsheet.xlsx", "mtcars", (32, 11)), ("embedded-chartsheet.xlsx", "chickwts", (71, 2)),
        ("empty-sheets.xlsx", "header_only", (0, 2)), ("utf8-sheet-names.xlsx", "∂", (1, 1)),
        ("no-styles-or-sharedStrings-parts.xlsx", "Sheet1", (11, 3)), ("inlineStr.xlsx", "Requirements", (1, 7)),
        ("sheet-xml-lookup.xlsx", "Asia", (5, 6)), ("style-only-cells.xlsx", "Data", (3, 4)),
    ],
)  # fmt: skip
def test_sheets_of_odd_workbooks(data: Path, parser: Parser, file: str, sheet: str, expected: tuple[int, int]) -> None:
    assert size(read_file(data / ODDITIES / "sheets" / file, sheet=sheet, parser=parser)) == expected


def test_spaces_and_line_ends_in_cells_are_kept(data: Path, parser: Parser) -> None:
    spaces = read_file(data / ODDITIES / "sheets/whitespace-xlsx.xlsx", parser=parser)
    assert {" <-space", "space-> "} <= set(next(iter(spaces.columns.values())).texts)
    lines = read_file(data / ODDITIES / "sheets/new_line_errors.xlsx", parser=parser).columns["column_name"]
    assert "first line of text \r\nsecond line" in lines.texts[0]
    assert lines.texts[1].startswith('Will show "_x000D_"')


def test_schools_number_their_students_anew(data: Path) -> None:
    folder = data / "ghana-vocational-finlit-prepost"
    before = describe_file(folder / "GhanaVocationalFinance_randomized_baseline.dta")
    identifiers = {column.name: column.identifier for column in before.columns}
    assert identifiers["unique_ID"]
    assert not identifiers["studentid"]
    (student,) = [column for column in before.columns if column.name == "studentid"]
    assert student.distinct == 50


def test_repeats_of_a_household_survey(data: Path, parser: Parser) -> None:
    folder = data / "impactr4phu-iphra-repeats"
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    repeats = read_repeats(folder / "kobo_multisheet.xlsx", parser=parser)
    assert {name: size(repeat.export) for name, repeat in repeats.items()} == {
        "hh_roster": (317, 24), "women": (317, 20), "child_nutrition": (317, 56), "ind_health": (317, 48),
        "died_member": (18, 33), "water_count_loop": (164, 11),
    }  # fmt: skip
    assert all((repeat.parent_of >= 0).all() for repeat in repeats.values())
    without = {name: 100 - len(set(repeat.parent_of.tolist())) for name, repeat in repeats.items()}
    assert [without[name] for name in ("hh_roster", "died_member", "water_count_loop")] == [
        expected[f"parents_without_{name}"] for name in ("roster", "mort", "wash")
    ]
    roster = repeats["hh_roster"].export
    sex = next(name for name in roster.columns if name.endswith("sex") or name.endswith("sex_roster"))
    assert {code: count for code, count in counts(roster, sex).items() if code} == expected["roster_sex"]
    main = read_file(folder / "kobo_multisheet.xlsx", parser=parser)
    assert counts(main, "respondent_sex") == {"f": 52, "m": 48}
    assert counts(main, "respondent_consent") == expected["consent"]
    assert read_xlsform(folder / "xlsform.xlsx", parser=parser).languages == ("en", "fr")


def test_one_form_in_four_languages_has_the_same_answers(data: Path) -> None:
    languages = [rows(read_file(data / ROBO / f"data_ml_{name}.csv")) for name in ("default", "en", "fr", "ar")]
    assert languages[1:] == languages[:1] * 3
    labelled = read_file(data / ROBO / "data_ml_vlabel.csv")
    assert list(labelled.columns)[3:5] == ["ما اسمك ؟", "هل تمتلك حيوانا أليفا ؟"]
    assert [cells[:3] for cells in rows(labelled)] == [cells[:3] for cells in languages[0]]


def test_edited_submissions_that_bear_their_old_id_are_no_duplicates(data: Path, tmp_path: Path) -> None:
    found = checked(tmp_path, data / ROBO, "waves: {now: {files: data_sm.csv}}")
    assert found.prepared.waves["now"].accounting()["kept"] == 5
    assert all(read_file(data / ROBO / "data_sm.csv").columns["deprecatedID"].texts)


def test_a_survey_of_visitors_in_words(data: Path, parser: Parser) -> None:
    original = read_file(data / "limesurvey-vaud-french/results-survey4914.xlsx", parser=parser)
    assert counts(original, "Langue") == {"fr": 324, "de": 24}
    welcome = counts(original, "Globalement, comment jugez-vous l'accueil?")
    judged = ("Excellent", "Bien", "Moyen", "Accueil laisse à désirer")
    assert [welcome[words] for words in judged] == [137, 80, 3, 2]
    assert any(name.startswith("Quel\xa0moyen") for name in original.columns)
    options = [name for name in original.columns if name.endswith("]")]
    assert len(options) == 11
    # 124 people who did not take part were not asked, which the export says in two ways.
    days = counts(original, "Quel(s) jour(s) avez-vous fait des visites? [Samedi]")
    assert days["N/A"] == 124
    transport = next(name for name in original.columns if name.startswith("Quel\xa0moyen"))
    assert counts(original, transport)[""] == 124


def test_submissions_under_one_id_that_differ_are_told(data: Path, tmp_path: Path) -> None:
    found = checked(tmp_path, data / ONA / "libs/utils", "waves: {now: {files: bad.csv}}")
    conflict = json.loads((data / ONA / "expected.json").read_text(encoding="utf-8"))["bad_csv_conflicting_uuid"]
    rules = ("edited_submission", "same_submission", "same_id_other_content")
    told = [(row["rule"], row["severity"], row["record"], row["row"]) for row in found.rows if row["rule"] in rules]
    # Name_8 of 26 and Name_9 of 27 began at different minutes: two interviews, and both rows are named.
    assert told == [("same_id_other_content", "warning", conflict, row) for row in ("9", "10")]
    assert found.prepared.waves["now"].accounting() == {"kept": 8, "older_edit": 1}


def test_eight_hundred_submissions_have_eight_hundred_ids(data: Path, tmp_path: Path) -> None:
    found = checked(tmp_path, data / ONA / "libs/utils", "waves: {now: {files: large_csv_upload.csv}}")
    assert found.prepared.waves["now"].accounting() == {"kept": 800}


def test_ages_with_decimals_in_a_whole_number_question(data: Path, tmp_path: Path) -> None:
    (tmp_path / "schemas").mkdir()
    schema = "schema: people\nquestions:\n  - {name: age, type: integer}\n"
    (tmp_path / "schemas/people.yaml").write_text(schema, encoding="utf-8")
    found = checked(tmp_path, data / ONA / "libs/utils", "waves: {now: {files: bad_data.csv, schema: people}}")
    told = {row["value"] for row in found.rows if row["variable"] == "age" and row["severity"] == "error"}
    assert told == {"21.53", "22.32"}


def test_repeats_side_by_side_keep_their_names(data: Path) -> None:
    once = read_file(data / ONA / "main/csv_export/tutorial_w_repeats.csv")
    assert {"children[1]/childs_name", "children[2]/childs_age"} <= set(once.columns)
    form = read_xlsform(data / ONA / "main/csv_export/tutorial_w_repeats.xlsx")
    whole = stacked("now", [once], form)
    assert whole.columns["children[2]/childs_name"].record_texts().tolist() == ["Dick"]
    nested = read_file(data / ONA / "libs/utils/nested_repeats/nested_repeats.csv")
    assert "kids/kids_details[1]/kids_immunization[2]/immunization_info" in nested.columns


def test_three_levels_of_repeats_as_files_and_as_spss(data: Path, parser: Parser) -> None:
    folder = data / ONA / "logger"
    for name in ("childrens_survey", "children", "children_cartoons", "children_cartoons_characters"):
        text, spss = read_file(folder / f"csvs/{name}.csv"), read_file(folder / f"spss/{name}.sav", parser=parser)
        assert text.source.n_records == spss.source.n_records > 0
        assert "_uuid" in spss.columns or "_parent_index" in spss.columns
    swahili = read_file(folder / "spss/childrens_survey_sw.sav", parser=parser)
    english = read_file(folder / "spss/childrens_survey.sav", parser=parser)
    assert swahili.metadata is not None
    assert english.metadata is not None
    labels = [{question.label.get("en") or str(question.label) for question in one.questions.values()}
              for one in (swahili.metadata, english.metadata)]  # fmt: skip
    assert labels[0] != labels[1]


def test_days_whose_order_cannot_be_told_are_said_to_be_odd(data: Path) -> None:
    described = {column.name: column for column in describe_file(data / ONA / "libs/utils/date.csv").columns}
    assert described["tdate"].type == "date as text"
    assert "cannot be told apart" in " ".join(described["today"].odd)
    assert any("month/day" in text for text in described["tdate"].odd)
    assert any("digits are lost" in text for text in described["_version"].odd)


def test_spaces_and_dots_in_names_of_columns(data: Path) -> None:
    assert "DATE OUVERTURE" in read_file(data / ONA / "libs/utils/header_space.csv").columns
    folder = data / ONA / "main/userone"
    form = read_xlsform(folder / "userone_with_dot_name_fields.xlsx")
    answers = stacked("now", [read_file(folder / "userone_with_dot_name_fields.csv")], form)
    assert {"Q1.1", "Q1.2", "Q1.3"} <= set(answers.columns) & set(form.questions)


@pytest.mark.parametrize(
    ("file", "languages"),
    [
        ("logger/tutorial/tutorial_arabic_labels.xlsx", ("en", "ar")), ("main/sample_accent.xlsx", ("und",)),
        ("main/good_eats_multilang/good_eats_multilang.xlsx", ("en", "fr")),
        ("main/subdistrict_profiling_tool.xlsx", ("ar", "en")), ("logger/childrens_survey_sw.xlsx", ("sw", "en")),
    ],
)  # fmt: skip
def test_forms_in_other_languages(data: Path, parser: Parser, file: str, languages: tuple[str, ...]) -> None:
    assert read_xlsform(data / ONA / file, parser=parser).languages == languages


def test_a_form_without_its_answer_options_is_refused_with_its_row(data: Path, parser: Parser) -> None:
    with pytest.raises(DataError, match=r'no_choices\.xlsx, sheet "survey", row 4: .*uses the list "transport_types"'):
        read_xlsform(data / ONA / "main/transportation/transportation.no_choices.xlsx", parser=parser)


def test_farms_are_told_apart_by_submission_and_not_by_questionnaire_number(data: Path, tmp_path: Path) -> None:
    raw = read_file(data / SAFI / FARMS)
    assert {number for number, count in counts(raw, "quest_no").items() if count > 1} == {"1", "21"}
    villages = json.loads((data / SAFI / "expected.json").read_text(encoding="utf-8"))["village_raw"]
    assert counts(raw, "village") == villages
    wave = f"waves: {{now: {{files: {FARMS}}}}}"
    submissions = checked(tmp_path, data / SAFI, f"identity: {{record: instanceID}}\n{wave}")
    assert submissions.prepared.waves["now"].accounting() == {"kept": 131}
    people = checked(
        tmp_path, data / SAFI, f"identity: {{record: instanceID, respondent: quest_no, stable: village}}\n{wave}"
    )
    told = Counter(row["rule"] for row in people.rows)
    assert (told["conflicting_identity"], told["repeat_conversation"]) == (2, 1)  # God and Chirodzo; God twice


def test_farms_in_the_published_cleaned_file(data: Path) -> None:
    clean = read_file(data / SAFI / "SAFI_clean.csv")
    assert [counts(clean, name)["NULL"] for name in ("memb_assoc", "affect_conflicts", "items_owned")] == [39, 39, 10]
    members = {"no": 7.4068, "yes": 8.4848, "NULL": 5.7692}
    pairs = list(
        zip(clean.columns["memb_assoc"].record_texts(), clean.columns["no_membrs"].record_texts(), strict=True)
    )
    for answer, mean in members.items():
        sizes = [float(number) for said, number in pairs if said == answer]
        assert sum(sizes) / len(sizes) == pytest.approx(mean, abs=5e-5)
    with pytest.raises(DataError, match=r"SAFI\.json: this is a JSON file, which cannot be read yet"):
        read_file(data / SAFI / "SAFI.json")


def test_positions_and_months_as_words_are_pointed_out(data: Path) -> None:
    described = {column.name: column for column in describe_file(data / SAFI / FARMS).columns}
    assert all(described[name].personal for name in ("gps_Latitude", "gps_Longitude"))
    assert any("month as a word" in text for text in described["interview_date"].odd)


def test_the_id_of_the_form_is_not_the_id_of_the_submission(data: Path, tmp_path: Path) -> None:
    export = read_file(data / WFP / "Expcleaning_Sample_Raw.csv")
    assert (export.columns["uuid"].n_distinct, export.columns["_uuid"].n_distinct) == (1, 100)
    found = checked(tmp_path, data / WFP, "waves: {now: {files: Expcleaning_Sample_Raw.csv}}")
    assert found.prepared.waves["now"].accounting() == {"kept": 100}


def test_a_parent_table_whose_parent_index_is_minus_one_is_no_repeat(data: Path) -> None:
    main = read_file(data / WFP / "Nut_MAD_Sample_Survey/data.csv")
    assert set(main.columns["_parent_index"].texts) == {"-1"}


def test_the_template_as_csv_and_as_workbook_is_the_same(data: Path, parser: Parser) -> None:
    folder = data / "impact-analysistools-msna"
    text, book = read_file(folder / "data.csv"), read_file(folder / "data.xlsx", parser=parser)
    assert list(text.columns) == list(book.columns)
    assert text.columns["uuid"].n_distinct == 100
    for name in ("uuid", "admin1", "wash_drinkingwatersource", "edu_learning_conditions_reasons_v1"):
        assert counts(text, name) == counts(book, name)

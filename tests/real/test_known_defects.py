"""Defects that the READMEs name, as findings of `meal validate`: rule, row and column, counted again with plain Python.

docs/known-defects.md has the whole list, with the test of each.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from meal.messages import finding_row
from meal.model.codebook import Codebook
from meal.model.findings import Finding
from meal.pipeline.schema import new_schema
from meal.pipeline.validate import Validation, validate_study
from meal.read import read_file, read_xlsform
from tests.real.test_defects import by_rule, found
from tests.real.test_form_logic import study

ONA = "onadata-kobo-fixtures"
KOBO = "kobo-formpack-exports"
ROBO = "kobo-api-multilang-robotoolbox"
SAFI = "safi-mozambique-odk"
FARMS = f"{SAFI}/Moz_SAFI_Survey_Final_results_approved_cleanheaders.csv"
ODDITIES = "excel-oddities-readxl-janitor"
MEDICAL = "medicaldata-messy-xlsx-and-rct"
WFP = "wfp-ram-sample-surveys/Static"

Cells = set[tuple[int, str]]


@pytest.fixture(scope="module")
def data(shared: Path) -> Path:
    return shared / "data"


def records(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The records of a CSV file, each with its row; a heading with a line end would shift them."""
    with path.open(encoding="utf-8-sig", newline="") as opened:
        return list(enumerate(csv.DictReader(opened), start=2))


def cells(findings: list[Finding], rule: str, variable: str) -> Cells:
    """Row and value of every finding of a rule about a column."""
    return {(one.row, one.found) for one in findings if (one.rule, one.variable) == (rule, variable)}


def parameters(findings: list[Finding], rule: str, variable: str = "") -> list[dict[str, str]]:
    return [dict(one.parameters) for one in findings if (one.rule, one.variable) == (rule, variable)]


# safi-mozambique-odk


def test_days_with_the_month_as_a_word_are_not_read(tmp_path: Path, data: Path) -> None:
    findings = found(tmp_path, data, f"files: [{FARMS}]")
    farms = records(data / FARMS)
    assert all(datetime.strptime(farm["interview_date"], "%d-%b-%y") for _, farm in farms)
    assert parameters(findings, "dates_not_read", "interview_date") == [{"count": "131", "way": "31-Dec-19"}]


def test_a_village_in_three_spellings_and_a_number_for_one(tmp_path: Path, data: Path) -> None:
    findings = found(tmp_path, data, f"files: [{FARMS}]", more="quality: {site: village}\n")
    farms = records(data / FARMS)
    assert cells(findings, "number_among_words", "village") == {
        (row, "49") for row, farm in farms if farm["village"] == "49"
    }
    told = cells(findings, "near_spelling", "village")
    assert told == {(row, farm["village"]) for row, farm in farms if "Nhamuenda" in farm["village"]}
    assert len(told) == 4
    # Corrected as the findings say, and 49 as the published file has it, the villages are those of that file.
    likely = {(one.row): one.parameters["likely"] for one in findings if one.rule == "near_spelling"}
    corrected = Counter(
        likely.get(row, "Chirodzo" if farm["village"] == "49" else farm["village"]) for row, farm in farms
    )
    assert corrected == json.loads((data / SAFI / "expected.json").read_text(encoding="utf-8"))["village_clean"]


def test_questionnaires_numbered_twice(tmp_path: Path, data: Path) -> None:
    findings = found(tmp_path, data, f"files: [{FARMS}]")
    farms = records(data / FARMS)
    often = Counter(farm["quest_no"] for _, farm in farms)
    twice = {(row, farm["quest_no"]) for row, farm in farms if often[farm["quest_no"]] > 1}
    assert {number for _, number in twice} == {"1", "21"}
    assert cells(findings, "not_unique", "quest_no") == twice
    assert not [one for one in findings if one.rule == "not_unique" and one.variable != "quest_no"]


def test_paper_forms_typed_in_months_later(tmp_path: Path, data: Path) -> None:
    findings = found(tmp_path, data, f"files: [{FARMS}]")
    late = {}
    for row, farm in records(data / FARMS):
        held = datetime.strptime(farm["interview_date"], "%d-%b-%y").date()
        apart = (datetime.fromisoformat(farm["start"]).date() - held).days
        if apart > 31:
            late[row] = str(apart)
    assert late[2] == "126"  # 17 November 2016 and 23 March 2017
    assert {one.row: one.parameters["days"] for one in findings if one.rule == "entered_late"} == late
    assert "dated_after_entry" not in {one.rule for one in findings}


def test_lists_of_a_program_in_place_of_chosen_options(tmp_path: Path, data: Path) -> None:
    findings = found(tmp_path, data, f"files: [{FARMS}]")
    lists: Counter[str] = Counter()
    for _, farm in records(data / FARMS):
        lists.update(name for name, answer in farm.items() if answer.startswith("['"))
    assert {one.variable: one.parameters["count"] for one in findings if one.rule == "answers_as_lists"} == {
        name: str(count) for name, count in lists.items()
    }
    assert lists["items_owned"] == 121


@pytest.mark.parametrize("file", [FARMS, f"{SAFI}/SAFI_clean.csv"])
def test_null_is_told_until_the_schema_calls_it_missing(tmp_path: Path, data: Path, file: str) -> None:
    findings = found(tmp_path, data, f"files: [{file}]")
    farms = records(data / file)
    (told,) = parameters(findings, "word_for_no_answer")
    assert (told["word"], int(told["count"])) == ("NULL", sum(list(farm.values()).count("NULL") for _, farm in farms))
    again = tmp_path / "again"
    again.mkdir()
    schema = "schema: q\nquestions:\n" + "".join(
        f"  - {{name: {name}, type: text, missing: {{NULL: not_applicable}}}}\n"
        for name in {name for _, farm in farms for name, answer in farm.items() if answer == "NULL"}
    )
    assert parameters(found(again, data, f"files: [{file}]", schema=schema), "word_for_no_answer") == []


# onadata-kobo-fixtures


def test_positions_that_their_own_columns_contradict(tmp_path: Path, data: Path) -> None:
    """The README is right: records 2 to 8. In the first only the precision differs, as rounding would make it."""
    file = f"{ONA}/libs/utils/bad_data.csv"
    findings = found(tmp_path, data, f"files: [{file}]")
    differ = set()
    for row, record in records(data / file):
        latitude, longitude = record["location"].split()[:2]
        if (float(latitude), float(longitude)) != tuple(
            float(record[f"_location_l{part}"]) for part in ("atitude", "ongitude")
        ):
            differ.add(row)
    told = [one for one in findings if one.rule == "position_differs"]
    assert {one.row for one in told} == differ == set(range(3, 10))
    assert {(one.variable, one.found, one.severity) for one in told} == {("location", "", "warning")}
    said = " ".join(value for one in told for value in finding_row(one, Codebook(id="q"), "en").values())
    assert "84.5351" not in said
    assert "latitude, longitude" in said


def test_ages_days_and_times_that_the_form_does_not_take(tmp_path: Path, data: Path) -> None:
    folder = data / ONA / "libs/utils"
    findings = list(study(tmp_path, folder / "bad_data.csv", folder / "tutorial.xlsx", "_uuid").prepared.findings)
    rows = records(folder / "bad_data.csv")
    assert cells(findings, "not_a_number", "age") == {(row, one["age"]) for row, one in rows if "." in one["age"]}
    assert cells(findings, "not_a_date", "today") == {
        (row, one["today"]) for row, one in rows if one["today"].count("-") < 2
    }
    assert cells(findings, "not_a_date", "end_time") == {(3, "sdsa")}
    # Who is no fan of pizza is not asked which.
    no_fans = {(row, one["pizza_type"]) for row, one in rows if one["pizza_fan"] == "no"}
    assert cells(findings, "answered_not_relevant", "pizza_type") == no_fans


def test_two_submissions_under_one_id_that_differ_are_a_conflict(tmp_path: Path, data: Path) -> None:
    file = f"{ONA}/libs/utils/bad.csv"
    findings = found(tmp_path, data, f"files: [{file}]")
    told = [one for one in findings if one.rule == "same_id_other_content"]
    shared = json.loads((data / ONA / "expected.json").read_text(encoding="utf-8"))["bad_csv_conflicting_uuid"]
    here, other = [row for row, one in records(data / file) if one["_uuid"] == shared]
    assert {(one.row, one.parameters["other_row"]) for one in told} == {(here, str(other)), (other, str(here))}
    assert {(one.severity, one.record) for one in told} == {("warning", shared)}


def test_columns_of_the_form_that_an_export_lacks(tmp_path: Path, data: Path) -> None:
    folder = data / ONA / "libs/utils"
    findings = list(study(tmp_path, folder / "wrong_col.csv", folder / "tutorial.xlsx", "_uuid").prepared.findings)
    absent = {one.variable for one in findings if one.rule == "schema_column_absent"}
    asked = set(read_xlsform(folder / "tutorial.xlsx").questions)
    assert {"name", "age"} <= absent <= asked
    assert not absent & set(records(folder / "wrong_col.csv")[0][1])


def test_a_space_in_a_heading_is_another_column(tmp_path: Path, data: Path) -> None:
    """The README says that the data row is shifted; in the file every cell stands under its heading, the last blank."""
    folder = data / ONA / "libs/utils"
    checked = study(tmp_path, folder / "header_space.csv", folder / "space_in_header.xlsx", "_uuid")
    findings = list(checked.prepared.findings)
    assert {one.variable for one in findings if one.rule == "schema_column_absent"} == {"DATE_OUVERTURE"}
    assert parameters(findings, "dates_not_read", "DATE OUVERTURE") == [{"count": "1", "way": "31-Dec-19"}]
    columns = checked.prepared.waves["wave"].columns
    assert [columns[name].record_texts()[0] for name in ("PCode", "DATE OUVERTURE", "REGION", "gps")] == [
        "ML02R01C001", "20-May-96", "OMS Survey", ""
    ]  # fmt: skip


def test_days_that_may_be_march_or_january(tmp_path: Path, data: Path) -> None:
    findings = found(tmp_path, data, f"files: [{ONA}/libs/utils/date.csv]")
    assert parameters(findings, "dates_not_read", "today") == [
        {"count": "2", "way": "3/4/2019 = 2019-03-04 / 2019-04-03"}
    ]
    # Beside 2/26/2019 the other can only be the first of March.
    assert parameters(findings, "dates_not_read", "tdate") == [{"count": "2", "way": "12/31/2019"}]


def test_an_encoding_that_was_guessed_is_told(tmp_path: Path, data: Path) -> None:
    findings = found(tmp_path, data, f"files: [{ONA}/libs/utils/non_utf8.csv]")
    assert parameters(findings, "encoding_guessed") == [{"encoding": "Mac Roman", "letters": "ô è"}]
    with (data / ONA / "libs/utils/non_utf8.csv").open(encoding="mac_roman", newline="") as opened:
        opening = [one["DATE_OUVERTURE"] for one in csv.DictReader(opened)]
    assert parameters(findings, "dates_not_read", "DATE_OUVERTURE") == [
        {"count": str(sum(map(bool, opening))), "way": "31-Dec-19"}
    ]


def test_headings_without_their_groups_are_the_same(tmp_path: Path, data: Path) -> None:
    file = f"{ONA}/viewer/transportation_no_group_names.csv"
    (told,) = parameters(found(tmp_path, data, f"files: [{file}]"), "columns_with_same_name")
    with (data / file).open(encoding="utf-8", newline="") as opened:
        headings = Counter(next(csv.reader(opened)))
    assert int(told["count"]) == sum(count - 1 for count in headings.values()) == 8


def test_unusual_forms_are_read_or_told_where_they_cannot_be(tmp_path: Path, data: Path) -> None:
    """Ona refuses two of them for rules of its own: a dot in the id, and the name of a group.

    Neither hinders an analysis, and the second has one group only; both are read.
    """
    folder = data / ONA / "main"
    assert read_xlsform(folder / "transportation/transportation.bad_id.xlsx").id == "Transportation.2011_07_25"
    assert list(read_xlsform(folder / "group_names_must_be_unique.xlsx").questions) == ["coordinates"]
    # if(${num}<1,0,1 lacks its last bracket.
    form = folder / "transportation/error_test_form.xlsx"
    made = new_schema(form, name="form", root=tmp_path)
    (line,) = made.not_evaluated
    assert "calc" in line
    export = tmp_path / "answers.csv"
    export.write_text("f_name,l_name,num,calc,_uuid\nA,B,1,1,u1\n", encoding="utf-8")
    other = tmp_path / "other"
    (told,) = parameters(
        list(study(other, export, form, "_uuid").prepared.findings), "form_expression_not_evaluated", "calc"
    )
    assert (told["heading"], told["expression"]) == ("calculation", "if(${num}<1,0,1")


# impactr4phu-iphra-repeats


@pytest.fixture(scope="module")
def iphra(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Validation:
    folder = data / "impactr4phu-iphra-repeats"
    return study(tmp_path_factory.mktemp("iphra"), folder / "kobo_multisheet.xlsx", folder / "xlsform.xlsx", "uuid")


@pytest.fixture(scope="module")
def households(data: Path) -> dict[str, list[dict[str, str]]]:
    book = openpyxl.load_workbook(data / "impactr4phu-iphra-repeats/kobo_multisheet.xlsx", read_only=True)
    sheets = {}
    for sheet in book.worksheets:
        rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        sheets[sheet.title] = [dict(zip(rows[0], row, strict=False)) for row in rows[1:]]
    return sheets


def test_a_parent_index_that_leads_to_another_household(
    iphra: Validation, households: dict[str, list[dict[str, str]]]
) -> None:
    by_index = {one["index"]: one["uuid"] for one in households["IPHRA main"]}
    told = {one.sheet: dict(one.parameters) for one in iphra.prepared.findings if one.rule == "repeat_keys_disagree"}
    assert set(told) == set(households) - {"IPHRA main"}
    for sheet, said in told.items():
        led = [(by_index.get(row["_parent_index"]), row["uuid"]) for row in households[sheet]]
        assert int(said["wrong"]) == sum(to is not None and to != own for to, own in led), sheet
        assert int(said["none"]) == sum(to is None for to, _ in led), sheet
        assert int(said["count"]) == len(led), sheet
    assert int(told["hh_roster"]["wrong"]) / 317 == pytest.approx(0.388, abs=5e-4)


def test_households_that_did_not_consent_are_not_counted(tmp_path: Path, data: Path) -> None:
    folder = data / "impactr4phu-iphra-repeats"
    wave = "files: [kobo_multisheet.xlsx], consent: \"${respondent_consent} = 'yes'\""
    (tmp_path / "study.yaml").write_text(
        f"study: x\nidentity: {{record: uuid}}\nwaves:\n  w: {{{wave}}}\n", encoding="utf-8"
    )
    checked = validate_study(tmp_path, data=folder)
    assert checked.prepared.waves["w"].accounting() == {"kept": 81, "no_consent": 19}
    assert sum(one.rule == "no_consent" for one in checked.prepared.findings) == 19


def test_the_one_position_that_was_edited(iphra: Validation, households: dict[str, list[dict[str, str]]]) -> None:
    """The README does not name it: one household's position is fifty metres from its columns."""
    differ = set()
    for row, one in enumerate(households["IPHRA main"], start=2):
        if one["household_geopoint"]:
            north, east = map(float, one["household_geopoint"].split()[:2])
            split = (float(one["_household_geopoint_latitude"]), float(one["_household_geopoint_longitude"]))
            if abs(north - split[0]) > 1e-9 or abs(east - split[1]) > 1e-9:
                differ.add(row)
    told = {one.row for one in iphra.prepared.findings if one.rule == "position_differs"}
    assert told == differ
    assert len(told) == 1


# kobo-formpack-exports


@pytest.mark.parametrize("name", ["site_inspection", "literacy_test"])
def test_questions_that_share_a_label_are_told(tmp_path: Path, data: Path, name: str) -> None:
    for kind in ("labels", "xml"):
        folder = tmp_path / kind
        folder.mkdir()
        told = parameters(found(folder, data, f"files: [{KOBO}/{name}__{kind}.csv]"), "columns_with_same_name")
        with (data / KOBO / f"{name}__{kind}.csv").open(encoding="utf-8-sig", newline="") as opened:
            headings = Counter(next(csv.reader(opened, delimiter=";")))
        again = sum(count - 1 for count in headings.values())
        assert [int(one["count"]) for one in told] == ([again] if again else [])
        assert bool(again) == (kind == "labels")


def test_a_form_without_submissions_is_told(tmp_path: Path, data: Path) -> None:
    findings = found(tmp_path, data, f"files: [{KOBO}/long_unicode_labels__labels.csv]")
    assert [(one.rule, one.severity) for one in findings] == [("no_records", "warning")]


def test_sheets_of_repeats_that_are_not_records_are_told(tmp_path: Path, data: Path) -> None:
    findings = found(tmp_path, data, f"files: [{KOBO}/nested_grouped_repeatable__xml.xlsx]")
    assert parameters(findings, "other_sheets") == [{"count": "3", "sheets": "group_tree, group_nest, group_egg"}]


# kobo-api-multilang-robotoolbox


def test_an_audit_log_is_no_export(tmp_path: Path, data: Path) -> None:
    findings = found(tmp_path, data, f"files: [{ROBO}/data_audit.csv]")
    assert parameters(findings, "audit_log") == [{"count": "29", "submissions": "3"}]


def test_an_audit_log_tells_how_long_the_interviews_took(tmp_path: Path, data: Path) -> None:
    """No submissions of these interviews are in the folder: three records with their ids stand for them."""
    opened: dict[str, list[datetime]] = {}
    for _, event in records(data / ROBO / "data_audit.csv"):
        opened.setdefault(event["_id"], []).append(datetime.fromisoformat(event["start"]))
    (tmp_path / "audit.csv").write_bytes((data / ROBO / "data_audit.csv").read_bytes())
    (tmp_path / "export.csv").write_text("_id,a\n" + "".join(f"{one},x\n" for one in opened), encoding="utf-8")
    quality = "quality: {short_interviews: {minutes: 0.4}}\n"
    findings = found(tmp_path, tmp_path, "files: [export.csv], audit: [audit.csv]", more=quality)
    assert parameters(findings, "audit_log_read") == [{"count": "3", "without": "0", "other": "0"}]
    seconds = [(max(moments) - min(moments)).total_seconds() for moments in opened.values()]
    assert seconds == [25, 21, 41]
    assert [one.row for one in findings if one.rule == "short_interview"] == [3]  # 21 of 24 seconds


# excel-oddities-readxl-janitor


def test_a_roster_with_serial_days_an_error_cell_and_people_in_two_posts(tmp_path: Path, data: Path) -> None:
    identity = "identity: {respondent: Last Name, stable: [First Name]}\n"
    findings = found(tmp_path, data, f"files: [{ODDITIES}/dirty_data.xlsx], header_row: 2", more=identity)
    sheet = openpyxl.load_workbook(data / ODDITIES / "dirty_data.xlsx", data_only=True).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    day = rows[1].index("Hire Date")
    serial = {
        (number, str(row[day])) for number, row in enumerate(rows, start=1)
        if number > 2 and isinstance(row[day], int | float)
    }  # fmt: skip
    assert cells(findings, "date_as_number", "Hire Date") == serial
    likely = {one.found: one.parameters["likely"] for one in findings if one.rule == "date_as_number"}
    assert likely["39690"] == "2008-08-30"
    errors = sum(isinstance(cell, str) and cell.startswith("#") for row in rows for cell in row)
    assert [(int(one["count"]), one["example"]) for one in parameters(findings, "excel_error_cells")] == [
        (errors, "D6 #REF!")
    ]
    assert parameters(findings, "columns_with_same_name") == [
        {"count": "1", "columns": "Certification → Certification_2"}
    ]
    assert len(parameters(findings, "empty_rows")) == 1
    told = Counter(one.rule for one in findings)
    # Bourne and Wu have two posts each; the two Boozers are two people.
    assert (told["repeat_conversation"], told["conflicting_identity"]) == (2, 2)


def test_notes_below_a_table_are_told_and_left_out(tmp_path: Path, data: Path) -> None:
    wave = f"files: [{ODDITIES}/deaths.xlsx], sheet: arts, header_row: 5"
    findings = found(tmp_path, data, wave)
    assert parameters(findings, "notes_below_table") == [{"count": "4", "row": "16", "last": "15"}]
    again = tmp_path / "again"
    again.mkdir()
    assert found(again, data, f"{wave}, last_row: 15") == []


def test_letters_of_vietnam_are_sound_and_repaired_where_a_program_mangles_them(tmp_path: Path, data: Path) -> None:
    """No file of the folder has mangled letters: its Vietnamese text is mangled here as a program would do it."""
    file = f"{ODDITIES}/sheets/vietnamese-utf8.xls"
    assert found(tmp_path, data, f"files: [{file}]") == []
    texts = {text for text in read_file(data / file).columns["Mô tả"].texts if not str(text).isascii()}
    mangled = {text.encode("utf-8").decode("latin-1"): text for text in map(str, texts)}
    again = tmp_path / "again"
    again.mkdir()
    with (again / "mangled.csv").open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([["number", "text"], *([number, text] for number, text in enumerate(mangled))])
    told = [one for one in found(again, again, "files: [mangled.csv]") if one.rule == "letters_mangled"]
    assert {one.found: one.parameters["likely"] for one in told} == mangled
    assert len(told) >= 1


def test_school_codes_that_lost_their_zeros_in_half_of_a_file(tmp_path: Path, data: Path) -> None:
    """No file of the folder has lost zeros: codes of schools with 14 digits are shortened as Excel does."""
    schools = records(data / "r-survey-api-nhanes/apistrat.csv")
    codes = [str(int(one["cds"])) if row % 2 else one["cds"] for row, one in schools]
    assert sum(len(code) < 14 for code in codes) > 5
    (tmp_path / "schools.csv").write_text("cds,a\n" + "".join(f"{code},1\n" for code in codes), encoding="utf-8")
    findings = found(tmp_path, tmp_path, "files: [schools.csv]")
    told = {one.row: one.parameters["likely"] for one in findings if one.rule == "zeros_lost"}
    assert told == {row: one["cds"] for (row, one), code in zip(schools, codes, strict=True) if len(code) < 14}


# medicaldata-messy-xlsx-and-rct


def test_typos_and_remarks_in_cells_without_any_schema(tmp_path: Path, data: Path) -> None:
    findings = found(tmp_path, data, f"files: [{MEDICAL}/messy_uc.xlsx], sheet: Data, header_row: 7")
    rows = list(
        openpyxl.load_workbook(data / MEDICAL / "messy_uc.xlsx", data_only=True)["Data"].iter_rows(values_only=True)
    )
    column = {str(heading): place for place, heading in enumerate(rows[6]) if heading}
    told = {(one.row, one.variable, one.found) for one in findings if one.rule == "words_among_numbers"}
    numbers = ("start_plt", "start_k", "end_emo", "end_dl")
    assert told == {
        (row, name, cell)
        for row, patient in enumerate(rows[7:], start=8)
        for name in numbers
        if isinstance(cell := patient[column[name]], str)
    }
    assert {cell for _, _, cell in told} == {"clumped", "hemolyzed", "not done"}
    assert cells(findings, "near_spelling", "ethnic") == {(15, "Hispanic"), (16, "NOT hispanic"), (17, "hispamnic")}
    for name in ("end_na", "end_k"):
        (code,) = parameters(findings, "code_for_no_answer", name)
        assert (code["code"], code["count"]) == ("-99", "1")
    assert len(parameters(findings, "empty_rows")) == 1


def test_races_pressures_and_weights_that_are_no_answers(tmp_path: Path, data: Path) -> None:
    races = ("Caucasian", "African-American", "Asian", "Hawaiian", "Mixed", "Other")
    schema = (
        "schema: q\nquestions:\n  - {name: start_bp, type: integer}\n  - {name: pre/post_wt_kg, type: decimal}\n"
        f"  - name: race\n    type: select_one\n    choices: {{{', '.join(f'{race}: {race}' for race in races)}}}\n"
    )
    wave = f"files: [{MEDICAL}/messy_uc.xlsx], sheet: Data, header_row: 7"
    findings = found(tmp_path, data, wave, schema=schema)
    assert {(15, "afromerican"), (22, "H/API")} <= cells(findings, "not_in_choices", "race")
    assert by_rule(findings)["not_a_number", "start_bp"] == 30  # 114/72: two numbers in one cell
    assert by_rule(findings)["not_a_number", "pre/post_wt_kg"] == 30


def test_remarks_and_spellings_in_the_kidney_study(tmp_path: Path, data: Path) -> None:
    findings = found(tmp_path, data, f"files: [{MEDICAL}/messy_aki.xlsx], header_row: 5")
    assert {text for _, text in cells(findings, "words_among_numbers", "DAY2GFR`")} == {"19 but poor collection"}
    assert {text for _, text in cells(findings, "near_spelling", "Hispanic")} == {"Hispannic", "Hisspanic"}


# wfp-ram-sample-surveys


@pytest.mark.parametrize(
    "file",
    ["PRO_WG_Sample_Survey/HoHMethod/PRO_WG_HoH_Sample_Survey.csv", "PROP_AAP_CRF_Sample_Survey.csv",
     "ABI_Sample_Survey.csv", "EBI_Sample_Survey.csv"],
)  # fmt: skip
def test_codes_for_do_not_know_among_ones_and_zeros(tmp_path: Path, data: Path, file: str) -> None:
    findings = found(tmp_path, data, f"files: [{WFP}/{file}]")
    counted: Counter[tuple[str, str]] = Counter()
    codes = {"888", "999", "8888", "9999"}
    for name in records(data / WFP / file)[0][1]:
        answers = [one[name] for _, one in records(data / WFP / file) if one[name] not in ("", "n/a")]
        others = [answer for answer in answers if answer not in codes]
        if len(others) >= 5 and all(answer.isdigit() and int(answer) < 100 for answer in others):
            counted.update((name, answer) for answer in answers if answer in codes)
    told = {
        (one.variable, one.parameters["code"]): int(one.parameters["count"])
        for one in findings
        if one.rule == "code_for_no_answer"
    }
    assert told == dict(counted)
    assert told


def test_not_available_is_told_once_with_its_columns(tmp_path: Path, data: Path) -> None:
    file = f"{WFP}/FCS_Sample_Survey.csv"
    (told,) = parameters(found(tmp_path, data, f"files: [{file}]"), "word_for_no_answer")
    assert told["word"] == "n/a"
    assert int(told["count"]) == sum(list(one.values()).count("n/a") for _, one in records(data / file))


def test_the_id_of_the_form_taken_for_that_of_the_submission(tmp_path: Path, data: Path) -> None:
    identity = "identity: {record: uuid}\n"
    findings = found(tmp_path, data, f"files: [{WFP}/Expcleaning_Sample_Raw.csv]", more=identity)
    # Each of the 99 is told, and at the one that is kept, of each.
    assert by_rule(findings)["same_id_other_content", ""] == 2 * 99


def test_days_that_a_spreadsheet_rewrote(tmp_path: Path, data: Path) -> None:
    file = f"{WFP}/Nut_CRF_7_coverage_Sample_Survey/data.csv"
    findings = found(tmp_path, data, f"files: [{file}]")
    n_records = len(records(data / file))
    for name in ("today", "_submission_time"):
        assert parameters(findings, "dates_not_read", name) == [{"count": str(n_records), "way": "12/31/2019"}]

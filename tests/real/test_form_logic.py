"""The form's logic on real exports: what is found is counted a second time with plain Python."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from meal.check import check_form
from meal.model.codebook import Choice, Codebook, Question
from meal.model.findings import Finding
from meal.model.responses import Responses
from meal.pipeline.new import new_study
from meal.pipeline.schema import new_schema
from meal.pipeline.validate import Validation, validate_study
from meal.prepare import Decisions, conform
from meal.read import read_file, read_xlsform, stacked
from meal.study.definition import Identity
from meal.study.load import load_codebook
from meal.study.records import record_keys
from tests.read.files import workbook

KOBO = "kobo-formpack-exports"
LOGIC = ("required", "relevant", "constraint", "constraint_message", "calculation", "choice_filter")


def study(folder: Path, export: Path, form: Path, record: str) -> Validation:
    """The findings of an export under its form, as `meal schema` and `meal validate` give them."""
    new_schema(form, name="form", root=folder)
    place = folder / "surveys" / "real"
    place.mkdir(parents=True)
    (place / export.name).write_bytes(export.read_bytes())
    (place / "study.yaml").write_text(
        f"study: real\ntitle: Real\nidentity: {{record: {record}}}\nwaves:\n  wave:\n    label: Wave\n"
        f"    files: ['{export.name}']\n    schema: form\n    design: {{selection: convenience}}\n",
        encoding="utf-8",
    )
    return validate_study(place)


@pytest.fixture(scope="module")
def iphra(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Validation:
    data = shared / "data/impactr4phu-iphra-repeats"
    return study(tmp_path_factory.mktemp("iphra"), data / "kobo_multisheet.xlsx", data / "xlsform.xlsx", "uuid")


@pytest.fixture(scope="module")
def sheets(shared: Path) -> dict[str, list[dict[str, str]]]:
    """The sheets of the export, a dict a row, read by another library."""
    book = openpyxl.load_workbook(shared / "data/impactr4phu-iphra-repeats/kobo_multisheet.xlsx", read_only=True)
    found = {}
    for sheet in book.worksheets:
        rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        found[sheet.title] = [dict(zip(rows[0], row, strict=False)) for row in rows[1:]]
    return found


def counted(validation: Validation, rule: str) -> Counter[str]:
    return Counter(finding.variable for finding in validation.findings if finding.rule == rule)


def test_constraints_broken_in_an_assessment(iphra: Validation, sheets: Mapping[str, list[dict[str, str]]]) -> None:
    main = sheets["IPHRA main"]
    broken, doubtful = counted(iphra, "constraint_broken"), counted(iphra, "constraint_in_doubt")
    # The form allows 1 to 7 days, the export has zeros; where most answers are, they stay.
    for question in ("fsl_rcsi_mealnb", "fsl_fcs_veg", "fsl_rcsi_borrow"):
        answers = [row[question] for row in main if row[question]]
        zeros = answers.count("0")
        assert zeros > 25
        by_most = 2 * zeros > len(answers)
        assert by_most == (question == "fsl_rcsi_mealnb")
        assert (broken[question], doubtful[question]) == ((0, zeros) if by_most else (zeros, 0))
    # Nobody may say "none" as the first need.
    assert broken["first_priority_need"] == sum(row["first_priority_need"] == "none" for row in main)


def test_calculations_of_another_version_of_the_form(
    iphra: Validation, sheets: Mapping[str, list[dict[str, str]]]
) -> None:
    differs = counted(iphra, "calculation_differs")
    # The form fixes the day of recall at 2022-05-14; the export has 2023-01-01 in every record.
    assert differs["recall_date"] == len(sheets["IPHRA main"]) == 100
    roster = sheets["hh_roster"]
    wrong = [row for row in roster if (row["bf_pregnant"] == "current_pregnant") != (row["is_pregnant"] == "1")]
    assert differs["is_pregnant"] == sum(row["is_pregnant"] != "" for row in wrong) > 0


def test_rows_of_repeat_groups_join_by_the_submission(iphra: Validation) -> None:
    disagree = [finding for finding in iphra.findings if finding.rule == "repeat_keys_disagree"]
    assert {finding.sheet for finding in disagree} == {
        "hh_roster", "women", "child_nutrition", "ind_health", "died_member", "water_count_loop",
    }  # fmt: skip
    assert "repeat_not_joined" not in {finding.rule for finding in iphra.findings}
    in_rows = [finding for finding in iphra.findings if finding.sheet == "hh_roster" and finding.row]
    assert {finding.severity for finding in in_rows} == {"warning"}
    assert all(finding.record for finding in in_rows)


def test_what_cannot_be_worked_out_is_a_note_with_its_column(iphra: Validation) -> None:
    notes = {
        finding.variable: finding.parameters
        for finding in iphra.findings
        if finding.rule == "form_expression_not_evaluated"
    }
    assert notes["person_id"]["reason"].startswith("uuid()")
    assert notes["ind_age_days"]["column"] == "4"
    assert notes["woman_sex"]["reason"].startswith("indexed-repeat()")
    assert all(int(parameters["column"].split()[0]) >= 1 for parameters in notes.values())


def latest_form(folder: Path, target: Path) -> Codebook:
    """The version of a form of KoboToolbox's own tests that asks most, the latest of those, as an XLSForm."""
    versions = [json.loads(file.read_text(encoding="utf-8"))["content"] for file in sorted(folder.glob("v*.json"))]
    content = max(reversed(versions), key=lambda version: len(version["survey"]))
    survey = []
    for row in content["survey"]:
        kind = " ".join(filter(None, (row["type"], str(row.get("select_from_list_name") or ""))))
        logic = {key: str(row[key]) for key in LOGIC if row.get(key) not in (None, "")}
        survey.append({"type": kind, "name": row.get("name", ""), **logic})
    choices = [
        {"list_name": row["list_name"], "name": str(row["name"])}
        for row in content.get("choices") or ({"list_name": "none", "name": "none"},)
    ]
    pages = {}
    for name, found in (("survey", survey), ("choices", choices)):
        headings = list(dict.fromkeys(heading for row in found for heading in row))
        pages[name] = [headings, *[[row.get(heading, "") for heading in headings] for row in found]]
    target.write_bytes(workbook(pages))
    return read_xlsform(target)


def under_logic(responses: Responses) -> list[Finding]:
    keys = record_keys(responses, Identity())
    typed, _ = conform(responses, keys, Decisions())
    return check_form(typed, keys, Decisions().accepts)


def logic_of(shared: Path, tmp_path: Path, name: str) -> tuple[Responses, list[Finding]]:
    codebook = latest_form(shared / "data" / KOBO / "source_json" / name, tmp_path / "form.xlsx")
    responses = stacked("w", [read_file(shared / "data" / KOBO / f"{name}__xml.csv")], codebook)
    return responses, under_logic(responses)


KOBO_FORMS = (
    "all_geo_types", "auto_report_extended_fields", "customer_satisfaction", "dietary_needs", "favorite_coffee",
    "grouped_repeatable", "grouped_translated", "literacy_test", "media_types", "nested_grouped_repeatable", "or_other",
    "restaurant_profile", "sanitation_report", "select_one_legacy", "long_unicode_labels",
)  # fmt: skip


@pytest.mark.parametrize("name", KOBO_FORMS)
def test_exports_that_nobody_edited_keep_the_logic_of_their_form(shared: Path, tmp_path: Path, name: str) -> None:
    # restaurant_profile has answers of a version in which the question was select one: it has no columns of options.
    assert logic_of(shared, tmp_path, name)[1] == []


def test_a_form_of_five_versions_asks_what_records_of_the_others_lack(shared: Path, tmp_path: Path) -> None:
    responses, found = logic_of(shared, tmp_path, "site_inspection")
    # Only the first version has the answer yes, on which the group depends; one record of it has that answer.
    assert responses.columns["did_you_find_the_site"].record_texts().tolist().count("yes") == 1
    assert Counter((finding.rule, finding.variable) for finding in found) == {
        ("required_blank", "was_there_damage_to_the_site"): 1,
        ("required_blank", "ping"): 1,
        ("required_blank", "rssi"): 1,
        ("required_blank", "is_the_gate_secure"): 1,
        ("required_blank", "is_plant_life_encroaching"): 10,
    }


@pytest.mark.parametrize("case", ["iphra", "msna", "site_inspection"])
def test_a_new_study_keeps_the_conditions_of_its_form(shared: Path, tmp_path: Path, case: str) -> None:
    data = shared / "data"
    if case == "site_inspection":
        form, export = tmp_path / "form.xlsx", data / KOBO / "site_inspection__xml.csv"
        latest_form(data / KOBO / "source_json/site_inspection", form)
    else:
        folder, file = {
            "iphra": ("impactr4phu-iphra-repeats", "kobo_multisheet.xlsx"),
            "msna": ("impact-analysistools-msna", "data.csv"),
        }[case]
        form, export = data / folder / "xlsform.xlsx", data / folder / file
    made = new_study("made", [export], forms=[form], root=tmp_path)
    alone = new_schema(form, name="alone", root=tmp_path).codebook
    schema = load_codebook(tmp_path / "schemas/made.yaml")
    told = ("required", "required_when", "relevant", "constraint", "constraint_message", "calculation", "group")
    for name, question in alone.questions.items():
        assert [getattr(schema.questions[name], key) for key in told] == [getattr(question, key) for key in told], name
    assert schema.groups == alone.groups
    found = validate_study(made.folder).findings
    logic = {"answered_not_relevant", "required_blank", "constraint_broken", "constraint_in_doubt"}
    counts = Counter(finding.rule for finding in found if finding.rule in logic)
    expected = {
        "iphra": {"answered_not_relevant", "required_blank", "constraint_broken", "constraint_in_doubt"},
        "msna": {"answered_not_relevant", "required_blank", "constraint_broken", "constraint_in_doubt"},
        "site_inspection": {"required_blank"},
    }[case]
    assert set(counts) == expected
    if case == "site_inspection":
        assert counts["required_blank"] == 14


def test_chosen_options_and_their_columns_agree_until_one_is_edited(shared: Path, tmp_path: Path) -> None:
    source = shared / "data/kobo-api-multilang-robotoolbox/data_sm.csv"
    pets = Question("pet_type", "select_multiple", choices=tuple(Choice(str(code)) for code in range(1, 6)))
    codebook = Codebook(id="pets", questions={"pet_type": pets})
    assert under_logic(stacked("w", [read_file(source)], codebook)) == []
    edited = tmp_path / "edited.csv"
    text = source.read_text(encoding="utf-8")
    assert text.count('"3 4 5","0","0","1","1","1"') == 1
    edited.write_text(text.replace('"3 4 5","0","0","1","1","1"', '"3 4","0","0","1","1","1"'), encoding="utf-8")
    found = under_logic(stacked("w", [read_file(edited)], codebook))
    assert [(finding.rule, finding.parameters["options"]) for finding in found] == [("options_out_of_step", "5")]


@pytest.mark.parametrize(("survey", "child", "keyed"), [("Nut_MDDW", "MDDW", False), ("Nut_MAD", "MAD", True)])
def test_a_repeat_group_without_a_key_is_told_and_not_guessed(
    shared: Path, tmp_path: Path, survey: str, child: str, keyed: bool
) -> None:
    folder = shared / f"data/wfp-ram-sample-surveys/Static/{survey}_Sample_Survey"
    files = sorted(folder.glob("*.csv"), key=lambda file: "epeat" in file.name)
    tables = [read_file(file) for file in files]
    pages: dict[str, list[list[object]]] = {}
    for title, table in zip(("main", f"Repeat{child}"), tables, strict=True):
        cells = [column.record_texts().tolist() for column in table.columns.values()]
        pages[title] = [list(table.columns), *[list(row) for row in zip(*cells, strict=True)]]
    export, form = tmp_path / "export.xlsx", tmp_path / "form.xlsx"
    export.write_bytes(workbook(pages))
    inside = [name.rpartition("/")[2] for name in tables[1].columns if f"Repeat{child}/" in name]
    survey_rows = [
        ["type", "name"], ["text", "EnuName"], ["begin_repeat", f"Repeat{child}"],
        *[["text", name] for name in dict.fromkeys(inside)], ["end_repeat", ""],
    ]  # fmt: skip
    form.write_bytes(workbook({"survey": survey_rows}))
    rules = {finding.rule for finding in study(tmp_path, export, form, "_uuid").findings}
    assert ("repeat_absent" in rules or "repeat_not_joined" in rules) is not keyed

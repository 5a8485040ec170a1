"""What servers make of one form: groups, labels, dummies and repeats lead back to the same answers."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from meal.model.codebook import Codebook
from meal.model.errors import DataError
from meal.model.responses import Responses
from meal.read import parent_rows, read_file, read_repeats, read_xlsform, stacked
from tests.read.files import remark, rules, workbook

KOBO = "kobo-formpack-exports"
ONA = "onadata-kobo-fixtures"
ROBO = "kobo-api-multilang-robotoolbox"
WFP = "wfp-ram-sample-surveys/Static"
FORMS = (
    "all_geo_types", "auto_report_extended_fields", "customer_satisfaction", "dietary_needs", "favorite_coffee",
    "grouped_repeatable", "grouped_translated", "literacy_test", "media_types", "nested_grouped_repeatable", "or_other",
    "restaurant_profile", "sanitation_report", "select_one_legacy", "site_inspection", "long_unicode_labels",
)  # fmt: skip

SECTIONS = ("begin_", "begin ", "end_", "end ")


@pytest.fixture
def data(shared: Path) -> Path:
    return shared / "data"


def words(row: dict, heading: str, languages: list[str | None]) -> dict[str, str]:
    """The labels of a row as columns of a form: `label` alone, or one for each language."""
    value = row.get(heading)
    if value is None:
        return {key: text for key, text in row.items() if key.startswith(f"{heading}::")}
    texts = value if isinstance(value, list) else [value]
    named = [f"{heading}::{language}" if language else heading for language in languages]
    return {name: text for name, text in zip(named, texts, strict=False) if text}


def form(folder: Path, target: Path) -> Codebook:
    """The form of a fixture as an XLSForm: the latest version with choices, then what only older ones ask."""
    survey: list[dict] = []
    choices: dict[tuple[str, str], dict] = {}
    asked: set[str] = set()
    for version in sorted(folder.glob("v*.json"), reverse=True):
        content = json.loads(version.read_text(encoding="utf-8"))["content"]
        languages = content.get("translations") or [None]
        whole = not any(row.get("type", "").startswith("select") for row in survey)
        for row in content["survey"]:
            kind = " ".join(filter(None, (row["type"], str(row.get("select_from_list_name") or ""))))
            new = row.get("name") and row["name"] not in asked and not kind.startswith(SECTIONS)
            if new or (whole and kind.startswith(SECTIONS)):
                asked.add(row.get("name", ""))
                survey.append({"type": kind, "name": row.get("name", ""), **words(row, "label", languages)})
        for row in content.get("choices") or ():
            key = (row["list_name"], str(row["name"]))
            choices.setdefault(key, {"list_name": key[0], "name": key[1], **words(row, "label", languages)})
    sheets = {}
    for name, found in (("survey", survey), ("choices", list(choices.values()))):
        headings = list(dict.fromkeys(heading for row in found for heading in row))
        sheets[name] = [headings, *[[row.get(heading, "") for heading in headings] for row in found]]
    target.write_bytes(workbook(sheets))
    return read_xlsform(target)


def answers(responses: Responses) -> dict[str, list[str]]:
    return {name: column.record_texts().tolist() for name, column in responses.columns.items()}


@pytest.mark.parametrize("name", sorted(set(FORMS) - {"site_inspection"}))
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_exports_by_names_and_by_labels_read_to_the_same_answers(data, tmp_path, name, ending):
    codebook = form(data / KOBO / "source_json" / name, tmp_path / "form.xlsx")
    if (name, ending) == ("long_unicode_labels", "xlsx"):
        with pytest.raises(DataError, match="no visible sheet of the workbook holds anything"):
            read_file(data / KOBO / "long_unicode_labels__xml.xlsx")
        return
    by_name, by_label = (
        answers(stacked("w", [read_file(data / KOBO / f"{name}__{kind}.{ending}")], codebook))
        for kind in ("xml", "labels")
    )
    assert by_label == by_name
    own = {question.name for question in codebook.questions.values() if not question.repeat}
    assert len(own & set(by_name)) >= len(own) - 1  # media_types exports one question less


def test_a_question_asked_twice_under_one_label_is_told_apart_by_its_place_in_the_form(data, tmp_path):
    # Five versions of the form: the first had the choices yes and no, the later ones 1 and 0 under these labels.
    codebook = form(data / KOBO / "source_json/site_inspection", tmp_path / "form.xlsx")
    by_name, by_label = (
        answers(stacked("w", [read_file(data / KOBO / f"site_inspection__{kind}.csv")], codebook))
        for kind in ("xml", "labels")
    )
    assert set(by_label) == set(by_name)
    assert "was_there_damage_to_the_site_dupe" in by_label
    same_form = {"yes": "1", "no": "0"}
    for question, texts in by_name.items():
        assert by_label[question] == [same_form.get(text, text) for text in texts], question


def test_the_labels_that_were_read_as_codes_are_remarked_upon(data, tmp_path):
    codebook = form(data / KOBO / "source_json/grouped_translated", tmp_path / "form.xlsx")
    responses = stacked("w", [read_file(data / KOBO / "grouped_translated__labels.csv")], codebook)
    assert remark(responses.sources[0], "labels_read_as_codes")["count"] == "3"
    symmetry = "What_kind_of_symmetry_do_you_have"
    assert responses.columns[symmetry].record_texts()[0] == "spherical radial bilateral"
    assert f"{symmetry}/spherical" in responses.columns


def test_three_ona_layouts_of_one_form_give_the_same_answers(data):
    folder = data / ONA
    codebook = read_xlsform(folder / "main/transportation/transportation.xlsx")
    question = "available_transportation_types_to_referral_facility"
    read = []
    for name in ("transportation", "transportation_no_group_names", "transportation_labels_only"):
        responses = stacked("w", [read_file(folder / f"viewer/{name}.csv")], codebook)
        assert remark(responses.sources[0], "answers_from_dummies")["columns"] == question
        own = {key: texts for key, texts in answers(responses).items() if key.split("/")[0] == question}
        assert len(own) == 11  # the question and its ten options, of which boat/canoe bears a slash in its label
        read.append(own)
    assert read[0] == read[1] == read[2]
    assert read[0][question] == [""]  # asked, and nothing ticked


def test_dummies_with_underscores_and_answers_by_label_are_recognised(data):
    codebook = form_of_pets()
    names = stacked("w", [read_file(data / ROBO / "data_sm.csv")], codebook)
    labels = stacked("w", [read_file(data / ROBO / "data_sm_label.csv")], codebook)
    assert names.columns["pet_type"].record_texts()[0] == "3 4 5"
    assert labels.columns["pet_type"].record_texts().tolist() == names.columns["pet_type"].record_texts().tolist()
    assert labels.columns["pet_type/5"].record_texts()[0] == "1"


def form_of_pets() -> Codebook:
    from meal.model.codebook import Choice, Question

    pets = {"1": "fish", "2": "bird", "3": "dog", "4": "cat", "5": "turtle"}
    choices = tuple(Choice(code, {"en": label}) for code, label in pets.items())
    return Codebook(id="pets", questions={"pet_type": Question("pet_type", "select_multiple", choices=choices)})


def test_nested_repeats_join_to_the_record_above_them(data):
    counted = json.loads((data / KOBO / "expected.json").read_text(encoding="utf-8"))["nested_grouped_repeatable"]
    for kind in ("xml", "labels"):
        path = data / KOBO / f"nested_grouped_repeatable__{kind}.xlsx"
        repeats = read_repeats(path)
        assert {name: repeat.export.source.n_records for name, repeat in repeats.items()} == {
            name: count for name, count in counted.items() if name != "main"
        }
        assert [repeats[name].parent for name in ("group_tree", "group_nest", "group_egg")] == [
            "", "group_tree", "group_nest"
        ]  # fmt: skip
        assert (repeats["group_egg"].parent_of >= 0).all()
        assert Counter(repeats["group_tree"].parent_of.tolist()).most_common(1)[0][0] == 0
        assert not rules(repeats["group_egg"].export.source)


def test_the_index_of_tables_that_were_sampled_after_the_export_is_not_trusted(data):
    path = data / "impactr4phu-iphra-repeats/kobo_multisheet.xlsx"
    main = read_file(path)
    assert main.source.n_records == 100
    repeats = read_repeats(path)
    roster = next(repeat for repeat in repeats.values() if repeat.export.source.n_records == 317 and
                  len(repeat.export.columns) >= 24)  # fmt: skip
    assert (roster.parent_of >= 0).all()
    consent = main.columns["respondent_consent"].record_texts()
    with_members = set(roster.parent_of.tolist())
    assert len(with_members) == 81
    assert {consent[row] for row in with_members} == {"yes"}
    assert int(remark(roster.export.source, "repeat_keys_disagree")["count"]) > 100
    assert len(repeats) == 6


def test_repeats_exported_as_files_of_their_own_join_by_index(data):
    folder = data / WFP / "Nut_MAD_Sample_Survey"
    rows = parent_rows(read_file(folder / "data.csv"), read_file(folder / "MAD_submodule_RepeatMAD.csv"))
    assert len(rows) == 15
    assert (rows >= 0).all()


def test_a_repeat_without_any_key_is_refused_rather_than_guessed(data):
    folder = data / WFP / "Nut_MDDW_Sample_Survey"
    child = next(path for path in folder.glob("*.csv") if path.name != "data.csv")
    with pytest.raises(DataError, match="do not say to which record they belong"):
        parent_rows(read_file(folder / "data.csv"), read_file(child))


def central(**tables: str) -> bytes:
    """An archive as ODK Central makes it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in tables.items():
            archive.writestr(f"{name.replace('__', '-')}.csv", text)
        archive.writestr("media/photo.jpg", b"\xff\xd8\xff\xe0" + bytes(range(256)))
    return file.getvalue()


def test_an_odk_central_archive_is_a_main_table_with_its_repeats(tmp_path):
    path = tmp_path / "household.zip"
    path.write_bytes(
        central(
            household="SubmissionDate,meta-instanceID,area-village,KEY\n2020-01-01,uuid:1,North,uuid:1\n"
            "2020-01-02,uuid:2,South,uuid:2\n",
            household__member="name,PARENT_KEY,KEY\nA,uuid:1,uuid:1/member[1]\nB,uuid:2,uuid:2/member[1]\n"
            "C,uuid:2,uuid:2/member[2]\n",
            household__visit="day,PARENT_KEY,KEY\n1,uuid:2/member[2],uuid:2/member[2]/visit[1]\n",
        )
    )
    main = read_file(path)
    assert (main.source.format, main.source.sheet, main.source.n_records) == ("zip", "household", 2)
    assert remark(main.source, "other_sheets")["sheets"] == "household-member, household-visit"
    repeats = read_repeats(path)
    assert repeats["household-member"].parent_of.tolist() == [0, 1, 1]
    assert (repeats["household-visit"].parent, repeats["household-visit"].parent_of.tolist()) == (
        "household-member", [2]
    )  # fmt: skip
    assert read_file(path, sheet="household-member").source.n_records == 3


def test_variable_names_that_spss_did_not_allow_get_their_underscore_back(data):
    export = read_file(data / ONA / "logger/spss/childrens_survey.sav")
    assert "_uuid" in export.columns
    assert not any(name.startswith("@") for name in export.columns)
    assert export.metadata is not None
    assert set(export.metadata.questions) == set(export.columns)

"""`meal schema` as an officer uses it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from meal.cli import cli
from meal.model.errors import DataError
from meal.study.load import load_codebook
from tests.read.files import workbook

SURVEY = [
    ["type", "name", "label::English (en)", "label::Français (fr)", "required", "relevant", "constraint",
     "constraint_message", "calculation", "choice_filter"],
    ["begin_group", "person", "The person", "La personne", "", "${consent} = 'yes'", "", "", "", ""],
    ["text", "respondent_name", "Name", "Nom", "", "", "", "", "", ""],
    ["integer", "age", "Age", "Âge", "${consent} = 'yes'", "", ". >= 18", "Adults only", "", ""],
    ["select_one county", "county", "County", "Comté", "yes", "", "", "", "", "state = ${state}"],
    ["begin_repeat", "child", "Child", "Enfant", "", "", "", "", "", ""],
    ["integer", "child_age", "Age of child", "", "", "", "", "", "", ""],
    ["end_repeat", "", "", "", "", "", "", "", "", ""],
    ["end_group", "", "", "", "", "", "", "", "", ""],
    ["calculate", "id", "", "", "", "", "", "", "pulldata('a', 'b', 'c', ${age})", ""],
]  # fmt: skip
CHOICES = [
    ["list_name", "name", "label::English (en)", "state"],
    ["county", "king", "King", "washington"],
    ["county", "bell", "Bell", "texas"],
    ["county", "bell", "Bell", "oregon"],
]


def test_a_form_becomes_a_schema_that_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("My form.xlsx").write_bytes(workbook({"survey": SURVEY, "choices": CHOICES}))
    done = CliRunner().invoke(cli, ["schema", "My form.xlsx"])
    assert done.exit_code == 0, done.output
    assert "5 questions, 1 with answer options, 1 repeat groups, 1 personal; languages: en, fr" in done.output
    assert "id, calculation: column 1: pulldata() cannot be worked out" in done.output
    codebook = load_codebook(Path("schemas/my-form.yaml"))
    age, county = codebook.questions["age"], codebook.questions["county"]
    assert (age.required, age.required_when, age.constraint) == (False, "${consent} = 'yes'", ". >= 18")
    assert age.label == {"en": "Age", "fr": "Âge"}
    assert county.choice_filter == "state = ${state}"
    assert [choice.rows for choice in county.choices] == [
        ({"state": "washington"},),
        ({"state": "texas"}, {"state": "oregon"}),
    ]
    assert codebook.questions["respondent_name"].personal
    assert codebook.groups["person"].relevant == "${consent} = 'yes'"
    assert codebook.groups["person/child"].repeat
    assert (codebook.questions["child_age"].group, codebook.questions["child_age"].repeat) == ("person/child", "child")
    again = CliRunner().invoke(cli, ["schema", "My form.xlsx"])
    assert again.exit_code == 0


def test_a_schema_that_is_there_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("form.xlsx").write_bytes(workbook({"survey": SURVEY, "choices": CHOICES}))
    Path("schemas").mkdir()
    Path("schemas/form.yaml").write_text("schema: mine\nquestions: [{name: a}]\n", encoding="utf-8")
    refused = CliRunner().invoke(cli, ["schema", "form.xlsx"])
    assert refused.exit_code == 2
    assert "never overwritten" in refused.output
    assert Path("schemas/form.yaml").read_text(encoding="utf-8").startswith("schema: mine")


def test_a_form_that_lacks_what_a_study_counts_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    study = Path("surveys/counties/study.yaml")
    study.parent.mkdir(parents=True)
    text = "study: counties\nwaves: {now: {files: now.csv, schema: form}}\nindicators:\n"
    study.write_text(text + "  - {id: king, counts: \"${county} = 'king'\"}\n", encoding="utf-8")
    Path("form.xlsx").write_bytes(workbook({"survey": SURVEY, "choices": [CHOICES[0], *CHOICES[2:]]}))
    refused = CliRunner().invoke(cli, ["schema", "form.xlsx"])
    assert isinstance(refused.exception, DataError)
    assert "study.yaml, line 4: 'king' is not an answer option of 'county'" in str(refused.exception)
    assert not Path("schemas").exists()
    Path("form.xlsx").write_bytes(workbook({"survey": SURVEY, "choices": CHOICES}))
    assert CliRunner().invoke(cli, ["schema", "form.xlsx"]).exit_code == 0


def test_what_is_no_form_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("form.xlsx").write_bytes(workbook({"survey": [SURVEY[0], ["integer", "", "", *[""] * 7]]}))
    refused = CliRunner().invoke(cli, ["schema", "form.xlsx"])
    assert isinstance(refused.exception, DataError)
    assert 'sheet "survey", row 2' in str(refused.exception)

"""`meal feedback` and `meal explain` as an officer runs them."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from meal.cli import cli
from meal.messages import rules
from meal.model.errors import DataError, StudyError
from tests.feedback_study import PERSONAL, STUDY, write_study


def run(*arguments: object) -> str:
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_each_partner_gets_a_workbook_and_a_page(tmp_path: Path) -> None:
    study = write_study(tmp_path)
    said = run("feedback", study, "--outputs", tmp_path / "outputs")
    assert "Harbour (en): needs correction; 2 of 4 records; 3 to correct, 0 to look at, 0 settled" in said
    folder = tmp_path / "outputs" / "counselling" / "feedback"
    stems = {"Harbour", "النور", "Étoile", "partner not recorded"}
    assert {file.name for file in folder.iterdir()} == {f"{stem}.{kind}" for stem in stems for kind in ("xlsx", "html")}
    assert not [value for value in PERSONAL if value in said]
    key = (study / ".meal-key").read_text().strip()
    for file in (tmp_path / "outputs").rglob("*"):
        assert not file.is_file() or key.encode() not in file.read_bytes()


def test_it_is_told_to_programs_too(tmp_path: Path) -> None:
    told = json.loads(run("feedback", write_study(tmp_path), "--outputs", tmp_path / "outputs", "--json"))
    assert {one["partner"]: (one["verdict"], one["errors"], one["language"]) for one in told} == {
        "": ("ready", 0, "en"), "Harbour": ("correction", 3, "en"),
        "Étoile": ("correction", 1, "fr"), "النور": ("correction", 3, "ar"),
    }  # fmt: skip
    assert all(Path(one["workbook"]).is_file() and Path(one["page"]).is_file() for one in told)


def test_running_again_changes_nothing(tmp_path: Path) -> None:
    study, outputs = write_study(tmp_path), tmp_path / "outputs"
    run("feedback", study, "--outputs", outputs)
    folder = outputs / "counselling" / "feedback"
    first = {file.name: file.read_bytes() for file in folder.iterdir()}
    run("feedback", study, "--outputs", outputs)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == first


def test_a_workbook_with_replies_is_never_overwritten(tmp_path: Path) -> None:
    study, outputs = write_study(tmp_path), tmp_path / "outputs"
    run("feedback", study, "--outputs", outputs)
    file = outputs / "counselling" / "feedback" / "Harbour.xlsx"
    book = openpyxl.load_workbook(file)
    book.worksheets[0]["J12"] = "Correct it"
    book.save(file)
    replied = file.read_bytes()
    with pytest.raises(DataError, match=r"Harbour\.xlsx: this workbook was saved since .*meal clean"):
        run("feedback", study, "--outputs", outputs)
    assert file.read_bytes() == replied


def test_an_analysis_keeps_the_feedback(tmp_path: Path) -> None:
    study, outputs = write_study(tmp_path), tmp_path / "outputs"
    run("feedback", study, "--outputs", outputs)
    CliRunner().invoke(cli, ["analyse", str(study), "--outputs", str(outputs)], catch_exceptions=False)
    assert (outputs / "counselling" / "feedback" / "Harbour.xlsx").is_file()


def test_an_unknown_language_is_refused_by_name(tmp_path: Path) -> None:
    study = write_study(tmp_path, study=STUDY.replace("Étoile: fr", "Étoile: sw"))
    with pytest.raises(StudyError, match="sw"):
        run("feedback", study, "--outputs", tmp_path / "outputs")


@pytest.mark.parametrize("language", ["en", "fr", "nl", "es", "ar"])
def test_every_rule_is_explained_in_every_language(language: str) -> None:
    for rule in rules():
        assert len(run("explain", rule, "--language", language).splitlines()) >= 3


def test_explain_says_what_to_do() -> None:
    said = run("explain", "not_in_choices", "--language", "es")
    assert "no está entre las opciones" in said
    assert "Se pide al socio: Por favor, elija la respuesta que se quiso dar." in said
    assert "To do: " in run("explain", "not_in_choices")


def test_explain_lists_the_rules_and_suggests_the_one_meant() -> None:
    assert run("explain").split() == sorted(rules())
    result = CliRunner().invoke(cli, ["explain", "out_of_rang"])
    assert result.exit_code == 2
    assert "Did you mean 'out_of_range'?" in result.stderr

"""The reference pages say what the program does."""

from __future__ import annotations

from pathlib import Path

from meal.messages import rules
from meal.messages.reference import rules_reference
from meal.study.definition import Study
from meal.study.questionnaire import Questionnaire
from meal.study.reference import SCHEMA_SECTIONS, SECTIONS, meanings, study_file_reference


def test_the_study_file_page_is_the_one_that_the_program_makes(project: Path) -> None:
    page = (project / "docs" / "study-file.md").read_text(encoding="utf-8")
    assert page == study_file_reference(), "run: python -m meal.study.reference > docs/study-file.md"


def test_the_rules_page_is_the_one_that_the_program_makes(project: Path) -> None:
    page = (project / "docs" / "rules.md").read_text(encoding="utf-8")
    assert page == rules_reference(), "run: python -m meal.messages.reference > docs/rules.md"
    assert all(f"### `{rule}`\n" in page for rule in rules())


def test_every_setting_has_a_meaning() -> None:
    for _, model in (*SECTIONS, *SCHEMA_SECTIONS, ("", Study), ("", Questionnaire)):
        for name in model.model_fields:
            assert meanings(model).get(name), f"{model.__name__}.{name} has no meaning"

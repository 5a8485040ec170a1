"""The page of known defects names rules and tests that are there, and every folder."""

from __future__ import annotations

import re
from pathlib import Path

from meal.messages import rules

FOLDERS = (
    "impactr4phu-iphra-repeats", "kobo-formpack-exports", "onadata-kobo-fixtures", "safi-mozambique-odk",
    "medicaldata-messy-xlsx-and-rct", "excel-oddities-readxl-janitor", "wfp-ram-sample-surveys",
    "kobo-api-multilang-robotoolbox",
)  # fmt: skip


def test_every_test_that_is_named_is_there(project: Path) -> None:
    page = (project / "docs" / "known-defects.md").read_text(encoding="utf-8")
    sources = {file.name: file.read_text(encoding="utf-8") for file in (project / "tests" / "real").glob("test_*.py")}
    named = set(re.findall(r"(?:::|`)(test_\w+)(?!\w|\.py)", page))
    assert len(named) > 50
    assert [name for name in sorted(named) if not any(f"def {name}(" in text for text in sources.values())] == []
    assert {name for name in re.findall(r"`(test_\w+\.py)", page)} <= set(sources)


def test_every_rule_that_is_named_has_words_and_every_folder_its_table(project: Path) -> None:
    page = (project / "docs" / "known-defects.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", page, flags=re.MULTILINE) == list(FOLDERS)
    found = {
        name
        for line in page.splitlines()
        if line.startswith("| ")
        for name in re.findall(r"`([a-z_]+)`", line.split(" | ")[1])
    }
    settings = {"header_row", "_uuid", "uuid", "audit", "_index", "_parent_index"}
    assert {name for name in found - settings if name not in rules()} == set()

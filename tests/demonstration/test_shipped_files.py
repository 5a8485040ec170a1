"""The checkout holds exactly what the generator makes, and the generator makes the same bytes anywhere."""

from __future__ import annotations

import csv
import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from meal.demonstration import STUDIES
from meal.demonstration.services_names import FAMILIES
from meal.pipeline.demonstration import members
from meal.store import KEY_FILE
from meal.study.load import load_study

FINGERPRINT = """
import hashlib
from meal.demonstration import study_files
total = hashlib.sha256()
for path, content in study_files().items():
    total.update(path.encode() + content)
print(total.hexdigest(), end="")
"""


def test_surveys_and_schemas_are_what_the_generator_makes(shipped: dict[str, bytes], project: Path) -> None:
    differing = [path for path, content in shipped.items() if (project / path).read_bytes() != content]
    # How small an archive is packed differs between machines; what it holds does not.
    differing = [
        path
        for path in differing
        if not path.endswith(".zip") or members((project / path).read_bytes()) != members(shipped[path])
    ]
    assert differing == []


@pytest.mark.parametrize("study", STUDIES)
def test_nothing_else_lies_among_the_shipped_files(shipped: dict[str, bytes], project: Path, study: str) -> None:
    # Feedback makes a key beside the study file, which is in no version control.
    files = (path for path in (project / "surveys" / study).rglob("*") if path.is_file() and path.name != KEY_FILE)
    assert {path.relative_to(project).as_posix() for path in files} == {
        path for path in shipped if path.startswith(f"surveys/{study}/")
    }


def test_same_bytes_with_other_hashes_clock_and_locale(shipped: dict[str, bytes]) -> None:
    total = hashlib.sha256()
    for path, content in shipped.items():
        total.update(path.encode() + content)
    elsewhere = {**os.environ, "PYTHONHASHSEED": "41", "TZ": "Asia/Baghdad", "LC_ALL": "C"}
    run = subprocess.run([sys.executable, "-c", FINGERPRINT], env=elsewhere, capture_output=True, text=True, check=True)
    assert run.stdout == total.hexdigest()


@pytest.mark.parametrize("study", STUDIES)
def test_study_files_are_valid_and_say_that_the_data_are_made_up(project: Path, study: str) -> None:
    loaded = load_study(project / "surveys" / study)
    assert loaded.study.synthetic
    assert set(loaded.codebooks) == set(loaded.study.waves)
    assert "made up" in (project / "surveys" / study / "README.md").read_text(encoding="utf-8")


def test_published_figures_stand_in_the_study_files(project: Path) -> None:
    counselling = load_study(project / "surveys" / "reconsideration").study
    published = {indicator.id: indicator.published for indicator in counselling.indicators if indicator.published}
    assert published == {"reconsidered": 10_125, "gave_up_europe": 1_962, "gave_up_any": 2_974}
    film = load_study(project / "surveys" / "peer-messages").study
    assert [comparison.published for comparison in film.comparisons] == [
        {"risk_ratio": 1.19},
        {"risk_ratio": 1.25},
        {"risk_ratio": 0.80},
    ]


def test_names_and_telephone_numbers_are_obviously_false(shipped: dict[str, bytes]) -> None:
    rows = list(
        csv.DictReader(shipped["surveys/reconsideration/before/baobab.csv"].decode().splitlines(), delimiter=";")
    )
    phones = [row["phone"] for row in rows if row["phone"]]
    assert len(phones) > 1_000
    assert all(re.fullmatch(r"\+999 555 \d{6}", phone) for phone in phones)
    # Families are put together from syllables.
    families = [row["name"].partition(" ")[2] for row in rows if row["name"]]
    assert sum(family in FAMILIES for family in families) > 0.97 * len(families)
    key = shipped["surveys/reconsideration/answer_key.csv"].decode()
    assert "+999" not in key
    assert not any(name in key for name in {row["name"] for row in rows} - {""})


def test_the_shipped_files_stay_small(shipped: dict[str, bytes]) -> None:
    assert sum(map(len, shipped.values())) < 22_000_000

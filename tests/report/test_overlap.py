"""People whom partners share, in the page, the workbook and the files of a run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import openpyxl
import pandas as pd
import pytest

from meal.api import analyse
from meal.pipeline.outputs import output_files

SHARED = {"ab": 40, "bc": 3, "abc": 12, "a": 100, "b": 90, "c": 80}
"""People by the partners that know them."""

STUDY = {
    "study": "s",
    "languages": ["en", "nl"],
    "claim": "these_people",
    "identity": {"record": "row", "respondent": "person", "partner": "partner"},
    "waves": {"register": {"files": "-", "contacts": True, "design": {"selection": "census"}}},
    "indicators": [
        {"id": "known", "counts": "${partner} != ''", "report": ["consultations", "people"], "by_record": "partner"}
    ],
}


def contacts() -> Iterator[tuple[str, str, str]]:
    person = 0
    for partners, people in SHARED.items():
        for _ in range(people):
            person += 1
            for partner in partners:
                yield f"{person}{partner}", f"p{person}", f"partner {partner}"


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    data = pd.DataFrame(contacts(), columns=["row", "person", "partner"], dtype="str")
    return output_files(analyse(STUDY, {"register": data}))


def overlap(content: bytes) -> dict[tuple[str, str, str], str]:
    return {
        (row["partner"][-1:], row["other"][-1:], row["known_to"]): row["people"]
        for row in csv.DictReader(io.StringIO(content.decode()))
    }


def test_small_overlaps_are_hidden_in_every_file_and_told_to_officers(files: dict[str, bytes]) -> None:
    known = overlap(files["internal/overlap.csv"])
    assert (known["b", "c", ""], known["a", "b", ""], known["a", "c", ""]) == ("15", "52", "12")
    assert (known["", "", "1"], known["", "", "2"], known["", "", "3+"]) == ("270", "43", "12")
    published = overlap(files["overlap.csv"])
    # Nothing is small here: 15 people are known to both b and c.
    assert published == known


def test_a_small_overlap_is_a_dash() -> None:
    rows = [(f"{at}a", f"p{at}", "a") for at in range(60)] + [(f"{at}b", f"p{at}", "b") for at in range(57, 120)]
    rows += [(f"{at}c", f"p{at}", "c") for at in range(50, 100)]
    data = pd.DataFrame(rows, columns=["row", "person", "partner"], dtype="str")
    files = output_files(analyse(STUDY, {"register": data}))
    published = overlap(files["overlap.csv"])
    assert published["a", "b", ""] == ""
    assert overlap(files["internal/overlap.csv"])["a", "b", ""] == "3"
    assert "<title>a · b" not in files["report.html"].decode()
    assert "<title>b · c" in files["report.html"].decode()
    book = openpyxl.load_workbook(io.BytesIO(files["indicators.xlsx"]))
    assert "\N{EN DASH}" in [cell.value for row in book["Overlap of partners"].iter_rows() for cell in row]


def test_the_page_shows_the_overlap_as_a_table_and_as_bars(files: dict[str, bytes]) -> None:
    page = files["report.html"].decode()
    assert "People known to several partners" in page
    assert "<title>One partner: 270</title>" in page
    assert "<title>partner a · partner b: 52</title>" in page
    assert "one person may be in several of these groups. They add up to 392, which is 67 more than the 325" in page
    assert "392 contacts, repeats included" in page
    assert "Mensen die bij meer partners bekend zijn" in files["report.nl.html"].decode()


def test_the_workbook_has_a_sheet_with_a_chart(files: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(files["indicators.xlsx"]))
    sheet = book["Overlap of partners"]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert ["Known to both", "partner a", "partner b", "partner c"] in cells
    assert ["partner a", 152, 52, 12] in cells
    assert ["Three partners or more", 12] in [row[:2] for row in cells]
    assert len(sheet._charts) == 1

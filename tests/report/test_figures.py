"""figures/*.svg and *.png: drawn offline, the same every time, and without what is hidden."""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest

from meal.model.estimates import Published
from meal.report import Painter, begun_figures, figures
from meal.report.charts import drawing_process
from meal.report.charts.rows import chart_rows
from meal.report.grid import grid_of
from meal.report.labels import labels_of
from tests.report.sample_publication import peer_messages, reconsideration


@pytest.fixture(scope="module")
def drawn() -> dict[str, bytes]:
    published, study, _ = reconsideration()
    return figures(published, study, "en")


def texts(svg: bytes) -> list[str]:
    root = ElementTree.fromstring(svg)
    return ["".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text")]


def test_each_indicator_that_the_study_draws_has_both_files(drawn: dict[str, bytes]) -> None:
    _, study, _ = reconsideration()
    assert set(drawn) == {f"figures/{one}.{ending}" for one in study.figure_ids() for ending in ("svg", "png")}
    assert all(content.startswith(b"\x89PNG") for name, content in drawn.items() if name.endswith("png"))


def test_a_figure_says_what_it_shows_of_whom_and_that_it_is_made_up(drawn: dict[str, bytes]) -> None:
    said = texts(drawn["figures/gave_up_any.svg"])
    assert "Months later; 1,007 people answered" in said
    assert "21.5% (19.1–24.2%)" in said
    assert "Women · The Gambia" in said
    assert any("Source: Counselling on migration choices, 1 July 2018 – 30 June 2019." in one for one in said)
    assert any("Synthetic data, made up to show the method." in one for one in said)
    assert any("Line: 95% interval." in one for one in said)


def test_dutch_figures_have_dutch_numbers() -> None:
    published, study, _ = peer_messages()
    said = texts(figures(published, study, "nl")["figures/informed.svg"])
    assert "50,0% (47,7–52,3%)" in said
    assert "50%" in said  # on the axis


def test_a_hidden_group_has_a_dash_and_no_mark() -> None:
    published, study, _ = reconsideration()
    rows = chart_rows(grid_of(published, study, "gave_up_any"), labels_of(published, study, "en"))
    hidden = [row for row in published.estimates if row.indicator == "gave_up_any" and row.statistic == "share"]
    n_hidden = sum(row.status == "suppressed" for row in hidden)
    assert n_hidden == 4  # sex not recorded, and it by three countries
    assert sum(record["text"] == "–" for record in rows.numbers) == n_hidden
    assert len(rows.marks) == len(rows.names) - n_hidden
    heights = {record["y"] for record in rows.numbers if record["text"] == "–"}
    assert not heights & {record["y"] for record in rows.marks}


def test_an_indicator_of_which_all_is_hidden_has_no_figure() -> None:
    published, study, _ = reconsideration()
    gone = {"estimate": None, "conf_low": None, "conf_high": None, "n": None, "numerator": None, "n_missing": None}
    rows = tuple(
        replace(row, **gone, status="suppressed") if row.indicator == "gave_up_any" else row  # type: ignore[arg-type] # all may be None
        for row in published.estimates
    )
    only = study.model_copy(update={"figures": ("gave_up_any",)})
    assert figures(replace(published, estimates=rows), only, "en") == {}
    assert figures(Published(estimates=()), only, "en") == {}


def test_two_waves_differ_in_shape_as_well_as_in_colour() -> None:
    published, study, _ = peer_messages()
    svg = figures(published, study, "en")["figures/informed.svg"].decode()
    assert {"#0b5c6b", "#b4540a"} <= set(re.findall(r"#[0-9a-f]{6}", svg))
    assert "Before" in svg
    assert "Three months later" in svg


def test_figures_fetch_nothing(drawn: dict[str, bytes]) -> None:
    for name, content in drawn.items():
        if name.endswith("svg"):
            addresses = set(re.findall(r"https?://[^\"' ]+", content.decode()))
            assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_the_same_results_give_the_same_bytes(drawn: dict[str, bytes]) -> None:
    published, study, _ = reconsideration()
    assert figures(published, study, "en") == drawn


def test_a_process_beside_the_run_paints_the_same_bytes(drawn: dict[str, bytes]) -> None:
    published, study, _ = reconsideration()
    with Painter() as painter:
        begun = begun_figures(published, study, "en", painter)
        assert begun.files() == drawn


def test_where_that_process_breaks_down_the_figures_are_painted_here(monkeypatch: pytest.MonkeyPatch) -> None:
    published, study, _ = reconsideration()
    only = study.model_copy(update={"figures": ("gave_up_any",)})
    monkeypatch.setattr(drawing_process.sys, "executable", sys.executable + "-that-is-not-there")
    with Painter() as nowhere:
        files = begun_figures(published, only, "en", nowhere).files()
    monkeypatch.undo()
    for which in (0, 1):
        with Painter() as stopped:
            stopped._processes[which].kill()
            assert begun_figures(published, only, "en", stopped).files() == files
    assert set(files) == {"figures/gave_up_any.svg", "figures/gave_up_any.png"}

"""What the READMEs of the real files say is wrong with them, found by the rules about quality."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from meal.model.findings import Finding
from meal.pipeline.validate import validate_study

ONA = "onadata-kobo-fixtures/libs/utils"
SAFI = "safi-mozambique-odk/Moz_SAFI_Survey_Final_results_approved_cleanheaders.csv"
UC = "medicaldata-messy-xlsx-and-rct/messy_uc.xlsx"
WFP = "wfp-ram-sample-surveys/Static"


@pytest.fixture
def data(shared: Path) -> Path:
    return shared / "data"


def found(folder: Path, data: Path, wave: str, *, schema: str = "", more: str = "") -> list[Finding]:
    """The findings of a study of one wave."""
    if schema:
        (folder / "schemas").mkdir()
        (folder / "schemas" / "q.yaml").write_text(schema, encoding="utf-8")
        wave += ", schema: q"
    (folder / "study.yaml").write_text(f"study: x\nwaves:\n  w: {{{wave}}}\n{more}", encoding="utf-8")
    return list(validate_study(folder, data=data).prepared.findings)


def by_rule(findings: list[Finding]) -> Counter[tuple[str, str]]:
    return Counter((finding.rule, finding.variable) for finding in findings)


def test_versions_and_ids_shortened_by_excel(tmp_path: Path, data: Path) -> None:
    findings = found(tmp_path, data, f"files: [{ONA}/date.csv]")
    assert by_rule(findings)["number_as_power", "_version"] == 2
    assert by_rule(findings)["ends_before_start", "end"] == 1  # from May 2019 to March 2018
    assert {one.found for one in findings if one.rule == "number_as_power"} == {"2.02E+11"}


def test_hexadecimal_ids_taken_for_powers_of_ten(tmp_path: Path, data: Path) -> None:
    findings = found(tmp_path, data, f"files: [{ONA}/large_csv_upload.csv]")
    assert by_rule(findings) == {("number_as_power", "_id"): 679}


def test_versions_of_a_parent_table(tmp_path: Path, data: Path) -> None:
    findings = found(tmp_path, data, f"files: [{WFP}/Nut_CRF_7_coverage_Sample_Survey/data.csv]")
    assert by_rule(findings)["number_as_power", "_version"] == 5


def test_letters_of_a_mac_are_read_right(tmp_path: Path, data: Path) -> None:
    rules = {rule for rule, _ in by_rule(found(tmp_path, data, f"files: [{ONA}/non_utf8.csv]"))}
    assert not rules & {"letters_mangled", "letters_lost"}


def test_farms_away_from_the_village_that_they_name(tmp_path: Path, data: Path) -> None:
    quality = "quality: {site: village, off_site: {latitude: gps_Latitude, longitude: gps_Longitude, km: 10}}\n"
    findings = found(tmp_path, data, f"files: [{SAFI}]", more=quality)
    farms = pd.read_csv(data / SAFI, dtype={"village": str})
    far = 0
    for _, village in farms.groupby("village"):
        if len(village) < 5:
            continue
        # By the law of cosines, with every farm's distance from the middle of its village.
        north, east = (np.radians(village[name].to_numpy()) for name in ("gps_Latitude", "gps_Longitude"))
        middle, turn = np.median(north), east - np.median(east)
        cosine = np.sin(north) * np.sin(middle) + np.cos(north) * np.cos(middle) * np.cos(turn)
        far += int((6371.0088 * np.arccos(np.clip(cosine, -1, 1)) > 10).sum())
    assert by_rule(findings)["off_site", ""] == far
    assert far == 18
    places = {text for name in ("gps_Latitude", "gps_Longitude") for text in farms[name].astype(str)}
    assert not places & {value for one in findings for value in (one.found, *one.parameters.values())}


def test_blood_counts_with_the_point_in_another_place(tmp_path: Path, data: Path) -> None:
    names = ("start_wbc", "start_plt", "start_k", "end_wbc", "end_plt", "end_k", "end_na", "start_na")
    schema = "schema: q\nmissing: {-99: not_applicable}\nquestions:\n" + "".join(
        f"  - {{name: {name}, type: decimal}}\n" for name in names
    )
    findings = found(
        tmp_path, data, f"files: [{UC}], sheet: Data, header_row: 7", schema=schema,
        more="quality: {outliers: {least: 20}}\n",
    )  # fmt: skip
    told = {(one.variable, one.found) for one in findings if one.rule == "outlier"}
    assert {("start_wbc", "106"), ("start_k", "37"), ("start_plt", "1550")} <= told


def test_expenditures_far_from_those_of_others(tmp_path: Path, data: Path) -> None:
    name = "HHExpNFMedServ_Purch_MN_6M"
    schema = f"schema: q\nquestions:\n  - {{name: {name}, type: decimal}}\n"
    file = f"files: [{WFP}/Expcleaning_Sample_Raw.csv]"
    findings = found(tmp_path, data, file, schema=schema, more="quality: {outliers: {scale: plain}}\n")
    # Quartiles 4,250 and 22,500 of 59 amounts: the fence is at 77,250.
    told = [(one.found, one.parameters["high"]) for one in findings if one.rule == "outlier"]
    assert sorted(told) == [("250000", "77,200"), ("320000", "77,200")]

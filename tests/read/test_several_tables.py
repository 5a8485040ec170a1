"""A wave of which one file holds several tables: a sheet or a register a partner."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from meal.model.errors import DataError
from meal.model.missing import Reason
from meal.pipeline.receive import receive
from meal.read import read_wave
from meal.study.load import load_study
from tests.read.files import remark, workbook


def archive(folder: Path, **members: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as files:
        for name, text in members.items():
            files.writestr(f"{name}.csv", text)
    (folder / "registers.zip").write_bytes(packed.getvalue())


def test_every_member_of_an_archive_is_a_source_of_its_own(tmp_path: Path) -> None:
    archive(tmp_path, cedar="row_id,phone\n1,5\n2,6\n", olive='"phone";"row_id";"card"\n"7";"3";"c"\n')
    wave = read_wave("register", tmp_path, ["registers.zip"], sheet="*")
    assert wave.columns["row_id"].record_texts().tolist() == ["1", "2", "3"]
    assert wave.columns["phone"].record_texts().tolist() == ["5", "6", "7"]
    assert wave.columns["card"].record_reasons().tolist() == [Reason.NOT_ASKED, Reason.NOT_ASKED, Reason.ANSWERED]
    assert [(one.file, one.sheet, one.n_records) for one in wave.sources] == [
        ("registers.zip", "cedar", 2),
        ("registers.zip", "olive", 1),
    ]
    assert (wave.source_of.tolist(), wave.row_of.tolist()) == ([0, 0, 1], [2, 3, 2])
    assert remark(wave.sources[0], "columns_absent")["columns"] == "card"


def test_a_pattern_takes_what_is_called_so_and_leaves_repeats_out(tmp_path: Path) -> None:
    archive(
        tmp_path,
        register_a="KEY,x\nk1,1\n",
        register_b="KEY,x\nk2,2\n",
        register_a_children="PARENT_KEY,KEY,age\nk1,c1,4\n",
        notes="x\n9\n",
    )
    wave = read_wave("register", tmp_path, ["registers.zip"], sheet="register_*")
    assert wave.columns["x"].record_texts().tolist() == ["1", "2"]


def test_sheets_of_a_workbook_may_be_partners_too(tmp_path: Path) -> None:
    (tmp_path / "all.xlsx").write_bytes(workbook({"cedar": [["id"], [1]], "olive": [["id"], [2]]}))
    wave = read_wave("register", tmp_path, ["all.xlsx"], sheet="*")
    assert [source.sheet for source in wave.sources] == ["cedar", "olive"]
    assert wave.columns["id"].record_texts().tolist() == ["1", "2"]


def test_what_cannot_be_meant_is_refused(tmp_path: Path) -> None:
    archive(tmp_path, cedar="id\n1\n", olive="id\n2\n")
    with pytest.raises(DataError, match=r'no table with records is called like "oliv_\*"; there are cedar, olive'):
        read_wave("register", tmp_path, ["registers.zip"], sheet="oliv_*")
    with pytest.raises(DataError, match=r"read with header_row"):
        read_wave("register", tmp_path, ["registers.zip"], sheet="*", header_row=2)
    (tmp_path / "one.csv").write_text("id\n1\n")
    with pytest.raises(DataError, match=r"this is a csv file"):
        read_wave("register", tmp_path, ["one.csv"], sheet="*")
    with pytest.raises(DataError, match=r'write `sheet: "\*"` where all of them are records'):
        read_wave("register", tmp_path, ["registers.zip"])


def test_versions_of_such_a_file_are_not_compared(tmp_path: Path) -> None:
    study = tmp_path / "surveys" / "s"
    study.mkdir(parents=True)
    (study / "study.yaml").write_text('study: s\nwaves:\n  w: {files: [registers.zip], sheet: "*"}\n')
    archive(study, cedar="id\n1\n", olive="id\n2\n")
    with pytest.raises(DataError, match=r"versions are compared table by table"):
        receive(load_study(study), study / "registers.zip", wave="w", date="2019-05-31")

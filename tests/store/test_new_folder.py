"""A new folder appears whole or not at all, and never over another."""

from __future__ import annotations

from pathlib import Path

import pytest

from meal.store import NameTakenError, create_folder


def test_all_files_are_there_and_nothing_else_is(tmp_path: Path) -> None:
    create_folder(tmp_path / "surveys" / "study", {"study.yaml": b"a", "before/export.csv": b"b"})
    assert (tmp_path / "surveys" / "study" / "before" / "export.csv").read_bytes() == b"b"
    assert [path.name for path in (tmp_path / "surveys").iterdir()] == ["study"]


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "mine.txt").write_text("mine")
    with pytest.raises(NameTakenError, match="never overwritten"):
        create_folder(tmp_path / "study", {"study.yaml": b"a"})
    assert [path.name for path in (tmp_path / "study").iterdir()] == ["mine.txt"]


def test_a_failure_while_writing_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        create_folder(tmp_path / "study", {"a.csv": b"a", "b.csv": "text is not bytes"})  # type: ignore[dict-item] # on purpose
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../elsewhere.csv", "/etc/elsewhere.csv"])
def test_no_file_is_written_outside(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="inside the folder"):
        create_folder(tmp_path / "study", {name: b"a"})
    assert list(tmp_path.iterdir()) == []

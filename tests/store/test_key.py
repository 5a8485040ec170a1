"""The key of a study is made once, kept to its owner, and never replaced in silence."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from meal.model.errors import DataError
from meal.store import KEY_FILE, study_key


def test_a_key_is_made_once_and_stays(tmp_path: Path) -> None:
    key = study_key(tmp_path)
    assert len(key) == 32
    assert study_key(tmp_path) == key
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600


def test_two_studies_have_two_keys(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert study_key(tmp_path / "a") != study_key(tmp_path / "b")


@pytest.mark.parametrize("content", ["", "abc", "00" * 31, "no hexadecimal"])
def test_a_damaged_key_is_refused_and_not_replaced(tmp_path: Path, content: str) -> None:
    (tmp_path / KEY_FILE).write_text(content)
    with pytest.raises(DataError, match="key of the study cannot be read"):
        study_key(tmp_path)
    assert (tmp_path / KEY_FILE).read_text() == content


def test_the_key_is_not_in_version_control(project: Path) -> None:
    assert KEY_FILE in (project / ".gitignore").read_text().splitlines()

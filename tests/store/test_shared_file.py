"""A file that people edit is replaced only if it is still the version that was read."""

from __future__ import annotations

from pathlib import Path

import pytest

from meal.store.folder import OutputsInUseError, locked
from meal.store.shared_file import ChangedMeanwhileError, content_of, replace_if_unchanged


def test_a_file_is_replaced_where_it_is_as_it_was_read(tmp_path: Path) -> None:
    log = tmp_path / "surveys" / "cleaning_log.csv"
    replace_if_unchanged(log, b"one", read=content_of(log))
    replace_if_unchanged(log, b"two", read=b"one")
    assert log.read_bytes() == b"two"


@pytest.mark.parametrize("read", [b"one", None])
def test_what_somebody_else_wrote_meanwhile_is_never_lost(tmp_path: Path, read: bytes | None) -> None:
    log = tmp_path / "cleaning_log.csv"
    log.write_bytes(b"theirs")
    with pytest.raises(ChangedMeanwhileError, match="somebody changed the file"):
        replace_if_unchanged(log, b"ours", read=read)
    assert log.read_bytes() == b"theirs"


def test_two_runs_do_not_write_it_together(tmp_path: Path) -> None:
    log = tmp_path / "cleaning_log.csv"
    with locked(log), pytest.raises(OutputsInUseError, match="another run is writing"):
        replace_if_unchanged(log, b"ours", read=None)
    assert not log.exists()

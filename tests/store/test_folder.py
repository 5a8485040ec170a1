"""Outputs are replaced whole or not at all."""

from __future__ import annotations

import multiprocessing
import multiprocessing.synchronize
from pathlib import Path

import pytest

from meal.store import OutputsInUseError, recover, replace_folder, write_missing_files
from meal.store.folder import locked


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_holds_exactly_the_new_files(tmp_path: Path) -> None:
    folder = tmp_path / "outputs" / "study"
    replace_folder(folder, {"estimates.csv": b"old", "figures/a.svg": b"old"})
    replace_folder(folder, {"estimates.csv": b"new"})
    assert contents(folder) == {"estimates.csv": b"new"}
    assert [path.name for path in folder.parent.iterdir() if path.is_dir()] == ["study"]


def test_what_other_commands_keep_there_stays(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    replace_folder(folder, {"estimates.csv": b"old", "feedback/partner.xlsx": b"reply"})
    replace_folder(folder, {"estimates.csv": b"new"}, keep=("feedback",))
    assert contents(folder) == {"estimates.csv": b"new", "feedback/partner.xlsx": b"reply"}


def test_a_failure_while_writing_leaves_the_old_outputs(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    replace_folder(folder, {"estimates.csv": b"good"})
    with pytest.raises(TypeError):
        replace_folder(folder, {"estimates.csv": b"bad", "report.html": "text is not bytes"})  # type: ignore[dict-item] # on purpose
    assert contents(folder) == {"estimates.csv": b"good"}


@pytest.mark.parametrize("old_is_gone", [True, False])
def test_an_interrupted_swap_is_repaired_at_the_next_start(tmp_path: Path, old_is_gone: bool) -> None:
    folder = tmp_path / "study"
    replace_folder(folder, {"estimates.csv": b"good"})
    # Killed between the two renames (the old folder has its temporary name), or while staging.
    (tmp_path / ".study.staged").mkdir()
    (tmp_path / ".study.staged" / "estimates.csv").write_bytes(b"half")
    if old_is_gone:
        folder.rename(tmp_path / ".study.replaced")
    recover(folder)
    assert contents(folder) == {"estimates.csv": b"good"}
    assert not (tmp_path / ".study.staged").exists()
    assert not (tmp_path / ".study.replaced").exists()


def test_a_leftover_of_a_finished_swap_is_removed(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    replace_folder(folder, {"estimates.csv": b"new"})
    (tmp_path / ".study.replaced").mkdir()
    replace_folder(folder, {"estimates.csv": b"newer"})
    assert contents(folder) == {"estimates.csv": b"newer"}
    assert not (tmp_path / ".study.replaced").exists()


def test_an_open_workbook_gives_a_sentence_and_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "study"
    replace_folder(folder, {"indicators.xlsx": b"good"})

    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", refuse)
        with pytest.raises(OutputsInUseError, match="open in Excel"):
            replace_folder(folder, {"indicators.xlsx": b"new"})
    assert contents(folder) == {"indicators.xlsx": b"good"}


def _hold(folder: Path, ready: multiprocessing.synchronize.Event, done: multiprocessing.synchronize.Event) -> None:
    with locked(folder):
        ready.set()
        done.wait(10)


def test_two_runs_do_not_write_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "study"
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(folder, ready, done))
    other.start()
    try:
        assert ready.wait(20)
        with pytest.raises(OutputsInUseError, match="another run"):
            replace_folder(folder, {"estimates.csv": b"new"})
    finally:
        done.set()
        other.join()
    replace_folder(folder, {"estimates.csv": b"new"})
    assert contents(folder) == {"estimates.csv": b"new"}


@pytest.mark.parametrize("name", ["../outside.csv", "/etc/outside.csv", "a/../../outside.csv", ""])
def test_no_file_is_written_outside_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="inside the folder"):
        replace_folder(tmp_path / "study", {name: b""})


def test_files_that_are_there_are_left_unless_asked(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_bytes(b"mine")
    assert write_missing_files(tmp_path, {"study.yaml": b"ours", "a/b.csv": b"x"}, overwrite=False) == ["a/b.csv"]
    assert (tmp_path / "study.yaml").read_bytes() == b"mine"
    assert write_missing_files(tmp_path, {"study.yaml": b"ours", "a/b.csv": b"x"}, overwrite=True) == ["study.yaml"]

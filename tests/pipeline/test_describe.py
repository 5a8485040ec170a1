"""What `meal describe` prints: one line for what is alike, and nothing that is longer than it needs to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from meal.model.errors import DataError
from meal.pipeline.describe import describe_file, description_lines


def lines(folder: Path, text: str) -> list[str]:
    path = folder / "export.csv"
    path.write_text(text, encoding="utf-8")
    return description_lines(describe_file(path))


def test_options_of_one_question_and_empty_columns_make_one_line_each(tmp_path: Path) -> None:
    header = "id,water,water/tap,water/well,water/river,note1,note2,note3,sex\n"
    table = lines(
        tmp_path, header + "".join(f"{n},tap well,1,1,0,,,,f\n{n + 9},river,0,0,1,,,,m\n" for n in range(1, 9))
    )
    assert table[0] == "export.csv: text table (CSV or TSV), 16 records, 9 columns"
    (options,) = [line for line in table if "options" in line]
    assert options.split("  ")[0] == "water/…"
    assert options.endswith("tap · well · river")
    assert [line for line in table if line.startswith("(3 columns)")]
    assert "  3 columns: no answer in any record (note1, note2, note3)" in table
    assert not [line for line in table if line.startswith("note")]


def test_one_record_is_one_record(tmp_path: Path) -> None:
    assert lines(tmp_path, "id\n1\n")[0] == "export.csv: text table (CSV or TSV), 1 record, 1 column"


def test_a_file_that_is_not_in_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match="there is no such file in the current folder"):
        describe_file(Path("export.csv"))
    with pytest.raises(DataError, match=f"there is no such file in {tmp_path.as_posix()}"):
        describe_file(tmp_path / "export.csv")

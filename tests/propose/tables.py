"""Small exports as officers have them, for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from meal.model.codebook import Question
from meal.propose.profile import ColumnProfile, profiles
from meal.propose.waves import DataFile
from meal.read import read_bytes, stacked

Table = Mapping[str, Sequence[object]]


def csv_bytes(table: Table, delimiter: str = ",") -> bytes:
    """A table as UTF-8 CSV, every cell quoted."""
    rows = [list(table), *zip(*table.values(), strict=True)]
    return "".join(
        delimiter.join('"' + str(cell).replace('"', '""') + '"' for cell in row) + "\n" for row in rows
    ).encode()


def data_file(place: str, table: Table) -> DataFile:
    """An export under the path by which the officer names it."""
    return DataFile(place, read_bytes(csv_bytes(table), place.rpartition("/")[2]))


def columns_of(table: Table, questions: Mapping[str, Question] | None = None) -> dict[str, ColumnProfile]:
    """The columns of a table, profiled."""
    return profiles(stacked("now", [data_file("now.csv", table).export]), questions or {})


def repeated(*answers: object, times: int) -> list[object]:
    """The answers one after the other, again and again."""
    return [answer for _ in range(times) for answer in answers]

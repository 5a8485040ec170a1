"""Columns that hardly repeat an answer are coded another way, with the same result."""

from __future__ import annotations

import numpy as np
import pytest

from meal.read import csv_fast
from meal.read.csv_layout import csv_layout


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A file that is taken for a large one: identifiers, answers, and a column that begins like identifiers."""
    monkeypatch.setattr(csv_fast, "_WORTH_A_LOOK", 1_000)
    monkeypatch.setattr(csv_fast, "_HEAD", 2_000)
    rows = [
        f'id{row},{"yes" if row % 3 else ""},{row if row < 500 else "é"},"a ""b"", {row % 2}"' for row in range(2_000)
    ]
    return ("id,answer,mixed,quoted\n" + "\n".join(rows) + "\n").encode()


def test_large_files_give_the_cells_of_small_ones(large: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    layout = csv_layout(large, "export.csv")
    quick = csv_fast.fast_columns(large, layout)
    monkeypatch.setattr(csv_fast, "_WORTH_A_LOOK", 1 << 30)
    plain = csv_fast.fast_columns(large, layout)
    assert quick is not None
    assert plain is not None
    for one, other in zip(quick, plain, strict=True):
        assert one.texts.tolist() == other.texts.tolist()
        assert np.array_equal(one.codes, other.codes)
        assert np.array_equal(one.reasons, other.reasons)
    assert quick[3].texts.tolist() == ['a "b", 0', 'a "b", 1']


def test_identifiers_are_told_from_answers(large: bytes) -> None:
    from pyarrow import csv

    body = memoryview(large)[csv_layout(large, "export.csv").body_offset :]
    parsing = csv.ParseOptions(newlines_in_values=True)
    assert csv_fast._hardly_repeating(body, ["0", "1", "2", "3"], parsing) == ["0", "2"]

"""Positions that an export holds twice, in one cell and in columns beside it, and that disagree."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from meal.check.quality.doubt import Doubt, Looked, numbers_of
from meal.model.arrays import FloatArray
from meal.model.columns import CodedColumn

PARTS = ("latitude", "longitude", "altitude", "precision")
APART = (1e-4, 1e-4, 0.5, 0.5)
"""What rounding explains: a ten-thousandth of a degree (eleven metres), and half a metre."""
POSITION = re.compile(r"[+-]?\d+(\.\d+)?([ ,;]+[+-]?\d+(\.\d+)?){1,3}")
LOOKED_AT = 50


def split_positions(looked: Looked) -> Iterator[Doubt]:
    """Cells with a position other than that of the columns beside it; where it is, is never told."""
    for name, column in looked.responses.columns.items():
        beside = _columns_beside(looked, name)
        if beside.keys() < {"latitude", "longitude"} or not _positions(column):
            continue
        whole = _parts_of(column)[column.codes[looked.rows]]
        differ = np.zeros((len(looked.rows), len(PARTS)), dtype=bool)
        for place, part in enumerate(PARTS):
            if part in beside:
                split = numbers_of(beside[part])[beside[part].codes[looked.rows]]
                with np.errstate(invalid="ignore"):
                    differ[:, place] = np.abs(whole[:, place] - split) > APART[place]
        # Exports round altitude and precision; only another place is worth a question.
        wrong = differ[:, :2].any(axis=1)
        if wrong.any():
            told = [
                {"parts": ", ".join(part for part, apart in zip(PARTS, row, strict=True) if apart)}
                for row in differ[wrong].tolist()
            ]
            yield Doubt(
                "position_differs", looked.settings.split_positions.severity, looked.rows[wrong], "cell", name,
                {}, told, hidden=True,
            )  # fmt: skip


def _columns_beside(looked: Looked, name: str) -> dict[str, CodedColumn]:
    """Part → its column, as KoboToolbox, Ona, ODK Central and SurveyCTO call them."""
    group, _, last = name.rpartition("/")
    path = f"{group}/" if group else ""
    beside = {}
    for part in PARTS:
        words = (part, "accuracy") if part == "precision" else (part,)
        names = (
            called
            for word in words
            for called in (
                f"{path}_{last}_{word}", f"_{last}_{word}", f"{name}_{word}", f"{name}-{word.capitalize()}",
                f"{name}:{word.capitalize()}", f"{name}.{word}", f"{path}_{last}.{word}",
            )
        )  # fmt: skip
        column = next((found for called in names if (found := looked.column(called)) is not None), None)
        if column is not None:
            beside[part] = column
    return beside


def _positions(column: CodedColumn) -> bool:
    """Whether the first answers are positions written in one cell."""
    texts = (str(one).strip() for one in column.texts[:LOOKED_AT])
    numbers = [text for text in texts if text.lstrip("+-")[:1].isdigit()]
    return bool(numbers) and all(POSITION.fullmatch(text) for text in numbers)


def _parts_of(column: CodedColumn) -> FloatArray:
    """Latitude, longitude, altitude and precision of the distinct answers, shape (n_distinct, 4); NaN for none."""
    parts = np.full((column.n_distinct, len(PARTS)), np.nan)
    for place, text in enumerate(map(str, column.texts.tolist())):
        if POSITION.fullmatch(text.strip()):
            numbers = [float(number) for number in re.split(r"[ ,;]+", text.strip())]
            parts[place, : len(numbers)] = numbers
    return parts

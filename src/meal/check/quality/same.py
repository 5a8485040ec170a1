"""One and the same answer to all questions of a battery."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from meal.check.quality.doubt import Doubt, Looked
from meal.model.columns import CodedColumn, concatenate


def same_answers(looked: Looked) -> Iterator[Doubt]:
    """Records with one answer throughout a battery, unless nearly everybody answers so."""
    settings = looked.settings.same_answers
    for battery, names in settings.batteries.items():
        columns = [looked.responses.columns[name] for name in names if name in looked.responses.columns]
        if len(columns) < len(names):
            continue
        alike = _alike(columns, looked)
        codes = alike[:, 0]
        n_code = int(alike.max(initial=0)) + 1
        likely = np.ones(n_code)
        for place in range(alike.shape[1]):
            of = alike[:, place]
            known = of[of >= 0]
            likely *= np.bincount(known, minlength=n_code) / max(len(known), 1)
        line = (codes >= 0) & (alike == codes[:, None]).all(axis=1)
        rows = looked.rows[line & (likely[np.maximum(codes, 0)] < settings.unless_likely)]
        if len(rows):
            yield Doubt(
                "same_answers", settings.severity, rows, "record", "", {"battery": battery, "count": str(len(names))}
            )


def _alike(columns: list[CodedColumn], looked: Looked) -> np.ndarray:
    """Codes that mean the same answer in every column, -1 where there is none, shape (n_kept, n_question)."""
    both = concatenate(columns)
    n_records = looked.responses.n_records
    codes = both.codes.reshape(len(columns), n_records).T[looked.rows]
    # Two columns may hold the same answer for different reasons; the text is what was answered.
    texts = {text: place for place, text in enumerate(dict.fromkeys(map(str, both.texts.tolist())))}
    same = np.array([texts[text] for text in map(str, both.texts.tolist())], dtype=np.int64)
    return np.asarray(np.where(both.reasons[codes] == 0, same[codes], -1))

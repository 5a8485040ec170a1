"""Patterns of regex(), matched in linear time: a form may come from anyone, and patterns can be made to take for ever.

The engine is RE2, as pyarrow has it; it knows no look-ahead and no reference to an earlier part, and says so.
"""

from __future__ import annotations

import numpy as np

from meal.study.expression.form_values import made
from meal.study.expression.values import Value

LONGEST = 1_000
"""Characters of a pattern."""


def matching(texts: Value, pattern: str) -> Value:
    """Whether each whole text fits the pattern, as on the phone.

    Raises:
        ValueError: the pattern cannot be used, with a sentence that says why.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if len(pattern) > LONGEST:
        raise ValueError(f"the pattern of regex() is longer than {LONGEST} characters")
    try:
        fits = pc.match_substring_regex(pa.array(texts.values.ravel().tolist(), pa.string()), f"^(?:{pattern})$")
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        why = str(error).partition(": ")[2].splitlines()[0] or "it cannot be read"
        raise ValueError(f"the pattern of regex() cannot be used here: {why}") from error
    return made("truth", np.asarray(fits.to_pylist(), dtype=np.bool_).reshape(texts.values.shape))

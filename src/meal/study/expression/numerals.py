"""Numbers written as text, and texts read as numbers."""

from __future__ import annotations

import math
import re

import numpy as np

_NUMERAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def number_of(text: str) -> float | None:
    """The number that a text says, with a decimal point; None where it says none."""
    bare = text.strip()
    if not _NUMERAL.fullmatch(bare):
        return None
    number = float(bare)
    return number if math.isfinite(number) else None


def numeral(number: float) -> str:
    """A number as text: 3, not 3.0; 0.1; never with an exponent."""
    # Adding zero turns -0 into 0.
    return np.format_float_positional(number + 0.0, trim="-")

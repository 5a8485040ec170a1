"""How many random examples a test draws: some in `make test`, and more in `make fuzz`."""

from __future__ import annotations

import os

TIMES = int(os.environ.get("MEAL_EXAMPLES_TIMES", "1"))


def examples(number: int) -> int:
    """So many in `make test`; MEAL_EXAMPLES_TIMES as many where that is set, as `make fuzz` does."""
    return number * TIMES

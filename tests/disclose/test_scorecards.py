"""No small number of a partner's findings is shown, nor follows from what is shown beside it."""

from __future__ import annotations

import pytest

from meal.disclose import suppress_scores
from meal.model.submissions import Score


@pytest.mark.parametrize(
    ("score", "hidden"),
    [
        (Score("before", "north", "2019-06-01", 100, 20, 0), False),
        (Score("before", "north", "2019-06-01", 100, 20, 4), True),  # four warnings
        (Score("before", "north", "2019-06-01", 100, 0, 0), False),  # nobody is nobody
        (Score("before", "north", "2019-06-01", 9, 0, 0), True),  # nine records
        (Score("before", "north", "2019-06-11", 100, 20, 0, new=5, still_open=15, fixed=1, withdrawn=0), True),
        (Score("before", "north", "2019-06-11", 100, 20, 0, 5, 15, 6, 0, settled=17), True),  # 3 are not settled
        (Score("before", "north", "2019-06-11", 100, 20, 0, 5, 15, 6, 0, settled=15), False),
    ],
)
def test_a_row_with_a_small_number_keeps_its_key_and_nothing_else(score: Score, hidden: bool) -> None:
    (shown,) = suppress_scores([score], min_cell=5, min_denominator=10)
    assert shown.suppressed == hidden
    if hidden:
        assert shown == Score("before", "north", score.received, None, None, None, suppressed=True)
    else:
        assert shown == score

"""Behind every number stand records."""

import numpy as np
from hypothesis import given, settings

from meal.aggregate import cell_members, psu_totals
from tests.aggregate.surveys import surveys


def test_members_of_a_cell_are_counted_not_counted_or_missing():
    y = np.array([1.0, 0.0, np.nan, 1.0, 1.0, 1.0])
    cell = np.array([0, 0, 0, 1, 0, 0])
    members = cell_members(
        y, cell, of=0, weight=np.array([1.0, 1, 1, 1, 0, 1]), domain=np.array([True, True, True, True, True, False])
    )

    assert members.counted.tolist() == [0]
    assert members.not_counted.tolist() == [1]
    assert members.missing.tolist() == [2]
    assert members.no_weight.tolist() == [4]


def test_a_ratio_needs_both_of_its_amounts():
    members = cell_members(np.array([4.0, 5.0]), np.zeros(2, dtype=int), of=0, x=np.array([2.0, np.nan]))

    assert members.counted.tolist() == [0]
    assert members.missing.tolist() == [1]


@settings(max_examples=40, deadline=None)
@given(surveys())
def test_as_many_records_are_listed_as_are_counted(survey):
    totals = psu_totals(**survey)
    for cell in range(survey["n_cell"]):
        members = cell_members(
            survey["y"], survey["cell"], of=cell, weight=survey.get("weight"), domain=survey["domain"]
        )
        rows = totals.cell == cell
        assert len(members.counted) == totals.y[rows].sum()
        assert len(members.counted) + len(members.not_counted) == totals.n[rows].sum()
        assert len(members.missing) == totals.n_missing[cell]

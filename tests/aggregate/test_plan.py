"""Plans of a design: what all indicators share gives the sums that each of them gives alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from meal.aggregate import cell_plan, design_plan, psu_totals, said, says_count, totals_of_counts
from meal.aggregate.plan import MISSING, NO, OUTSIDE, YES
from tests.aggregate.loops import loop_totals
from tests.aggregate.surveys import surveys
from tests.aggregate.test_psu_totals import assert_same_totals

nan = np.nan


@settings(max_examples=60, deadline=None)
@given(surveys(villages=True))
def test_one_weight_for_each_village_gives_the_sums_of_a_plain_loop(survey):
    n_cell, fraction = survey.pop("n_cell"), survey.pop("stratum_fraction")
    survey["weight"] = 0.1 + 0.7 * survey["psu"] + 0.3 * survey["stratum"]
    design = {name: survey[name] for name in ("weight", "stratum", "psu")}

    assert design_plan(len(survey["y"]), **design).counts_suffice
    assert_same_totals(psu_totals(**survey, n_cell=n_cell, stratum_fraction=fraction), loop_totals(**survey))


@settings(max_examples=60, deadline=None)
@given(surveys(villages=True))
def test_counts_with_the_missing_moved_are_the_totals_of_answers_filled_in(survey):
    survey["weight"] = 1.5 + survey["psu"]
    design = {name: survey[name] for name in ("weight", "stratum", "psu", "stratum_fraction")}
    plan = design_plan(len(survey["y"]), **design)
    places = cell_plan(plan, survey["cell"], survey["n_cell"])
    says = said(plan, survey["y"], survey["domain"])
    count = says_count(places, says)
    count[:, YES] += count[:, MISSING]
    count[:, MISSING] = 0
    found = totals_of_counts(plan, places, count)
    expected = psu_totals(**{**survey, "y": np.where(np.isnan(survey["y"]), 1.0, survey["y"])})

    for name in ("unit", "cell", "n", "y", "w", "wy", "w2", "w2yy", "n_missing"):
        assert getattr(found, name).tolist() == getattr(expected, name).tolist()


def test_what_records_say():
    plan = design_plan(6, weight=np.array([1.0, 1, 1, 1, 0, 0]))
    y = np.array([0, 1, nan, 1, 1, nan])
    domain = np.array([True, True, True, False, True, True])

    assert said(plan, y, domain).tolist() == [NO, YES, MISSING, OUTSIDE, OUTSIDE, MISSING]
    assert said(plan, y + 1, domain) is None


@pytest.mark.parametrize(
    ("weight", "enough"), [([2.0, 2, 3, 3], True), ([2.0, 2, 3, 4], False), ([0.0, 0, 1, 1], False)]
)
def test_counts_suffice_where_every_unit_has_one_weight_above_0(weight, enough):
    plan = design_plan(4, weight=np.array(weight), psu=np.array([0, 0, 1, 1]))
    assert plan.counts_suffice is enough

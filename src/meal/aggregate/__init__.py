"""From records to the two array types that `estimate` reads; sums and counts only, codes only."""

from meal.aggregate.collapse import CollapsedStrata, collapsed_strata
from meal.aggregate.design import second_stage_fraction, stratum_fraction, unequal_weights
from meal.aggregate.frame import frame_counts, frame_totals, stratum_weights
from meal.aggregate.members import CellMembers, cell_members
from meal.aggregate.people import ABSENT, NO, UNKNOWN, YES, SaidCounts, said_counts, said_together
from meal.aggregate.plan import CellPlan, DesignPlan, cell_plan, design_plan, said
from meal.aggregate.records import sample
from meal.aggregate.totals import add_totals, planned_totals, psu_totals, says_count, totals_of_counts

__all__ = [
    "ABSENT",
    "NO",
    "UNKNOWN",
    "YES",
    "CellMembers",
    "CellPlan",
    "CollapsedStrata",
    "DesignPlan",
    "SaidCounts",
    "add_totals",
    "cell_members",
    "cell_plan",
    "collapsed_strata",
    "design_plan",
    "frame_counts",
    "frame_totals",
    "planned_totals",
    "psu_totals",
    "said",
    "said_counts",
    "said_together",
    "sample",
    "says_count",
    "second_stage_fraction",
    "stratum_fraction",
    "stratum_weights",
    "totals_of_counts",
    "unequal_weights",
]

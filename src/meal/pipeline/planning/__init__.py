"""`meal plan`: how many people to ask, from assumptions or from a study that was done."""

from meal.pipeline.planning.assumptions import Assumptions, PlanError
from meal.pipeline.planning.change import plan_change
from meal.pipeline.planning.clusters import plan_clusters
from meal.pipeline.planning.groups import plan_groups
from meal.pipeline.planning.share import plan_share

__all__ = ["Assumptions", "PlanError", "plan_change", "plan_clusters", "plan_groups", "plan_share"]

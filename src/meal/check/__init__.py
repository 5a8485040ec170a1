"""Responses in, findings out: the schema's ranges and options, cross-field rules, and rules across waves."""

from meal.check.across import across_waves
from meal.check.invalid import mark_invalid
from meal.check.schema import check_answers

__all__ = ["across_waves", "check_answers", "mark_invalid"]

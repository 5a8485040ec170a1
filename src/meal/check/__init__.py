"""Responses in, findings out: ranges and options, cross-field rules, the form's logic, and rules across waves."""

from meal.check.across import across_waves
from meal.check.across_quality import quality_across_waves
from meal.check.invalid import mark_invalid
from meal.check.logic import check_form
from meal.check.quality import check_quality
from meal.check.schema import check_answers

__all__ = ["across_waves", "check_answers", "check_form", "check_quality", "mark_invalid", "quality_across_waves"]

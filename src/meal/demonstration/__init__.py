"""The shipped, synthetic studies and the generators that make them."""

from meal.demonstration.shipped import STUDIES, study_files

__all__ = ["STUDIES", "study_files"]

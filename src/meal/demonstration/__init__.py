"""The two shipped, synthetic studies and the generator that makes them, byte for byte."""

from meal.demonstration.shipped import STUDIES, study_files

__all__ = ["STUDIES", "study_files"]

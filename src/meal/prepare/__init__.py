"""Responses in, cleaner responses and findings out: screen, clean, conform, deduplicate, link, derive."""

from meal.prepare.clean import Change, Correction, Decisions, read_cleaning_log, replay, same_answer, unknown_everywhere
from meal.prepare.conform import conform
from meal.prepare.deduplicate import one_record_a_person, one_record_a_submission
from meal.prepare.derive import derive_columns
from meal.prepare.link import link_waves
from meal.prepare.screen import screen

__all__ = [
    "Change",
    "Correction",
    "Decisions",
    "conform",
    "derive_columns",
    "link_waves",
    "one_record_a_person",
    "one_record_a_submission",
    "read_cleaning_log",
    "replay",
    "same_answer",
    "screen",
    "unknown_everywhere",
]

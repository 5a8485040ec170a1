"""Responses in, cleaner responses and findings out: screen, clean, conform, deduplicate, link, derive."""

from meal.prepare.clean import Change, Correction, Decisions, read_cleaning_log, replay, same_answer, unknown_everywhere
from meal.prepare.conform import conform
from meal.prepare.deduplicate import one_record_a_person, one_record_a_submission
from meal.prepare.derive import derive_columns
from meal.prepare.held import Held, held_now
from meal.prepare.link import link_waves
from meal.prepare.log_rows import DELETION_COLUMNS, LOG_COLUMNS, LogRow, already_there, is_there
from meal.prepare.loops import loop_corrections, loop_of, replay_rows
from meal.prepare.recode import is_recoding, recoded_answers
from meal.prepare.replies import Decider, Taken, take_replies
from meal.prepare.screen import screen

__all__ = [
    "DELETION_COLUMNS",
    "LOG_COLUMNS",
    "Change",
    "Correction",
    "Decider",
    "Decisions",
    "Held",
    "LogRow",
    "Taken",
    "already_there",
    "conform",
    "derive_columns",
    "held_now",
    "is_recoding",
    "is_there",
    "link_waves",
    "loop_corrections",
    "loop_of",
    "one_record_a_person",
    "one_record_a_submission",
    "read_cleaning_log",
    "recoded_answers",
    "replay",
    "replay_rows",
    "same_answer",
    "screen",
    "take_replies",
    "unknown_everywhere",
]

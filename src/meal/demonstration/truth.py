"""Of whom each submission truly is, whatever id stands on it."""

from __future__ import annotations

import re

from meal.demonstration.records import Record

PERSON = re.compile(r"[A-Z]{2}-\d+")
SOMEBODY = "somebody"


def true_person(record: Record) -> str:
    """A text that is the same for all submissions of one person, of every wave.

    A submission that was made in a training, that belongs to nobody we know of, or in which nobody consented, is of a
    person of its own.
    """
    _, whose, *rest = record.serial.split(":")
    known = PERSON.fullmatch(whose) is not None and SOMEBODY not in rest
    return whose if known else record.serial.removesuffix(":copy")

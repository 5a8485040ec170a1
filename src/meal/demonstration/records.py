"""A submission as a server holds it, before it is laid out as an export."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

EPOCH = date(1970, 1, 1)
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Record:
    """One row of an export.

    Attributes:
        serial: our own name for the row; two copies of one submission have different serials.
        file: the export it stands in, relative to the study folder.
        uuid, root: id of the submission, and the id it had before it was edited.
        started, ended, submitted: seconds since 1970-01-01, UTC.
        utc_offset: minutes that the clock of the place is ahead of UTC.
        answers: question → answer; questions that are not in it are blank.
        review: what the reviewer said.
    """

    serial: str
    wave: str
    file: str
    uuid: str
    root: str
    started: int
    ended: int
    submitted: int
    utc_offset: int
    username: str
    answers: Mapping[str, str]
    review: str = ""

    def answer(self, question: str) -> str:
        """The answer to a question, blank where there is none."""
        return self.answers.get(question, "")

    def with_answers(self, **answers: str) -> Record:
        """The same record with these answers instead."""
        return replace(self, answers={**self.answers, **answers})


def new_id(record: Record, uuid: str) -> str:
    """A submission id in the style of this record's server: ODK Central writes `uuid:` before it."""
    return f"uuid:{uuid}" if record.uuid.startswith("uuid:") else uuid


def day_text(day: int) -> str:
    """A day since 1970-01-01 as 2018-07-01."""
    return (EPOCH + timedelta(days=day)).isoformat()


def day_number(text: str) -> int:
    """A date such as 2018-07-01 in days since 1970-01-01."""
    return (date.fromisoformat(text) - EPOCH).days


def moment_text(seconds: int) -> str:
    """A moment in UTC as 2018-07-01T09:30:00."""
    return datetime.fromtimestamp(seconds, tz=UTC).strftime("%Y-%m-%dT%H:%M:%S")


def local_moment_text(seconds: int, utc_offset: int) -> str:
    """A moment on the clock of the place, as phones write it: 2018-07-01T10:30:00.000+01:00."""
    clock = moment_text(seconds + utc_offset * 60)
    return f"{clock}.000+{utc_offset // 60:02d}:{utc_offset % 60:02d}"


def local_day(seconds: int, utc_offset: int) -> int:
    """The day on the clock of the place, in days since 1970-01-01."""
    return (seconds + utc_offset * 60) // DAY

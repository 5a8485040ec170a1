"""The log that ODK Collect keeps of an interview (audit.csv): told from submissions, and how long each took.

Columns and events are those of the ODK XForms specification, section "audit"; ODK Central puts the id of the
submission in front, and so do packages that fetch the logs of KoboToolbox.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from meal.model.columns import CodedColumn
from meal.read.table import Remark, Table

COLUMNS = frozenset({"event", "node", "start", "end"})
IDS = ("instance ID", "instanceID", "_uuid", "uuid", "_id")
OPENED = frozenset({"form start", "form resume"})
CLOSED = frozenset({"form exit", "form finalize", "finalize"})


def is_audit_log(names: Collection[str]) -> bool:
    """Whether the columns are those of an audit log."""
    return set(names) >= COLUMNS


def audit_remarks(table: Table) -> tuple[Remark, ...]:
    """A remark where the table is an audit log: its rows are events and no submissions."""
    if not is_audit_log(table.names) or not len(table.row_of):
        return ()
    own = next((table.columns[table.names.index(name)] for name in IDS if name in table.names), None)
    submissions = 1 if own is None else len({text for text in own.record_texts().tolist() if text})
    return (("audit_log", {"count": str(len(table.row_of)), "submissions": str(submissions)}),)


def interview_seconds(columns: Mapping[str, CodedColumn]) -> Mapping[str, float]:
    """Submission → seconds during which its form was open, pauses left out; one without an id is called "".

    From each start or resumption to the exit after it; where there is none, to the last event.
    """
    own = next((columns[name] for name in IDS if name in columns), None)
    ids = [""] * len(columns["event"]) if own is None else own.record_texts().tolist()
    names = ("event", "start", "end")
    cells = zip(ids, *(columns[name].record_texts().tolist() for name in names), strict=True)
    events: dict[str, list[tuple[float, str]]] = {}
    for submission, event, start, end in cells:
        for moment in (_seconds(start), _seconds(end)):
            if moment is not None:
                events.setdefault(str(submission).strip(), []).append((moment, str(event).strip()))
    return {submission: _open(sorted(told, key=lambda one: one[0])) for submission, told in events.items()}


def _open(events: list[tuple[float, str]]) -> float:
    """Seconds during which the form was open, of events in the order of their moments."""
    total, since, last = 0.0, None, events[0][0]
    for moment, event in events:
        if event in OPENED and since is None:
            since = moment
        elif event in CLOSED and since is not None:
            total, since = total + moment - since, None
        last = moment
    return total if since is None else total + last - since


def _seconds(text: str) -> float | None:
    """A moment of the log: milliseconds since 1970 as Collect writes them, or as text."""
    bare = str(text).strip()
    if bare.isdecimal() and len(bare) >= 12:
        return int(bare) / 1000
    try:
        moment = datetime.fromisoformat(bare)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()

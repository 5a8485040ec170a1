"""Rows of a cleaning log as `meal` writes them: the field's columns first, its own to the right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from meal.prepare.clean import Correction

LOG_COLUMNS = (
    "uuid", "old_value", "question", "issue", "check_id", "check_binding", "change_type", "new_value",
    "stable_id", "wave", "partner", "severity", "message", "status", "decided_by", "decided_at", "reason",
    "loop_index",
)  # fmt: skip
DELETION_COLUMNS = (
    "uuid", "change_type", "comment", "stable_id", "wave", "partner", "check_id", "issue", "decided_by", "decided_at",
)  # fmt: skip

_SAME = ("wave", "loop_index", "question", "check_id", "change_type", "new_value")


@dataclass(frozen=True, slots=True)
class LogRow:
    """One row to be added to a log.

    Attributes:
        status: `decided` is replayed; `open`, `conflict` and `refused` are kept to be looked at.
        loop_index: of the row of a repeat group inside the submission, as `child[2]`; empty for the submission.
        line: of the workbook that it comes from, for messages. place: (sheet, row) of the reply in it.
    """

    uuid: str
    question: str
    change_type: str
    old_value: str = ""
    new_value: str = ""
    check_id: str = ""
    stable_id: str = ""
    wave: str = ""
    partner: str = ""
    severity: str = ""
    message: str = ""
    status: str = "decided"
    decided_by: str = ""
    decided_at: str = ""
    reason: str = ""
    loop_index: str = ""
    line: str = ""
    place: tuple[str, int] = ("", 0)

    @property
    def key(self) -> str:
        """The stable id of the submission, or the key of the row of a repeat group."""
        return f"{self.stable_id}/{self.loop_index}" if self.loop_index else self.stable_id

    @property
    def removes(self) -> bool:
        """Whether it belongs in the deletion log."""
        return self.change_type == "remove_survey" and self.status == "decided"

    def cells(self) -> dict[str, str]:
        """Column → cell, in both logs' names."""
        told = {name: str(getattr(self, name)) for name in LOG_COLUMNS if name not in ("issue", "check_binding")}
        binding = f"{self.question} ~/~ {self.uuid}" if self.question else f"all ~/~ {self.uuid}"
        binding += f" ~/~ {self.loop_index}" if self.loop_index else ""
        return told | {"issue": self.message, "check_binding": binding, "comment": self.reason}

    def correction(self) -> Correction:
        """The same as it is replayed."""
        return Correction(
            0, self.uuid, self.question, self.change_type, self.old_value, self.new_value, self.check_id,
            self.stable_id, self.wave, self.decided_by, self.decided_at, self.reason, status=self.status,
            loop_index=self.loop_index,
        )  # fmt: skip


def already_there(rows: Iterable[Mapping[str, str]]) -> frozenset[tuple[str, ...]]:
    """What rows of a log say, to compare new ones with."""
    return frozenset(
        (name, row.get("status", "") or "decided", *(row.get(column, "") for column in _SAME))
        for row in rows
        for name in {row.get("stable_id", ""), row.get("uuid", "")} - {""}
    )


def is_there(row: LogRow, there: frozenset[tuple[str, ...]]) -> bool:
    """Whether a log has this row already, so that taking a workbook twice adds nothing."""
    told = row.cells()
    rest = (row.status, *(told[column] for column in _SAME))
    return (row.stable_id, *rest) in there or (row.uuid, *rest) in there

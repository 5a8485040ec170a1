"""Replies of a partner as rows of the cleaning log; whatever cannot be taken is told and nothing is lost.

A workbook that came back is believed only where its lines bear the seal of the study and its rows are
records of the partner. A reply holds for the answer that stood there when the workbook was made; where
another stands there now it is a conflict, which somebody has to look at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from meal.model.feedback_workbook import FeedbackLine, line_seal
from meal.model.findings import Finding
from meal.model.responses import Responses
from meal.model.returned import ReturnedWorkbook
from meal.prepare.clean import same_answer
from meal.prepare.edits import Edit, edited_cells
from meal.prepare.held import Held
from meal.prepare.log_rows import LogRow, is_there
from meal.prepare.loops import loop_of
from meal.prepare.new_answers import as_answered

Cell = tuple[str, str, str]
"""Wave, stable id and question."""


@dataclass(frozen=True, slots=True)
class Decider:
    """Who replied, and when: `date` as 2019-05-31."""

    name: str
    date: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What becomes of a returned workbook.

    Attributes:
        rows: new rows of the logs. told: what could not be taken as it stands, and what is still open.
        n_replies: lines and cells with a reply. n_known: of these, what was taken before.
    """

    rows: tuple[LogRow, ...]
    told: tuple[Finding, ...]
    n_replies: int
    n_known: int


@dataclass(frozen=True, slots=True)
class _Said:
    """One reply and where it stands: in the first sheet, or as a correction in a sheet of rows."""

    sheet: str
    row: int
    reply: str
    new_value: str
    comment: str


@dataclass(slots=True)
class _Taking:
    """What is known while a workbook is gone through."""

    workbook: ReturnedWorkbook
    held: Held
    key: bytes
    by: Decider
    there: frozenset[tuple[str, ...]]
    edits: Mapping[Cell, Edit]
    rows: list[LogRow] = field(default_factory=list)
    told: list[Finding] = field(default_factory=list)
    n_known: int = 0

    def tell(self, rule: str, line: FeedbackLine | None, said: _Said, /, **parameters: str) -> None:
        """A finding about a reply."""
        known = line is not None and line.wave in self.held.waves
        self.told.append(
            Finding(
                rule, "note" if rule in ("reply_open", "reply_about_file") else "warning", "study",
                wave=line.wave if line and known else "", partner=self.workbook.settings["partner"],
                file=self.workbook.name, sheet=said.sheet, row=said.row,
                record=line.record if line else "", variable=line.question if line and known else "",
                parameters={"line": line.number if line else "–", "row": str(said.row), **parameters},
            )
        )  # fmt: skip

    def add(self, row: LogRow) -> None:
        """A row for the log, unless it is there already."""
        if is_there(row, self.there) or row in self.rows:
            self.n_known += row.status == "decided"
        else:
            self.rows.append(row)


def take_replies(
    workbook: ReturnedWorkbook,
    held: Held,
    *,
    key: bytes,
    by: Decider,
    there: frozenset[tuple[str, ...]],
    earlier: Mapping[str, Responses] | None = None,
) -> Taken:
    """The rows of the logs that the replies of a workbook make.

    Args:
        held: what the study holds, its log replayed. key: of the study.
        by: who replied. there: what the logs say already (`log_rows.already_there`).
        earlier: hash of an earlier version of an export → its records.
    """
    edits, told = edited_cells(workbook, held, earlier or {})
    taking = _Taking(workbook, held, key, by, there, edits, told=list(told))
    lines = {line.number: line for line in workbook.lines}
    replied: set[Cell] = set()
    for typed in workbook.typed:
        said = _Said(workbook.settings["fix_sheet"], typed.row, typed.reply, typed.new_value, typed.comment)
        line = lines.get(typed.number)
        if line is None:
            taking.tell("reply_line_unknown", None, said, line=typed.number or "–")
        elif line.seal != line_seal(key, line):
            taking.tell("reply_line_changed", line, said)
        else:
            replied.add((line.wave, line.stable_id, line.question))
            _one_line(taking, line, said)
    by_cell: dict[Cell, list[FeedbackLine]] = defaultdict(list)
    for line in workbook.lines:
        if line.seal == line_seal(key, line):
            by_cell[line.wave, line.stable_id, line.question].append(line)
    for cell, edit in edits.items():
        if cell not in replied:
            _one_edit(taking, cell, edit, by_cell.get(cell, []))
    rows, contradicting = _without_contradictions(taking.rows)
    for row, answers in contradicting:
        said = _Said(*row.place, "", "", "")
        taking.tell("reply_contradicts", lines.get(row.line), said, line=row.line, answers=answers)
    return Taken(tuple(rows), tuple(taking.told), len(workbook.typed) + len(edits), taking.n_known)


def _one_line(taking: _Taking, line: FeedbackLine, said: _Said) -> None:
    code = _reply_code(taking.workbook, said)
    edit = taking.edits.get((line.wave, line.stable_id, line.question))
    if code is None:
        offered = ", ".join(taking.workbook.reply_words.values())
        taking.tell("reply_not_understood", line, said, reply=said.reply, options=offered)
    elif not line.stable_id:
        told = ". ".join(filter(None, (taking.workbook.reply_words.get(code, ""), said.new_value, said.comment)))
        taking.tell("reply_about_file", line, said, comment=told)
    elif code == "right" and (edit is not None or _other_answer(taking, line, said)):
        answers = ", ".join((taking.workbook.reply_words.get(code, code), _shown(taking, line, said, edit)))
        taking.tell("reply_contradicts", line, said, answers=answers)
    elif code == "correct":
        _corrected(taking, line, said, edit)
    else:
        kind = {"right": "no_action", "remove": "remove_survey"}.get(code, "no_action")
        row = _log_row(taking, line, said, kind)
        if code == "unknown":
            taking.tell("reply_open", line, said, comment=said.comment)
            taking.add(replace(row, status="open"))
        else:
            _add_where_it_holds(taking, line, said, row)


def _corrected(taking: _Taking, line: FeedbackLine, said: _Said, edit: Edit | None) -> None:
    """The reply that an answer is wrong."""
    if not line.question:
        if not said.new_value and any(cell[:2] == (line.wave, line.stable_id) for cell in taking.edits):
            return  # what is wrong was corrected in the rows
        taking.tell("reply_which_answer", line, said)
        return
    responses = taking.held.of(line.wave, line.stable_id).waves.get(line.wave)
    if responses is None:
        taking.tell("reply_record_gone", line, said)
        return
    question = responses.codebook.question(line.question)
    words = {a.words: a.code for a in taking.workbook.answers if (a.wave, a.question) == (line.wave, line.question)}
    text = said.new_value or (edit.text if edit else "")
    new = as_answered(text, question, responses.codebook, words)
    kind = "change_response" if text else "blank_response"
    if new is None:
        options = ", ".join(words or {f"{choice.name}": "" for choice in question.choices})
        shown = "…" if question.personal else text
        taking.tell("reply_not_offered", line, said, new_value=shown, options=options)
        taking.add(replace(_log_row(taking, line, said, kind), new_value=text, status="refused"))
        return
    _add_where_it_holds(taking, line, said, replace(_log_row(taking, line, said, kind), new_value=new))


def _add_where_it_holds(taking: _Taking, line: FeedbackLine, said: _Said, row: LogRow) -> None:
    """Add the row where the answer is the one that the reply is about; otherwise it is a conflict."""
    held = taking.held.of(line.wave, line.stable_id)
    at = held.record(line.wave, line.stable_id)
    if is_there(row, taking.there):
        taking.n_known += 1
        return
    if at is None:
        taking.tell("reply_record_gone", line, said)
        taking.add(replace(row, status="conflict"))
        return
    changes = row.change_type in ("change_response", "blank_response")
    now = held.text(line.wave, at, line.question) if line.question else ""
    question = held.question(line.wave, line.question)
    known = not line.question or line.question not in held.waves[line.wave].columns
    if not known and not held.still(line.wave, at, line.question, line.old_value, line.old_hash, taking.key):
        if changes and same_answer(now, row.new_value, question):
            taking.n_known += 1
            return
        taking.tell("reply_conflict", line, said)
        taking.add(replace(row, status="conflict"))
    elif changes and same_answer(now, row.new_value, question):
        taking.tell("reply_same_value", line, said)
    else:
        taking.add(row if row.removes else replace(row, old_value=now))


def _one_edit(taking: _Taking, cell: Cell, edit: Edit, lines: Sequence[FeedbackLine]) -> None:
    """A cell that was corrected in the rows, under each rule that doubted it."""
    wave, stable, name = cell
    unasked = FeedbackLine("–", "", "note", "cell", wave, stable, edit.record, name, "", "", edit.file, "", "", "")
    said = _Said(*edit.place, "correct", edit.text, "")
    for line in lines or [unasked]:
        _corrected(taking, replace(line, old_value=edit.old, old_hash=edit.old_hash), said, edit)


def _log_row(taking: _Taking, line: FeedbackLine, said: _Said, kind: str) -> LogRow:
    known = line.stable_id in taking.held.position.get(line.wave, {})
    record, place = (line.stable_id, "") if known else loop_of(line.stable_id)
    return LogRow(
        uuid=line.record,
        question="" if kind == "remove_survey" else line.question,
        change_type=kind,
        old_value="" if kind == "remove_survey" else line.old_value,
        check_id=line.rule,
        stable_id=record,
        # The interview is removed, and not a row of it.
        loop_index="" if kind == "remove_survey" else place,
        wave=line.wave,
        partner=taking.workbook.settings["partner"],
        severity=line.severity if line.rule else "",
        message=line.message,
        decided_by=taking.by.name,
        decided_at=taking.by.date,
        reason=said.comment,
        line=line.number,
        place=(said.sheet, said.row),
    )


def _reply_code(workbook: ReturnedWorkbook, reply: _Said) -> str | None:
    """The code of a reply; a new value alone is a correction, a comment alone leaves it open."""
    said = reply.reply.strip().casefold()
    if not said:
        return "correct" if reply.new_value else "unknown"
    for code, words in workbook.reply_words.items():
        if said in (code.casefold(), words.strip().casefold()):
            return code
    return None


def _other_answer(taking: _Taking, line: FeedbackLine, said: _Said) -> bool:
    """Whether a new value stands beside the reply that the old one is right, and is not the same."""
    if not said.new_value or line.wave not in taking.held.waves:
        return False
    responses = taking.held.waves[line.wave]
    question = responses.codebook.question(line.question)
    words = {a.words: a.code for a in taking.workbook.answers if (a.wave, a.question) == (line.wave, line.question)}
    meant = as_answered(said.new_value, question, responses.codebook, words)
    return question.personal or meant is None or not same_answer(meant, line.old_value, question)


def _shown(taking: _Taking, line: FeedbackLine, said: _Said, edit: Edit | None) -> str:
    personal = line.wave in taking.held.waves and taking.held.question(line.wave, line.question).personal
    return "…" if personal else said.new_value or (edit.text if edit else "")


def _without_contradictions(rows: Sequence[LogRow]) -> tuple[list[LogRow], list[tuple[LogRow, str]]]:
    """The rows without those that give one answer several values; of those, one each with what was said."""
    given: dict[Cell, dict[tuple[str, str], LogRow]] = defaultdict(dict)
    for row in _about_answers(rows):
        given[_cell(row)].setdefault((row.change_type, row.new_value), row)
    wrong = {cell: list(kinds.values()) for cell, kinds in given.items() if len(kinds) > 1}
    kept = [row for row in rows if row not in set(_about_answers(rows)) or _cell(row) not in wrong]
    return kept, [(several[0], _answers_said(several)) for several in wrong.values()]


def _cell(row: LogRow) -> Cell:
    return row.wave, row.key, row.question


def _about_answers(rows: Sequence[LogRow]) -> Iterator[LogRow]:
    return (row for row in rows if row.status == "decided" and row.question and not row.removes)


def _answers_said(rows: Sequence[LogRow]) -> str:
    return ", ".join(f"{row.line or row.place[1]}: {row.change_type}" for row in rows)

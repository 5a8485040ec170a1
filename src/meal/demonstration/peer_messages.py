"""The shipped study `peer-messages`, as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from meal.demonstration.answer_key import answer_key_csv, cleaning_log_csv
from meal.demonstration.chance import Chance
from meal.demonstration.exports import by_file, csv_bytes, odk_table, row_numbers
from meal.demonstration.forms import question_names, read_schema, xlsform_bytes
from meal.demonstration.peer_mistakes import ID, Participants, problems_baseline, problems_endline
from meal.demonstration.peer_people import DAYS_TO_ENDLINE, Participant, participants
from meal.demonstration.problems import Problem, merged
from meal.demonstration.records import DAY, Record, day_text
from meal.demonstration.submissions import HOUR, MINUTE
from meal.demonstration.workbook import Cell, Sheet, workbook_bytes

STUDY = "peer-messages"
WAVES = ("baseline", "endline")
FILE = {"baseline": "baseline/baseline.xlsx", "endline": "endline/endline.csv"}
SEED = 20180205
WORKBOOK_SAVED = datetime(2018, 3, 20)
INTERVIEWERS = ("aissatou", "cheikh", "khady", "mamadou", "ndeye", "ousmane")
SUBMITTERS = {name: 11 + number for number, name in enumerate((*INTERVIEWERS, "training"))}
DELETED_IN_EXCEL = ("SubmitterID", "AttachmentsPresent", "AttachmentsExpected", "Status", "DeviceID", "FormVersion")
SOURCES = {"radio": 0.2, "friends": 0.35, "social_media": 0.3, "screening": 0.15}


@dataclass(frozen=True, slots=True, eq=False)
class Interviews:
    """Everything that one seed gives, before it is laid out as files.

    Attributes:
        records: serial → submission. problems: what was planted in them.
    """

    records: Mapping[str, Record]
    problems: Sequence[Problem]


def peer_messages_interviews(seed: int = SEED) -> Interviews:
    """The interviews of both waves, as some seed draws them."""
    people = participants(Chance(seed))
    truth = _interviews(Chance(seed + 1), people)
    chance = Chance(seed + 2)
    pool = Participants({person.respondent: person for person in chance.shuffled(people)}, truth)
    return Interviews(*merged(truth, [*problems_baseline(chance, pool), *problems_endline(chance, pool)]))


def peer_messages_files(made: Interviews | None = None) -> dict[str, bytes]:
    """Path below surveys/peer-messages → content: exports, forms, cleaning log and answer key.

    Args:
        made: other interviews than those that ship.
    """
    made = made or peer_messages_interviews()
    records, problems = made.records, made.problems
    files = by_file(records.values())
    rows = row_numbers(files)
    return {
        FILE["baseline"]: _workbook(files[FILE["baseline"]]),
        FILE["endline"]: _csv(files[FILE["endline"]]),
        "cleaning_log.csv": cleaning_log_csv(problems, records, rows),
        "answer_key.csv": answer_key_csv(problems, records, rows, respondent=ID),
        **{f"forms/{wave}.xlsx": xlsform_bytes(read_schema(f"{STUDY}-{wave}"), ("start", "end")) for wave in WAVES},
    }


def _interviews(chance: Chance, people: Sequence[Participant]) -> dict[str, Record]:
    """Serial → submission of every interview."""
    records: dict[str, Record] = {}
    for person in people:
        first = _interview(chance, person, "baseline", person.day, person.baseline, person.wants[0])
        records[first.serial] = first.with_answers(age=str(person.age), place=person.place, arm=person.arm)
        if person.endline:
            day = person.day + DAYS_TO_ENDLINE
            last = _interview(chance, person, "endline", day, person.endline, person.wants[1])
            records[last.serial] = last.with_answers(source=chance.weighted(SOURCES))
    return records


def _interview(
    chance: Chance, person: Participant, wave: str, day: int, outcomes: Mapping[str, str], wants: str
) -> Record:
    started = day * DAY + 9 * HOUR + chance.below(480) * MINUTE + chance.below(60)
    ended = started + (8 + chance.below(15)) * MINUTE + chance.below(60)
    uuid = f"uuid:{chance.uuid()}"
    return Record(
        serial=f"{wave}:{person.respondent}",
        wave=wave,
        file=FILE[wave],
        uuid=uuid,
        root=uuid,
        started=started,
        ended=ended,
        submitted=ended + 30 + chance.below(3 * HOUR),
        utc_offset=0,
        username=chance.one_of(INTERVIEWERS),
        answers={
            "interview_date": day_text(day),
            "consent": "yes",
            "respondent_id": person.respondent,
            "sex": person.sex,
            "wants_to_leave": wants,
            **outcomes,
        },
        review="approved" if chance.happens(0.8) else "",
    )


def _workbook(records: Sequence[Record]) -> bytes:
    """The first interviews as a workbook: an export that an officer opened in Excel, thinned out and saved."""
    table = odk_table(records, question_names(f"{STUDY}-baseline"), SUBMITTERS)
    header = [column for column in table[0] if column not in DELETED_IN_EXCEL]
    rows = [[_excel_cell(column, row[column]) for column in header] for row in table]
    return workbook_bytes([Sheet("baseline", header, rows)], created=WORKBOOK_SAVED)


def _excel_cell(column: str, text: str) -> Cell:
    """Excel turns dates and whole numbers into its own kinds, and leaves what is neither as text."""
    if column == "interview_date":
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return int(text) if column in ("age", "Edits") and text.isascii() and text.isdigit() else text


def _csv(records: Sequence[Record]) -> bytes:
    table = odk_table(records, question_names(f"{STUDY}-endline"), SUBMITTERS)
    return csv_bytes(list(table[0]), (list(row.values()) for row in table), delimiter=",", quote_all=False, mark=True)

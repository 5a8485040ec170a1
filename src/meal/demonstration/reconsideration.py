"""The shipped study `reconsideration`, as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from meal.demonstration.answer_key import answer_key_csv, cleaning_log_csv
from meal.demonstration.chance import Chance
from meal.demonstration.contact_details import with_contact_details
from meal.demonstration.exports import KOBO_DEVICE, by_file, csv_bytes, kobo_csv, kobo_ids, row_numbers
from meal.demonstration.followup import FIRST_CALL, FollowUp, drawn_sample, follow_up_answers
from meal.demonstration.forms import question_names, read_schema, xlsform_bytes
from meal.demonstration.mistakes_after import problems_after, second_conversations
from meal.demonstration.mistakes_before import problems_before
from meal.demonstration.mistakes_followup import problems_followup
from meal.demonstration.people import Person, answers_after, counselled_people
from meal.demonstration.pool import ID, Pool, planner
from meal.demonstration.problems import Problem, merged
from meal.demonstration.records import Record
from meal.demonstration.submissions import call_record, calls, conversations

STUDY = "reconsideration"
WAVES = ("before", "after", "followup")
SEED = 20190701
N_SECOND_CONVERSATIONS = 238
N_CALLED_BUT_NOT_DRAWN = 8


@dataclass(frozen=True, slots=True, eq=False)
class Submissions:
    """Everything that one seed gives, before it is laid out as files.

    Attributes:
        records: serial → submission. problems: what was planted in them.
        roster: respondent, country, sex and whether they were reached, of everybody who was drawn.
    """

    records: Mapping[str, Record]
    problems: Sequence[Problem]
    roster: Sequence[tuple[str, ...]]


def reconsideration_submissions(seed: int = SEED) -> Submissions:
    """The submissions of all waves, as some seed draws them."""
    people = with_contact_details(seed, counselled_people(Chance(seed)))
    after = answers_after(Chance(seed + 1), people)
    sample = drawn_sample(Chance(seed + 2), people)
    follow_up = follow_up_answers(Chance(seed + 3), sample, after)
    truth = conversations(Chance(seed + 4), people, after) | calls(Chance(seed + 5), sample, follow_up)

    chance = Chance(seed + 6)
    sampled = frozenset(person.respondent for person in sample)
    pool = Pool({person.respondent: person for person in chance.shuffled(people)}, truth, sampled)
    records, problems = merged(
        truth,
        [
            *problems_before(chance, pool),
            *second_conversations(chance, pool, N_SECOND_CONVERSATIONS),
            *problems_after(chance, pool, after),
            *problems_followup(chance, pool, _calls_to_others(chance, pool)),
        ],
    )
    return Submissions(records, problems, _roster(sample, follow_up))


def reconsideration_files(made: Submissions | None = None) -> dict[str, bytes]:
    """Path below surveys/reconsideration → content: exports, roster, forms, cleaning log and answer key.

    Args:
        made: other submissions than those that ship.
    """
    made = made or reconsideration_submissions()
    header = ("respondent_id", "country", "sex", "reached")
    return {
        **_exports(made.records, made.problems),
        **_forms(),
        "followup/sampled.csv": csv_bytes(header, made.roster, delimiter=";", quote_all=True),
    }


def _calls_to_others(chance: Chance, pool: Pool) -> list[Record]:
    """Answered calls of people who planned to migrate, but were not drawn."""
    answers = FollowUp(day=FIRST_CALL + 20, gave_up="yes", still_plans="no", risks_named="3", savings_eur="0")
    return [call_record(chance, person.respondent, answers) for person in pool.take(N_CALLED_BUT_NOT_DRAWN, planner)]


def _exports(records: Mapping[str, Record], problems: Sequence[Problem]) -> dict[str, bytes]:
    files = by_file(records.values())
    ids = kobo_ids(records.values())
    rows = row_numbers(files)
    questions = {wave: question_names(_schema(wave)) for wave in WAVES}
    exports = {file: kobo_csv(rows_of, questions[rows_of[0].wave], ids) for file, rows_of in files.items()}
    return {
        **exports,
        "cleaning_log.csv": cleaning_log_csv(problems, records, rows),
        "answer_key.csv": answer_key_csv(problems, records, rows, respondent=ID),
    }


def _roster(sample: list[Person], follow_up: Mapping[str, FollowUp]) -> list[tuple[str, ...]]:
    """Everybody who was drawn, and whether they were reached."""
    return [(p.respondent, p.country, p.sex, "yes" if p.respondent in follow_up else "no") for p in sample]


def _forms() -> dict[str, bytes]:
    return {f"forms/{wave}.xlsx": xlsform_bytes(read_schema(_schema(wave)), KOBO_DEVICE[wave]) for wave in WAVES}


def _schema(wave: str) -> str:
    return f"{STUDY}-{wave}"

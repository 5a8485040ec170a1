"""The people of `reconsideration` as submissions: what the phones of counsellors and callers sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypedDict

from meal.demonstration.chance import Chance
from meal.demonstration.followup import FollowUp
from meal.demonstration.people import After, Person
from meal.demonstration.programme import DONT_KNOW, PARTNER, RISKS_UNKNOWN
from meal.demonstration.records import DAY, Record, day_text, new_id

MINUTE = 60
HOUR = 3600
CALL_CENTRE_OFFSET = 120
FOLLOWUP_FILE = "followup/calls.csv"


def conversations(chance: Chance, people: Iterable[Person], after: Mapping[str, After]) -> dict[str, Record]:
    """Serial → submission, before and after the conversation of every person."""
    records: dict[str, Record] = {}
    for person in people:
        before = before_record(chance, person)
        records[before.serial] = before
        if person.respondent in after:
            record = after_record(chance, before, after[person.respondent])
            records[record.serial] = record
    return records


def before_record(chance: Chance, person: Person) -> Record:
    """The submission made before the conversation."""
    partner = PARTNER[person.partner]
    started = person.day * DAY + 8 * HOUR + chance.below(480) * MINUTE + chance.below(60) - partner.utc_offset * MINUTE
    ended = started + (7 + chance.below(14)) * MINUTE + chance.below(60)
    return Record(
        serial=f"before:{person.respondent}",
        wave="before",
        file=f"before/{person.partner}.csv",
        **_sent(chance, started, ended),
        utc_offset=partner.utc_offset,
        username=f"{person.partner}{1 + chance.below(4)}",
        answers=_answers_before(chance, person),
        review="Approved" if chance.happens(0.9) else "",
    )


def _answers_before(chance: Chance, person: Person) -> dict[str, str]:
    # The few people of other or unknown sex answer everything, so that only their number is small.
    known = person.sex in ("female", "male")
    # Two draws that nothing hangs on: without them every answer after these would be another one.
    for _ in range(2):
        chance.fraction()
    return {
        "partner": person.partner,
        "country": person.country,
        "site": person.site,
        "counsellor": person.counsellor,
        "conversation_date": day_text(person.day),
        "consent": "yes",
        "respondent_id": person.respondent,
        "name": person.name,
        "phone": person.phone,
        "sex": person.sex,
        "age": person.age,
        "group": person.group,
        "plans_to_migrate": person.plans,
        "route": person.route,
        "destination": person.destination,
        "departure": person.departure,
        "risks_named": DONT_KNOW if chance.happens(RISKS_UNKNOWN) and known else str(person.risks_named),
        "information": person.information,
    }


def after_record(chance: Chance, before: Record, answers: After) -> Record:
    """The submission made right after the conversation, by the same counsellor."""
    started = before.ended + (25 + chance.below(50)) * MINUTE + chance.below(60)
    ended = started + (4 + chance.below(7)) * MINUTE + chance.below(60)
    same = ("partner", "country", "counsellor", "conversation_date", "respondent_id", "sex")
    return Record(
        serial=before.serial.replace("before:", "after:"),
        wave="after",
        file=before.file.replace("before/", "after/"),
        **_sent(chance, started, ended),
        utc_offset=before.utc_offset,
        username=before.username,
        answers={question: before.answer(question) for question in same}
        | {
            "plan": answers.plan,
            "risks_named": answers.risks_named,
            "satisfaction": answers.satisfaction,
            "comment": answers.comment,
        },
        review="Approved" if chance.happens(0.9) else "",
    )


def calls(chance: Chance, sample: Sequence[Person], follow_up: Mapping[str, FollowUp]) -> dict[str, Record]:
    """Serial → submission of the call centre, one for everybody of the sample who was reached."""
    reached = (person.respondent for person in sample if person.respondent in follow_up)
    made = (call_record(chance, respondent, follow_up[respondent]) for respondent in reached)
    return {record.serial: record for record in made}


def call_record(chance: Chance, respondent: str, answers: FollowUp) -> Record:
    """The submission about one call."""
    started = answers.day * DAY + 9 * HOUR + chance.below(480) * MINUTE + chance.below(60) - CALL_CENTRE_OFFSET * MINUTE
    minutes = 9 + chance.below(12) if answers.consent == "yes" else 1 + chance.below(2)
    caller = 1 + chance.below(8)
    return Record(
        serial=f"followup:{respondent}",
        wave="followup",
        file=FOLLOWUP_FILE,
        **_sent(chance, started, started + minutes * MINUTE + chance.below(60)),
        utc_offset=CALL_CENTRE_OFFSET,
        username=f"caller{caller}",
        answers={
            "respondent_id": respondent,
            "followup_date": day_text(answers.day),
            "consent": answers.consent,
            "gave_up": answers.gave_up,
            "still_plans": answers.still_plans,
            "risks_named": answers.risks_named,
            "savings_eur": answers.savings_eur,
        },
        review="Approved" if chance.happens(0.9) else "",
    )


def another(chance: Chance, record: Record, serial: str, *, days_later: int = 0, minutes_later: int = 0) -> Record:
    """A further submission like this one, made so much later (or earlier, where negative)."""
    uuid = new_id(record, chance.uuid())
    seconds = days_later * DAY + minutes_later * MINUTE
    return replace(
        record,
        serial=serial,
        uuid=uuid,
        root=uuid,
        started=record.started + seconds,
        ended=record.ended + seconds,
        submitted=record.submitted + seconds,
    )


class Sent(TypedDict):
    """Identity and times of a submission."""

    uuid: str
    root: str
    started: int
    ended: int
    submitted: int


def _sent(chance: Chance, started: int, ended: int) -> Sent:
    """When a submission was made and received; one phone in five has no network until days later."""
    offline = (6 + chance.below(60)) * HOUR if chance.happens(0.2) else 0
    uuid = chance.uuid()
    return {
        "uuid": uuid,
        "root": uuid,
        "started": started,
        "ended": ended,
        "submitted": ended + offline + 5 + chance.below(240),
    }

"""What goes wrong in the exports of `peer-messages`: every mistake, planted on purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from meal.demonstration import damage
from meal.demonstration.chance import Chance
from meal.demonstration.peer_people import DAYS_TO_ENDLINE, Participant
from meal.demonstration.problems import (
    Planted,
    Problem,
    edited_submission,
    missing_answer,
    odd_but_right,
    same_submission,
    set_aside,
    untraceable,
    wrong_cell,
    wrong_identifier,
)
from meal.demonstration.records import Record, day_number, day_text
from meal.demonstration.submissions import another

ID = "respondent_id"
FLIPPED = {"yes": "no", "no": "yes", "female": "male", "male": "female"}


@dataclass(slots=True)
class Participants:
    """People without a problem so far, in random order; whoever is taken leaves."""

    people: dict[str, Participant]
    records: Mapping[str, Record]

    def take(self, n: int, where: Callable[[Participant], bool] = lambda person: True) -> list[Participant]:
        """The next n people for whom the condition holds.

        Raises:
            ValueError: there are too few.
        """
        taken = [person for person in self.people.values() if where(person)][:n]
        if len(taken) < n:
            raise ValueError(f"only {len(taken)} of {n} people fit a planted problem")
        for person in taken:
            del self.people[person.respondent]
        return taken

    def baseline(self, person: Participant) -> Record:
        """The first interview."""
        return self.records[f"baseline:{person.respondent}"]

    def endline(self, person: Participant) -> Record:
        """The interview three months later."""
        return self.records[f"endline:{person.respondent}"]


def found_again(person: Participant) -> bool:
    """Whether the person was found again and answered everything."""
    return bool(person.endline) and set(person.endline.values()) <= {"yes", "no"}


def not_found_again(person: Participant) -> bool:
    """Whether the person has a first interview only."""
    return not person.endline


def other_sex(person: Participant, *, owner: Participant) -> bool:
    """Whether the sex tells two people apart."""
    return person.sex != owner.sex


def found_with_other_sex(person: Participant, *, owner: Participant) -> bool:
    """Whether the person was found again and is told apart by sex."""
    return found_again(person) and other_sex(person, owner=owner)


def problems_baseline(chance: Chance, pool: Participants) -> Iterator[Planted]:
    """What goes wrong in the workbook of the first interviews."""
    yield from _left_out(chance, pool, pool.baseline, where=lambda person: True)
    for person in pool.take(9):
        again = another(chance, pool.baseline(person), f"baseline:{person.respondent}:again", days_later=3)
        date = day_text(person.day + 3)
        changed = again.with_answers(interview_date=date, informed="yes", aware_of_risks="yes")
        yield set_aside(changed, rule="repeat_conversation", problem="Interviewed twice", note="The first one counts")
    for spoil, n, rule, problem in (
        (damage.in_words, 3, "not_a_number", "Age typed as text"),
        (damage.with_unit, 2, "not_a_number", "Age typed as text"),
        (damage.zero_added, 4, "out_of_range", "Impossible age"),
        (damage.first_digit_lost, 2, "out_of_range", "Impossible age"),
    ):
        for person in pool.take(n):
            yield wrong_cell(pool.baseline(person), "age", spoil, rule=rule, problem=problem)
    for person in pool.take(1, lambda person: person.age == 35):
        problem = "Older than those invited"
        yield odd_but_right(pool.baseline(person), "age", "36", rule="out_of_range", problem=problem)
    for person, found in zip(pool.take(5), ("2018-02-30", "Monday", "2018-13-02", "00/00/2018", "?"), strict=True):
        constant = damage.constantly(found)
        yield wrong_cell(pool.baseline(person), "interview_date", constant, rule="not_a_date", problem="Not a date")
    for person in pool.take(5, not_found_again):
        problem = "Not a sex that can be chosen"
        yield wrong_cell(pool.baseline(person), "sex", damage.misspelt, rule="not_in_choices", problem=problem)
    yield from _wishes(pool, pool.baseline, lambda person: person.baseline["intends_irregular"] == "yes")
    for person in pool.take(6):
        yield missing_answer(pool.baseline(person), "place", problem="Place not filled in")
    yield from _conflicting_identities(chance, pool)
    rule, problem = "missing_identifier", "Respondent id not filled in"
    for person in pool.take(3):
        yield wrong_identifier(pool.baseline(person), ID, "", rule=rule, problem=problem, points_at=ID)
    for number, person in enumerate(pool.take(4), start=1):
        nobody = another(chance, pool.baseline(person), f"baseline:nobody-{number}", minutes_later=48)
        yield untraceable(nobody.with_answers(respondent_id=""), ID, rule=rule, problem=problem, points_at=ID)


def problems_endline(chance: Chance, pool: Participants) -> Iterator[Planted]:
    """What goes wrong in the export of the interviews three months later."""
    yield from _left_out(chance, pool, pool.endline, where=found_again)
    for person in pool.take(8, found_again):
        record = another(chance, pool.endline(person), f"endline:{person.respondent}:first", days_later=-4)
        date = day_text(person.day + DAYS_TO_ENDLINE - 4)
        changed = record.with_answers(interview_date=date, **_turned(record))
        yield set_aside(changed, rule="repeat_conversation", problem="Interviewed twice", note="The last one counts")
    for person in pool.take(5, found_again):
        yield wrong_cell(
            pool.endline(person),
            "aware_of_risks",
            damage.misspelt,
            rule="not_in_choices",
            problem="Not an answer that can be chosen",
        )
    for person in pool.take(6, found_again):
        yield missing_answer(pool.endline(person), "source", problem="Source of information not filled in")
    yield from _wishes(pool, pool.endline, lambda person: person.endline.get("intends_irregular") == "yes")
    for person in pool.take(5, found_again):
        problem = "Respondent id not filled in"
        yield wrong_identifier(pool.endline(person), ID, "", rule="missing_identifier", problem=problem, points_at=ID)
    for owner in pool.take(5, not_found_again):
        other = pool.take(1, partial(found_with_other_sex, owner=owner))[0]
        problem = "Answered under the id of somebody of the other sex"
        yield wrong_identifier(
            pool.endline(other), ID, owner.respondent, rule="other_person", problem=problem, points_at="sex"
        )
    for number, person in enumerate(pool.take(7, found_again), start=1):
        record = another(chance, pool.endline(person), f"endline:stranger-{number}", minutes_later=44)
        stranger = record.with_answers(respondent_id=f"SN-9{number:03d}")
        problem = "Never asked at baseline, so in no arm"
        yield set_aside(stranger, rule="unlinked_person", problem=problem, severity="warning", points_at=ID)


def _left_out(
    chance: Chance,
    pool: Participants,
    record_of: Callable[[Participant], Record],
    where: Callable[[Participant], bool],
) -> Iterator[Planted]:
    """Records that leave before anything is checked, copies, and older edits."""
    for number, person in enumerate(pool.take(9, where), start=1):
        record = record_of(person)
        refused = another(chance, record, f"{record.wave}:no-consent-{number}", minutes_later=21)
        answers = {"interview_date": record.answer("interview_date"), "consent": "no"}
        yield set_aside(replace(refused, answers=answers), rule="no_consent", problem="No consent")
    for number, person in enumerate(pool.take(5, where), start=1):
        record = record_of(person)
        test = another(chance, record, f"{record.wave}:test-{number}", minutes_later=37)
        tested = replace(test.with_answers(respondent_id=f"TEST-{number:02d}"), username="training")
        yield set_aside(tested, rule="test_record", problem="Made in a training")
    for person in pool.take(6, where):
        record = record_of(person)
        wrong = another(chance, record, f"{record.serial}:rejected", minutes_later=-35)
        rejected = replace(wrong.with_answers(sex=FLIPPED[person.sex], **_turned(record)), review="rejected")
        yield set_aside(rejected, rule="not_approved", problem="Rejected at review", note="Filled in again")
    for person in pool.take(6, where):
        yield same_submission(record_of(person))
    for person in pool.take(6, where):
        record = record_of(person)
        yield edited_submission(record, chance.uuid(), days_later=1 + chance.below(4), older=_turned(record))


def _turned(record: Record) -> dict[str, str]:
    """Other answers to the questions that are reported."""
    return {
        name: FLIPPED[record.answer(name)] for name in ("informed", "aware_of_risks") if record.answer(name) in FLIPPED
    }


def _wishes(
    pool: Participants, record_of: Callable[[Participant], Record], intends: Callable[[Participant], bool]
) -> Iterator[Planted]:
    for person in pool.take(6, intends):
        problem = "Intends to travel irregularly, but does not want to leave"
        constant = damage.constantly("no")
        yield wrong_cell(record_of(person), "wants_to_leave", constant, rule="irregular_without_wish", problem=problem)


def _conflicting_identities(chance: Chance, pool: Participants) -> Iterator[Planted]:
    rule, problem = "conflicting_identity", "Two people under one respondent id"
    for number, owner in enumerate(pool.take(5)):
        other = pool.take(1, partial(other_sex, owner=owner))[0]
        record = pool.baseline(other)
        if number < 3:
            yield wrong_identifier(record, ID, owner.respondent, rule=rule, problem=problem, points_at="sex")
        else:
            ghost = another(chance, record, f"baseline:{owner.respondent}:somebody", days_later=1)
            date = day_text(day_number(record.answer("interview_date")) + 1)
            ghost = ghost.with_answers(respondent_id=owner.respondent, interview_date=date)
            yield untraceable(ghost, ID, rule=rule, problem=problem, points_at="sex")
        note = "The record of the person whose id it is; settled by the decision about the other one"
        own = Problem(problem, "error", rule, pool.baseline(owner).serial, "sex", note=note, decided=True)
        yield Planted(records=(pool.baseline(owner),), problems=(own,))

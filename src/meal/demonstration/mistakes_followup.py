"""What goes wrong in the export of the call centre of `reconsideration`, planted on purpose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from meal.demonstration import damage
from meal.demonstration.chance import Chance
from meal.demonstration.people import Person
from meal.demonstration.pool import FLIPPED, ID, Pool
from meal.demonstration.problems import (
    Planted,
    edited_submission,
    missing_answer,
    same_submission,
    set_aside,
    wrong_cell,
)
from meal.demonstration.records import Record, day_number, day_text
from meal.demonstration.submissions import another


def problems_followup(chance: Chance, pool: Pool, spare_calls: Sequence[Record]) -> Iterator[Planted]:
    """What goes wrong in the export of the call centre.

    Args:
        spare_calls: answered calls of people who were not drawn.
    """
    for record in spare_calls:
        problem = "Called, but not drawn"
        yield set_aside(record, rule="respondent_not_in_roster", problem=problem, severity="warning", points_at=ID)
    for record in (record for key, record in pool.records.items() if key.startswith("followup:")):
        if record.answer("consent") == "no":
            yield set_aside(record, rule="no_consent", problem="No consent")
            pool.people.pop(record.answer(ID), None)
        elif record.answer("gave_up") == "":
            yield missing_answer(record, "gave_up", problem="Whether they gave up is not filled in")
            pool.people.pop(record.answer(ID), None)
    yield from _set_aside_followup(chance, pool)
    yield from _wrong_cells_followup(pool)


def _other_answer(record: Record) -> dict[str, str]:
    answer = FLIPPED[record.answer("gave_up")]
    return {"gave_up": answer, "still_plans": "no" if answer == "yes" else "yes"}


def _set_aside_followup(chance: Chance, pool: Pool) -> Iterator[Planted]:
    for number, person in enumerate(pool.take(5, pool.answered, drawn=True), start=1):
        record = another(chance, pool.called(person), f"followup:test-{number}", minutes_later=33)
        tested = replace(record.with_answers(respondent_id=f"TEST-{number:02d}"), username="training")
        yield set_aside(tested, rule="test_record", problem="Made in a training")
    for person in pool.take(6, pool.answered, drawn=True):
        record = another(chance, pool.called(person), f"followup:{person.respondent}:rejected", minutes_later=25)
        rejected = replace(record.with_answers(**_other_answer(record)), review="Not Approved")
        yield set_aside(rejected, rule="not_approved", problem="Rejected at review", note="Somebody else answered")
    for person in pool.take(7, pool.answered, drawn=True):
        yield same_submission(pool.called(person))
    for person in pool.take(6, pool.answered, drawn=True):
        record = pool.called(person)
        older = _other_answer(record)
        yield edited_submission(record, chance.uuid(), days_later=1 + chance.below(5), older=older)
    for person in pool.take(24, pool.answered, drawn=True):
        record, days = pool.called(person), 3 + chance.below(12)
        first = another(chance, record, f"{record.serial}:first", days_later=-days)
        date = day_text(day_number(record.answer("followup_date")) - days)
        changed = first.with_answers(followup_date=date, **_other_answer(record))
        note = "The last one counts"
        yield set_aside(changed, rule="repeat_conversation", problem="An earlier call", note=note)


def _wrong_cells_followup(pool: Pool) -> Iterator[Planted]:
    def gave_up(person: Person) -> bool:
        return pool.answered(person) and pool.called(person).answer("gave_up") == "yes"

    def saves(person: Person) -> bool:
        savings = pool.called(person).answer("savings_eur") if pool.answered(person) else ""
        return savings.isdigit() and len(savings) in (3, 4)

    def saves_nothing(person: Person) -> bool:
        return pool.answered(person) and pool.called(person).answer("savings_eur") == "0"

    for person in pool.take(7, gave_up, drawn=True):
        spoil, problem = damage.constantly("yes"), "Gave up, but still plans to migrate"
        rule = "gave_up_but_still_plans"
        yield wrong_cell(pool.called(person), "still_plans", spoil, rule=rule, problem=problem)
    for number, person in enumerate(pool.take(6, saves, drawn=True)):
        record, problem = pool.called(person), "Savings in cents"
        yield wrong_cell(record, "savings_eur", damage.in_cents, rule="out_of_range", problem=problem, lost=number < 2)
    for person in pool.take(5, saves_nothing, drawn=True):
        spoil, problem = damage.constantly("nothing"), "Savings typed as text"
        yield wrong_cell(pool.called(person), "savings_eur", spoil, rule="not_a_number", problem=problem)
    for person in pool.take(5, pool.answered, drawn=True):
        problem = "Not an answer that can be chosen"
        yield wrong_cell(pool.called(person), "gave_up", damage.misspelt, rule="not_in_choices", problem=problem)

"""What goes wrong in the exports of `reconsideration` from right after the conversation, planted on purpose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from meal.demonstration import damage
from meal.demonstration.chance import Chance
from meal.demonstration.contact_details import written_again
from meal.demonstration.people import After, Person
from meal.demonstration.pool import FLIPPED, ID, Pool, known_sex, planner
from meal.demonstration.problems import (
    Planted,
    edited_submission,
    missing_answer,
    same_submission,
    set_aside,
    wrong_cell,
    wrong_identifier,
)
from meal.demonstration.programme import FIRST_DAY, N_DAYS, PARTNERS
from meal.demonstration.records import Record, day_number, day_text
from meal.demonstration.submissions import after_record, another, before_record


def second_conversations(chance: Chance, pool: Pool, n: int) -> Iterator[Planted]:
    """People who came back: their first `before` and their last `after` count."""
    latest = FIRST_DAY + N_DAYS - 130
    people = [*pool.take(n - n // 7, lambda p: pool.has_after(p) and p.day < latest)]
    people += pool.take(n // 7, lambda p: pool.has_after(p) and p.day < latest, drawn=True)
    for person in people:
        before, after = pool.before(person), pool.after(person)
        days = 14 + chance.below(105)
        again = _second_visit(chance, before, days, to=_other_partner(chance, before))
        moved = again.with_answers(
            risks_named=str(min(8, person.risks_named + 1)), departure="later", **written_again(again)
        )
        yield set_aside(moved, rule="repeat_conversation", problem="A second conversation", note="The first one counts")
        first = another(chance, after, f"{after.serial}:first")
        first = first.with_answers(plan="unchanged" if after.answer("plan") != "unchanged" else "postponed")
        last = _second_visit(chance, after, days, to=again.answer("partner"))
        note = "The last one counts"
        yield set_aside(first, rule="repeat_conversation", problem="An earlier conversation", note=note)
        yield Planted(records=(replace(last, serial=after.serial),), problems=())


def _other_partner(chance: Chance, record: Record) -> str:
    """The partner of the second conversation: one in ten goes to the other one in the country."""
    here = record.answer("partner")
    others = [p.name for p in PARTNERS if p.country == record.answer("country") and p.name != here]
    return others[0] if others and chance.happens(0.1) else here


def _second_visit(chance: Chance, record: Record, days: int, *, to: str) -> Record:
    """The same form filled in again so many days later, with this partner."""
    visit = another(chance, record, f"{record.serial}:second", days_later=days)
    date = day_text(day_number(record.answer("conversation_date")) + days)
    moved = visit.with_answers(conversation_date=date)
    if to == record.answer("partner"):
        return moved
    elsewhere = moved.with_answers(partner=to, counsellor=f"{to}-01")
    return replace(elsewhere, file=f"{record.wave}/{to}.csv", username=f"{to}1")


def problems_after(chance: Chance, pool: Pool, after: Mapping[str, After]) -> Iterator[Planted]:
    """What goes wrong in the exports from right after the conversation."""
    for number, person in enumerate(pool.take(6, pool.has_after), start=1):
        record = another(chance, pool.after(person), f"after:test-{number}", minutes_later=31)
        tested = replace(record.with_answers(respondent_id=f"TEST-{number:02d}"), username="training")
        yield set_aside(tested, rule="test_record", problem="Made in a training")
    for person in pool.take(8, pool.has_after):
        record = another(chance, pool.after(person), f"after:{person.respondent}:rejected", minutes_later=15)
        wrong = record.with_answers(plan="unchanged", sex=FLIPPED[person.sex])
        rejected = replace(wrong, review="Not Approved")
        yield set_aside(rejected, rule="not_approved", problem="Rejected at review", note="Filled in before")
    for person in pool.take(9, pool.has_after):
        yield same_submission(pool.after(person))
    for person in pool.take(8, lambda p: pool.has_after(p) and after[p.respondent].plan != "unchanged"):
        older = {"plan": "unchanged", "satisfaction": "2"}
        yield edited_submission(pool.after(person), chance.uuid(), days_later=1 + chance.below(5), older=older)
    yield from _wrong_cells_after(pool)
    yield from _wrong_people_after(pool)
    yield from _never_asked_before(chance, pool)
    for record in (record for key, record in pool.records.items() if key.startswith("after:")):
        for variable, wording in (("sex", "Sex not filled in"), ("plan", "Plan not filled in")):
            if not record.answer(variable):
                yield missing_answer(record, variable, problem=wording)


def _wrong_cells_after(pool: Pool) -> Iterator[Planted]:
    def satisfied(person: Person) -> bool:
        return pool.has_after(person) and pool.after(person).answer("satisfaction") in ("3", "4", "5")

    def some_risks(person: Person) -> bool:
        return pool.has_after(person) and pool.after(person).answer("risks_named") in ("2", "3", "4", "5")

    for person in pool.take(6, pool.has_after):
        problem = "Not a plan that can be chosen"
        yield wrong_cell(pool.after(person), "plan", damage.misspelt, rule="not_in_choices", problem=problem)
    for number, person in enumerate(pool.take(7, satisfied)):
        record, problem = pool.after(person), "Satisfaction beyond the scale"
        yield wrong_cell(
            record, "satisfaction", damage.typed_twice, rule="out_of_range", problem=problem, lost=number < 2
        )
    for person in pool.take(5, some_risks):
        problem = "Number of risks typed as text"
        yield wrong_cell(pool.after(person), "risks_named", damage.in_words, rule="not_a_number", problem=problem)
    for person in pool.take(5, pool.has_after):
        spoil = damage.constantly(day_text(person.day + 30))
        problem = "Conversation dated after the day it was entered"
        yield wrong_cell(pool.after(person), "conversation_date", spoil, rule="date_in_the_future", problem=problem)


def _wrong_people_after(pool: Pool) -> Iterator[Planted]:
    for person in pool.take(6, pool.has_after):
        problem = "Respondent id not filled in"
        yield wrong_identifier(pool.after(person), ID, "", rule="missing_identifier", problem=problem, points_at=ID)
    # Whose id it is leaves the pool too, so that nothing else happens to that person.
    for owner in pool.take(6, lambda p: planner(p) and pool.has_no_after(p)):

        def fits(person: Person, owner: Person = owner) -> bool:
            return pool.has_after(person) and person.partner == owner.partner and person.sex == FLIPPED[owner.sex]

        record = pool.after(pool.take(1, fits)[0])
        problem = "Answered under the id of somebody of the other sex"
        yield wrong_identifier(record, ID, owner.respondent, rule="other_person", problem=problem, points_at="sex")


def _never_asked_before(chance: Chance, pool: Pool) -> Iterator[Planted]:
    """People whose record from before never arrived; they are met only after the conversation."""
    for number, person in enumerate(chance.drawn(list(pool.people.values()), 38), start=1):
        known = person.sex if known_sex(person) else "female"
        met = replace(person, respondent=f"{person.country}-{90_000 + number}", sex=known)
        answers = After(
            plan=chance.one_of(("given_up", "postponed", "unchanged")), risks_named="3", satisfaction="4", comment=""
        )
        if number % 3 == 0:
            answers = replace(answers, risks_named="2")
        record = after_record(chance, before_record(chance, met), answers)
        problem = "Never asked before the conversation"
        yield set_aside(record, rule="unlinked_person", problem=problem, severity="warning", points_at=ID)

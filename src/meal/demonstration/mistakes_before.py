"""What goes wrong in the exports of `reconsideration` from before the conversation, planted on purpose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from meal.demonstration import damage
from meal.demonstration.chance import Chance
from meal.demonstration.contact_details import details_of_another
from meal.demonstration.people import Person
from meal.demonstration.pool import FLIPPED, ID, Pool, known_age, known_sex, planner
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
from meal.demonstration.programme import FIRST_DAY, N_DAYS
from meal.demonstration.records import day_text
from meal.demonstration.submissions import another

NEIGHBOUR = {"compass": "harbour", "baobab": "riverbank", "citadel": "mulberry"}
"""Partners in the same country whose export comes later in the alphabet."""


def problems_before(chance: Chance, pool: Pool) -> Iterator[Planted]:
    """What goes wrong in the exports from before the conversation."""
    yield from _screened_before(chance, pool)
    for number, person in enumerate(pool.take(14, lambda p: known_sex(p) and p.partner in NEIGHBOUR)):
        record = pool.before(person)
        yield same_submission(record, file=f"before/{NEIGHBOUR[person.partner]}.csv" if number < 4 else "")
    for person in pool.take(11, planner):
        older = {"plans_to_migrate": "no", "route": "", "destination": "", "departure": "not_planning"}
        yield edited_submission(pool.before(person), chance.uuid(), days_later=1 + chance.below(5), older=older)
    yield from _wrong_cells_before(pool)
    yield from _conflicting_identities(chance, pool)
    yield from _missing_identifiers_before(chance, pool)
    for record in (
        record for key, record in pool.records.items() if key.startswith("before:") and not record.answer("sex")
    ):
        yield missing_answer(record, "sex", problem="Sex not filled in")
    for person in pool.take(5, known_sex):
        yield missing_answer(pool.before(person), "departure", problem="Departure not filled in")


def _screened_before(chance: Chance, pool: Pool) -> Iterator[Planted]:
    asked_first = ("partner", "country", "site", "counsellor", "conversation_date")
    templates = chance.drawn(list(pool.people.values()), 53)
    for number, person in enumerate(templates[:44], start=1):
        record = another(chance, pool.before(person), f"before:no-consent-{number}", minutes_later=17 + number)
        answers = {name: record.answer(name) for name in asked_first} | {"consent": "no"}
        yield set_aside(replace(record, answers=answers), rule="no_consent", problem="No consent")
    for number, person in enumerate(templates[44:], start=1):
        record = another(chance, pool.before(person), f"before:test-{number}", minutes_later=29 + number)
        tested = record.with_answers(respondent_id=f"TEST-{number:02d}", name="Test Example")
        yield set_aside(replace(tested, username="training"), rule="test_record", problem="Made in a training")
    for person in pool.take(12, lambda p: planner(p) and p.day > FIRST_DAY):
        # Were it not set aside first, it would be the first conversation, and of somebody else.
        serial = f"before:{person.respondent}:rejected"
        record = replace(another(chance, pool.before(person), serial, minutes_later=-40), review="Not Approved")
        wrong = {"plans_to_migrate": "no", "route": "", "destination": "", "departure": "not_planning"}
        rejected = record.with_answers(**wrong, sex=FLIPPED[person.sex])
        yield set_aside(rejected, rule="not_approved", problem="Rejected at review", note="Filled in again")


def _wrong_cells_before(pool: Pool) -> Iterator[Planted]:
    for spoil, n, rule, problem in (
        (damage.in_words, 4, "not_a_number", "Age typed as text"),
        (damage.with_unit, 2, "not_a_number", "Age typed as text"),
        (damage.zero_added, 5, "out_of_range", "Impossible age"),
        (damage.first_digit_lost, 3, "out_of_range", "Impossible age"),
    ):
        for person in pool.take(n, known_age):
            yield wrong_cell(pool.before(person), "age", spoil, rule=rule, problem=problem)
    for person, age in zip(pool.take(2, lambda p: p.age == "35" and planner(p)), ("36", "37"), strict=True):
        problem = "Older than the programme's limit"
        yield odd_but_right(pool.before(person), "age", age, rule="out_of_range", problem=problem)
    for variable, n in (("sex", 4), ("country", 3), ("group", 5)):
        for person in pool.take(n, lambda p: known_sex(p) and pool.has_no_after(p)):
            problem = f"Not a {variable} that can be chosen"
            yield wrong_cell(pool.before(person), variable, damage.misspelt, rule="not_in_choices", problem=problem)
    for person, found in zip(pool.take(3, known_sex), ("2018-11-31", "last Friday", "30/02/2019"), strict=True):
        constant = damage.constantly(found)
        yield wrong_cell(pool.before(person), "conversation_date", constant, rule="not_a_date", problem="Not a date")
    for person in pool.take(8, planner):
        constant = damage.constantly("not_planning")
        problem = "Plans to migrate, but says never to leave"
        yield wrong_cell(pool.before(person), "departure", constant, rule="plan_without_plans", problem=problem)


def _conflicting_identities(chance: Chance, pool: Pool) -> Iterator[Planted]:
    """Two people under one id: in half of the pairs the second is found, in the other half nobody knows who it is."""
    rule, problem = "conflicting_identity", "Two people under one respondent id"
    for number, owner in enumerate(pool.take(8, known_age)):
        differs = ("sex", "age", "sex", "country")[number % 4]
        other = pool.take(1, partial(_differ, owner=owner, by=differs))[0]
        record = pool.before(other)
        if number < 4:
            second = wrong_identifier(record, ID, owner.respondent, rule=rule, problem=problem, points_at=differs)
        else:
            ghost = another(chance, record, f"before:{owner.respondent}:somebody", days_later=1)
            ghost = ghost.with_answers(respondent_id=owner.respondent, conversation_date=day_text(other.day + 1))
            ghost = ghost.with_answers(**details_of_another(ghost))
            second = untraceable(ghost, ID, rule=rule, problem=problem, points_at=differs)
        yield second
        note = "The record of the person whose id it is; settled by the decision about the other one"
        own = Problem(problem, "error", rule, pool.before(owner).serial, differs, note=note, decided=True)
        yield Planted(records=(pool.before(owner),), problems=(own,))


def _differ(person: Person, *, owner: Person, by: str) -> bool:
    """Whether two people differ in this answer, and in none that is compared before it."""
    if not known_age(person) or person.day >= FIRST_DAY + N_DAYS - 1:
        return False
    same_sex, same_country = person.sex == owner.sex, person.country == owner.country
    if by == "sex":
        return not same_sex and same_country
    if by == "age":
        return same_sex and same_country and abs(int(person.age) - int(owner.age)) > 5
    return same_sex and person.age == owner.age and not same_country


def _missing_identifiers_before(chance: Chance, pool: Pool) -> Iterator[Planted]:
    rule, problem = "missing_identifier", "Respondent id not filled in"
    for person in pool.take(5, known_sex):
        yield wrong_identifier(pool.before(person), ID, "", rule=rule, problem=problem, points_at=ID)
    for number, person in enumerate(pool.take(2, known_sex), start=1):
        nobody = another(chance, pool.before(person), f"before:nobody-{number}", minutes_later=52)
        nobody = nobody.with_answers(respondent_id="", **details_of_another(nobody))
        yield untraceable(nobody, ID, rule=rule, problem=problem, points_at=ID)

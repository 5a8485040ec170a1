"""The people of `reconsideration` to whom mistakes may happen, each to one only.

Nobody has two problems, so that each can be found by itself. Mistakes about who somebody is or
whether they planned to migrate stay away from people of the follow-up sample: without the
decisions of the cleaning log the sample would otherwise have no frame.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from meal.demonstration.people import Person
from meal.demonstration.records import Record

Condition = Callable[[Person], bool]
ID = "respondent_id"
FLIPPED = {"yes": "no", "no": "yes", "female": "male", "male": "female"}


@dataclass(slots=True)
class Pool:
    """People without a problem so far, in random order; whoever is taken leaves it.

    Attributes:
        records: serial → submission, as it truly is.
    """

    people: dict[str, Person]
    records: Mapping[str, Record]
    sampled: frozenset[str]

    def take(self, n: int, where: Condition = lambda person: True, *, drawn: bool = False) -> list[Person]:
        """The next n people for whom the condition holds, from outside the sample, or from it.

        Raises:
            ValueError: there are too few.
        """
        taken: list[Person] = []
        for respondent, person in self.people.items():
            if len(taken) == n:
                break
            if (respondent in self.sampled) == drawn and where(person):
                taken.append(person)
        if len(taken) < n:
            raise ValueError(f"only {len(taken)} of {n} people fit a planted problem")
        for person in taken:
            del self.people[person.respondent]
        return taken

    def before(self, person: Person) -> Record:
        """What the person answered before the conversation."""
        return self.records[f"before:{person.respondent}"]

    def after(self, person: Person) -> Record:
        """What the person answered right after it."""
        return self.records[f"after:{person.respondent}"]

    def called(self, person: Person) -> Record:
        """What the person answered at follow-up."""
        return self.records[f"followup:{person.respondent}"]

    def has_after(self, person: Person) -> bool:
        """Whether the person was asked right after the conversation, and said what becomes of the plan."""
        record = self.records.get(f"after:{person.respondent}")
        return record is not None and record.answer("plan")[:1] not in ("", "-")

    def has_no_after(self, person: Person) -> bool:
        """Whether the person was not asked right after the conversation."""
        return f"after:{person.respondent}" not in self.records

    def answered(self, person: Person) -> bool:
        """Whether the person told at follow-up whether they gave up."""
        record = self.records.get(f"followup:{person.respondent}")
        return record is not None and record.answer("gave_up") in ("yes", "no")


def known_sex(person: Person) -> bool:
    """Whether the person is counted among women or men; the few others are left alone."""
    return person.sex in ("female", "male")


def known_age(person: Person) -> bool:
    """Whether the age is known."""
    return known_sex(person) and not person.age.startswith("-")


def planner(person: Person) -> bool:
    """Whether the person planned to migrate before."""
    return person.plans == "yes"

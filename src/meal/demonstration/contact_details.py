"""Names and telephone numbers of the people of `reconsideration`, made up, and how a second form writes them.

Each person's come from a stream of their own, so that no other answer depends on them.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace

from meal.demonstration.chance import Chance
from meal.demonstration.people import Person
from meal.demonstration.records import Record
from meal.demonstration.services_names import FAMILIES, MEN, WOMEN, spelt_otherwise, typed_wrong

COUNTRIES = ("NG", "GM", "IQ")
N_FAMILIES = 200
N_PHONES = 1_000_000
MISTYPED_NAME, SPELT_OTHERWISE = 0.08, 0.15
NO_PHONE_AGAIN, NEW_PHONE, MISTYPED_PHONE = 0.20, 0.05, 0.03
N_WAYS = 1_000


def with_contact_details(seed: int, people: Sequence[Person]) -> list[Person]:
    """The same people, each with one name and a telephone number that nobody else has."""
    taken: set[int] = set()
    return [_with_details(_stream(f"{seed} {person.respondent}"), person, taken) for person in people]


def details_of_another(record: Record) -> dict[str, str]:
    """Name and number of somebody who is not the person whose record was taken as an example."""
    chance = _stream(f"{record.serial} {record.answer('phone')}")
    return {"name": _name(chance, record.answer("country"), record.answer("sex")), "phone": _phone(_number(chance))}


def written_again(record: Record) -> dict[str, str]:
    """Name and number as a second form of the same person has them."""
    name, phone = record.answer("name"), record.answer("phone")
    chance = _stream(f"{record.serial} {phone}")
    way = chance.below(N_WAYS)
    named = chance.weighted(
        {
            typed_wrong(name, way): MISTYPED_NAME,
            spelt_otherwise(name, way): SPELT_OTHERWISE,
            name: 1 - MISTYPED_NAME - SPELT_OTHERWISE,
        }
    )
    called = chance.weighted(
        {
            "": NO_PHONE_AGAIN,
            _phone(_number(chance)): NEW_PHONE,
            _one_digit_wrong(chance, phone): MISTYPED_PHONE,
            phone: 1 - NO_PHONE_AGAIN - NEW_PHONE - MISTYPED_PHONE,
        }
    )
    return {"name": named, "phone": called}


def _with_details(chance: Chance, person: Person, taken: set[int]) -> Person:
    name, number = _name(chance, person.country, person.sex), _number(chance)
    while number in taken:
        number = _number(chance)
    taken.add(number)
    return replace(person, name=name, phone=_phone(number))


def _name(chance: Chance, country: str, sex: str) -> str:
    """A given name, and one of the families of the country."""
    given = {"female": WOMEN, "male": MEN}.get(sex, (*WOMEN, *MEN))
    # Families that stand next to each other begin alike: those of a country are taken from the whole list.
    family = COUNTRIES.index(country) + len(FAMILIES) // N_FAMILIES * chance.below(N_FAMILIES)
    return f"{chance.one_of(given)} {FAMILIES[family]}"


def _number(chance: Chance) -> int:
    return chance.below(N_PHONES)


def _phone(number: int) -> str:
    """A number of a country code that no country has."""
    return f"+999 555 {number:06d}"


def _one_digit_wrong(chance: Chance, phone: str) -> str:
    at = len(phone) - 1 - chance.below(6)
    return f"{phone[:at]}{(int(phone[at]) + 1 + chance.below(9)) % 10}{phone[at + 1 :]}"


def _stream(of: str) -> Chance:
    return Chance(zlib.crc32(of.encode()))

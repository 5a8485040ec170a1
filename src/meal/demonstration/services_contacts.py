"""What partners write down in the study `services`: contacts with people, some of them typed wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from meal.demonstration.draws import Draws
from meal.demonstration.services_names import FAMILIES
from meal.demonstration.services_people import People, alike
from meal.demonstration.services_programme import (
    COUNTRIES,
    ELSEWHERE,
    MISTYPED,
    N_FATHERS,
    N_NEIGHBOURS,
    N_TWINS,
    NO_TYPE,
    PARTNERS,
    REPEATED,
    SERVICES,
    SITES,
    TYPES,
)
from meal.model.arrays import BoolArray, IntArray

FIRST_DAY = np.datetime64("2018-07-01")
N_DAYS = 365
LONGEST_WAIT = 120
PHONE, PHONE_DIGIT, NO_KEY = 1, 2, 3
"""How a contact hides whose it is: the year of birth is wrong; a digit of the telephone number is; none is there."""


@dataclass(frozen=True, slots=True, eq=False)
class Contacts:
    """Every contact, shape (n_contacts,) each, in order of partner and day.

    Attributes:
        person: whose it is. service: index into `SERVICES`. kind: index into the types of the service.
        country, site, partner: where and with whom. day: from the first day of the year.
        hidden: 0, or how it hides whose it is. first: of a hidden contact, the contact that it repeats; else -1.
        shows_phone, shows_card: whether the register has them.
    """

    person: IntArray
    service: IntArray
    kind: IntArray
    country: IntArray
    site: IntArray
    partner: IntArray
    day: IntArray
    hidden: IntArray
    first: IntArray
    shows_phone: BoolArray
    shows_card: BoolArray

    def taken(self, order: IntArray) -> Contacts:
        """These contacts in this order."""
        return Contacts(*(getattr(self, name)[order] for name in self.__dataclass_fields__))


def written_contacts(draws: Draws, people: People) -> tuple[People, Contacts, tuple[tuple[int, int], ...]]:
    """The people with look-alikes among them, all contacts, and the pairs of people who look alike."""
    service, person, again = _who_gets_what(draws, people)
    n = len(person)
    country = _countries(draws, people, service, person)
    site = np.where(country == people.country[person], people.site[person], 0)
    moved = np.flatnonzero(country != people.country[person])
    n_sites = np.array([len(SITES[name]) for name in COUNTRIES])
    site[moved] = draws.below(n_sites[country[moved]], len(moved))
    first_of = _first_contact(service, person, again)
    country = np.where(again > 0, country[first_of], country)
    site = np.where(again > 0, site[first_of], site)
    partner = _partners(draws, service, country, again, first_of)
    day = draws.below(N_DAYS, n)
    later = day[first_of] + 1 + draws.below(LONGEST_WAIT, n)
    # Who came in the last days had both contacts on the last one.
    day = np.where(again > 0, np.minimum(later, N_DAYS - 1), day)
    contacts = Contacts(
        person=person, service=service, kind=_kinds(draws, service, again, first_of), country=country, site=site,
        partner=partner, day=day, hidden=np.where(again == 2, _hidings(draws, n), 0),
        first=np.where(again == 2, first_of, -1),
        shows_phone=np.ones(n, dtype=np.bool_), shows_card=np.ones(n, dtype=np.bool_),
    )  # fmt: skip
    contacts = _with_shown(draws, people, contacts)
    people, pairs = _with_look_alikes(draws, people, contacts)
    order = np.lexsort((draws.fraction(n), contacts.day, contacts.partner))
    back = np.argsort(order, kind="stable")
    contacts = contacts.taken(order)
    first = np.where(contacts.first >= 0, back[contacts.first], -1)
    return people, replace(contacts, first=first), pairs


def _who_gets_what(draws: Draws, people: People) -> tuple[IntArray, IntArray, IntArray]:
    """Service and person of every contact; 0 for the first one, 1 for one that keys join, 2 for one that hides."""
    n_services = np.bincount(np.concatenate(list(people.served.values())), minlength=people.n_people)
    parts: list[tuple[IntArray, IntArray, IntArray]] = []
    for number, service in enumerate(SERVICES):
        members = people.served[service]
        alone = members[n_services[members] == 1]
        hiding = alone[draws.order(len(alone))[: MISTYPED[service]]]
        others = np.setdiff1d(members, hiding)
        repeated = others[draws.happens(REPEATED[service], len(others))]
        for taken, again in ((members, 0), (repeated, 1), (hiding, 2)):
            parts.append((np.full(len(taken), number), taken, np.full(len(taken), again)))
    services, people_of, times = zip(*parts, strict=True)
    return np.concatenate(services), np.concatenate(people_of), np.concatenate(times)


def _first_contact(service: IntArray, person: IntArray, again: IntArray) -> IntArray:
    """For every contact, the first one of the same person for the same service."""
    key = person * len(SERVICES) + service
    first = np.flatnonzero(again == 0)
    order = first[np.argsort(key[first], kind="stable")]
    return np.asarray(order[np.searchsorted(key[order], key)], dtype=np.int64)


def _countries(draws: Draws, people: People, service: IntArray, person: IntArray) -> IntArray:
    """Where each contact is: at home, or where the service is given."""
    country = people.country[person].copy()
    for number, name in enumerate(SERVICES):
        if name in ELSEWHERE:
            where = np.array([COUNTRIES.index(one) for one in ELSEWHERE[name]])
            abroad = np.flatnonzero((service == number) & ~np.isin(country, where))
            country[abroad] = where[draws.weighted(ELSEWHERE[name], len(abroad))]
    return country


def _partners(draws: Draws, service: IntArray, country: IntArray, again: IntArray, first_of: IntArray) -> IntArray:
    """One of the partners that give the service there; a second contact is often with another."""
    partner = np.full(len(service), -1, dtype=np.int64)
    draw, other = draws.fraction(len(service)), draws.happens(0.55, len(service))
    for number, name in enumerate(SERVICES):
        for at, place in enumerate(COUNTRIES):
            options = [one for one, partner_ in enumerate(PARTNERS) if name in partner_.does.get(place, ())]
            here = np.flatnonzero((service == number) & (country == at) & (again == 0))
            if len(here):
                partner[here] = np.array(options)[(draw[here] * len(options)).astype(np.int64)]
            later = np.flatnonzero((service == number) & (country == at) & (again > 0))
            if not len(later):
                continue
            same = partner[first_of[later]]
            # The others, in turn after the first one's.
            step = 1 + (draw[later] * (len(options) - 1)).astype(np.int64)
            place_of = np.searchsorted(options, same)
            others = np.array(options)[(place_of + step) % len(options)]
            partner[later] = np.where(other[later], others, same) if len(options) > 1 else same
    return partner


def _kinds(draws: Draws, service: IntArray, again: IntArray, first_of: IntArray) -> IntArray:
    """The type of education or support; a second contact is often for another one."""
    kind = np.zeros(len(service), dtype=np.int64)
    for number, name in enumerate(SERVICES):
        here = np.flatnonzero(service == number)
        kind[here] = draws.weighted(TYPES.get(name, NO_TYPE), len(here))
    same = (again > 0) & draws.happens(0.4, len(service))
    return np.where(same, kind[first_of], kind)


def _hidings(draws: Draws, n: int) -> IntArray:
    return np.array([PHONE, PHONE_DIGIT, NO_KEY])[draws.weighted({"year": 0.4, "digit": 0.35, "none": 0.25}, n)]


def _with_shown(draws: Draws, people: People, contacts: Contacts) -> Contacts:
    """Which contacts show the telephone and the card: enough for a key to join those of one person, or not at all."""
    n, person = len(contacts.person), contacts.person
    has_cards = np.array([partner.cards for partner in PARTNERS])[contacts.partner]
    owns_card = draws.happens(0.52, people.n_people)
    owns_phone = draws.happens(0.60, people.n_people)
    n_contacts = np.bincount(person, minlength=people.n_people)
    several = n_contacts > 1
    without = np.bincount(person[~has_cards], minlength=people.n_people) > 0
    hides = np.zeros(people.n_people, dtype=np.bool_)
    hides[person[contacts.hidden > 0]] = True
    by_card = several & ~without & ~hides & draws.happens(0.35, people.n_people)
    owns_card |= by_card
    owns_phone |= several
    phone = owns_phone[person] & (~by_card[person] | draws.happens(0.4, n))
    card = has_cards & owns_card[person] & (by_card[person] | draws.happens(0.85, n))
    second = contacts.hidden > 0
    card[second] = False
    phone[second & (contacts.hidden == NO_KEY)] = False
    return replace(contacts, shows_phone=phone, shows_card=card)


def _with_look_alikes(draws: Draws, people: People, contacts: Contacts) -> tuple[People, tuple[tuple[int, int], ...]]:
    """Twins, fathers with sons and neighbours with one telephone; and nobody else who is just like another."""
    born, given, family = people.born.copy(), people.given.copy(), people.family.copy()
    female, site, phone = people.female.copy(), people.site.copy(), people.phone.copy()
    country, status = people.country.copy(), people.status.copy()
    n_contacts = np.bincount(contacts.person, minlength=people.n_people)
    shown = np.zeros(people.n_people, dtype=np.bool_)
    shown[contacts.person[contacts.shows_phone]] = True
    of_region = people.status < 3
    of_region[people.served["information_risks"]] = False
    free = np.flatnonzero((n_contacts == 1) & shown & of_region)
    free = free[draws.order(len(free))]
    # People of one place, two by two.
    free = free[np.lexsort((np.arange(len(free)), people.site[free], people.country[free]))]
    one, other = free[0::2][: len(free) // 2], free[1::2]
    near = (country[one] == country[other]) & (site[one] == site[other])
    one, other = one[near], other[near]
    chosen = draws.order(len(one))[: N_TWINS + N_FATHERS + N_NEIGHBOURS]
    one, other = one[chosen], other[chosen]
    twins, fathers = slice(0, N_TWINS), slice(N_TWINS, N_TWINS + N_FATHERS)
    phone[other] = phone[one]
    for pairs in (twins, fathers):
        family[other[pairs]], given[other[pairs]] = family[one[pairs]], given[one[pairs]]
        status[other[pairs]] = status[one[pairs]]
    female[other[twins]], born[other[twins]] = ~female[one[twins]], born[one[twins]]
    female[one[fathers]] = female[other[fathers]] = False
    born[one[fathers]] = 1966 + born[one[fathers]] % 16
    born[other[fathers]] = born[one[fathers]] + 22 + born[other[fathers]] % 8
    rest = slice(N_TWINS + N_FATHERS, None)
    female[other[rest]] = ~female[one[rest]]
    born[other[rest]] = np.where(born[one[rest]] > 1988, born[one[rest]] - 11, born[one[rest]] + 11)
    people = replace(people, born=born, given=given, family=family, female=female, phone=phone, status=status)
    sons = other[fathers]
    pairs_of = [(int(a), int(b)) for a, b in zip(one[: N_TWINS + N_FATHERS], other[: N_TWINS + N_FATHERS], strict=True)]
    return _told_apart(people, sons), tuple(pairs_of)


def _told_apart(people: People, kept: IntArray) -> People:
    """Nobody has the name, sex, year of birth and site of another: the later one gets another family."""
    family = people.family.copy()
    while True:
        code = alike(replace(people, family=family))
        order = np.argsort(code, kind="stable")
        again = order[1:][code[order[1:]] == code[order[:-1]]]
        again = again[~np.isin(again, kept)]
        if not len(again):
            return replace(people, family=family)
        family[again] = (family[again] + 611) % len(FAMILIES)


def types_of(service: str) -> Mapping[str, float]:
    """The types of a service."""
    return TYPES.get(service, NO_TYPE)

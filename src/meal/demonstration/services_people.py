"""The people of the study `services` as they truly are, before any partner writes them down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from meal.demonstration.draws import Draws
from meal.demonstration.services_names import FAMILIES, MEN, WOMEN
from meal.demonstration.services_programme import (
    BORN,
    COUNTRIES,
    EDUCATED_AND_SUPPORTED,
    EDUCATION,
    ELSEWHERE,
    INCOME,
    INFORMATION,
    REACHED,
    REGION,
    REINTEGRATION,
    RESCUE,
    RETURN,
    SHARED,
    SITES,
    STATUS,
    SUPPORT,
    TRAINING,
)
from meal.demonstration.services_programme import WOMEN as SHARE_OF_WOMEN
from meal.model.arrays import BoolArray, IntArray

STATUSES = ("refugee", "idp", "host", "migrant", "official")
N_NUMBERS = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Everybody, shape (n_people,) each.

    Attributes:
        served: service → numbers of the people who get it.
        country, site: where they live; index into `COUNTRIES` and the sites of the country. For migrants, returnees
            and officials the country is where each service is given, and this one is where they are first met.
        born: year. given, family: index into the names. status: index into `STATUSES`.
        phone, card: number, unique to the person but for those who share a telephone.
    """

    served: Mapping[str, IntArray]
    country: IntArray
    site: IntArray
    female: BoolArray
    born: IntArray
    given: IntArray
    family: IntArray
    status: IntArray
    phone: IntArray
    card: IntArray

    @property
    def n_people(self) -> int:
        """How many there are."""
        return len(self.country)

    def names(self) -> list[str]:
        """Given name and family of everybody."""
        given = ((WOMEN if female else MEN) for female in self.female.tolist())
        return [
            f"{names[one]} {FAMILIES[family]}"
            for names, one, family in zip(given, self.given.tolist(), self.family.tolist(), strict=True)
        ]


def served_people() -> dict[str, IntArray]:
    """Service → numbers of the people who get it: the region first, then migrants, officials and communities."""
    n = REACHED
    served = {EDUCATION: np.arange(n[EDUCATION])}
    income = n[EDUCATION] - SHARED[EDUCATION, INCOME]
    served[INCOME] = np.arange(income, income + n[INCOME])
    end = income + n[INCOME]
    new = n[SUPPORT] - SHARED[INCOME, SUPPORT] - EDUCATED_AND_SUPPORTED
    served[SUPPORT] = np.concatenate(
        [np.arange(EDUCATED_AND_SUPPORTED), np.arange(end - SHARED[INCOME, SUPPORT], end + new)]
    )
    start = end + new
    served[RESCUE] = np.arange(start, start + n[RESCUE])
    start += n[RESCUE] - SHARED[RESCUE, RETURN]
    served[RETURN] = np.arange(start, start + n[RETURN])
    start += n[RETURN] - SHARED[RETURN, REINTEGRATION]
    served[REINTEGRATION] = np.arange(start, start + n[REINTEGRATION])
    start += n[REINTEGRATION]
    served[TRAINING] = np.arange(start, start + n[TRAINING])
    start += n[TRAINING]
    served[INFORMATION] = np.arange(start, start + n[INFORMATION])
    return served


def true_people(draws: Draws) -> People:
    """Everybody, without look-alikes yet."""
    served = served_people()
    n = int(served[INFORMATION][-1]) + 1
    country = np.zeros(n, dtype=np.int64)
    status = np.zeros(n, dtype=np.int64)
    female = np.zeros(n, dtype=np.bool_)
    born = np.zeros(n, dtype=np.int64)
    region = np.arange(int(served[SUPPORT][-1]) + 1)
    place = {name: at for at, name in enumerate(COUNTRIES)}

    def born_in(group: str, size: int) -> IntArray:
        low, high = BORN[group]
        return low + draws.below(high - low + 1, size)

    country[region] = np.array([place[name] for name in REGION])[draws.weighted(REGION, len(region))]
    for name in REGION:
        here = region[country[region] == place[name]]
        status[here] = draws.weighted(STATUS[name], len(here))
    female[region] = draws.happens(SHARE_OF_WOMEN["region"], len(region))
    born[region] = born_in("region", len(region))
    for service, group, kind in (
        (REINTEGRATION, "migrants", "migrant"), (RETURN, "migrants", "migrant"), (RESCUE, "migrants", "migrant"),
        (TRAINING, "training_officials", "official"), (INFORMATION, "information_risks", "host"),
    ):  # fmt: skip
        people = served[service]
        where = np.array([place[name] for name in ELSEWHERE[service]])
        country[people] = where[draws.weighted(ELSEWHERE[service], len(people))]
        status[people] = STATUSES.index(kind)
        female[people] = draws.happens(SHARE_OF_WOMEN[service], len(people))
        born[people] = born_in(group, len(people))
    n_sites = np.array([len(SITES[name]) for name in COUNTRIES])
    return People(
        served=served,
        country=country,
        site=draws.below(n_sites[country], n),
        female=female,
        born=born,
        given=draws.below(len(MEN), n),
        family=draws.below(len(FAMILIES), n),
        status=status,
        phone=with_check_digit(draws.order(N_NUMBERS)[:n]),
        card=draws.order(N_NUMBERS)[:n],
    )


def with_check_digit(numbers: IntArray) -> IntArray:
    """Numbers with a digit more, such that one wrong digit, or two that are turned, give no number of anybody."""
    total = np.zeros(len(numbers), dtype=np.int64)
    rest = numbers.copy()
    for weight in (3, 1, 3, 1, 3, 1):
        total += weight * (rest % 10)
        rest //= 10
    return numbers * 10 + (-total) % 10


def alike(people: People) -> IntArray:
    """A number for each name, sex, year of birth and site: two people with the same number look like one."""
    code = people.country * 10 + people.site
    for part, size in ((people.female, 2), (people.born - 1900, 200), (people.given, 64), (people.family, 2048)):
        code = code * size + part
    return np.asarray(code, dtype=np.int64)

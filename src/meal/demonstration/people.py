"""The people of the study `reconsideration` as they truly are, before anybody makes a mistake in a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from meal.demonstration.chance import Chance, lowest
from meal.demonstration.programme import (
    AGE_BANDS,
    AGE_UNKNOWN,
    COMMENTS,
    DEPARTURES,
    DONT_KNOW,
    ELSEWHERE,
    FIRST_DAY,
    N_DAYS,
    NOT_APPLICABLE,
    OTHERS_NOT_ASKED_AFTER,
    PARTNERS,
    PLANNERS_BLANK_AFTER,
    PLANNERS_DONT_KNOW_AFTER,
    PLANNERS_NOT_ASKED_AFTER,
    PLANNERS_REFUSED_AFTER,
    RECONSIDERED,
    REFUSED,
    RISKS_BEFORE,
    RISKS_LEARNT,
    RISKS_UNKNOWN,
    ROUTES_ELSEWHERE,
    ROUTES_TO_EUROPE,
    SATISFACTION,
    SOURCES,
    STRATA,
    UNKNOWN_PLANS,
)


@dataclass(frozen=True, slots=True)
class Person:
    """One person counselled, as they are and as they answered before the conversation.

    Attributes:
        day: of the first conversation, in days since 1970-01-01.
        plans: yes or no, or a code for no answer; route and destination are blank without plans.
        name, phone: their own, the same whenever they are asked; put in afterwards.
    """

    respondent: str
    country: str
    sex: str
    age: str
    group: str
    partner: str
    site: str
    counsellor: str
    day: int
    plans: str
    route: str
    destination: str
    departure: str
    risks_named: int
    information: str
    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class After:
    """What one person answered right after the conversation."""

    plan: str
    risks_named: str
    satisfaction: str
    comment: str


def counselled_people(chance: Chance) -> list[Person]:
    """Everybody who was counselled, in order of the first conversation."""
    profiles = chance.shuffled([*_profiles(), *_undecided_profiles(chance)])
    days = sorted(FIRST_DAY + chance.below(N_DAYS) for _ in profiles)
    count = dict.fromkeys(("NG", "GM", "IQ"), 0)
    people: list[Person] = []
    for (country, sex, plans, to_europe), day in zip(profiles, days, strict=True):
        count[country] += 1
        respondent = f"{country}-{count[country]:05d}"
        people.append(_person(chance, respondent, country, sex, plans, day=day, to_europe=to_europe))
    return people


Profile = tuple[str, str, str, bool]
"""Country, sex, plans and whether the plan is to go to Europe."""


def _profiles() -> list[Profile]:
    profiles: list[Profile] = []
    for (country, sex), stratum in STRATA.items():
        profiles += [(country, sex, "yes", True)] * stratum.to_europe
        profiles += [(country, sex, "yes", False)] * (stratum.planners - stratum.to_europe)
        profiles += [(country, sex, "no", False)] * stratum.without_plans
    return profiles


def _undecided_profiles(chance: Chance) -> list[Profile]:
    main = [stratum for stratum in STRATA if stratum[1] in ("female", "male")]
    return [(*chance.one_of(main), chance.one_of((DONT_KNOW, REFUSED)), False) for _ in range(UNKNOWN_PLANS)]


def _person(
    chance: Chance, respondent: str, country: str, sex: str, plans: str, *, day: int, to_europe: bool
) -> Person:
    partner = chance.one_of([partner for partner in PARTNERS if partner.country == country])
    low, high = chance.weighted(AGE_BANDS)
    age = low + chance.below(high - low + 1)
    known = sex not in ("female", "male") or not chance.happens(AGE_UNKNOWN)
    planner = plans == "yes"
    destination = ("europe" if to_europe else chance.weighted(ELSEWHERE)) if planner else ""
    route = chance.weighted(ROUTES_TO_EUROPE if to_europe else ROUTES_ELSEWHERE) if planner else ""
    return Person(
        respondent=respondent,
        country=country,
        sex=sex,
        age=str(age) if known else DONT_KNOW,
        group=chance.weighted(_group_weights(age)),
        partner=partner.name,
        site=chance.one_of(partner.sites),
        counsellor=f"{partner.name}-{1 + chance.below(partner.n_counsellors):02d}",
        day=day,
        plans=plans,
        route=route,
        destination=destination,
        departure=chance.weighted(DEPARTURES) if planner else ("not_planning" if plans == "no" else plans),
        risks_named=chance.weighted(RISKS_BEFORE),
        information=_information(chance),
    )


def _group_weights(age: int) -> Mapping[str, float]:
    if age < 18:
        return {"in_school": 0.58, "working": 0.16, "neither": 0.26}
    if age < 25:
        return {"in_school": 0.27, "working": 0.33, "neither": 0.40}
    return {"in_school": 0.06, "working": 0.55, "neither": 0.39}


def _information(chance: Chance) -> str:
    named = [source for source in SOURCES if chance.happens(0.22)]
    return " ".join(named) if named else chance.one_of(SOURCES)


def answers_after(chance: Chance, people: list[Person]) -> dict[str, After]:
    """Respondent → answers right after the conversation, for those who were asked.

    Exactly `RECONSIDERED` of the people who planned to migrate give up, postpone or reconsider.
    """
    planners = [person for person in people if person.plans == "yes"]
    others = [person for person in people if person.plans != "yes" and person.sex in ("female", "male")]
    plan = _plans_after(chance, planners)
    absent = {person.respondent for person in chance.drawn(others, OTHERS_NOT_ASKED_AFTER)}
    # Whoever had no plans is not asked what became of them.
    plan |= {person.respondent: NOT_APPLICABLE for person in people if person.plans != "yes"}
    return {
        person.respondent: _after(chance, person, plan[person.respondent])
        for person in people
        if person.respondent in plan and person.respondent not in absent
    }


def _plans_after(chance: Chance, planners: list[Person]) -> dict[str, str]:
    """Respondent → what became of the plan; people who were not asked are left out."""
    order = iter(chance.shuffled(planners))
    for _ in range(PLANNERS_NOT_ASKED_AFTER):
        next(order)
    missing = {
        next(order).respondent: answer
        for answer, n in (
            (DONT_KNOW, PLANNERS_DONT_KNOW_AFTER),
            (REFUSED, PLANNERS_REFUSED_AFTER),
            ("", PLANNERS_BLANK_AFTER),
        )
        for _ in range(n)
    }
    answered = {person.respondent: person for person in order}
    persuasive = _persuasiveness(chance)
    reluctance = {
        respondent: chance.fraction() - persuasive[person.counsellor] - (0.08 if person.group == "in_school" else 0.0)
        for respondent, person in answered.items()
    }
    moved = lowest(reluctance, RECONSIDERED)
    kinds = {"given_up": 0.33, "postponed": 0.27, "reconsidering": 0.40}
    return missing | {
        respondent: chance.weighted(kinds) if respondent in moved else "unchanged" for respondent in answered
    }


def _persuasiveness(chance: Chance) -> dict[str, float]:
    """Counsellors differ: up to 12 points more or less of the people they speak with reconsider."""
    return {
        f"{partner.name}-{number:02d}": 0.24 * chance.fraction() - 0.12
        for partner in PARTNERS
        for number in range(1, partner.n_counsellors + 1)
    }


def _after(chance: Chance, person: Person, plan: str) -> After:
    risks = min(8, person.risks_named + chance.weighted(RISKS_LEARNT))
    return After(
        plan=plan,
        risks_named=DONT_KNOW if chance.happens(RISKS_UNKNOWN) and person.sex in ("female", "male") else str(risks),
        satisfaction=chance.weighted(SATISFACTION) if person.sex in ("female", "male") else "4",
        comment=chance.one_of(COMMENTS) if chance.happens(0.02) else "",
    )

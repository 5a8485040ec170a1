"""The follow-up of `reconsideration`: who was drawn, who was reached, and what they truly answered.

The number of people who say that they gave up because of the campaign is extrapolated from the
sample: the size of the stratum times the share among those who answered, added over strata. The
counts by stratum are chosen so that this sum comes as near to the published figure as whole
people allow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from meal.demonstration.chance import Chance, lowest
from meal.demonstration.people import After, Person
from meal.demonstration.programme import DONT_KNOW, REFUSED, STRATA
from meal.demonstration.records import day_number

GAVE_UP_EUROPE = 1_962
GAVE_UP_ANY = 2_974
FIRST_CALL = day_number("2019-07-15")
N_CALL_DAYS = 75


@dataclass(frozen=True, slots=True)
class Drawn:
    """How many people of a stratum were drawn, and roughly how many of them gave up and answered."""

    n: int
    answer_rate: float
    gave_up_europe: float
    gave_up_elsewhere: float


# Smaller strata are sampled more densely, and the people in them gave up more often: whoever
# ignores the strata overstates the number.
SAMPLE: Mapping[tuple[str, str], Drawn] = {
    ("NG", "female"): Drawn(n=315, answer_rate=0.78, gave_up_europe=0.26, gave_up_elsewhere=0.23),
    ("NG", "male"): Drawn(n=420, answer_rate=0.72, gave_up_europe=0.22, gave_up_elsewhere=0.18),
    ("GM", "female"): Drawn(n=310, answer_rate=0.80, gave_up_europe=0.33, gave_up_elsewhere=0.28),
    ("GM", "male"): Drawn(n=380, answer_rate=0.74, gave_up_europe=0.24, gave_up_elsewhere=0.22),
    ("IQ", "female"): Drawn(n=290, answer_rate=0.77, gave_up_europe=0.24, gave_up_elsewhere=0.24),
    ("IQ", "male"): Drawn(n=335, answer_rate=0.69, gave_up_europe=0.17, gave_up_elsewhere=0.16),
}

NO_CONSENT = 0.02
GAVE_UP_UNKNOWN = {DONT_KNOW: 0.012, REFUSED: 0.006}
GAVE_UP_BLANK = 5


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What one person answered months later.

    Attributes:
        day: of the call. consent: yes or no; where it is no, nothing else was asked.
    """

    day: int
    consent: str = "yes"
    gave_up: str = ""
    still_plans: str = ""
    risks_named: str = ""
    savings_eur: str = ""


def drawn_sample(chance: Chance, people: Sequence[Person]) -> list[Person]:
    """People who planned to migrate before, drawn at random within country and sex, in order of id."""
    sample: list[Person] = []
    for (country, sex), drawn in SAMPLE.items():
        frame = [p for p in people if p.plans == "yes" and (p.country, p.sex) == (country, sex)]
        sample += chance.drawn(frame, drawn.n)
    return sorted(sample, key=lambda person: person.respondent)


def follow_up_answers(chance: Chance, sample: Sequence[Person], after: Mapping[str, After]) -> dict[str, FollowUp]:
    """Respondent → follow-up, for those of the sample who were reached."""
    outcome = {person.respondent: _outcome(chance, SAMPLE[person.country, person.sex]) for person in sample}
    answered = [person for person in sample if outcome[person.respondent] == "answered"]
    blank = {person.respondent for person in chance.drawn(answered, GAVE_UP_BLANK)}
    outcome |= dict.fromkeys(blank, "")
    answered = [person for person in answered if person.respondent not in blank]
    gave_up = _who_gave_up(chance, answered, after)
    return {
        person.respondent: _follow_up(chance, person, outcome[person.respondent], gave_up=person.respondent in gave_up)
        for person in sample
        if outcome[person.respondent] != "not_reached"
    }


def _outcome(chance: Chance, drawn: Drawn) -> str:
    """Answered, a code for no answer, no consent, or not reached."""
    reached = {"answered": drawn.answer_rate, **GAVE_UP_UNKNOWN, "no_consent": NO_CONSENT}
    return chance.weighted({**reached, "not_reached": 1 - sum(reached.values())})


def _who_gave_up(chance: Chance, answered: Sequence[Person], after: Mapping[str, After]) -> frozenset[str]:
    """The people who say that they gave up; Europe is settled first, since it is part of any destination."""
    europe, elsewhere = _by_stratum(answered, to_europe=True), _by_stratum(answered, to_europe=False)
    n_europe = _counts_that_add_up(
        GAVE_UP_EUROPE,
        first={h: round(len(europe[h]) * SAMPLE[h].gave_up_europe) for h in SAMPLE},
        step={h: STRATA[h].to_europe / len(europe[h]) for h in SAMPLE},
    )
    step = {h: STRATA[h].planners / (len(europe[h]) + len(elsewhere[h])) for h in SAMPLE}
    n_elsewhere = _counts_that_add_up(
        GAVE_UP_ANY - sum(n_europe[h] * step[h] for h in SAMPLE),
        first={h: round(len(elsewhere[h]) * SAMPLE[h].gave_up_elsewhere) for h in SAMPLE},
        step=step,
    )
    gave_up: set[str] = set()
    for people, counts in ((europe, n_europe), (elsewhere, n_elsewhere)):
        for h in SAMPLE:
            reluctance = {p.respondent: chance.fraction() - _inclined(after.get(p.respondent)) for p in people[h]}
            gave_up |= lowest(reluctance, counts[h])
    return frozenset(gave_up)


def _by_stratum(people: Sequence[Person], *, to_europe: bool) -> dict[tuple[str, str], list[Person]]:
    return {
        h: [p for p in people if (p.country, p.sex) == h and (p.destination == "europe") == to_europe] for h in SAMPLE
    }


def _inclined(after: After | None) -> float:
    """Whoever gave up right after the conversation is more likely to say so months later."""
    return 0.0 if after is None else {"given_up": 0.5, "postponed": 0.25, "reconsidering": 0.2}.get(after.plan, 0.0)


def _counts_that_add_up(
    target: float, *, first: Mapping[tuple[str, str], int], step: Mapping[tuple[str, str], float]
) -> dict[tuple[str, str], int]:
    """Counts by stratum near the first ones, whose sum, each times its step, comes nearest to the target."""
    counts = dict(first)

    def miss(counts: Mapping[tuple[str, str], int]) -> float:
        return abs(sum(counts[h] * step[h] for h in step) - target)

    while True:
        moves = [counts | {h: counts[h] + by} for h in step for by in (1, -1)]
        moves += [counts | {g: counts[g] + 1, h: counts[h] - 1} for g in step for h in step if g != h]
        best = min(moves, key=miss)
        if miss(best) >= miss(counts):
            return counts
        counts = best


def _follow_up(chance: Chance, person: Person, outcome: str, *, gave_up: bool) -> FollowUp:
    day = FIRST_CALL + chance.below(N_CALL_DAYS)
    if outcome == "no_consent":
        return FollowUp(day=day, consent="no")
    answer = ("yes" if gave_up else "no") if outcome == "answered" else outcome
    still = "no" if gave_up else chance.weighted({"yes": 0.74, "no": 0.19, DONT_KNOW: 0.07})
    return FollowUp(
        day=day,
        gave_up=answer,
        still_plans=still,
        risks_named=str(min(8, person.risks_named + chance.weighted({0: 0.35, 1: 0.35, 2: 0.22, 3: 0.08}))),
        savings_eur=_savings(chance, gave_up=gave_up),
    )


def _savings(chance: Chance, *, gave_up: bool) -> str:
    """Euros set aside for the journey: many nothing, a few a great deal."""
    missing = chance.weighted({"": 0.94, REFUSED: 0.04, DONT_KNOW: 0.02})
    if missing:
        return missing
    if chance.happens(0.5 if gave_up else 0.22):
        return "0"
    # The product of two fractions is small more often than large, without logarithms.
    return str(10 * (2 + int(chance.fraction() * chance.fraction() * 320)))

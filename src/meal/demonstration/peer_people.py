"""The people of the study `peer-messages` as they truly are, and what each arm truly answers.

The shares planted at endline are those of the control arm, and those times the ratios that were
published of such a film; as near as whole people allow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from meal.demonstration.chance import Chance, lowest
from meal.demonstration.records import day_number

CONTROL, FILM = "control", "film"
ARMS = (CONTROL, FILM)
N_PER_ARM = 1_340
N_FOUND_AGAIN: Mapping[str, int] = {CONTROL: 1_251, FILM: 1_246}
FIRST_DAY = day_number("2018-02-05")
N_DAYS = 40
DAYS_TO_ENDLINE = 91
DONT_KNOW, REFUSED = "-99", "-98"

OUTCOMES = ("informed", "aware_of_risks", "intends_irregular")
AT_BASELINE: Mapping[str, float] = {"informed": 0.41, "aware_of_risks": 0.38, "intends_irregular": 0.43}
IN_CONTROL: Mapping[str, float] = {"informed": 0.50, "aware_of_risks": 0.48, "intends_irregular": 0.40}
RATIO: Mapping[str, float] = {"informed": 1.19, "aware_of_risks": 1.25, "intends_irregular": 0.80}

PLACES = ("pikine", "guediawaye", "parcelles", "rufisque", "keur_massar", "thiaroye")


@dataclass(frozen=True, slots=True)
class Participant:
    """One person of the trial.

    Attributes:
        day: of the first interview, in days since 1970-01-01.
        baseline, endline: outcome → yes, no or a code for no answer; endline is empty for people
            who were not found again.
        wants: whether the person wants to leave at all, at baseline and at endline.
    """

    respondent: str
    arm: str
    sex: str
    age: int
    place: str
    day: int
    baseline: Mapping[str, str]
    endline: Mapping[str, str]
    wants: tuple[str, str] = ("", "")


def planted_share(outcome: str, arm: str) -> float:
    """The share of yes at endline that the study is made to have."""
    return IN_CONTROL[outcome] * (RATIO[outcome] if arm == FILM else 1.0)


def participants(chance: Chance) -> list[Participant]:
    """Everybody who was assigned at random to the film or to none, in order of the first interview."""
    arms = chance.shuffled([CONTROL] * N_PER_ARM + [FILM] * N_PER_ARM)
    days = sorted(FIRST_DAY + chance.below(N_DAYS) for _ in arms)
    people = [
        Participant(
            respondent=f"SN-{number:04d}",
            arm=arm,
            sex="female" if chance.happens(0.46) else "male",
            age=18 + chance.below(18),
            place=chance.one_of(PLACES),
            day=day,
            baseline={},
            endline={},
        )
        for number, (arm, day) in enumerate(zip(arms, days, strict=True), start=1)
    ]
    found = {
        p.respondent for arm in ARMS for p in chance.drawn([p for p in people if p.arm == arm], N_FOUND_AGAIN[arm])
    }
    answers = [_answers(chance, people, found, outcome) for outcome in OUTCOMES]
    return [_with_answers(chance, person, dict(zip(OUTCOMES, answers, strict=True))) for person in people]


Answers = Mapping[str, tuple[str, str]]
"""Respondent → answer at baseline and at endline; the latter blank for people not found again."""


def _answers(chance: Chance, people: Sequence[Participant], found: set[str], outcome: str) -> Answers:
    """Answers to one question: baseline balanced between the arms, endline with the planted shares."""
    baseline: dict[str, str] = {}
    endline: dict[str, str] = {}
    for arm in ARMS:
        for again in (True, False):
            group = [p.respondent for p in people if p.arm == arm and (p.respondent in found) == again]
            baseline |= _assigned(chance, group, AT_BASELINE[outcome], dict.fromkeys(group, 0.0))
            if again:
                # Whoever said yes at first tends to say so again.
                lean = {respondent: 0.4 if baseline[respondent] == "yes" else 0.0 for respondent in group}
                endline |= _assigned(chance, group, planted_share(outcome, arm), lean)
    return {person.respondent: (baseline[person.respondent], endline.get(person.respondent, "")) for person in people}


def _assigned(chance: Chance, group: Sequence[str], share: float, lean: Mapping[str, float]) -> dict[str, str]:
    """Yes for this share of those who answer, no for the others, and a code for the few who do not answer."""
    unsure = {respondent: chance.weighted({"": 0.978, DONT_KNOW: 0.014, REFUSED: 0.008}) for respondent in group}
    scores = {respondent: chance.fraction() - lean[respondent] for respondent in group if not unsure[respondent]}
    yes = lowest(scores, round(share * len(scores)))
    return {respondent: unsure[respondent] or ("yes" if respondent in yes else "no") for respondent in group}


def _with_answers(chance: Chance, person: Participant, answers: Mapping[str, Answers]) -> Participant:
    baseline = {outcome: answers[outcome][person.respondent][0] for outcome in OUTCOMES}
    endline = {outcome: answers[outcome][person.respondent][1] for outcome in OUTCOMES}
    wants = tuple(
        "yes" if wave["intends_irregular"] == "yes" or chance.happens(0.55) else "no" for wave in (baseline, endline)
    )
    return replace(
        person, baseline=baseline, endline=endline if endline["informed"] else {}, wants=(wants[0], wants[1])
    )

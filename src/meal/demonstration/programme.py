"""The programme of the study `reconsideration`, made up: its partners, whom they reached, and how people tend to be.

Counts that the study must report are fixed here by stratum; who exactly the people are is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from meal.demonstration.records import day_number

FIRST_DAY = day_number("2018-07-01")
N_DAYS = 365
DONT_KNOW, REFUSED, NOT_APPLICABLE = "-99", "-98", "-88"

RECONSIDERED = 10_125
"""People who planned to migrate before, and give up, postpone or reconsider right after."""

PLANNERS_NOT_ASKED_AFTER = 619
PLANNERS_DONT_KNOW_AFTER = 174
PLANNERS_REFUSED_AFTER = 88
PLANNERS_BLANK_AFTER = 6
OTHERS_NOT_ASKED_AFTER = 84


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation that counsels; made up."""

    name: str
    country: str
    utc_offset: int
    n_counsellors: int
    sites: tuple[str, ...]


PARTNERS = (
    Partner("harbour", "NG", 60, 14, ("lagos", "ibadan")),
    Partner("compass", "NG", 60, 12, ("benin_city", "lagos")),
    Partner("baobab", "GM", 0, 11, ("brikama", "serekunda")),
    Partner("riverbank", "GM", 0, 10, ("basse", "farafenni")),
    Partner("citadel", "IQ", 180, 13, ("erbil", "sulaymaniyah")),
    Partner("mulberry", "IQ", 180, 12, ("duhok", "sulaymaniyah")),
)
PARTNER = {partner.name: partner for partner in PARTNERS}


@dataclass(frozen=True, slots=True)
class Stratum:
    """How many people of a country and sex were counselled, by what they planned before."""

    planners: int
    to_europe: int
    without_plans: int


STRATA: Mapping[tuple[str, str], Stratum] = {
    ("NG", "female"): Stratum(planners=2264, to_europe=1391, without_plans=262),
    ("NG", "male"): Stratum(planners=3498, to_europe=2156, without_plans=318),
    ("GM", "female"): Stratum(planners=1196, to_europe=812, without_plans=171),
    ("GM", "male"): Stratum(planners=2427, to_europe=1791, without_plans=246),
    ("IQ", "female"): Stratum(planners=1345, to_europe=776, without_plans=187),
    ("IQ", "male"): Stratum(planners=2282, to_europe=1316, without_plans=229),
    # Four people are too few to publish: they show what suppression does. Those of unrecorded sex
    # are then hidden with them, because the four could be worked out from them and the whole.
    # None of them plans to migrate, so that the headline tables keep all their levels.
    ("GM", "other"): Stratum(planners=0, to_europe=0, without_plans=4),
    ("GM", ""): Stratum(planners=0, to_europe=0, without_plans=26),
}

UNKNOWN_PLANS = 64
"""People counselled who would not say, or did not know, whether they plan to migrate."""


AGE_BANDS: Mapping[tuple[int, int], float] = {
    (15, 17): 0.14,
    (18, 20): 0.24,
    (21, 24): 0.29,
    (25, 29): 0.22,
    (30, 35): 0.11,
}
AGE_UNKNOWN = 0.035
ELSEWHERE: Mapping[str, float] = {"africa": 0.40, "gulf": 0.31, "other": 0.25, DONT_KNOW: 0.04}
ROUTES_TO_EUROPE: Mapping[str, float] = {"irregular": 0.71, "regular": 0.26, REFUSED: 0.03}
ROUTES_ELSEWHERE: Mapping[str, float] = {"irregular": 0.38, "regular": 0.60, REFUSED: 0.02}
DEPARTURES: Mapping[str, float] = {"within_6_months": 0.27, "within_2_years": 0.41, "later": 0.28, DONT_KNOW: 0.04}
RISKS_BEFORE: Mapping[int, float] = {0: 0.13, 1: 0.23, 2: 0.28, 3: 0.20, 4: 0.11, 5: 0.05}
RISKS_UNKNOWN = 0.008
RISKS_LEARNT: Mapping[int, float] = {0: 0.24, 1: 0.30, 2: 0.27, 3: 0.14, 4: 0.05}
SATISFACTION: Mapping[str, float] = {
    "5": 0.45,
    "4": 0.35,
    "3": 0.13,
    "2": 0.04,
    "1": 0.02,
    NOT_APPLICABLE: 0.006,
    REFUSED: 0.004,
}
SOURCES = ("family", "friends", "social_media", "radio", "returnee", "smuggler")
COMMENTS = (
    "Wants to speak with a returnee; asked for a second conversation",
    'Said: "I will first finish school"',
    "Brother left last year, no news since; worried",
    "Vraagt om informatie over beroepsonderwijs",
    "Asked about the bakery training in Sèrrèkunda",
    "Came with two friends; spoke alone in the end",
)

"""Which intervals a study file may ask for, and why others are refused by name."""

from __future__ import annotations

from typing import Any

from meal.study.problems import did_you_mean

EXACT_NUMBER = "hypergeometric_exact"
INTERVALS = (
    "wilson",
    "clopper_pearson",
    "jeffreys",
    "agresti_coull",
    "midp",
    "logit",
    "korn_graubard",
    EXACT_NUMBER,
)
"""For shares, and the last for numbers of people; docs/methods.md says which is for which design."""

_WALD = "it has no width at 0 of n and leaves out the true share too often near 0 and 1; use wilson"
_WALD_T = "it leaves out the true share too often near 0 and 1 and passes beyond them; use logit or wilson"
_CONTINUITY = (
    "a continuity correction makes it wider than its level says; use wilson, or clopper_pearson for a guarantee"
)
_NUMBER = "it passes beyond the people there are; leave interval out, or use hypergeometric_exact"

REFUSED = {
    "wald": _WALD,
    "normal": _WALD,
    "wald_t": _WALD_T,
    "mean": _WALD_T,
    "wald_cc": _CONTINUITY,
    "wilson_cc": _CONTINUITY,
    "total_t_fpc": _NUMBER,
    "wilson_no_fpc": "it leaves out that the number of people is known; leave interval out",
    "katz": "it is an interval for a ratio of two shares, and too wide or absent near 0; leave interval out",
    "asin": "it is not among the methods that were checked for every design; use logit or wilson",
}


def asked_interval(name: str) -> str:
    """The name of an interval that is offered.

    Raises:
        ValueError: it is not, in words for the officer.
    """
    plain = name.strip().lower().replace("-", "_").replace(" ", "_")
    if plain in REFUSED:
        raise ValueError(f"{name} is not offered: {REFUSED[plain]}")
    if plain not in INTERVALS:
        offered = ", ".join(INTERVALS)
        raise ValueError(
            f"there is no interval '{name}'; offered are {offered}.{did_you_mean(plain, INTERVALS)}".rstrip(".")
        )
    return plain


REFUSED_COMPARISONS = {
    "wald": "it has no width at 0 and 100 percent and is too narrow near them",
    "katz_log": "it is too narrow in small groups",
    "katz": "it is too narrow in small groups",
    "mcnemar": "the plain chi-square is too bold in small samples; the mid-p version is the default",
    "mcnemar_corrected": "a continuity correction makes the test needlessly cautious; the mid-p version is the default",
    "continuity_corrected": "a continuity correction makes the test needlessly cautious",
    "yates": "a continuity correction makes the test needlessly cautious",
}
"""Textbook methods that no comparison may ask for, and why."""


def not_refused(value: Any) -> Any:
    """Textbook methods are refused by name, with the reason."""
    if isinstance(value, str) and value.lower() in REFUSED_COMPARISONS:
        raise ValueError(f"'{value}' is not offered: {REFUSED_COMPARISONS[value.lower()]}. Leave the setting out")
    return value

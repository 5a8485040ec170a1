"""Indicators that follow the interviewer, and interviewers where everybody counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from meal.api import validate
from meal.estimate.clustering import clustering
from meal.messages import rules
from meal.model.findings import Finding
from tests.tabulate.studies import INDICATOR, frame, yes

STUDY: dict[str, Any] = {
    "study": "s",
    "waves": {"now": {"files": "-", "design": {"selection": "census", "counsellor": "who"}}},
    "indicators": [{**INDICATOR, "label": "People who agree"}],
}


def effects(*shares: tuple[int, int], **settings: Any) -> list[Finding]:
    """Findings when interviewer a has x of n, interviewer b another, and so on."""
    who = [chr(ord("a") + place) for place, (n, _) in enumerate(shares) for _ in range(n)]
    data = frame(ok=yes(*shares), who=who)
    found = validate({**STUDY, **settings}, {"now": data}).prepared.findings
    return [one for one in found if one.rule.startswith("interviewer_")]


def test_a_share_that_follows_the_interviewer() -> None:
    shares = ((40, 36), (40, 30), (40, 16), (40, 6))
    (finding,) = effects(*shares)
    y = np.concatenate([np.repeat([1.0, 0.0], [x, n - x]) for n, x in shares])
    icc = clustering(y, np.repeat(np.arange(4), 40)).icc
    assert finding.rule == "interviewer_effect"
    assert finding.parameters["icc"] == f"{icc:.2f}" == "0.40"
    assert (finding.parameters["low"], finding.parameters["high"]) == ("15%", "90%")
    assert finding.parameters["indicator"] == "People who agree"
    assert (finding.scope, finding.index, finding.severity) == ("study", -1, "warning")


def test_shares_that_differ_as_chance_makes_them() -> None:
    assert effects((40, 22), (40, 18), (40, 25), (40, 20)) == []


def test_an_interviewer_where_everybody_counts() -> None:
    (finding,) = effects((40, 24), (40, 20), (40, 22), (15, 15), (40, 27))
    assert finding.rule == "interviewer_all_count"
    # With the others 93 of 160 count, so fifteen of fifteen has chance 0.58 ** 15 = 0.0003, under 0.01 / 5.
    assert finding.parameters == {"indicator": "People who agree", "interviewer": "d", "n": "15", "others": "58"}


def test_an_interviewer_where_nobody_counts() -> None:
    found = effects((40, 24), (40, 20), (40, 22), (14, 0), (40, 26))
    assert "interviewer_none_count" in {one.rule for one in found}


@pytest.mark.parametrize(
    "shares",
    [
        ((40, 38), (40, 39), (40, 38), (12, 12), (40, 39)),  # nearly everybody counts with everybody
        ((40, 24), (40, 20), (40, 22), (9, 9), (40, 26)),  # fewer than ten people
        ((40, 40), (40, 40)),  # two interviewers
    ],
)
def test_what_chance_explains_is_not_told(shares: tuple[tuple[int, int], ...]) -> None:
    assert [one for one in effects(*shares) if one.rule != "interviewer_effect"] == []


def test_without_interviewers_or_when_off_nothing_is_said() -> None:
    shares = ((40, 36), (40, 30), (40, 16), (40, 6))
    assert effects(*shares, quality={"interviewer_effects": "off"}) == []
    assert effects(*shares, waves={"now": {"files": "-", "design": {"selection": "census"}}}) == []


def test_the_rules_have_words() -> None:
    assert {"interviewer_effect", "interviewer_all_count", "interviewer_none_count"} <= set(rules())

"""Self-generated codes link with a few wrong elements, where sex, year of birth and place do not speak against it."""

from __future__ import annotations

import numpy as np
import pytest

from meal.model.identity import IdentityTable
from meal.prepare.identity import codes
from meal.prepare.identity.codes import code_pairs, refused_codes
from meal.study.identity import Thresholds
from tests.prepare.identity.tables import table

THRESHOLDS = Thresholds(strict=12, standard=8, loose=4)


def found(of: IdentityTable, errors: int = 1) -> dict[tuple[int, int], float]:
    before, after = np.flatnonzero(of.wave_of == 0), np.flatnonzero(of.wave_of == 1)
    pairs = code_pairs(of, before, after, errors=errors, thresholds=THRESHOLDS)
    return dict(zip(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True), pairs.score.tolist(), strict=True))


def test_a_whole_code_is_strict_once_something_confirms_it() -> None:
    assert found(table([0, 1], code=["abcd", "abcd"])) == {(0, 1): 11}
    assert found(table([0, 1], code=["abcd", "abcd"], sex=["f", "f"])) == {(0, 1): 12}


def test_a_code_with_an_error_is_standard_once_something_confirms_it_and_never_strict() -> None:
    assert found(table([0, 1], code=["abcd", "abcx"])) == {(0, 1): 7}
    confirmed = table([0, 1], code=["abcd", "abcx"], sex=["f", "f"], born=[1990, 1991], site=["kano", "kano"])
    assert found(confirmed) == {(0, 1): 10}


def test_a_missing_element_counts_as_wrong() -> None:
    assert found(table([0, 1], code=["abc.", "abcd"])) == {(0, 1): 7}
    assert found(table([0, 1], code=["ab..", "abcd"])) == {}
    assert found(table([0, 1], code=["....", "...."])) == {}


@pytest.mark.parametrize(("errors", "linked"), [(0, False), (1, False), (2, True)])
def test_no_more_elements_are_wrong_than_the_study_allows(errors: int, linked: bool) -> None:
    assert bool(found(table([0, 1], code=["abcd", "axcx"]), errors)) == linked


@pytest.mark.parametrize(
    "against", [{"sex": ["f", "m"]}, {"born": [1990, 1992]}, {"site": ["kano", "lagos"]}]
)  # fmt: skip
def test_what_contradicts_the_code_refuses_the_link(against: dict[str, list[str]]) -> None:
    assert found(table([0, 1], code=["abcd", "abcd"], **against)) == {}  # type: ignore[arg-type]


def test_a_code_in_which_everything_may_be_wrong_links_nobody() -> None:
    of = table([0, 1], code=["ab", "ab"])
    assert found(of, errors=2) == {}
    assert refused_codes(of, 2) == "short"
    assert refused_codes(of, 1) == ""
    assert refused_codes(table([0, 1]), 1) == ""


def test_elements_that_everybody_shares_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "MOST_CANDIDATES", 10)
    assert refused_codes(table([0, 0, 1, 1], code=["aa", "ab", "ac", "ad"]), 1) == "common"

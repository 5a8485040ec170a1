"""p-values of several comparisons, adjusted for how many there are (R13)."""

from __future__ import annotations

from typing import Any

import pytest

from meal.api import analyse
from meal.model.errors import StudyError
from tests.tabulate.studies import ARMS, WAVE, Key, frame, rows_of, yes

HERE: Key = ("", "difference", "", "", "")


def many(*treated: int, family: str | None = "f", **settings: Any) -> dict[str, Any]:
    """Comparisons c0, c1 … of 100 treated, of whom so many said yes, with 40 of 100 controls."""
    study = {
        "waves": {"now": WAVE},
        "indicators": [{"id": f"a{number}", "counts": f"${{q{number}}} = 'yes'"} for number in range(len(treated))],
        "comparisons": [
            {"id": f"c{number}", "indicator": f"a{number}", "wave": "now", "arms": ARMS, "family": family}
            for number in range(len(treated))
        ],
        **settings,
    }
    columns = {f"q{number}": yes((100, x), (100, 40)) for number, x in enumerate(treated)}
    data = frame(arm=["film"] * 100 + ["none"] * 100, sex=["f", "m"] * 100, **columns)
    return rows_of(study, now=data)  # type: ignore[return-value] # rows by their key


def headline(rows: Any, number: int) -> Any:
    return rows[f"c{number}", "difference", "", "", ""]


def test_a_family_is_adjusted_by_holm_and_its_size_is_said() -> None:
    rows = many(60, 52, 45)
    p = [headline(rows, number).p_value for number in range(3)]
    assert p == sorted(p)

    adjusted = [headline(rows, number).p_adjusted for number in range(3)]
    assert adjusted == pytest.approx([3 * p[0], max(3 * p[0], 2 * p[1]), max(3 * p[0], 2 * p[1], p[2])])
    assert all("adjusted for 3 comparisons (Holm)" in headline(rows, number).note for number in range(3))
    # Only headlines are tested together.
    assert all(row.p_adjusted is None for key, row in rows.items() if key[1] != "difference" or key[3])


def test_a_study_may_choose_benjamini_and_hochberg() -> None:
    rows = many(60, 52, 45, families={"f": "benjamini_hochberg"})
    p = [headline(rows, number).p_value for number in range(3)]

    adjusted = [headline(rows, number).p_adjusted for number in range(3)]
    assert adjusted == pytest.approx([min(3 * p[0], 1.5 * p[1], p[2]), min(1.5 * p[1], p[2]), p[2]])


def test_ten_comparisons_without_a_family_stand_as_they_are_and_eleven_do_not() -> None:
    assert all(headline(many(*range(50, 60), family=None), n).p_adjusted is None for n in range(10))

    rows = many(*range(50, 61), family=None)
    p = [headline(rows, n).p_value for n in range(11)]
    # The largest of eleven stays, the others are raised towards it.
    assert headline(rows, 0).p_adjusted == pytest.approx(max(p))
    assert headline(rows, 10).p_adjusted == pytest.approx(
        min(11 * p[10], min(11 * p[10 - k] / (k + 1) for k in range(11)))
    )
    assert "11 comparisons (Benjamini and Hochberg)" in headline(rows, 0).note


def test_the_primary_comparison_is_not_adjusted_and_does_not_count() -> None:
    arms = {"arms": ARMS, "wave": "now"}
    rows = many(
        60, 52, 45,
        comparisons=[
            {"id": "c0", "indicator": "a0", "primary": True, **arms},
            {"id": "c1", "indicator": "a1", "family": "f", **arms},
            {"id": "c2", "indicator": "a2", "family": "f", **arms},
        ],
    )  # fmt: skip

    assert headline(rows, 0).p_adjusted is None
    assert headline(rows, 1).p_adjusted == pytest.approx(2 * headline(rows, 1).p_value)
    assert "adjusted for 2 comparisons" in headline(rows, 2).note


def test_a_family_that_nobody_belongs_to_and_two_primaries_are_refused() -> None:
    arms = {"arms": ARMS, "wave": "now", "primary": True}
    study = {
        "study": "s",
        "waves": {"now": WAVE},
        "indicators": [{"id": "a", "counts": "${q} = 'yes'"}],
        "comparisons": [{"id": "c0", "indicator": "a", **arms}, {"id": "c1", "indicator": "a", **arms}],
        "families": {"outcomes": "holm"},
    }
    with pytest.raises(StudyError) as refusal:
        analyse(study, {"now": frame(arm=["film"], q=["yes"])})
    assert "no comparison belongs to the family 'outcomes'" in str(refusal.value)
    assert "only one comparison can be primary" in str(refusal.value)

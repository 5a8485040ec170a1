"""What was published once cannot be taken back, and gives nothing hidden away."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from meal.pipeline.analyse import analyse
from meal.pipeline.earlier import earlier_estimates
from meal.report import estimates_csv
from meal.study.load import study_from_mapping

STUDY = study_from_mapping(
    {
        "study": "s",
        "claim": "these_people",
        "waves": {"now": {"files": "-", "design": {"selection": "census"}}},
        "disaggregate": ["district"],
        "indicators": [{"id": "a", "counts": "${ok} = 'yes'", "report": ["share", "number"]}],
    }
)


def data(n_west: int) -> pd.DataFrame:
    """60 people in the east, 50 in the north, few in the west; every second is ok."""
    districts = ["east"] * 60 + ["north"] * 50 + ["west"] * n_west
    return pd.DataFrame({"district": districts, "ok": ["yes", "no"] * (len(districts) // 2)}, dtype="str")


def test_a_table_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    estimates = analyse(STUDY, {"now": data(40)}).estimates
    (tmp_path / "estimates.csv").write_bytes(estimates_csv(estimates, synthetic=True))
    assert earlier_estimates(tmp_path / "estimates.csv") == estimates


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00", b"indicator,label\nx,y\n"])
def test_what_is_no_table_of_ours_tells_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "estimates.csv").write_bytes(content)
    assert earlier_estimates(tmp_path / "estimates.csv") == ()
    assert earlier_estimates(tmp_path / "absent.csv") == ()


def test_running_again_beside_the_same_results_changes_nothing() -> None:
    first = analyse(STUDY, {"now": data(6)}).estimates
    assert any(row.status == "suppressed" for row in first)
    assert analyse(STUDY, {"now": data(6)}, earlier=first).estimates == first


def test_the_method_of_a_hidden_result_does_not_tell_its_people() -> None:
    study = study_from_mapping(
        {"study": "s", "waves": {"now": {"files": "-"}}, "indicators": [{"id": "a", "counts": "${ok} = 'yes'"}]}
    )
    analysis = analyse(study, {"now": pd.DataFrame({"ok": ["yes"] * 4 + ["no"] * 3}, dtype="str")})
    assert analysis.estimates[0].status == "suppressed"
    assert any("7" in sentence for sentence in analysis.internal.methods["en"]["a"])
    assert not any("7" in sentence for sentence in analysis.published.methods["en"]["a"])

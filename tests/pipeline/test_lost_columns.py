"""A column that the study names and nobody has: whose fault that is depends on who makes the column."""

from __future__ import annotations

import pandas as pd
import pytest

from meal.model.errors import DataError, StudyError
from meal.pipeline.analyse import analyse
from meal.study.load import study_from_mapping


def run(test: str) -> None:
    study = study_from_mapping(
        {
            "study": "s",
            "waves": {"now": {"files": "-", "test": f"${{{test}}} = 'training'"}},
            "indicators": [{"id": "a", "counts": "${ok} = 'yes'"}],
        }
    )
    analyse(study, {"now": pd.DataFrame({"ok": ["yes", "no"] * 20}, dtype="str")})


def test_the_export_has_lost_what_servers_add() -> None:
    with pytest.raises(DataError, match=r"'username' is not a column of wave 'now'.*\n.*Export the data again"):
        run("username")


def test_the_study_names_what_nobody_knows() -> None:
    with pytest.raises(StudyError, match="'user' is not a column of wave 'now'"):
        run("user")

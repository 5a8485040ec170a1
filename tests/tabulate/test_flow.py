"""The respondent flow of a sampled wave, counted by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from meal.api import analyse


def test_drawn_reached_answered_and_in_every_wave(tmp_path: Path) -> None:
    # Twelve people before; k and l do not plan. Ten could be drawn, eight are: a to h. f refuses, g is met in a
    # training only, h is not met. Of a to e, who answer, e is missing after. z answers and was not drawn.
    census = {"files": "-", "design": {"selection": "census"}}
    roster = tmp_path / "drawn.csv"
    roster.write_text("id\n" + "\n".join("abcdefgh") + "\n", encoding="utf-8")
    followup = {
        "files": "-",
        "consent": "${consent} = 'yes'",
        "test": "${user} = 'training'",
        "design": {
            "selection": "random", "sample_of": "before", "eligible": "${plans} = 'yes'", "roster": str(roster),
        },
    }  # fmt: skip
    study = {
        "study": "s",
        "claim": "these_people",
        "identity": {"respondent": "id"},
        "waves": {"before": census, "after": census, "followup": followup},
    }
    frames = {
        "before": pd.DataFrame({"id": list("abcdefghijkl"), "plans": ["yes"] * 10 + ["no"] * 2}, dtype="str"),
        "after": pd.DataFrame({"id": list("abcdfghijk")}, dtype="str"),
        "followup": pd.DataFrame(
            {
                "id": list("abcdefgz"),
                "consent": ["yes"] * 5 + ["no", "yes", "yes"],
                "user": ["caller"] * 6 + ["training", "caller"],
            },
            dtype="str",
        ),
    }
    flow = {
        box.step: (box.count, box.of)
        for box in analyse(study, frames).internal.flow
        if box.wave == "followup" and box.unit == "people"
    }
    assert flow == {
        "eligible": (10, ""),
        "sampled": (8, "eligible"),
        "not_reached": (2, "sampled"),
        "reached": (6, "sampled"),
        "not_answered": (1, "reached"),
        "answered": (5, "reached"),
        "not_in_every_wave": (1, "answered"),
        "in_every_wave": (4, "answered"),
        "not_in_sample": (1, "analysed"),
    }

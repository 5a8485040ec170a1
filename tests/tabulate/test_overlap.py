"""People whom partners share, counted by hand."""

from __future__ import annotations

import pandas as pd

from meal.api import analyse
from meal.report import overlap_csv


def test_people_known_to_one_two_and_more_partners() -> None:
    rows = [("ann", "cedar"), ("ann", "olive"), ("ann", "nile"), ("ann", "cedar"), ("ben", "cedar"), ("ben", "olive"),
            ("cas", "nile"), ("dee", "")]  # fmt: skip
    data = pd.DataFrame(
        [(str(at), *row) for at, row in enumerate(rows)], columns=["row", "person", "partner"], dtype="str"
    )
    study = {
        "study": "s",
        "identity": {"record": "row", "respondent": "person", "partner": "partner"},
        "waves": {"register": {"files": "-", "contacts": True, "design": {"selection": "census"}}},
        "indicators": [{"id": "known", "counts": "${partner} != ''", "report": "people"}],
    }
    analysis = analyse(study, {"register": data})
    (overlap,) = analysis.internal.overlaps
    people = {(row.partner, row.other, row.known_to): row.people for row in overlap.rows}
    assert people == {
        ("cedar", "", ""): 2, ("nile", "", ""): 2, ("olive", "", ""): 2,
        ("cedar", "nile", ""): 1, ("cedar", "olive", ""): 2, ("nile", "olive", ""): 1,
        ("", "", "1"): 1, ("", "", "2"): 1, ("", "", "3+"): 1,
    }  # fmt: skip
    (shown,) = analysis.published.overlaps
    assert all(row.people is None for row in shown.rows if people[row.partner, row.other, row.known_to])
    written = overlap_csv((shown,), synthetic=True).decode().splitlines()
    assert written[0] == "wave,partner,other,known_to,people,status,data"
    assert written[1] == "register,cedar,,,,suppressed,synthetic"

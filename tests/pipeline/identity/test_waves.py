"""People over several waves: by their id, by a key where the id is another, and by decisions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from meal.api import analyse, validate
from meal.pipeline.preparation import Prepared

BEFORE = {
    "_uuid": ["b1", "b2", "b3", "b4"],
    "id": ["p1", "p2", "", "p4"],
    "card": ["c1", "", "c3", ""],
    "sex": ["f", "f", "m", "m"],
    "ok": ["yes", "no", "yes", "no"],
}
AFTER = {
    "_uuid": ["a1", "a2", "a3", "a4"],
    "id": ["p9", "p2", "", ""],
    "card": ["c1", "", "c3", ""],
    "sex": ["f", "m", "m", "m"],
    "ok": ["yes", "yes", "yes", "yes"],
}


def study(**identity: Any) -> dict[str, Any]:
    return {
        "study": "s",
        "waves": {
            "before": {"files": "-", "design": {"selection": "census"}},
            "after": {"files": "-", "design": {"selection": "census"}},
        },
        "identity": {"respondent": "id", "stable": ["sex"], **identity},
        "indicators": [{"id": "a", "waves": ["before", "after"], "counts": "${ok} = 'yes'", "report": ["number"]}],
        "disclosure": {"min_denominator": 1, "min_cell": 1},
    }


def prepared(settings: dict[str, Any]) -> tuple[Prepared, list[str]]:
    frames = {name: pd.DataFrame(table, dtype="str") for name, table in (("before", BEFORE), ("after", AFTER))}
    found = validate(settings, frames)
    return found.prepared, [f"{row['rule']} {row['wave']} {row['record']}" for row in found.rows]


def pairs(found: Prepared) -> set[tuple[str, str]]:
    """The submissions of each person in the two waves."""
    rows = found.people.rows
    names = {wave: [*keys.stable.tolist(), ""] for wave, keys in found.keys.items()}
    return {
        (names["before"][one], names["after"][other])
        for one, other in zip(rows["before"].tolist(), rows["after"].tolist(), strict=True)
    }


def test_ids_alone_link_as_they_did() -> None:
    found, told = prepared(study())
    assert pairs(found) == {("b1", ""), ("b2", ""), ("b4", ""), ("", "a1")}
    assert told == [
        "missing_identifier before b3",
        "missing_identifier after a3",
        "missing_identifier after a4",
        "other_person after a2",
        "unlinked_person after a1",
    ]


def test_a_key_links_records_with_another_id_or_none() -> None:
    found, told = prepared(study(keys=[["card"]]))
    assert pairs(found) == {("b1", "a1"), ("b2", ""), ("b3", "a3"), ("b4", "")}
    assert told == ["missing_identifier after a4", "other_person after a2"]
    assert set(found.people.respondent) >= {"p1", "p2", "p4"}  # the smallest id of a person
    assert "p9" not in set(found.people.respondent)


def test_decisions_link_and_settle_what_contradicts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    head = "wave,record,other_wave,other_record,decision\n"
    Path("identity.csv").write_text(head + "before,b2,after,a2,same\nafter,a4,before,b4,same\n", encoding="utf-8")
    found, told = prepared(study(keys=[["card"]]))
    assert pairs(found) == {("b1", "a1"), ("b2", "a2"), ("b3", "a3"), ("b4", "a4")}
    # The id joins b2 and a2 already; that the sex differs was seen by whoever decided.
    assert told == ["decided_same after a4"]


def test_without_an_id_keys_alone_make_people() -> None:
    found, told = prepared(study(respondent=None, keys=[["card"]]))
    assert pairs(found) == {("b1", "a1"), ("b3", "a3"), ("b2", ""), ("b4", ""), ("", "a2"), ("", "a4")}
    assert told == ["unlinked_person after a2", "unlinked_person after a4"]


def test_everybody_drawn_is_known_by_any_of_their_ids(tmp_path: Path) -> None:
    # a1 says p9, whom the card makes p1: the roster has p9, and p1 was drawn.
    for name, table in (("before", BEFORE), ("after", AFTER)):
        pd.DataFrame(table).to_csv(tmp_path / f"{name}.csv", index=False)
    (tmp_path / "drawn.csv").write_text("id\np9\np2\n", encoding="utf-8")
    (tmp_path / "study.yaml").write_text(
        """study: s
waves:
  before: {files: [before.csv], design: {selection: census}}
  after: {files: [after.csv], design: {selection: random, sample_of: before, roster: drawn.csv}}
identity: {respondent: id, keys: [[card]]}
indicators:
  - {id: a, wave: after, counts: "${ok} = 'yes'", report: [share]}
disclosure: {min_denominator: 1, min_cell: 1}
""",
        encoding="utf-8",
    )
    boxes = {box.step: box.count for box in analyse(tmp_path).internal.flow if box.wave == "after"}
    assert (boxes["sampled"], boxes["reached"], boxes["answered"]) == (2, 2, 2)

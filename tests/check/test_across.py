"""People whose waves do not fit together."""

from __future__ import annotations

from meal.check import across_waves
from meal.prepare import Decisions, link_waves
from meal.study.definition import Study
from meal.study.records import record_keys
from tests.builders import wave

STUDY = Study.model_validate(
    {
        "study": "s",
        "identity": {"respondent": "id"},
        "waves": {
            "before": {"files": "x"},
            "after": {"files": "x"},
            "followup": {
                "files": "x",
                "design": {"selection": "random", "sample_of": "before", "roster": "sampled.csv"},
            },
        },
    }
)


def test_people_never_asked_before_and_people_not_drawn_are_warnings() -> None:
    waves = {
        "before": wave({"id": ["p", "q", "r"]}),
        "after": wave({"id": ["p", "typo"]}, name="after"),
        "followup": wave({"id": ["p", "q", "stranger"]}, name="followup"),
    }
    keys = {name: record_keys(responses, STUDY.identity) for name, responses in waves.items()}
    _, people, _ = link_waves(waves, keys, stable=(), decisions={name: Decisions() for name in waves}, identified=True)
    findings = across_waves(STUDY, waves, keys, people, {"followup": frozenset({"p", "r"})})
    assert [(f.rule, f.wave, f.respondent) for f in findings] == [
        ("unlinked_person", "after", "typo"),
        ("unlinked_person", "followup", "stranger"),
        ("respondent_not_in_roster", "followup", "q"),
    ]
    assert {f.severity for f in findings} == {"warning"}
    # The identifier is what can be corrected, in the cleaning log and in the feedback to partners.
    assert [(f.variable, f.found) for f in findings] == [("id", "typo"), ("id", "stranger"), ("id", "q")]

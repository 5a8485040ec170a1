"""Records without consent, rejected ones and tests leave first, each counted once."""

from __future__ import annotations

from meal.model.responses import Disposition
from meal.prepare import screen
from meal.study.definition import Identity, Wave
from meal.study.records import record_keys
from tests.builders import wave


def test_each_record_leaves_for_the_first_reason_that_holds() -> None:
    responses = wave(
        {
            "_uuid": ["a", "b", "c", "d", "e"],
            "consent": ["yes", "no", "", "yes", "no"],
            "_validation_status": ["", "Approved", "", "Not Approved", "Not Approved"],
            "name": ["x", "x", "x", "TEST", "x"],
        }
    )
    settings = Wave.model_validate({"files": "x", "consent": "${consent} = 'yes'", "test": "${name} = 'TEST'"})
    screened, findings = screen(responses, record_keys(responses, Identity()), settings)
    assert screened.accounting() == {"kept": 1, "no_consent": 3, "not_approved": 1}
    assert [(f.rule, f.record, f.row) for f in findings] == [
        ("no_consent", "b", 3), ("no_consent", "c", 4), ("no_consent", "e", 6), ("not_approved", "d", 5),
    ]  # fmt: skip


def test_a_rejected_odk_central_submission_leaves() -> None:
    responses = wave({"KEY": ["a", "b"], "ReviewState": ["rejected", "hasIssues"]})
    screened, _ = screen(responses, record_keys(responses, Identity()), Wave(files=("x",)))
    assert screened.disposition.tolist() == [Disposition.NOT_APPROVED, Disposition.KEPT]

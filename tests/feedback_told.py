"""What the partners of the small study are told."""

from __future__ import annotations

from pathlib import Path

from meal.model.partner_feedback import PartnerFeedback
from meal.pipeline.feedback import partner_packages
from meal.pipeline.preparation import prepare
from meal.study.load import load_study
from tests.feedback_study import STUDY, write_study

KEY = bytes(range(32))


def told_partners(root: Path, *, study: str = STUDY, log: str = "") -> dict[str, PartnerFeedback]:
    """Partner → what it is told, with a key that tests know."""
    folder = write_study(root, study=study, log=log)
    return {one.partner: one for one in partner_packages(prepare(load_study(folder)), KEY)}

"""The files of `meal receive`: what became of the findings, and the scorecard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from meal.disclose import suppress_scores
from meal.model.submissions import STATUSES, Submission
from meal.pipeline.feedback.names import file_stems
from meal.pipeline.feedback.packages import language_of
from meal.pipeline.resubmission import Resubmission
from meal.pipeline.submissions import overwritten
from meal.report import followed_csv, scorecard_page, scores_csv
from meal.store import replace_folder
from meal.study.definition import Study

FOLDER = "resubmission"


def resubmission_files(made: Resubmission, study: Study) -> dict[str, bytes]:
    """Path below outputs/<study>/resubmission/ → content.

    Scores with small numbers stand in internal/, for officers, and in the page of the partner that sent the records, in
    its language; both know the records themselves.
    """
    rule = study.disclosure
    shown = suppress_scores(made.scores, min_cell=rule.min_cell, min_denominator=rule.min_denominator)
    files = {
        "resubmission.csv": followed_csv(made.followed, synthetic=study.synthetic),
        "scorecard.csv": scores_csv(shown, synthetic=study.synthetic),
        "internal/scorecard.csv": scores_csv(made.scores, synthetic=study.synthetic),
    }
    for language in study.languages:
        name = "scorecard.html" if language == study.language else f"scorecard.{language}.html"
        files[name] = scorecard_page(shown, study, language).encode("utf-8")
        files[f"internal/{name}"] = scorecard_page(made.scores, study, language).encode("utf-8")
    partners = sorted({one.partner for one in made.scores if one.partner})
    for partner, stem in zip(partners, file_stems(partners), strict=True):
        own = [one for one in made.scores if one.partner == partner]
        files[f"partners/{stem}.html"] = scorecard_page(own, study, language_of(study, partner)).encode("utf-8")
    return files


def write_resubmission(made: Resubmission, study: Study, outputs: Path) -> Path:
    """Replace outputs/<study>/resubmission/; returns the folder.

    Raises:
        OutputsInUseError: another run or another program holds the folder; nothing was changed.
    """
    folder = outputs / study.study / FOLDER
    replace_folder(folder, resubmission_files(made, study))
    return folder


def overwritten_lines(submissions: Sequence[Submission], data: Path) -> list[str]:
    """A sentence for each export that is not the version that was received last."""
    return [
        f"{one.file}: this is not the version that was received on {one.received or 'an unknown day'}; somebody "
        "replaced it by hand, and the comparison takes what lies there. Put new versions in place with meal receive."
        for one in overwritten(submissions, data)
    ]


def resubmission_lines(made: Resubmission) -> list[str]:
    """How many findings of each partner and wave became what."""
    counts = Counter((one.wave, one.partner, one.status) for one in made.followed)
    pairs = dict.fromkeys((one.wave, one.partner) for one in made.scores)
    lines = []
    for wave, partner in pairs:
        told = [f"{counts[wave, partner, status]:,} {status.replace('_', ' ')}" for status in STATUSES]
        lines.append(f"{wave}, {partner or 'partner not recorded'}: {', '.join(told)}")
    return lines

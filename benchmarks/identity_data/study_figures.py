"""What a study's own settings find of its duplicates and links."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from meal import load_study
from meal.model.responses import Disposition
from meal.pipeline.preparation import Prepared, prepare

from .studies import StudyFolder

PRECISION, RECALL = 0.99, 0.90
SCREENED = (Disposition.NO_CONSENT, Disposition.NOT_APPROVED, Disposition.TEST_RECORD)
CONTACTS = (Disposition.KEPT, Disposition.REPEAT_CONVERSATION)


@dataclass(frozen=True, slots=True)
class Result:
    """What a method found in one list.

    Attributes:
        seconds: from the answers as text to the pairs. n_found: pairs. n_true: pairs that there are.
    """

    precision: float
    recall: float
    seconds: float
    n_found: int
    n_true: int

    @property
    def reaches(self) -> bool:
        """Whether both targets are reached."""
        return self.precision >= PRECISION and self.recall >= RECALL

    def __str__(self) -> str:
        return (
            f"precision {self.precision:.4f}  recall {self.recall:.4f}  {self.seconds:6.1f} s  "
            f"{self.n_found:,} pairs of {self.n_true:,}"
        )


def of_counts(n_right: int, n_found: int, n_true: int, seconds: float) -> Result:
    """Precision and recall; nothing found is nothing wrong, and nothing recovered."""
    return Result(n_right / n_found if n_found else 1.0, n_right / max(n_true, 1), seconds, n_found, n_true)


def of_study(study: StudyFolder, *, use_log: bool = True) -> dict[str, Result]:
    """`WAVE twice` and `WAVE → WAVE`: rows of one person in a wave, and submissions of one person in two.

    Args:
        use_log: replay the cleaning log and identity.csv, as is done by default.
    """
    started = time.process_time()
    prepared = prepare(load_study(study.folder), use_log=use_log)
    seconds = time.process_time() - started
    found = {f"{wave} twice": _twice(prepared, wave, truth, seconds) for wave, truth in study.truth.items()}
    return found | {
        f"{one} → {other}": _linked(prepared, one, other, study.truth, seconds) for one, other in study.links
    }


def _twice(prepared: Prepared, wave: str, truth: Mapping[str, str], seconds: float) -> Result:
    """Pairs of rows: two conversations of one person, a copy, an edit."""
    group, stable = _groups(prepared, wave)
    return _of_groups(group, pd.factorize(stable.map(truth))[0], seconds)


def _groups(prepared: Prepared, wave: str) -> tuple[np.ndarray, pd.Series]:
    """Number of the person that each row counts for, and its stable id; rows that are screened are left out.

    Copies and older edits go with their submission; rows that count for nobody stand alone.
    """
    disposition = prepared.waves[wave].disposition
    rows = np.flatnonzero(~np.isin(disposition, SCREENED))
    stable = pd.Series(prepared.keys[wave].stable[rows].astype(str))
    counts = np.isin(disposition[rows], CONTACTS)
    person = pd.Series(prepared.keys[wave].person[rows].astype(str))
    of_stable = dict(zip(stable[counts], "person " + person[counts], strict=True))
    return pd.factorize(stable.map(of_stable).fillna("alone " + stable))[0], stable


def _of_groups(group: np.ndarray, truth: np.ndarray, seconds: float) -> Result:
    _, together = np.unique(np.stack([group, truth]), axis=1, return_counts=True)
    n_found, n_true = (_pairs_in(np.unique(of, return_counts=True)[1]) for of in (group, truth))
    return of_counts(_pairs_in(together), n_found, n_true, seconds)


def _linked(prepared: Prepared, one: str, other: str, truth: Mapping[str, Mapping[str, str]], seconds: float) -> Result:
    """Pairs of a submission in one wave and one in the other."""
    frames = {}
    for wave in (one, other):
        contact = np.isin(prepared.waves[wave].disposition, CONTACTS)
        stable = pd.Series(prepared.keys[wave].stable[contact].astype(str))
        frames[wave] = pd.DataFrame(
            {"person": prepared.people.person_of[wave][contact], "truth": stable.map(truth[wave])}
        )
        frames[wave] = frames[wave][frames[wave]["person"] >= 0]
    found = frames[one].merge(frames[other], on="person")
    there = [pd.Series(_groups(prepared, wave)[1].unique()).map(truth[wave]).value_counts() for wave in (one, other)]
    n_true = int(there[0].mul(there[1], fill_value=0).sum())
    return of_counts(int((found["truth_x"] == found["truth_y"]).sum()), len(found), n_true, seconds)


def _pairs_in(sizes: np.ndarray) -> int:
    return int((sizes * (sizes - 1) // 2).sum())

"""The shipped studies with a fresh seed, as folders, with some ids mistyped, and whose each submission truly is."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from meal.demonstration import services
from meal.demonstration.chance import Chance
from meal.demonstration.forms import shipped_file
from meal.demonstration.peer_messages import Interviews, peer_messages_files, peer_messages_interviews
from meal.demonstration.pool import ID
from meal.demonstration.reconsideration import Submissions, reconsideration_files, reconsideration_submissions
from meal.demonstration.records import Record
from meal.demonstration.shipped import SCHEMAS
from meal.demonstration.truth import true_person

REJECTED = ("Not Approved", "rejected")


@dataclass(frozen=True, slots=True, eq=False)
class StudyFolder:
    """A study as an officer has it, and the truth about it.

    Attributes:
        links: pairs of waves whose people are to be linked. truth: wave → stable id → person.
        records: wave → all submissions, copies and edits too, that consented, stand and were not made in a training.
    """

    folder: Path
    links: tuple[tuple[str, str], ...]
    truth: Mapping[str, Mapping[str, str]]
    records: Mapping[str, list[Record]]


def reconsideration(root: Path, seed: int, mistyped: float = 0.0, one_in: int = 1) -> StudyFolder:
    """The study `reconsideration`; of its people only one in so many."""
    made = reconsideration_submissions(seed)
    made = replace(made, **_damaged(made, seed, mistyped, one_in))
    links = (("before", "after"), ("before", "followup"))
    return _written(root, "reconsideration", reconsideration_files(made), made.records, links)


def peer_messages(root: Path, seed: int, mistyped: float = 0.0, one_in: int = 1) -> StudyFolder:
    """The study `peer-messages`; of its people only one in so many."""
    made = peer_messages_interviews(seed)
    made = replace(made, **_damaged(made, seed, mistyped, one_in))
    return _written(root, "peer-messages", peer_messages_files(made), made.records, (("baseline", "endline"),))


def services_study(root: Path, seed: int) -> StudyFolder:
    """The study `services`."""
    folder = _folder(root, "services", services.services_files(seed))
    return StudyFolder(folder, (), {"register": services.services_truth(seed)}, {})


def _damaged(made: Submissions | Interviews, seed: int, mistyped: float, one_in: int) -> dict[str, object]:
    """Fewer people, and the ids of some submissions typed wrong; those that the log corrects stay as they are."""
    settled = {made.records[p.serial].root for p in made.problems if p.decision and p.decision.question == ID}
    records = {
        serial: record if record.root in settled else _mistyped(record, seed, mistyped)
        for serial, record in made.records.items()
        if zlib.crc32(f"{seed} {true_person(record)}".encode()) % one_in == 0
    }
    return {"records": records, "problems": [p for p in made.problems if p.serial in records]}


def _mistyped(record: Record, seed: int, share: float) -> Record:
    """Another digit, or two digits turned, in this share of submissions: the same in their copies and edits."""
    chance, written = Chance(zlib.crc32(f"{seed} {record.root}".encode())), record.answer(ID)
    if not chance.happens(share) or not written[-2:].isdigit():
        return record
    digits = [at for at, sign in enumerate(written) if sign.isdigit()]
    turned = [at for at in digits[:-1] if written[at] != written[at + 1]]
    if turned and chance.happens(0.4):
        at = chance.one_of(turned)
        return record.with_answers(**{ID: written[:at] + written[at + 1] + written[at] + written[at + 2 :]})
    at = chance.one_of(digits)
    digit = str((int(written[at]) + 1 + chance.below(9)) % 10)
    return record.with_answers(**{ID: written[:at] + digit + written[at + 1 :]})


def _written(
    root: Path,
    study: str,
    files: Mapping[str, bytes],
    records: Mapping[str, Record],
    links: tuple[tuple[str, str], ...],
) -> StudyFolder:
    waves: dict[str, list[Record]] = {}
    for record in records.values():
        waves.setdefault(record.wave, []).append(record)
    truth = {wave: {record.root: true_person(record) for record in of} for wave, of in waves.items()}
    standing = {wave: [record for record in of if _stands(record)] for wave, of in waves.items()}
    return StudyFolder(_folder(root, study, files), links, truth, standing)


def _stands(record: Record) -> bool:
    consented = record.answer("consent") != "no"
    return consented and record.review not in REJECTED and record.username != "training"


def _folder(root: Path, study: str, files: Mapping[str, bytes]) -> Path:
    folder = root / "surveys" / study
    made = {folder / path: content for path, content in files.items()}
    made[folder / "study.yaml"] = shipped_file(study, "study.yaml")
    made |= {root / "schemas" / f"{name}.yaml": shipped_file("schemas", f"{name}.yaml") for name in SCHEMAS}
    for path, content in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def wave_frame(study: StudyFolder, wave: str, *, ids: bool = True, once: bool = False) -> pd.DataFrame:
    """What a wave holds to tell people by, as another tool is given it.

    Args:
        ids: with the respondent's id. once: copies and older edits left out.
    """
    records = study.records[wave]
    if once:
        records = list({record.root: record for record in sorted(records, key=lambda one: one.submitted)}.values())
    columns = {
        "truth": [true_person(record) for record in records],
        "name": [record.answer("name") for record in records],
        "phone": [record.answer("phone") for record in records],
        "sex": [record.answer("sex") for record in records],
        "birth_year": [_born(record) for record in records],
        "district": [record.answer("country") for record in records],
        "village": [record.answer("site") or record.answer("place") for record in records],
        "partner": [record.answer("partner") for record in records],
        "counsellor": [record.answer("counsellor") for record in records],
        "day": [record.answer("conversation_date") for record in records],
    }
    if ids:
        columns["respondent"] = [record.answer(ID) for record in records]
    # A column that the form does not have is not given.
    return pd.DataFrame({name: of for name, of in columns.items() if name == "truth" or any(of)})


def _born(record: Record) -> str:
    age = record.answer("age")
    return str(2018 - int(age)) if age.isdigit() else ""

"""Known totals of a population from a file beside the study file."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

from meal.model.errors import StudyError
from meal.study.definition import Study, Wave
from meal.study.sampling import Calibrate
from meal.study.yaml_text import YamlDocument

HEADINGS = ("variable", "level", "total")


def with_known_totals(study: Study, folder: Path, document: YamlDocument) -> tuple[Study, dict[str, str]]:
    """The study with the totals of every file that `calibrate` names, and the files' hashes by name.

    Raises:
        StudyError: a file is absent or not as expected.
    """
    waves: dict[str, Wave] = {}
    hashes: dict[str, str] = {}
    problems: list[str] = []
    for wave, settings in study.waves.items():
        declared = settings.design.calibrate
        if declared is None or declared.file is None:
            continue
        line = document.line(("waves", wave, "design", "calibrate", "file"))
        file = folder / declared.file
        if Path(declared.file).name != declared.file or not file.is_file():
            problems.append(
                f"{document.name}, line {line}: there is no file '{declared.file}' beside the study file, "
                f"with columns {', '.join(HEADINGS)}."
            )
            continue
        try:
            totals = _read(file, declared)
        except ValueError as error:
            problems.append(f"{document.name}, line {line}: {declared.file}: {error}.")
            continue
        hashes[declared.file] = hashlib.sha256(file.read_bytes()).hexdigest()
        design = settings.design.model_copy(update={"calibrate": totals})
        waves[wave] = settings.model_copy(update={"design": design})
    if problems:
        raise StudyError(problems)
    return (study.model_copy(update={"waves": {**study.waves, **waves}}) if waves else study), hashes


def _read(file: Path, declared: Calibrate) -> Calibrate:
    """The settings with the totals of a file.

    Raises:
        ValueError: in words for the officer.
    """
    targets: dict[str, dict[str, float]] = {}
    amounts: dict[str, float] = {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            rows = csv.DictReader(opened)
            if not set(HEADINGS) <= set(rows.fieldnames or ()):
                raise ValueError(f"expected the columns {', '.join(HEADINGS)}")
            for number, row in enumerate(rows, start=2):
                variable, level, text = (str(row[heading] or "").strip() for heading in HEADINGS)
                total = _number(text, number)
                of = targets.setdefault(variable, {}) if level else amounts
                name = level or variable
                if not variable or name in of:
                    raise ValueError(f"row {number} names no variable, or one and its level for a second time")
                of[name] = total
    except UnicodeDecodeError:
        raise ValueError("save it as CSV in UTF-8") from None
    found = declared.model_copy(update={"targets": targets, "amounts": amounts})
    found.check_totals()
    return found


def _number(text: str, row: int) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"row {row}: the total is '{text}', expected a number such as 5200") from None

"""One case: a folder in which some files are damaged, and the commands that are then run in it."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.fuzz.mutators import BYTES, FORM_ROWS, ROWS, TEXT, RowMutator, Rows, package_mutated
from tests.fuzz.sources import Material, csv_of, rows_of, sheets_of, workbook_of


@dataclass(frozen=True, slots=True)
class Case:
    """What is run and what was done to the files.

    Attributes:
        commands: the words after `meal`, one command after the other as long as they succeed.
        damage: file, and the mutators that it went through.
    """

    seed: str
    commands: tuple[tuple[str, ...], ...]
    damage: tuple[str, ...]

    def __str__(self) -> str:
        said = " && ".join(" ".join(("meal", *words)) for words in self.commands)
        return f"case {self.seed}: {said}\n  damage: {'; '.join(self.damage)}"


def made(material: Material, folder: Path, seed: int, number: int) -> Case:
    """Case `number` of a seed, its files in `folder`."""
    random = Random(f"{seed}-{number}")
    if not folder.is_dir():
        shutil.copytree(material.folder, folder, ignore=shutil.ignore_patterns("loose"))
        (folder / "loose").mkdir()
    kind = random.choices(tuple(KINDS), weights=[weight for weight, _ in KINDS.values()])[0]
    commands, files = KINDS[kind][1](material, random)
    damage = []
    for file in files:
        data, done = damaged(random, file, (material.folder / file).read_bytes())
        (folder / file).write_bytes(data)
        damage.append(f"{file}: {', '.join(done)}")
    for file in {word for words in commands for word in words if word.startswith("loose/")} - set(files):
        shutil.copyfile(material.folder / file, folder / file)
    return Case(f"{seed}-{number}", commands, tuple(damage))


Plan = tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]


def _describe(material: Material, random: Random) -> Plan:
    file = _any_export(material, random)
    form = ("--form", random.choice(material.forms)) if random.random() < 0.3 else ()
    rows = ("--header-row", "2") if random.random() < 0.1 else ()
    return (("describe", file, *form, *rows, *(("--json",) if random.random() < 0.3 else ())),), (file,)


def _study(material: Material, random: Random, command: str) -> Plan:
    study = random.choices(tuple(material.exports), weights=(4, 1, 1) if command == "validate" else (18, 1, 1))[0]
    files = tuple(random.sample(material.exports[study], k=random.choice((1, 1, 2))))
    before = (("schema", "surveys/household/forms/household.xlsx"),) if study == "household" else ()
    return (*before, (command, f"surveys/{study}")), files


def _schema(material: Material, random: Random) -> Plan:
    if random.random() < 0.15:
        file = random.choice([name for name in material.loose if name.endswith(("sav", "dta", "por"))])
    else:
        file = random.choice(material.forms)
    return (("schema", file, *(("--name", "new") if random.random() < 0.5 else ())),), (file,)


def _form_and_study(material: Material, random: Random) -> Plan:
    """The form of a study is damaged, and its exports are sound."""
    form = "surveys/household/forms/household.xlsx"
    return (
        ("schema", form),
        (random.choice(("validate", "validate", "validate", "validate", "analyse")), "surveys/household"),
    ), (form,)


def _new(material: Material, random: Random) -> Plan:
    files = [_any_export(material, random)]
    form = ("--form", random.choice(material.forms)) if random.random() < 0.3 else ()
    if random.random() < 0.3:
        files, form = (
            ["surveys/household/before.xlsx", "surveys/household/after.csv"],
            ("--form", "surveys/household/forms/household.xlsx"),
        )
    after = random.choice(("validate", "validate", "validate", "validate", "analyse"))
    touched = [random.choice([*files, *form[1:]])]
    return (("new", "fuzzed", "--data", *files, *form), (after, "surveys/fuzzed")), tuple(touched)


def _any_export(material: Material, random: Random) -> str:
    if random.random() < 0.5:
        return random.choice(material.loose)
    return random.choice([file for files in material.exports.values() for file in files])


KINDS: dict[str, tuple[int, Callable[[Material, Random], Plan]]] = {
    "describe": (32, _describe),
    "validate": (28, lambda material, random: _study(material, random, "validate")),
    "analyse": (5, lambda material, random: _study(material, random, "analyse")),
    "schema": (13, _schema),
    "form and study": (10, _form_and_study),
    "new": (12, _new),
}


def damaged(random: Random, name: str, data: bytes) -> tuple[bytes, list[str]]:
    """A file after one to three mutators that suit it."""
    done: list[str] = []
    text = name.endswith((".csv", ".tsv"))
    package = data.startswith(b"PK")
    if text and random.random() < 0.7:
        rows, delimiter = rows_of(data)
        rows = _rows(random, rows, ROWS, done)
        data = csv_of(rows, delimiter)
    elif name.endswith(".xlsx") and package and random.random() < 0.65:
        data = _workbook(random, data, done, form="form" in name)
    if text and (not done or random.random() < 0.3):
        mutate = random.choice(TEXT if random.random() < 0.6 else BYTES)
        data = mutate(random, data)
        done.append(mutate.__name__)
    elif package and _opens(data) and (not done or random.random() < 0.1) and random.random() < 0.8:
        data, how = package_mutated(random, data)
        done.append(how)
    elif not done:
        mutate = random.choice(BYTES)
        data = mutate(random, data)
        done.append(mutate.__name__)
    return data, done


def _workbook(random: Random, data: bytes, done: list[str], *, form: bool) -> bytes:
    """A workbook with rows of one of its sheets damaged."""
    try:
        sheets = sheets_of(data)
    except Exception:  # some real workbooks are broken already: that is why they are there
        return data
    names = [name for name, rows in sheets.items() if rows]
    if not names:
        return data
    name = random.choice(names)
    mutators = (*ROWS, *FORM_ROWS * 4) if form and name == "survey" else ROWS
    sheets[name] = _rows(random, sheets[name], mutators, done)
    return workbook_of(sheets)


def _rows(random: Random, rows: Rows, mutators: tuple[RowMutator, ...], done: list[str]) -> Rows:
    for _ in range(random.choice((1, 1, 2, 3))):
        mutate = random.choice(mutators)
        rows = mutate(random, rows) or [[]]
        done.append(mutate.__name__)
    return rows


def _opens(data: bytes) -> bool:
    return bool(zipfile.is_zipfile(io.BytesIO(data)) and zipfile.ZipFile(io.BytesIO(data)).namelist())

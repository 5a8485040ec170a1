"""Worked cases computed with R: how they are read, and the rule by which a number agrees with them."""

from __future__ import annotations

import csv
import json
import math
import operator
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from meal.aggregate import second_stage_fraction, stratum_fraction

Case = dict[str, Any]
Numbers = dict[str, Any]

# Tail probabilities this small differ between libraries in all their digits.
NEGLIGIBLE_P = 1e-12

# A standard error of these kinds may agree with either of two, and its limits then follow it.
EITHER_ERROR = {"calibration": "se_greg_residual", "replication": "se_mse"}

# One of these keys is enough where both are expected.
EITHER_KEY = (("quantile_trim", "fractional_trim"), ("p_strict", "p_geq"))


def load_cases(folder: Path) -> list[Case]:
    """All worked cases of a reference folder."""
    found = json.loads((folder / "cases.json").read_text(encoding="utf-8"))
    cases: list[Case] = found if isinstance(found, list) else found["cases"]
    return cases


@dataclass
class Table:
    """A data file, every column as text; blank is missing."""

    columns: dict[str, np.ndarray]

    def numbers(self, name: str) -> np.ndarray:
        """A column as numbers, NaN where blank."""
        truth = {"TRUE": "1", "FALSE": "0", "NA": ""}
        texts = (truth.get(text, text) for text in self.columns[name])
        return np.array([float(text) if text else math.nan for text in texts])

    def codes(self, *names: str) -> tuple[np.ndarray, list[tuple[str, ...]]]:
        """One code a combination of columns, and what each stands for."""
        keys = list(zip(*(self.columns[name] for name in names), strict=True))
        levels = sorted(set(keys))
        place = {level: number for number, level in enumerate(levels)}
        return np.array([place[key] for key in keys]), levels

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def where(self, rows: np.ndarray) -> Table:
        """Only these records."""
        return Table({name: values[rows] for name, values in self.columns.items()})

    def complete(self, *names: str) -> np.ndarray:
        """Which records have an answer in all of these columns."""
        return np.all([self.columns[name] != "" for name in names], axis=0)

    def with_column(self, name: str, values: np.ndarray) -> Table:
        """The table with one more column."""
        texts = np.array([_text(value) for value in values.tolist()], dtype=object)
        return Table({**self.columns, name: texts})


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return "" if math.isnan(value) else repr(int(value) if value.is_integer() else value)
    return str(value)


def read_table(folder: Path, case: Case) -> Table | None:
    """The data file of a case with what its notes say of it; None where its data stand in the case."""
    if not isinstance(case["data"], str):
        return None
    with (folder / "data" / case["data"]).open(encoding="utf-8", newline="") as file:
        records = list(csv.DictReader(file))
    table = Table({name: np.array([record[name] for record in records], dtype=object) for name in records[0]})
    return as_noted(table, _notes(folder, case), case.get("estimand") or {})


def _notes(folder: Path, case: Case) -> str:
    notes = str(case.get("notes") or "")
    same = re.search(r"same rows as (\S+)", notes)
    if same:
        others = [other for other in load_cases(folder) if other["id"] == same.group(1)]
        notes += "; " + "; ".join(str(other.get("notes") or "") for other in others)
    return notes


def as_noted(table: Table, notes: str, estimand: Numbers) -> Table:
    """A table with the helper columns and the choice of rows that a case's notes name.

    A note may name a column by its part in the estimand.
    """
    from tests.reference.expressions import computed

    for name, expression in re.findall(r"([\w.]+) = ([^;()]*(?:\([^()]*\)[^;()]*)*) \(compute it\)", notes):
        table = table.with_column(name, computed(table, expression))
    for name, source in re.findall(r"([\w.]+) = ([\w.]+) not missing", notes):
        table = table.with_column(str(estimand.get(name, name)), table.columns[source] != "")
    for name, value in re.findall(r"rows with ([\w.]+)\s*==\s*['\"]?([\w.]+)['\"]?", notes):
        table = table.where(np.flatnonzero(_same(table, name, value)))
    for names in re.findall(r"rows complete in ([\w., ]+)", notes):
        table = table.where(np.flatnonzero(table.complete(*re.split(r"\s*,\s*", names.strip(" ,.")))))
    if " of the csv" in notes:
        spans = re.findall(r"(\d+)-(\d+)", notes.split(" of the csv")[0])
        table = table.where(np.concatenate([np.arange(int(first) - 1, int(last)) for first, last in spans]))
    return table


def listed(names: Any) -> list[str]:
    """One name or several, as a list."""
    return [names] if isinstance(names, str) else list(names or [])


def declared_design(table: Table, case: Case) -> dict[str, np.ndarray]:
    """A case's design as arguments of `psu_totals` and `sample`."""
    design = case.get("design") or {}
    given: dict[str, np.ndarray] = {}
    if design.get("weights"):
        given["weight"] = table.numbers(design["weights"])
    if design.get("strata"):
        given["stratum"] = table.codes(*listed(design["strata"]))[0]
    if design.get("psu"):
        given["psu"] = table.codes(*listed(design["psu"]))[0]
    stages = listed(design.get("fpc"))
    if stages:
        given["stratum_fraction"] = stratum_fraction(
            table.numbers(stages[0]), stratum=given.get("stratum"), psu=given.get("psu")
        )
    if design.get("ssu") and len(stages) > 1:
        given["ssu"] = table.codes(*listed(design["ssu"]))[0]
        given["ssu_fraction"] = second_stage_fraction(
            table.numbers(stages[1]), psu=given["psu"], stratum=given.get("stratum"), ssu=given["ssu"]
        )
    return given


_CONDITIONS = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
}


def domain_of(table: Table, case: Case) -> np.ndarray:
    """The records of a case's subpopulation, from its domain and, where that names values, its `by`."""
    inside = np.ones(len(table), dtype=bool)
    for domain in (case.get("domain"), case.get("by") if isinstance(case.get("by"), dict) else None):
        if domain and "op" in domain:
            known = table.complete(domain["column"])
            inside &= known & _CONDITIONS[domain["op"]](table.numbers(domain["column"]), float(domain["value"]))
        else:
            for name, value in (domain or {}).items():
                inside &= _same(table, name, value)
    return inside


def _same(table: Table, name: str, value: Any) -> np.ndarray:
    """Which records hold a value, 1 being the same as 1.0 and TRUE."""
    text = str(value)
    same = table.columns[name] == text
    try:
        return same | (table.numbers(name) == float({"True": "1", "False": "0"}.get(text, text)))
    except ValueError:
        return same


@dataclass(frozen=True)
class Failure:
    """An expected number, or several under one key, that was not met."""

    path: str
    what: str
    numbers: int = 1

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"


@dataclass(frozen=True)
class Agreement:
    """What came of comparing one case: expected numbers, and those that were not met."""

    checked: int
    failures: tuple[Failure, ...]

    @property
    def passed(self) -> int:
        """Expected numbers that agree."""
        return self.checked - sum(failure.numbers for failure in self.failures)


def compare(case: Case, got: Any) -> Agreement:
    """Compare nested results with the expected numbers; all of them must be there."""
    expected, tolerance = case["expected"], case["tolerance"]
    failures = list(_failures(expected, got, tolerance, ""))
    other = EITHER_ERROR.get(case["kind"])
    if other in expected and "se" in got and _agrees(expected[other], got["se"], tolerance, is_p=False):
        failures = [failure for failure in failures if failure.path not in ("/se", "/ci_low", "/ci_high")]
    for one, second in (*EITHER_KEY, *(pair[::-1] for pair in EITHER_KEY)):
        if one in got and not any(failure.path.startswith(f"/{one}") for failure in failures):
            failures = [failure for failure in failures if not failure.path.startswith(f"/{second}")]
    return Agreement(count(expected), tuple(failures))


def _failures(expected: Any, got: Any, tolerance: dict[str, float], path: str) -> Iterator[Failure]:
    if isinstance(expected, dict):
        for name, value in expected.items():
            if name == "group":
                continue
            if not isinstance(got, dict) or name not in got:
                yield Failure(f"{path}/{name}", "not computed", count(value))
            else:
                yield from _failures(value, got[name], tolerance, f"{path}/{name}")
    elif isinstance(expected, list) and expected and isinstance(expected[0], dict):
        rows = {_row_key(row): row for row in got}
        for row in expected:
            if _row_key(row) not in rows:
                yield Failure(f"{path}{_row_key(row)}", "no such row", count(row))
            else:
                yield from _failures(row, rows[_row_key(row)], tolerance, f"{path}{_row_key(row)}")
    elif isinstance(expected, list):
        for place, value in enumerate(expected):
            yield from _failures(value, got[place] if place < len(got) else None, tolerance, f"{path}/{place}")
    elif not _agrees(expected, got, tolerance, is_p=_is_p(path)):
        yield Failure(path, f"expected {expected}, got {got}")


def count(expected: Any) -> int:
    """How many numbers are expected."""
    if isinstance(expected, dict):
        return sum(count(value) for name, value in expected.items() if name != "group")
    return sum(count(value) for value in expected) if isinstance(expected, list) else 1


def _is_p(path: str) -> bool:
    name = path.rsplit("/", 1)[-1]
    return name in ("p", "p_value") or name.startswith("p_") or name.endswith("_p")


def _row_key(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(sorted((name, label(value)) for name, value in (row.get("group") or {}).items())), row.get("q")


def label(value: Any) -> str:
    """A value of a case as R writes it into a file."""
    return str(value).upper() if isinstance(value, bool) else str(value)


def _agrees(expected: Any, got: Any, tolerance: dict[str, float], *, is_p: bool) -> bool:
    if expected is None:
        return got is None or math.isnan(got)
    if got is None or isinstance(expected, str | bool):
        return str(expected) == str(got)
    relative = 0.0 if is_p and abs(expected) < NEGLIGIBLE_P else tolerance["rel"]
    return abs(float(got) - float(expected)) <= tolerance["abs"] + relative * abs(float(expected))

"""Worked cases computed with R, and the rule by which a number agrees with them."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from meal.aggregate import stratum_fraction

Case = dict[str, Any]

# Tail probabilities this small differ between libraries in all their digits.
NEGLIGIBLE_P = 1e-12


def load_cases(folder: Path) -> list[Case]:
    """All worked cases of the reference folder."""
    found = json.loads((folder / "cases.json").read_text(encoding="utf-8"))
    cases: list[Case] = found if isinstance(found, list) else found["cases"]
    return cases


@dataclass
class Table:
    """A data file, every column as text; blank is missing."""

    columns: dict[str, np.ndarray]

    def numbers(self, name: str) -> np.ndarray:
        """A column as numbers, NaN where blank."""
        return np.array([float(text) if text else math.nan for text in self.columns[name]])

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


def read_table(folder: Path, case: Case) -> Table:
    """The data file of a case."""
    with (folder / "data" / case["data"]).open(encoding="utf-8", newline="") as file:
        records = list(csv.DictReader(file))
    return Table({name: np.array([record[name] for record in records], dtype=object) for name in records[0]})


def declared_design(table: Table, case: Case) -> dict[str, np.ndarray]:
    """A case's design as arguments of `psu_totals` and `sample`; only the first stage's finite population."""
    design = case.get("design") or {}
    given: dict[str, np.ndarray] = {}
    if design.get("weights"):
        given["weight"] = table.numbers(design["weights"])
    if design.get("strata"):
        given["stratum"] = table.codes(*design["strata"])[0]
    if design.get("psu"):
        given["psu"] = table.codes(*design["psu"])[0]
    if design.get("fpc"):
        given["stratum_fraction"] = stratum_fraction(
            table.numbers(design["fpc"][0]), stratum=given.get("stratum"), psu=given.get("psu")
        )
    return given


def domain_of(table: Table, case: Case) -> np.ndarray:
    """The records of a case's subpopulation."""
    domain = case.get("domain")
    if not domain:
        return np.ones(len(table), dtype=bool)
    if "op" in domain:
        values = table.numbers(domain["column"])
        if domain["op"] != ">":
            raise AssertionError(f"unknown condition {domain['op']}")
        return values > domain["value"]
    inside = np.ones(len(table), dtype=bool)
    for name, value in domain.items():
        inside &= table.columns[name] == str(value)
    return inside


@dataclass
class Agreement:
    """What came of comparing one case."""

    checked: int = 0
    failures: list[str] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)


def compare(case: Case, got: Any, later: frozenset[str] = frozenset()) -> Agreement:
    """Compare nested results with the expected numbers; what is not among `later` must be there."""
    agreement = Agreement()
    _compare(case["expected"], got, case["tolerance"], "", later, agreement)
    return agreement


def _compare(
    expected: Any, got: Any, tolerance: dict[str, float], path: str, later: frozenset[str], to: Agreement
) -> None:
    if isinstance(expected, dict):
        for name, value in expected.items():
            if name in ("group", "q"):
                continue
            if name in later:
                to.left_out.add(name)
            elif name not in got:
                to.failures.append(f"{path}/{name}: not computed")
            else:
                _compare(value, got[name], tolerance, f"{path}/{name}", later, to)
    elif isinstance(expected, list) and expected and isinstance(expected[0], dict):
        rows = {_row_key(row): row for row in got}
        for row in expected:
            if _row_key(row) not in rows:
                to.failures.append(f"{path}{_row_key(row)}: no such row")
            else:
                _compare(row, rows[_row_key(row)], tolerance, f"{path}{_row_key(row)}", later, to)
    elif isinstance(expected, list):
        for place, value in enumerate(expected):
            _compare(value, got[place], tolerance, f"{path}/{place}", later, to)
    else:
        to.checked += 1
        if not _agrees(expected, got, tolerance, is_p=path.rsplit("/", 1)[-1].startswith("p_") or path.endswith("_p")):
            to.failures.append(f"{path}: expected {expected}, got {got}")


def _row_key(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(sorted((name, str(value)) for name, value in row.get("group", {}).items())), row.get("q")


def _agrees(expected: Any, got: Any, tolerance: dict[str, float], *, is_p: bool) -> bool:
    if got is None or expected is None or isinstance(expected, str):
        return expected == got
    relative = 0.0 if is_p and expected < NEGLIGIBLE_P else tolerance["rel"]
    return abs(float(got) - float(expected)) <= tolerance["abs"] + relative * abs(float(expected))

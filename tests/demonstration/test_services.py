"""The registers of the study `services`: who is truly who, and what keys and decisions find of it."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest

from meal.demonstration.services import services_files, services_truth
from meal.demonstration.services_names import FAMILIES, MEN, WOMEN
from meal.demonstration.services_people import with_check_digit

PUBLISHED = {
    "education_training": 240_000,
    "income_support": 36_360,
    "psychosocial_support": 20_770,
    "life_saving_help": 2_873,
    "voluntary_return": 2_716,
    "reintegration": 1_809,
    "training_officials": 182,
    "information_risks": 43_000,
}
KEYS = (("card_number",), ("phone", "birth_year", "sex"))
Row = dict[str, str]


def read(archive: bytes) -> Iterator[tuple[str, Row]]:
    """Register and row, read as the layouts of the partners say."""
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        for name in packed.namelist():
            text = packed.read(name).decode("utf-8-sig")
            head = text.splitlines()[0]
            for row in csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=head.count)):
                yield name, {column.rpartition("/")[2]: cell for column, cell in row.items()}


@pytest.fixture(scope="session")
def register(shipped: dict[str, bytes]) -> list[tuple[str, Row]]:
    return list(read(shipped["surveys/services/registers.zip"]))


@pytest.fixture(scope="session")
def truth() -> dict[str, str]:
    return services_truth()


class People:
    """Records joined two by two."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}

    def of(self, record: str) -> str:
        while self.parent.setdefault(record, record) != record:
            self.parent[record] = record = self.parent[self.parent[record]]
        return record

    def join(self, one: str, other: str) -> None:
        self.parent[self.of(one)] = self.of(other)


@pytest.fixture(scope="session")
def by_keys(register: list[tuple[str, Row]]) -> People:
    people, first = People(), {}
    for _, row in register:
        for key in KEYS:
            value = (key, *(row.get(column, "") for column in key))
            if all(value):
                people.join(row["row_id"], first.setdefault(value, row["row_id"]))
    return people


def test_distinct_true_people_are_the_published_figures(register: list[tuple[str, Row]], truth: dict[str, str]) -> None:
    reached: dict[str, set[str]] = defaultdict(set)
    for _, row in register:
        reached[row["service"]].add(truth[row["row_id"]])
    assert {service: len(people) for service, people in reached.items()} == PUBLISHED
    assert len(truth) == len(register) == len({row["row_id"] for _, row in register})
    assert 350_000 < len(register) < 400_000
    partners = defaultdict(set)
    for name, row in register:
        partners[truth[row["row_id"]]].add(name)
    assert {len(names) for names in partners.values()} == {1, 2, 3}


def test_keys_never_join_different_people_and_miss_three_in_a_thousand(
    register: list[tuple[str, Row]], truth: dict[str, str], by_keys: People
) -> None:
    joined: dict[str, set[str]] = defaultdict(set)
    counted: dict[str, set[str]] = defaultdict(set)
    for _, row in register:
        joined[by_keys.of(row["row_id"])].add(truth[row["row_id"]])
        counted[row["service"]].add(by_keys.of(row["row_id"]))
    assert all(len(people) == 1 for people in joined.values())
    for service, published in PUBLISHED.items():
        assert 0 <= len(counted[service]) / published - 1 < 0.005


def test_decisions_are_right_and_complete(
    register: list[tuple[str, Row]], truth: dict[str, str], by_keys: People, shipped: dict[str, bytes]
) -> None:
    rows = list(csv.DictReader(io.StringIO(shipped["surveys/services/identity.csv"].decode())))
    assert Counter(row["decision"] for row in rows) == {"same": 1_041, "different": 300}
    for row in rows:
        same = truth[row["record"]] == truth[row["other_record"]]
        assert same == (row["decision"] == "same")
    people = People()
    people.parent = dict(by_keys.parent)
    for row in rows:
        if row["decision"] == "same":
            assert people.of(row["record"]) != people.of(row["other_record"])  # no key would have found it
            people.join(row["record"], row["other_record"])
    assert len({people.of(row["row_id"]) for _, row in register}) == len(set(truth.values()))
    assert not {name for name in MEN + WOMEN + FAMILIES} & set(" ".join(row["reason"] for row in rows).split())


def test_registers_differ_in_layout_and_hold_no_real_number(
    register: list[tuple[str, Row]], shipped: dict[str, bytes]
) -> None:
    archive = shipped["surveys/services/registers.zip"]
    assert len(archive) < 12_000_000
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        heads = {packed.read(name).decode("utf-8-sig").splitlines()[0] for name in packed.namelist()}
        assert len(heads) == len(packed.namelist()) == 12
    # No country has the calling code 999.
    assert all(row["phone"] in ("",) or row["phone"].startswith("+99970") for _, row in register)


def test_a_wrong_digit_makes_nobody_elses_number() -> None:
    import numpy as np

    numbers = with_check_digit(np.arange(0, 1_000_000, 997))
    known = set(with_check_digit(np.arange(1_000_000)).tolist())
    for number in numbers.tolist():
        digits = f"{number:07d}"
        for at in range(7):
            for digit in "0123456789":
                if digit != digits[at]:
                    assert int(digits[:at] + digit + digits[at + 1 :]) not in known


@pytest.mark.heavy
@pytest.mark.parametrize("seed", [7])
def test_another_seed_gives_other_registers_and_the_same_totals(seed: int, shipped: dict[str, bytes]) -> None:
    files, people = services_files(seed), services_truth(seed)
    assert files["registers.zip"] != shipped["surveys/services/registers.zip"]
    reached: dict[str, set[str]] = defaultdict(set)
    for _, row in read(files["registers.zip"]):
        reached[row["service"]].add(people[row["row_id"]])
    assert {service: len(of) for service, of in reached.items()} == PUBLISHED

"""The stage with the rule as it is: clear cases only, whose points may move."""

from __future__ import annotations

from pathlib import Path

from meal.pipeline.validate import validate_study
from tests.identity_study import STUDY, register


def pairs(folder: Path, study: str) -> tuple[set[tuple[str, str]], int]:
    prepared = validate_study(register(folder, study=study)).prepared
    found = prepared.staged.identified
    names = found.records.stable
    told = zip(found.pairs.left.tolist(), found.pairs.right.tolist(), strict=True)
    return {(names[one], names[other]) for one, other in told}, prepared.people.n_people


def test_one_name_and_number_make_a_pair_and_another_name_and_number_none(tmp_path: Path) -> None:
    found, n_people = pairs(tmp_path, STUDY)
    assert found >= {("u3", "u4"), ("u6", "u7")}
    assert not {name for pair in found for name in pair} & {"u8", "u9"}
    assert ("u1", "u2") not in found  # they have one card
    assert n_people == 8


def test_the_rule_counts_where_the_study_says_so(tmp_path: Path) -> None:
    _, n_people = pairs(tmp_path, STUDY.replace("  partner: partner\n", "  partner: partner\n  link: standard\n"))
    assert n_people == 6

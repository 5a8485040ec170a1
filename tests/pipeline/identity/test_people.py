"""Who is who through the whole run: what counts, what is told, what is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from meal.model.errors import StudyError
from meal.model.identity import IdentityTable, LeftOut, Pairs
from meal.pipeline import analyse as pipeline_analyse
from meal.pipeline import people as pipeline_people
from meal.pipeline.analyse import run_study
from meal.pipeline.identity_worklist import worklist_of
from meal.pipeline.preparation import Prepared
from meal.pipeline.validate import Validation, validate_study
from meal.prepare.identity import told as told_about
from meal.study.identity import Thresholds
from tests.identity_study import STUDY, register

HEAD = "wave,record,other_wave,other_record,decision,decided_by,decided_at,reason\n"


def decided(*rows: str) -> str:
    """Rows of identity.csv, from `one other decision`."""
    pairs = [row.split() for row in rows]
    return HEAD + "".join(
        f"services,{one},services,{other},{kind},A. Officer,2019-08-01,\n" for one, other, kind in pairs
    )


def linked(level: str) -> str:
    return STUDY.replace("  partner: partner\n", f"  partner: partner\n  link: {level}\n")


def told(validation: Validation) -> list[tuple[str, str]]:
    return [(row["rule"], row["row"]) for row in validation.rows]


def people(prepared: Prepared) -> int:
    return prepared.people.n_people


pytestmark = pytest.mark.usefixtures("rule")


def test_keys_make_people_and_pairs_of_the_rule_do_not(tmp_path: Path) -> None:
    found = validate_study(register(tmp_path))
    assert people(found.prepared) == 8  # nine records, of which two have one card
    assert found.prepared.waves["services"].accounting() == {"kept": 8, "repeat_conversation": 1}
    assert told(found) == [("likely_same_person", "5"), ("likely_same_person", "8"), ("possibly_same_person", "6")]
    assert found.rows[0]["message"] == (
        "This record and row 4 of services.csv are most likely of one person: name alike +5, same telephone number +5, "
        "same place +3, same sex +0.5; 13.5 points together. Nobody has decided, so they count as two people."
    )
    assert "place differs \N{MINUS SIGN}1" in found.rows[2]["message"]
    assert found.undecided == 0


def test_nothing_personal_is_told(tmp_path: Path) -> None:
    found = validate_study(register(tmp_path))
    text = repr(found.rows) + repr(found.findings)
    assert not [word for word in ("Ngozi", "0802", "345 6701", "Bala", "Lekki") if word in text]


@pytest.mark.parametrize(
    ("level", "n_people", "findings"),
    [
        ("strict", 7, ["same_person", "likely_same_person", "possibly_same_person"]),
        ("standard", 6, ["same_person", "same_person", "possibly_same_person"]),
        ("loose", 5, ["same_person", "same_person", "same_person"]),
    ],
)
def test_with_link_pairs_of_so_many_points_count_as_one_and_each_is_told(
    tmp_path: Path, level: str, n_people: int, findings: list[str]
) -> None:
    found = validate_study(register(tmp_path, study=linked(level)))
    assert people(found.prepared) == n_people
    assert [rule for rule, _ in told(found)] == findings


def test_a_decision_beats_the_rule_both_ways(tmp_path: Path) -> None:
    place = register(
        tmp_path, study=linked("strict"), decisions=decided("u4 u3 different", "u4 u5 same", "u8 u9 unsure")
    )
    found = validate_study(place)
    # u4 and u5 are one by decision, so that u3, with 13.5 points to u4, is kept apart from both.
    assert people(found.prepared) == 7
    assert told(found) == [("decided_same", "6"), ("likely_same_person", "8")]
    assert "A. Officer on 2019-08-01" in found.rows[0]["message"]


def test_a_decision_sets_apart_what_a_key_joins(tmp_path: Path) -> None:
    found = validate_study(register(tmp_path, decisions=decided("u1 u2 different")))
    assert people(found.prepared) == 9
    assert told(found)[0] == ("decided_different", "3")


def test_decisions_are_part_of_the_run_record_and_left_out_with_the_log(tmp_path: Path) -> None:
    without = validate_study(register(tmp_path / "without"))
    place = register(tmp_path / "with", decisions=decided("u3 u4 same"))
    with_ = validate_study(place)
    assert (people(without.prepared), people(with_.prepared)) == (8, 7)
    assert without.prepared.decisions_sha256 == ""
    assert len(with_.prepared.decisions_sha256) == 64
    left_out = validate_study(place, use_log=False)
    assert (people(left_out.prepared), left_out.prepared.decisions_sha256) == (8, "")


def test_unknown_records_and_contradictions_are_told_and_not_applied(tmp_path: Path) -> None:
    rows = decided("u3 gone same", "u6 u7 same", "u7 u8 same", "u6 u8 different", "u4 u5 perhaps")
    found = validate_study(register(tmp_path, decisions=rows))
    assert people(found.prepared) == 8
    about = [(row["rule"], row["file"], row["row"]) for row in found.rows if row["rule"].startswith("identity_")]
    assert about == [
        ("identity_not_understood", "identity.csv", "6"),
        ("identity_record_unknown", "identity.csv", "2"),
        ("identity_contradiction", "identity.csv", "3"),
        ("identity_contradiction", "identity.csv", "4"),
        ("identity_contradiction", "identity.csv", "5"),
    ]
    assert found.undecided == 4


def test_people_have_the_same_name_in_every_run_whatever_the_order_of_the_file(tmp_path: Path) -> None:
    from tests.identity_study import SERVICES

    head, *rows = SERVICES.strip().split("\n")
    turned = "\n".join([head, *reversed(rows)]) + "\n"
    one, other = (
        validate_study(register(tmp_path / name, study=linked("loose"), services=text))
        for name, text in (("one", SERVICES), ("other", turned))
    )
    assert set(one.prepared.people.respondent) == set(other.prepared.people.respondent)
    assert len(set(one.prepared.people.respondent)) == 5


def test_a_study_that_compares_nothing_cannot_link_by_the_rule(tmp_path: Path) -> None:
    text = linked("standard")
    without = text[: text.index("  compare:")] + text[text.index("claim:") :]
    with pytest.raises(StudyError, match=r"study\.yaml, line 1[0-9]: link: standard needs compare"):
        validate_study(register(tmp_path, study=without))


def test_a_key_of_an_unknown_column_is_refused_with_its_line(tmp_path: Path) -> None:
    text = STUDY.replace("[[card]]", "[[card], [cardd, born]]")
    with pytest.raises(
        StudyError, match=r"study\.yaml, line 16: 'cardd' is not a column of any wave\. Did you mean 'card'"
    ):
        validate_study(register(tmp_path, study=text))


def test_what_is_compared_must_be_there(tmp_path: Path) -> None:
    text = STUDY.replace("name: [name]", "name: [first_name]")
    with pytest.raises(StudyError, match="'first_name' is not a column of any wave"):
        validate_study(register(tmp_path, study=text))


def test_a_count_of_people_has_its_range_beside_it(tmp_path: Path) -> None:
    analysis = run_study(register(tmp_path))
    rows = {row.variant: row for row in analysis.estimates if row.indicator == "trained" and not row.by}
    # u1 to u8 were trained, u1 and u2 are one person; the pairs u3-u4-u5 and u6-u7 are open.
    assert {variant: row.estimate for variant, row in rows.items()} == {
        "": 7.0,
        "fewest_people": 4.0,
        "most_people": 7.0,
    }
    assert rows["fewest_people"].note.startswith("If every pair of records")


def test_a_linkage_by_the_rule_stands_between_the_two(tmp_path: Path) -> None:
    analysis = run_study(register(tmp_path, study=linked("strict"), decisions=decided("u6 u7 same")))
    rows = {row.variant: row.estimate for row in analysis.estimates if row.indicator == "trained" and not row.by}
    assert rows == {"": 5.0, "fewest_people": 4.0, "most_people": 6.0}


def test_without_open_pairs_there_is_no_range(tmp_path: Path) -> None:
    rows = decided("u3 u4 same", "u4 u5 different", "u6 u7 same")
    analysis = run_study(register(tmp_path, decisions=rows))
    assert {row.variant for row in analysis.estimates} == {""}
    assert next(row.estimate for row in analysis.estimates) == 5.0


def test_a_range_is_hidden_where_its_count_is_small(tmp_path: Path) -> None:
    hiding = STUDY.replace("{min_denominator: 1, min_cell: 1}", "{min_denominator: 5, min_cell: 5}")
    analysis = run_study(register(tmp_path, study=hiding))
    shown = {row.variant: row.estimate for row in analysis.estimates if not row.by}
    assert shown["fewest_people"] is None
    assert {row.variant: row.estimate for row in analysis.internal.estimates if not row.by}["fewest_people"] == 4.0


def test_with_the_headline_its_range_is_hidden(tmp_path: Path) -> None:
    hiding = STUDY.replace("{min_denominator: 1, min_cell: 1}", "{min_denominator: 1, min_cell: 8}")
    analysis = run_study(register(tmp_path, study=hiding))
    assert {row.variant: row.estimate for row in analysis.estimates if not row.by} == {
        "": None,
        "fewest_people": None,
        "most_people": None,
    }


def test_a_file_of_decisions_without_any_is_no_trouble(tmp_path: Path) -> None:
    found = validate_study(register(tmp_path, decisions=HEAD))
    assert people(found.prepared) == 8
    assert [rule for rule, _ in told(found) if rule.startswith("identity")] == []


def test_the_same_run_gives_the_same_people_and_findings(tmp_path: Path) -> None:
    place = register(tmp_path, study=linked("strict"), decisions=decided("u6 u7 same", "u4 u5 different"))
    one, other = validate_study(place), validate_study(place)
    assert one.rows == other.rows
    assert one.prepared.people.respondent.tolist() == other.prepared.people.respondent.tolist()


def test_many_pairs_are_told_up_to_a_number_and_how_many_more_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(told_about, "MOST_TOLD", 1)
    found = validate_study(register(tmp_path))
    rules = [row["rule"] for row in found.rows]
    assert rules == ["likely_same_person", "more_pairs", "possibly_same_person"]
    assert found.rows[1]["message"] == (
        "The first 1 pairs of the rule likely_same_person are listed, those with most points first; there are 1 more."
    )
    assert worklist_of(found.prepared) is not None


def test_decisions_in_a_study_that_tells_nobody_apart_are_told(tmp_path: Path) -> None:
    without = STUDY[: STUDY.index("  keys:")] + STUDY[STUDY.index("claim:") :]
    found = validate_study(register(tmp_path, study=without, decisions=decided("u3 u4 same")))
    assert told(found) == [("identity_not_told", "")]
    assert people(found.prepared) == 9


@pytest.mark.usefixtures("rule")
def test_a_range_worked_out_by_a_copy_of_the_process_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = register(tmp_path)
    alone = run_study(study)
    monkeypatch.setattr(pipeline_analyse, "MANY_PEOPLE", 0)
    beside = run_study(study)
    assert {row.variant for row in beside.internal.estimates} >= {"fewest_people", "most_people"}
    assert beside.internal.estimates == alone.internal.estimates


def test_groups_that_were_not_compared_are_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = pipeline_people.RULES["points"]

    def crowded(table: IdentityTable, thresholds: Thresholds, *, within: bool, across: bool) -> Pairs:
        pairs = found(table, thresholds, within=within, across=across)
        return replace(pairs, left_out=(LeftOut("part_of_name_and_year", 2, 12_000, 8_000),))

    monkeypatch.setitem(pipeline_people.RULES, "points", crowded)
    row = validate_study(register(tmp_path)).rows[-1]
    assert row["rule"] == "identity_not_compared"
    assert "12,000 records stand in 2 groups" in row["message"]
    assert "in common: part of the name and year of birth. The largest has 8,000." in row["message"]

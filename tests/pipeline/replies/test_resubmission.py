"""A new version of an export takes the place of the last one, and every finding is followed between them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from meal.model.errors import DataError
from meal.model.submissions import Followed
from meal.pipeline.clean import clean_study
from meal.pipeline.receive import Received, receive
from meal.pipeline.resubmission import Resubmission, resubmission
from meal.pipeline.resubmission_files import (
    overwritten_lines,
    resubmission_files,
    resubmission_lines,
    write_resubmission,
)
from meal.pipeline.submissions import read_register
from meal.pipeline.validate import validate_study
from meal.study.load import load_study
from tests.pipeline.replies.small_study import NORTH, SOUTH, Filled, feedback, make_study, write_export


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return make_study(tmp_path)


def arrive(study: Path, rows: list[list[str]], date: str, name: str = "north.csv", **how: object) -> Received:
    export = write_export(study.parent.parent / "mail" / date, name, rows)
    return receive(load_study(study), export, wave="before", date=date, **how)  # type: ignore[arg-type] # see receive


def compared(study: Path) -> Resubmission:
    submissions, _ = read_register(study)
    return resubmission(load_study(study), submissions)


def by_status(rows: tuple[Followed, ...], partner: str = "north") -> dict[str, set[tuple[str, str, int | None]]]:
    found: dict[str, set[tuple[str, str, int | None]]] = {}
    for one in rows:
        if one.partner == partner:
            found.setdefault(one.status, set()).add((one.record, one.variable, one.age))
    return found


def changed(**cells: str) -> list[list[str]]:
    """The records of the north with some ages changed, as n1="24"."""
    return [[*row[:4], cells.get(row[0], row[4]), *row[5:]] for row in NORTH]


def test_the_version_before_is_kept_and_nothing_is_edited(study: Path) -> None:
    first = (study / "before" / "north.csv").read_bytes()
    received = arrive(study, changed(n1="24"), "2019-06-11")
    assert received.file == "before/north.csv"
    assert (study / received.archived).read_bytes() == first
    assert b",24," in (study / "before" / "north.csv").read_bytes()
    register, _ = read_register(study)
    assert [(one.file, one.received, one.archived == received.archived) for one in register] == [
        ("before/north.csv", "", True),
        ("before/north.csv", "2019-06-11", False),
    ]
    held = (study / "submissions.csv").read_bytes()
    assert arrive(study, changed(n1="24"), "2019-06-12").already
    assert (study / "submissions.csv").read_bytes() == held
    # The archive is no part of the wave.
    assert validate_study(study).prepared.waves["before"].n_records == 7


def test_findings_are_followed_with_their_ages_between_receipts(study: Path) -> None:
    arrive(study, changed(), "2019-06-01")
    arrive(study, changed(n1="24", n6="300"), "2019-06-11")
    newest = [row for row in changed(n1="24", n6="300", n3="33") if row[0] != "n4"]
    newest[2][7] = "x"  # still n3, its goods still wrong
    arrive(study, newest, "2019-06-30")
    made = compared(study)
    assert by_status(made.followed) == {
        "still_open": {("n2", "plan", 29), ("n2", "phone", 29), ("n3", "goods", 29), ("n5", "age", 29),
                       ("n6", "age", 19), ("n6", "goods", 29)},
        "fixed": {("n3", "age", 29)},
        "withdrawn": {("n4", "age", 29), ("n4", "seen", 29)},
    }  # fmt: skip
    north = [one for one in made.scores if one.partner == "north"]
    told = [(s.received, s.records, s.errors, s.new, s.still_open, s.fixed, s.withdrawn) for s in north]
    assert told == [
        ("2019-06-01", 6, 9, None, None, None, None),
        ("2019-06-11", 6, 9, 1, 8, 1, 0),
        ("2019-06-30", 5, 6, 0, 6, 1, 2),
    ]
    # Whoever sent nothing new keeps what was found.
    assert by_status(made.followed, "south") == {"still_open": {("s1", "age", 29)}}
    assert {one.file for one in made.followed} == {"before/north.csv", "before/south.csv"}


def test_a_finding_that_came_back_counts_from_its_return(study: Path) -> None:
    arrive(study, changed(), "2019-06-01")
    arrive(study, changed(n1="24"), "2019-06-11")
    arrive(study, changed(n1="241"), "2019-06-21")
    (row,) = [one for one in compared(study).followed if (one.record, one.variable) == ("n1", "age")]
    assert (row.status, row.first, row.age) == ("new", "2019-06-21", 0)


def test_what_the_log_decides_is_settled_and_not_fixed(study: Path) -> None:
    arrive(study, changed(n2="32"), "2019-06-11")
    back = Filled(feedback(study)).reply("n5", "age", "right").reply("n1", "age", "correct", "24").save()
    clean_study(study, back, by="", date="2019-06-12")
    made = compared(study)
    found = by_status(made.followed)
    # What was there before anybody registered it has no age.
    assert found["settled"] == {("n1", "age", None), ("n5", "age", None)}
    assert "fixed" not in found
    assert [one.settled for one in made.scores if one.partner == "north"] == [None, 2]
    assert resubmission_lines(made)[0] == "before, north: 0 new, 7 still open, 0 fixed, 2 settled, 0 withdrawn"


def test_the_scorecard_hides_small_numbers_and_officers_see_them(study: Path, tmp_path: Path) -> None:
    many = [[f"m{number}", "north", f"M{number}", "A", "999", "111", "go", "", "", ""] for number in range(14)]
    arrive(study, many, "2019-06-01", "north2.csv", beside=True)
    fixed = [[*row[:4], "33" if index < 7 else "999", *row[5:]] for index, row in enumerate(many)]
    arrive(study, fixed, "2019-06-11", "north2.csv")
    write_export(study, "before/north.csv", [])
    write_export(study, "before/south.csv", SOUTH)
    languages = "feedback: {partner_languages: {south: fr}}\n"
    (study / "study.yaml").write_text((study / "study.yaml").read_text(encoding="utf-8") + languages, encoding="utf-8")
    made = compared(study)
    files = resubmission_files(made, load_study(study).study)
    shown = {
        (r["partner"], r["received"]): r
        for r in csv.DictReader(io.StringIO(files["scorecard.csv"].decode("utf-8-sig")))
    }
    assert {key: (row["status"], row["errors"], row["fixed"]) for key, row in shown.items()} == {
        ("north", "2019-06-01"): ("ok", "14", ""),
        ("north", "2019-06-11"): ("ok", "7", "7"),
        ("south", "2019-06-01"): ("suppressed", "", ""),
        ("south", "2019-06-11"): ("suppressed", "", ""),
    }
    assert b"south,2019-06-01,1,1," in files["internal/scorecard.csv"]
    page = files["scorecard.html"].decode()
    assert page.count("hidden, as a number is small") == 2
    assert page.count("<svg") == 1
    officers, own = files["internal/scorecard.html"].decode(), files["partners/south.html"].decode()
    assert ("hidden" in officers, officers.count("<svg")) == (False, 2)
    # The partner's own page, in its language, hides nothing and names nobody else.
    assert "<td>1 juin 2019</td>" not in own
    assert "<td>1er juin 2019</td><td>1</td><td>1</td><td>0</td><td>–</td>" in own
    assert ("north" in own, 'lang="fr"' in own, "À corriger" in own) == (False, True, True)
    folder = write_resubmission(made, load_study(study).study, tmp_path / "outputs")
    assert (folder / "resubmission.csv").read_bytes() == files["resubmission.csv"]


def test_an_export_under_another_name_is_not_counted_twice(study: Path) -> None:
    with pytest.raises(DataError, match=r"6 of its 6 submissions are in before/north.csv too.*--replaces north.csv"):
        arrive(study, changed(n1="24"), "2019-06-11", "north_june.csv")
    received = arrive(study, changed(n1="24"), "2019-06-11", "north_june.csv", replaces="north.csv")
    assert received.file == "before/north_june.csv"
    assert not (study / "before" / "north.csv").exists()
    made = compared(study)
    assert by_status(made.followed)["fixed"] == {("n1", "age", None)}
    assert [one.records for one in made.scores if one.partner == "north"] == [6, 6]


@pytest.mark.parametrize(
    ("wave", "name", "how", "said"),
    [
        ("later", "north.csv", {}, "no wave 'later'"),
        ("before", "north.xlsx", {"beside": True}, "no pattern of wave 'before' finds"),
        ("before", "other.csv", {"replaces": "west.csv"}, "west.csv: no export of wave 'before' has this name"),
        ("before", "north.csv", {"beside": True}, "there is an export of this name already"),
    ],
)
def test_what_cannot_be_put_in_place_is_refused_and_nothing_changes(
    study: Path, wave: str, name: str, how: dict[str, object], said: str
) -> None:
    export = write_export(study.parent.parent / "mail", name, changed(n1="24"))
    before = {path: path.read_bytes() for path in study.rglob("*") if path.is_file()}
    with pytest.raises(DataError, match=said):
        receive(load_study(study), export, wave=wave, date="2019-06-11", **how)  # type: ignore[arg-type] # see receive
    assert {path: path.read_bytes() for path in study.rglob("*") if path.is_file()} == before


def test_a_version_that_somebody_put_there_by_hand_is_kept_too(study: Path) -> None:
    arrive(study, changed(n1="24"), "2019-06-01")
    write_export(study, "before/north.csv", changed(n1="25"))
    by_hand = (study / "before" / "north.csv").read_bytes()
    (told,) = overwritten_lines(read_register(study)[0], study)
    assert "before/north.csv: this is not the version that was received on 2019-06-01" in told
    received = arrive(study, changed(n1="26", n3="33"), "2019-06-11")
    assert (study / received.archived).read_bytes() == by_hand
    assert overwritten_lines(read_register(study)[0], study) == []
    made = compared(study)
    assert [one.received for one in made.scores if one.partner == "north"] == ["", "2019-06-11"]
    assert by_status(made.followed)["fixed"] == {("n3", "age", None)}


def test_rows_of_a_workbook_are_compared_with_the_version_that_was_sent(study: Path) -> None:
    book = Filled(feedback(study))
    book.cell("n6", "plan_other").value = "town life"
    book.cell("n4", "age").value = 41
    back = book.save()
    # Meanwhile the partner sends a new export, in which much has changed.
    arrive(study, [[*row[:3], "Someone", *row[4:]] for row in changed(n1="24", n4="44")], "2019-06-11")
    cleaned = clean_study(study, back, by="", date="2019-06-12")
    assert [(row.uuid, row.question, row.old_value, row.new_value, row.status) for row in cleaned.rows] == [
        ("n4", "age", "140", "41", "conflict"),
        ("n6", "plan_other", "city life", "town life", "decided"),
    ]
    assert [row["rule"] for row in cleaned.told] == ["reply_conflict"]

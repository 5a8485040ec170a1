"""The worklist: written by an analysis, filled in by a person, taken back into identity.csv, once and again."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result

from meal.cli import cli
from meal.model.errors import DataError
from meal.model.worklist import WORKLIST_SHEET
from meal.pipeline.identity_worklist import worklist_of
from meal.pipeline.validate import validate_study
from meal.report.worklist import worklist_workbook
from meal.store import write_file
from tests.identity_study import SERVICES, STUDY, register

pytestmark = pytest.mark.usefixtures("rule")
HEAD = 7
"""The row of the headings."""


class Officer:
    """Somebody who analyses the register, decides in the workbook, and takes it in."""

    def __init__(self, folder: Path, **study: str) -> None:
        self.study, self.outputs = register(folder, **study), folder / "outputs"

    @property
    def file(self) -> Path:
        return self.outputs / "register" / "internal" / "identity.xlsx"

    def analyse(self) -> Result:
        return CliRunner().invoke(cli, ["analyse", str(self.study), "--outputs", str(self.outputs)])

    def write(self) -> None:
        """Write the worklist as an analysis does, without the rest."""
        worklist = worklist_of(validate_study(self.study).prepared)
        assert worklist is not None
        write_file(self.file, worklist_workbook(worklist))

    def sheet(self) -> list[dict[str, str]]:
        """The pairs as they are shown, by heading."""
        rows = [*openpyxl.load_workbook(self.file).worksheets[0].iter_rows(min_row=HEAD, values_only=True)]
        return [{str(name): cell or "" for name, cell in zip(rows[0], row, strict=True)} for row in rows[1:]]

    def decide(self, **decisions: tuple[str, ...]) -> Path:
        """Fill in decision, reason and who beside the pairs; `_3` is the third."""
        book = openpyxl.load_workbook(self.file)
        for number, typed in decisions.items():
            for column, text in enumerate(typed, start=2):
                book.worksheets[0].cell(HEAD + int(number[1:]), column, text)
        back = self.file.parents[3] / "back.xlsx"
        book.save(back)
        return back

    def clean(self, back: Path, *more: str) -> Result:
        return CliRunner().invoke(cli, ["clean", str(self.study), "--from", str(back), "--date", "2019-08-01", *more])

    def rows(self) -> list[dict[str, str]]:
        text = (self.study / "identity.csv").read_text(encoding="utf-8-sig")
        return [*csv.DictReader(io.StringIO(text))]


@pytest.fixture
def officer(tmp_path: Path) -> Officer:
    one = Officer(tmp_path)
    one.write()
    return one


def test_the_pairs_stand_side_by_side_with_points_in_words_and_the_most_certain_first(officer: Officer) -> None:
    first, second, third = officer.sheet()
    assert (first["No."], first["Together"], third["Together"]) == ("1", "13.5", "4.5")
    assert first["Points of the rule"] == "name alike +5, same telephone number +5, same place +3, same sex +0.5"
    assert (first["name: this record"], first["name: other record"]) == ("Ngozi Eze", "Ngozi Eze")
    assert (first["Submission: this record"], first["Submission: other record"]) == ("u3", "u4")
    assert (third["village: this record"], third["village: other record"]) == ("Lekki", "Epe")
    assert (second["sex: this record"], second["Partner: other record"]) == ("Man", "Quay")
    assert {row["If they are the same"] for row in (first, second, third)} == {"one person fewer"}


def test_every_cell_is_text_and_only_what_is_decided_may_be_changed(officer: Officer) -> None:
    book = openpyxl.load_workbook(officer.file)
    sheet = book.worksheets[0]
    cells = [cell for row in sheet.iter_rows(min_row=HEAD + 1) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "=Bala Musa" in {cell.value for cell in cells}
    assert sheet.protection.sheet
    unlocked = {cell.column for row in sheet.iter_rows(min_row=HEAD + 1) for cell in row if not cell.protection.locked}
    assert unlocked == {2, 3, 4}
    assert sheet.data_validations.dataValidation[0].formula1 == '"same,different,unsure"'
    assert book[WORKLIST_SHEET].sheet_state == "hidden"


def test_an_analysis_writes_it_for_officers_only_and_the_same_bytes_each_time(officer: Officer) -> None:
    before = officer.file.read_bytes()
    done = officer.analyse()
    assert done.exit_code == 0, done.output
    assert "3 pairs of records may be one person; decide in" in done.output
    assert "[8 answered]; 4 to 7 while pairs of records are undecided" in done.output
    assert officer.file.read_bytes() == before
    for file in officer.outputs.rglob("*"):
        if file.is_file() and file != officer.file and file.suffix in {".csv", ".json", ".html"}:
            assert "Ngozi" not in file.read_text(encoding="utf-8"), file
    assert not [*(officer.outputs / "register").glob("*identity*")]


def test_decisions_that_wait_are_not_written_over(officer: Officer) -> None:
    officer.decide(_1=("same", "", "A. Officer")).replace(officer.file)
    filled = officer.file.read_bytes()
    done = officer.analyse()
    assert "holds decisions that were not taken in, and was left as it is" in done.output
    assert officer.file.read_bytes() == filled
    officer.clean(officer.file)
    again = officer.analyse().output
    assert "holds decisions" not in again
    assert "; 4 to 6 while pairs" in again
    assert len(officer.sheet()) == 2


def test_where_nothing_is_open_there_is_no_worklist(officer: Officer) -> None:
    officer.clean(officer.decide(_1=("same",), _2=("same",), _3=("different",)), "--by", "A. Officer")
    assert worklist_of(validate_study(officer.study).prepared) is None


def test_decisions_go_into_identity_csv_and_change_the_count(officer: Officer) -> None:
    back = officer.decide(_1=("same", "One telephone", "B. Clerk"), _2=("unsure",), _3=("different",))
    done = officer.clean(back, "--by", "A. Officer")
    assert done.exit_code == 0, done.output
    assert "3 decisions about pairs; taken: 1 same, 1 different, 1 unsure; taken before: 0" in done.output
    assert [(row["record"], row["other_record"], row["decision"]) for row in officer.rows()] == [
        ("u3", "u4", "same"),
        ("u6", "u7", "unsure"),
        ("u4", "u5", "different"),
    ]
    first = officer.rows()[0]
    assert (first["decided_by"], first["decided_at"], first["reason"]) == ("B. Clerk", "2019-08-01", "One telephone")
    assert (first["score"], first["wave"], first["other_wave"]) == ("13.5", "services", "services")
    assert first["points"].startswith("name alike +5")
    assert validate_study(officer.study).prepared.people.n_people == 7
    assert "Ngozi" not in (officer.study / "identity.csv").read_text(encoding="utf-8-sig")


def test_taking_it_twice_changes_nothing(officer: Officer) -> None:
    back = officer.decide(_1=("same", "+ one telephone"), _2=("different",))
    officer.clean(back, "--by", "A. Officer")
    before = (officer.study / "identity.csv").read_bytes()
    assert b"'+ one telephone" in before
    again = officer.clean(back, "--by", "Somebody else")
    assert again.exit_code == 0
    assert "taken: none; taken before: 2" in again.output
    assert (officer.study / "identity.csv").read_bytes() == before


def test_what_is_unsure_comes_back_and_can_be_decided_then(officer: Officer) -> None:
    officer.clean(officer.decide(_1=("unsure", "Call them", "A. Officer")))
    officer.write()
    row = officer.sheet()[0]
    assert (row["Decision"], row["Reason"], row["Decided by"]) == ("unsure", "Call them", "A. Officer")
    done = officer.clean(officer.decide(_1=("same", "Called")))
    assert 'Pair 1: the decision takes the place of "unsure", by A. Officer.' in done.output
    assert [(row["decision"], row["reason"]) for row in officer.rows()] == [("same", "Called")]
    officer.write()
    assert [row["Submission: this record"] for row in officer.sheet()] == ["u6", "u4"]


def test_what_cannot_be_taken_is_told(officer: Officer) -> None:
    back = officer.decide(_1=("perhaps",), _2=("same",), _3=("same", "", "A. Officer"))
    officer.study.joinpath("services.csv").write_text(SERVICES.replace("u5,", "u5x,"), encoding="utf-8")
    done = officer.clean(back)
    assert done.exit_code == 1
    assert 'back.xlsx, Pairs, row 8: Pair 1: the decision "perhaps" is none of the list' in done.output
    assert "Pair 2: it does not say who decided." in done.output
    assert "Pair 3: one of the two submissions is not in the exports any more." in done.output
    assert not (officer.study / "identity.csv").exists()


def test_decisions_against_each_other_are_told_at_once(tmp_path: Path) -> None:
    rows = "wave,record,other_wave,other_record,decision\nservices,u3,services,u5,different\n"
    rows += "services,u4,services,u5,same\n"
    one = Officer(tmp_path)
    one.write()
    (one.study / "identity.csv").write_text(rows, encoding="utf-8")
    done = one.clean(one.decide(_1=("same",)), "--by", "A. Officer")
    assert done.exit_code == 1
    assert done.output.count("contradicts other decisions") == 3
    assert len(one.rows()) == 3
    assert validate_study(one.study).prepared.people.n_people == 8


def test_a_worklist_of_another_study_is_refused(officer: Officer, tmp_path: Path) -> None:
    other = register(tmp_path / "other", study=STUDY.replace("study: register", "study: another"))
    back = officer.decide(_1=("same", "", "A. Officer"))
    done = CliRunner().invoke(cli, ["clean", str(other), "--from", str(back)])
    assert isinstance(done.exception, DataError)
    assert "of the study 'register', and not of 'another'" in str(done.exception)


def test_a_worklist_whose_hidden_sheet_was_changed_is_refused(officer: Officer) -> None:
    def broken(change: Any) -> str:
        book = openpyxl.load_workbook(officer.file)
        change(book[WORKLIST_SHEET])
        book.save(officer.file.with_name("broken.xlsx"))
        done = officer.clean(officer.file.with_name("broken.xlsx"))
        assert isinstance(done.exception, DataError)
        return str(done.exception)

    assert "its format is '9'" in broken(lambda sheet: sheet.cell(1, 3, "9"))
    assert "settings of the hidden sheet were changed" in broken(lambda sheet: sheet.cell(4, 3, "x"))


def test_rows_that_people_wrote_themselves_stay_as_they_are(officer: Officer) -> None:
    own = "record;wave;other_record;other_wave;decision;note\nu8;services;u9;services;different;seen both\n"
    (officer.study / "identity.csv").write_text(own, encoding="utf-8")
    officer.clean(officer.decide(_1=("same",)), "--by", "A. Officer")
    text = (officer.study / "identity.csv").read_text(encoding="utf-8")
    head, kept, added = text.strip().split("\n")
    assert head.startswith("record;wave;other_record;other_wave;decision;note;score")
    assert kept.startswith("u8;services;u9;services;different;seen both")
    assert added.startswith("u3;services;u4;services;same;;13.5")


def test_in_dutch_the_words_of_the_list_are_dutch(tmp_path: Path) -> None:
    one = Officer(tmp_path, study=STUDY.replace("[en, nl]", "[nl, en]"))
    one.write()
    done = one.clean(one.decide(_1=("dezelfde",)), "--by", "A. Officer")
    assert done.exit_code == 0, done.output
    assert one.rows()[0]["decision"] == "same"
    assert one.rows()[0]["points"].startswith("naam lijkt +5")

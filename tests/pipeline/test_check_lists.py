"""Check lists kept in a spreadsheet."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from meal.model.errors import StudyError
from meal.pipeline.validate import Validation, validate_study

STUDY = "study: s\nlanguages: [en, nl]\nchecks: checks.csv\nwaves:\n  now: {files: now.csv, schema: now}\n"
SCHEMA = "schema: now\nquestions:\n  - {name: age, type: integer}\n  - {name: sex}\n  - {name: pregnant}\n"
DATA = "age,sex,pregnant,rent\n30,f,yes,100\n12,m,no,250\n40,m,yes,90000\n,f,,4\n"
LOGICAL = "check_id,description,check_to_perform,columns_to_clean\n"


def checked(folder: Path, checks: str, study: str = STUDY) -> Validation:
    """The findings with a check list."""
    (folder / "schemas").mkdir(exist_ok=True)
    (folder / "study.yaml").write_text(study, encoding="utf-8")
    (folder / "schemas" / "now.yaml").write_text(SCHEMA, encoding="utf-8")
    (folder / "now.csv").write_text(DATA, encoding="utf-8")
    (folder / "checks.csv").write_text(checks, encoding="utf-8")
    return validate_study(folder)


def told(validation: Validation) -> list[tuple[str, str, str, int]]:
    return [(one.rule, one.severity, one.variable, one.row) for one in validation.findings]


def refused(folder: Path, checks: str) -> str:
    with pytest.raises(StudyError) as error:
        checked(folder, checks)
    return " ".join(error.value.problems)


def test_a_check_is_true_where_something_is_wrong(tmp_path: Path) -> None:
    validation = checked(
        tmp_path,
        LOGICAL
        + "men,A man is pregnant,\"${sex} = 'm' and ${pregnant} = 'yes'\",\"pregnant, sex\"\n"
        + "minor,,${age} < 15,\n",
    )
    # The blank age is unknown, and so no minor.
    assert told(validation) == [("men", "warning", "pregnant", 4), ("minor", "warning", "age", 3)]
    assert [row["message"] for row in validation.rows] == [
        "A man is pregnant", "The answers do not pass the check minor of the check list."
    ]  # fmt: skip
    assert validation.prepared.extra_sources[0].file == "checks.csv"


def test_an_error_makes_all_its_columns_missing(tmp_path: Path) -> None:
    validation = checked(
        tmp_path,
        "check_id,check_to_perform,columns_to_clean,severity\n"
        "men,\"${sex} = 'm' and ${pregnant} = 'yes'\",pregnant;sex,error\n",
    )
    now = validation.prepared.waves["now"]
    assert [now.columns[name].answered().tolist() for name in ("sex", "age")] == [
        [True, True, False, True], [True, True, True, False]
    ]  # fmt: skip


def test_limits_hard_and_usual(tmp_path: Path) -> None:
    validation = checked(tmp_path, "variable,hard_min,soft_min,soft_max,hard_max\nage,15,18,60,.\nrent,10,,1000,\n")
    assert told(validation) == [
        ("limits_age", "warning", "age", 3), ("limits_rent", "warning", "rent", 5),
        ("usual_limits_rent", "note", "rent", 4),
    ]  # fmt: skip
    assert validation.rows[0]["message"] == 'The answer to "age" is outside 15 – …, the limits of the check list.'


def test_statements_about_some(tmp_path: Path) -> None:
    validation = checked(
        tmp_path, "variable,assert,if_condition\npregnant,${pregnant} = 'no',${sex} = 'm'\nage,${age} >= 15,\n"
    )
    assert told(validation) == [
        ("statement_in_row_2", "warning", "pregnant", 4), ("statement_in_row_3", "warning", "age", 3)
    ]  # fmt: skip


def test_a_workbook_will_do(tmp_path: Path) -> None:
    checked(tmp_path, LOGICAL + "a,,${age} < 15,\n")
    with xlsxwriter.Workbook(str(tmp_path / "checks.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, LOGICAL.strip().split(","))
        sheet.write_row(1, 0, ["minor", "Too young", "${age} < 15", "age"])
    validation = checked(tmp_path, "", STUDY.replace("checks.csv", "checks.xlsx"))
    assert told(validation) == [("minor", "warning", "age", 3)]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,,is.na(age),", "row 2: check_to_perform 'is.na(age)' cannot be read. At column 7"),
        ("a,,is.na(age),", "Write is.na(x) as ${x} = ''"),
        ("a,,age == 12,", "written for R or Stata"),
        ("a,,\"sex %in% c('m')\",", "written for R or Stata"),
        ("a,,${agge} < 15,", "'agge' is not a column of any wave. Did you mean 'age'?"),
        ("a,,${age} < 15,height", "'height' is not a column of any wave."),
        ("a,,${age} + 1,", "here a condition is needed"),
        ("a,,,age", "check_to_perform is empty"),
        ("outlier,,${age} < 15,", "is the name of a rule of the program"),
        ("a,,${age} < 15,\na,,${age} > 90,", "row 3: 'a' is the name of the check in checks.csv, row 2 too"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_row(tmp_path: Path, row: str, said: str) -> None:
    assert said in refused(tmp_path, LOGICAL + row + "\n")


def test_lists_of_another_kind_are_refused(tmp_path: Path) -> None:
    assert "this is no check list" in refused(tmp_path, "question,rule\nage,15\n")
    assert "hard_min is 'fifteen'" in refused(tmp_path, "variable,hard_min\nage,fifteen\n")
    assert "severity is 'fatal'" in refused(tmp_path, "variable,hard_min,severity\nage,15,fatal\n")


def test_a_list_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"there is no file 'other\.csv' beside the study file"):
        checked(tmp_path, LOGICAL, STUDY.replace("checks.csv", "other.csv"))

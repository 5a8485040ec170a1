"""A study file is checked as a whole, and every problem comes with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from meal.model.errors import StudyError
from meal.model.missing import Reason
from meal.study.load import load_codebook, load_study, study_from_mapping
from meal.study.references import measured_in, variable_problems
from meal.study.yaml_text import read_yaml

STUDY = """\
study: wash-2026
title: {en: Water and hygiene, nl: Water en hygiëne}
languages: [en, nl]
waves:
  before: {files: [before.csv], schema: wash, design: {selection: census}}
  after: {files: [after.csv]}
identity: {respondent: id}
disaggregate: [sex, [sex, district]]
indicators:
  - id: safe_water
    label: Households with safe water
    wave: after
    counts: |-
      ${water_source} = 'tap' or ${water_source} = 'borehole'
    target: 0.6
"""

SCHEMA = """\
schema: wash
missing: {-99: dont_know}
questions:
  - {name: id, unique: yes}
  - {name: sex, type: select_one, label: Sex, choices: {f: Female, m: Male}, required: yes}
  - {name: age, type: integer, range: {min: 15, max: 110}}
  - {name: visited, type: date, range: {min: 2026-01-01}}
  - {name: water_source, type: select_one, choices: [tap, borehole, river, no, 01]}
"""


@pytest.fixture
def study_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "surveys" / "wash-2026"
    folder.mkdir(parents=True)
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas" / "wash.yaml").write_text(SCHEMA, encoding="utf-8")
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    return folder


def problems(folder: Path, old: str, new: str) -> list[str]:
    """What is said of the study after one edit."""
    text = (folder / "study.yaml").read_text(encoding="utf-8")
    assert old in text
    (folder / "study.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(StudyError) as error:
        load_study(folder)
    return error.value.problems


def test_a_study_loads_with_its_schema(study_folder: Path) -> None:
    loaded = load_study(study_folder)
    assert loaded.study.words(loaded.study.title, "nl") == "Water en hygiëne"
    assert loaded.study.disaggregate == (("sex",), ("sex", "district"))
    assert loaded.study.indicators[0].statistics == ("share",)
    assert loaded.codebooks["before"].questions["sex"].choice_label("f", "en") == "Female"
    assert set(loaded.sha256) == {"study.yaml", "schemas/wash.yaml"}


def test_yaml_1_1_does_not_touch_answers(study_folder: Path) -> None:
    codebook = load_study(study_folder).codebooks["before"]
    # YAML 1.1 would read these as False and 1.
    assert [choice.name for choice in codebook.questions["water_source"].choices] == [
        "tap",
        "borehole",
        "river",
        "no",
        "01",
    ]
    assert codebook.missing == {"-99": Reason.DONT_KNOW}
    assert codebook.questions["age"].minimum == 15
    # 2026-01-01 is 56 years after 1970-01-01, of which 14 are leap years: 56·365 + 14 days.
    assert codebook.questions["visited"].minimum == 56 * 365 + 14


@pytest.mark.parametrize(
    ("old", "new", "line", "expected"),
    [
        ("target: 0.6", "tarjet: 0.6", 15, "Did you mean 'target'?"),
        ("target: 0.6", "target: high", 15, "found 'high'"),
        ("selection: census", "selection: everyone", 5, "'census', 'random' or 'convenience'"),
        ("schema: wash", "schema: wahs", 5, "Did you mean 'wash'?"),
        ("wave: after", "wave: aftr", 12, "Did you mean 'after'?"),
        ("disaggregate: [sex, [sex, district]]", "disagregate: [sex]", 8, "Did you mean 'disaggregate'?"),
        ("    wave: after\n", "", 10, "does not say in which wave"),
        ("title: {en", "study: again\ntitle: {en", 2, "stands here twice"),
        ("= 'tap' or", "= 'tap' orr", 13, ""),
        ("    target: 0.6", "    value: |-\n      ${litres}", 10, "either counts or value"),
        ("    target: 0.6", "    report: mean", 10, "mean cannot be made of counts"),
        ("design: {selection: census}", "design: *other", 5, "aliases"),
        ("id: safe_water", "id: safe water", 10, ""),
        ("  after: {files: [after.csv]}", "  after: {files: [after.csv]", 0, "not valid YAML"),
    ],
)  # fmt: skip
def test_every_mistake_is_told_with_its_line(study_folder: Path, old: str, new: str, line: int, expected: str) -> None:
    found = problems(study_folder, old, new)
    if line:
        assert any(f"line {line}:" in problem or f"line {line + 1}:" in problem for problem in found), found
    assert any(expected in problem for problem in found), found


def test_all_mistakes_are_told_at_once(study_folder: Path) -> None:
    text = STUDY.replace("target: 0.6", "tarjet: 0.6").replace("selection: census", "selection: all")
    (study_folder / "study.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(StudyError) as error:
        load_study(study_folder)
    assert len(error.value.problems) == 2


def test_an_answer_option_that_does_not_exist_is_suggested(study_folder: Path) -> None:
    text = STUDY.replace("wave: after", "wave: before").replace("'borehole'", "'bore hole'")
    (study_folder / "study.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(
        StudyError, match=r"'bore hole' is not an answer option of 'water_source'. Did you mean 'borehole'\?"
    ):
        load_study(study_folder)


def test_a_comment_inside_an_unquoted_expression_is_refused(study_folder: Path) -> None:
    text = STUDY.replace(
        "counts: |-\n      ${water_source} = 'tap' or ${water_source} = 'borehole'", "counts: ${a} = 'x' # or 'y'"
    )
    (study_folder / "study.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(StudyError, match=r"line 13: .*comment"):
        load_study(study_folder)


def test_a_folder_without_a_study_says_what_was_expected(tmp_path: Path, study_folder: Path) -> None:
    with pytest.raises(StudyError, match=r"there is no study here.*Did you mean '.*wash-2026'"):
        load_study(study_folder.parent / "wash-2025")


def test_unknown_columns_are_told_once_the_data_are_known(study_folder: Path) -> None:
    loaded = load_study(study_folder)
    columns = {"before": frozenset({"id", "sex", "district"}), "after": frozenset({"id", "water_src"})}
    found = variable_problems(loaded.study, columns, loaded.document)
    assert len(found) == 1
    assert "line 13: 'water_source' is not a column of wave 'after'. Did you mean 'water_src'?" in found[0]


def test_a_notebook_gives_the_same_settings_as_a_dict() -> None:
    loaded = study_from_mapping(
        {
            "study": "panel",
            "waves": {"before": {"files": "-"}, "after": {"files": "-"}},
            "indicators": [{"id": "knows", "counts": "${after.score} > 3"}],
        }
    )
    assert measured_in(loaded.study.indicators[0], loaded.study) == ("after",)
    with pytest.raises(StudyError, match="unknown setting 'indicator'"):
        study_from_mapping({"study": "panel", "waves": {"before": {"files": "-"}}, "indicator": []})


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a: " + b"[" * 100 + b"]" * 100, "nested too deeply"),
        (b"a: \xff\xfe", "not UTF-8"),
        (b"x" * 1_000_001, "larger than 1 MB"),
        (b"a: \x00", "characters"),
        (b"? [a, b]\n: c", "plain word"),
    ],
)
def test_hostile_files_are_refused_in_a_sentence(data: bytes, expected: str) -> None:
    with pytest.raises(StudyError, match=expected):
        read_yaml(data, "study.yaml")


def test_a_schema_that_is_no_schema_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "list.yaml"
    file.write_text("- a\n- b\n", encoding="utf-8")
    with pytest.raises(StudyError, match="expected settings"):
        load_codebook(file)

"""Real forms and statistical files become schemas that load and say the same, or a sentence with sheet and row."""

from __future__ import annotations

from pathlib import Path

from meal.model.errors import DataError
from meal.model.missing import Reason
from meal.pipeline.schema import new_schema
from meal.read import read_xlsform

ZOO = "xlsform-zoo-pyxform"
REFUSED = {
    "extra_columns.xls": 'sheet "survey", row 19999: a question of type party like it\'s 19999 has no name',
    "fruits.csv": "a text file without a row that says survey",  # choices for another form, no form itself
    "survey_no_name.xlsx": "the workbook has no sheet called survey",
}


def test_every_form_of_the_zoo_becomes_a_schema_or_a_sentence(shared: Path, tmp_path: Path) -> None:
    forms = [
        file
        for folder in ("example_xls", "bug_example_xls")
        for file in sorted((shared / "data" / ZOO / folder).iterdir())
        if file.suffix in (".xls", ".xlsx", ".xlsm", ".csv")
    ]
    assert len(forms) == 71
    told: dict[str, str] = {}
    for number, form in enumerate(forms):
        try:
            made = new_schema(form, name=f"form-{number}", root=tmp_path)
        except DataError as error:
            told[form.name] = str(error)
            continue
        codebook = read_xlsform(form)
        assert list(made.codebook.questions) == list(codebook.questions)
        assert list(made.codebook.groups) == list(codebook.groups)
        for name, question in codebook.questions.items():
            written = made.codebook.questions[name]
            assert (written.type, written.group, written.repeat) == (question.type, question.group, question.repeat)
            assert [choice.name for choice in written.choices] == [choice.name for choice in question.choices]
            assert [choice.rows for choice in written.choices] == [choice.rows for choice in question.choices]
            for key in ("relevant", "constraint", "calculation", "choice_filter", "required_when"):
                assert getattr(written, key) == getattr(question, key)
    assert set(told) == set(REFUSED)
    for name, sentence in REFUSED.items():
        assert sentence in told[name]


def test_a_form_of_an_assessment_in_two_languages(shared: Path, tmp_path: Path) -> None:
    form = shared / "data/impactr4phu-iphra-repeats/xlsform.xlsx"
    made = new_schema(form, name="iphra", root=tmp_path)
    codebook = made.codebook
    assert codebook.languages == ("en", "fr")
    repeats = [name.rpartition("/")[2] for name, group in codebook.groups.items() if group.repeat]
    assert len(repeats) == 6
    assert {"hh_roster", "women", "child_nutrition", "health_ind", "died_member", "water_count_loop"} == set(repeats)
    consent = codebook.questions["respondent_consent"]
    assert set(consent.label) == {"en", "fr"}
    # One calculation of the form names a question without ${}; pyxform lets that pass, the phone would not find it.
    assert any("column 4" in line and "ind_age_days" in line for line in made.not_evaluated)
    assert any("uuid()" in line for line in made.not_evaluated)


def test_metadata_of_a_statistical_file_give_the_same(shared: Path, tmp_path: Path) -> None:
    made = new_schema(shared / "data/spss-stata-edge-cases/foreign/testdata.sav", name="spss", root=tmp_path)
    asked = made.codebook.questions["factor_n_coded_miss"]
    assert asked.label == {"en": "numeric factor with coded missing values"}
    assert [choice.name for choice in asked.choices] == ["1", "2", "3", "4", "5", "99"]
    assert dict(asked.missing) == {"99": Reason.OTHER_MISSING}
    made = new_schema(shared / "data/spss-stata-edge-cases/haven/tagged-na-double.dta", name="stata", root=tmp_path)
    assert all(code.startswith(".") for code in made.codebook.questions["x"].missing)

"""`meal describe` and `meal new` as an officer uses them, on exports in five languages."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from meal.cli import cli
from meal.model.errors import DataError
from meal.pipeline.analyse import run_study
from tests.propose.tables import csv_bytes, repeated

Run = Callable[..., Result]

LANGUAGES: dict[str, tuple[str, str, str, str]] = {
    # language: file names of two waves; columns of id, sex, age, place, question and amount; women and men; yes and no
    "en": (
        "baseline.csv|endline.csv", "person_id|sex|age|district|Knows the risks?|monthly income",
        "female|male", "yes|no",
    ),
    "fr": (
        "enquête_avant.csv|enquête_après.csv", "identifiant|sexe|âge|région|Connaît les risques ?|revenu mensuel",
        "F|H", "Oui|Non",
    ),
    "nl": (
        "voormeting.csv|nameting.csv",
        "nummer deelnemer|geslacht|leeftijd|gemeente|Kent de risico's?|inkomen per maand", "V|M", "ja|nee",
    ),
    "es": (
        "encuesta_antes.csv|encuesta_después.csv",
        "código|sexo|edad|municipio|¿Conoce los riesgos?|ingreso mensual", "mujer|hombre", "Sí|No",
    ),
    "ar": (
        "استبيان_قبل.csv|استبيان_بعد.csv", "معرف المستجيب|الجنس|العمر|المحافظة|هل تعرف المخاطر؟|الدخل الشهري",
        "أنثى|ذكر", "نعم|لا",
    ),
}  # fmt: skip


def words(language: str) -> list[list[str]]:
    return [part.split("|") for part in LANGUAGES[language]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: object) -> Result:
        return CliRunner().invoke(cli, [str(argument) for argument in arguments])

    return command


def written(folder: Path, name: str, columns: dict[str, Sequence[object]], delimiter: str = ",") -> Path:
    path = folder / name
    path.write_bytes(csv_bytes(columns, delimiter))
    return path


def two_waves(folder: Path, language: str) -> list[Path]:
    """40 people, half of them women; 10 know the risks before and 30 after; 36 of them are asked again."""
    names, (person, sex, age, place, question, amount), sexes, (yes, no) = words(language)
    files = []
    for name, known, people, earned in ((names[0], 10, 40, 100.5), (names[1], 30, 36, 150.25)):
        columns: dict[str, Sequence[object]] = {
            person: [f"R-{number:03d}" for number in range(people)],
            sex: [sexes[number % 2] for number in range(people)],
            age: [18 + number for number in range(people)],
            place: ["ABC"[number % 3] for number in range(people)],
            question: [yes if number < known else no for number in range(people)],
            amount: [str(earned + number * 3.5).replace(".", ",") for number in range(people)],
        }
        files.append(written(folder, name, columns, ";"))
    return files


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_two_exports_to_a_true_change_without_editing_a_file(run: Run, tmp_path: Path, language: str) -> None:
    data = two_waves(tmp_path, language)
    made = run("new", "study", "--data", *data)
    assert made.exit_code == 0, made.output
    analysis = run_study(tmp_path / "surveys" / "study")
    study = analysis.prepared.file.study
    first, last = study.waves
    person, sex, _, place, _, _ = words(language)[1]
    assert study.identity.respondent == person
    assert study.disaggregate == ((sex,), ("age_band",), (place,))
    shares, mean = study.indicators
    rows = {
        (row.indicator, row.wave, row.comparison): row
        for row in analysis.internal.estimates
        if not (row.by or row.variant)
    }
    assert (rows[shares.id, first, ""].numerator, rows[shares.id, first, ""].n) == (10, 40)
    assert (rows[shares.id, last, ""].numerator, rows[shares.id, last, ""].n) == (30, 36)
    # Of the 36 asked again 10 knew before and 30 know now.
    assert rows[shares.id, last, f"change_{shares.id}"].estimate == pytest.approx(20 / 36)
    # 100.5 + 3.5 × (0 + … + 39) / 40
    assert rows[mean.id, first, ""].estimate == pytest.approx(100.5 + 3.5 * 19.5)
    assert analysis.prepared.undecided == 0


def test_one_export_with_a_column_of_rounds(run: Run, tmp_path: Path) -> None:
    people = [f"R-{number:03d}" for number in range(30)]
    path = written(tmp_path, "alles.csv", {
        "nummer deelnemer": people * 2, "ronde": [1] * 30 + [2] * 30, "geslacht": repeated("V", "M", times=30),
        "kent risico's": ["ja"] * 6 + ["nee"] * 24 + ["ja"] * 21 + ["nee"] * 9,
    })  # fmt: skip
    assert run("new", "study", "--data", path).exit_code == 0
    analysis = run_study(tmp_path / "surveys" / "study")
    assert list(analysis.prepared.file.study.waves) == ["round_1", "round_2"]
    (indicator,) = analysis.prepared.file.study.indicators
    shares = {
        (row.wave, row.comparison): row.estimate for row in analysis.internal.estimates if not (row.by or row.variant)
    }
    assert shares["round_1", ""] == 6 / 30
    assert shares["round_2", ""] == 21 / 30
    assert shares["round_2", f"change_{indicator.id}"] == pytest.approx(15 / 30)


def test_an_export_with_groups_and_its_form(run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    survey, choices = book.active, book.create_sheet("choices")
    assert survey is not None
    survey.title = "survey"
    for row in (
        ("type", "name", "label::English (en)", "label::Nederlands (nl)", "relevant", "required", "calculation"),
        ("begin_group", "water", "Water", "Water"),
        ("select_one source", "main", "Main source of water", "Belangrijkste waterbron", "", "yes"),
        ("integer", "litres", "Litres a day", "Liters per dag", "${main} != 'well'"),
        ("calculate", "weekly_amount", "", "", "", "", "${litres} * 7"),
        ("end_group", "", "", ""),
    ):
        survey.append(row)
    for row in (
        ("list_name", "name", "label::English (en)", "label::Nederlands (nl)"),
        ("source", "tap", "Tap", "Kraan"), ("source", "well", "Well", "Put"),
        ("source", "98", "Don't know", "Weet niet"),
    ):  # fmt: skip
        choices.append(row)
    form = tmp_path / "form.xlsx"
    book.save(form)
    litres_given = [*range(10, 39), "-99"]
    path = written(tmp_path, "export.csv", {
        "water/main": ["tap"] * 18 + ["well"] * 10 + ["98"] * 2, "water/litres": litres_given,
        "water/weekly_amount": [7 * int(litres) for litres in litres_given[:-1]] + ["-7"],
        "_uuid": [f"{number:08d}-0000-4000-8000-000000000000" for number in range(30)],
    }, ";")  # fmt: skip
    assert run("new", "study", "--data", path, "--form", form).exit_code == 0
    analysis = run_study(tmp_path / "surveys" / "study")
    study = analysis.prepared.file.study
    assert study.languages == ("en", "nl")
    source, litres, week = study.indicators
    # Columns are read under the names of the form, so that its conditions find them.
    assert source.text_in("counts", "survey") == "${main} = 'tap'"
    assert (litres.text_in("value", "survey"), week.text_in("value", "survey")) == (
        "${litres}",
        "number(${weekly_amount})",
    )
    assert source.label == {"en": "Main source of water – Tap", "nl": "Belangrijkste waterbron – Kraan"}
    rows = {row.indicator: row for row in analysis.internal.estimates if not (row.by or row.variant)}
    assert (rows[source.id].numerator, rows[source.id].n) == (18, 28)  # 98 is labelled "Don't know"
    assert rows[litres.id].estimate == pytest.approx(sum(range(10, 39)) / 29)
    assert rows[week.id].estimate == pytest.approx((7 * sum(range(10, 39)) - 7) / 30)
    assert analysis.prepared.undecided == 0
    found = Counter((finding.rule, finding.variable) for finding in analysis.prepared.findings)
    assert found == {("answered_not_relevant", "litres"): 10, ("calculation_differs", "weekly_amount"): 1}


def test_a_pattern_stands_for_its_files_where_the_shell_leaves_it(run: Run, tmp_path: Path) -> None:
    two_waves(tmp_path, "en")
    assert run("new", "study", "--data", tmp_path / "*line.csv").exit_code == 0
    assert sorted(path.name for path in (tmp_path / "surveys").rglob("*.csv")) == ["baseline.csv", "endline.csv"]


def test_exports_are_copied_byte_for_byte(run: Run, tmp_path: Path) -> None:
    data = two_waves(tmp_path, "fr")
    run("new", "study", "--data", *data)
    copies = {path.name: path.read_bytes() for path in (tmp_path / "surveys" / "study").rglob("*.csv")}
    assert copies == {path.name: path.read_bytes() for path in data}


def test_a_study_that_is_there_is_never_overwritten(run: Run, tmp_path: Path) -> None:
    data = two_waves(tmp_path, "en")
    assert run("new", "study", "--data", *data).exit_code == 0
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    again = run("new", "study", "--data", *data)
    assert again.exit_code == 2
    assert "never overwritten" in again.stderr
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_every_proposal_that_needs_one_has_a_reason_beside_it(run: Run, tmp_path: Path) -> None:
    run("new", "study", "--data", *two_waves(tmp_path, "en"))
    text = (tmp_path / "surveys" / "study" / "study.yaml").read_text(encoding="utf-8")
    lines = text.splitlines()
    for key in (
        "respondent:",
        "stable:",
        "disaggregate:",
        "counts:",
        "value:",
        "selection:",
        "age_band: |-",
        "waves: [",
    ):
        place = next(number for number, line in enumerate(lines) if line.strip().startswith(key))
        assert "#" in lines[place] or lines[place - 1].strip().startswith("#"), f"{key} has no reason"
    assert "# Not guessed" in text


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("form.csv", {"type": ["text"], "name": ["age"], "label::en": ["Age"]}, "this is a form"),
        ("empty.csv", {"age": [], "sex": []}, "no records"),
        ("server.csv", {"_uuid": ["u1", "u2", "u3"]}, "no question was found"),
    ],
)
def test_what_holds_no_answers_is_refused_in_a_sentence(
    tmp_path: Path, run: Run, name: str, content: dict[str, list[str]], said: str
) -> None:
    result = run("new", "study", "--data", written(tmp_path, name, content))
    assert isinstance(result.exception, DataError), "the last door makes it exit code 4"
    assert said in str(result.exception)
    assert not (tmp_path / "surveys").exists()


@pytest.mark.parametrize("name", ["my study", "../up", "-x", "é"])
def test_a_name_that_cannot_be_a_folder_is_refused(tmp_path: Path, run: Run, name: str) -> None:
    result = run("new", "--data", two_waves(tmp_path, "en")[0], "--", name)
    assert isinstance(result.exception, DataError)
    assert "cannot be the name of a study" in str(result.exception)


def test_describe_never_prints_what_is_personal(run: Run, tmp_path: Path) -> None:
    people = [f"Amina Diallo{number}" for number in range(9)]
    phones = [f"+22177123456{number}" for number in range(9)]
    path = written(
        tmp_path, "export.csv", {"Nom complet": people, "téléphone": phones, "sexe": repeated("F", "H", "F", times=3)}
    )
    for arguments in (("describe", path), ("describe", path, "--json")):
        result = run(*arguments)
        assert result.exit_code == 0
        assert "Amina" not in result.output
        assert "77123" not in result.output
        assert "names of people" in result.output
    table = run("describe", path).output
    assert "F 6 · H 3" in table
    assert "sex: sexe" in table


def test_describe_as_json_counts_answers_and_what_is_missing(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, "export.csv", {"water": ["tap", "tap", "n/a", ""], "n": [1, 2, 3, 4]})
    found = json.loads(run("describe", path, "--json").output)
    assert (found["n_records"], found["format"]) == (4, "csv")
    water = found["columns"][0]
    assert (water["answered"], water["distinct"]) == (2, 1)
    assert water["missing"] == {"not_applicable": 1, "blank": 1}
    assert water["codes"] == {"n/a": "not_applicable"}


def test_describe_tells_of_shared_submission_ids_and_lost_digits(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, "export.csv", {"_uuid": ["a", "a", "b"], "barcode": ["1.2E+11", "1.3E+11", "1.4E+11"]})
    said = run("describe", path).output
    assert '2 records share their submission id ("_uuid") with another record.' in said
    assert "Excel cut long numbers off" in said

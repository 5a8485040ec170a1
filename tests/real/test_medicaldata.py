"""A workbook with planted mistakes, and a trial that two files code in opposite directions."""

from __future__ import annotations

import statistics
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from meal.model.errors import DataError
from meal.model.missing import Reason
from meal.pipeline.analyse import Analysis, run_study
from meal.pipeline.new import new_study
from meal.read import read_file
from tests.read.files import rules
from tests.real.study_results import Analysed, analysed, boxes, records, row

FOLDER = "medicaldata-messy-xlsx-and-rct"
TREATMENTS = ("upa", "uste", "oza")

Cells = list[dict[str, Any]]


@pytest.fixture(scope="module")
def of(project: Path, shared: Path) -> Analysed:
    return analysed(project, shared)


@pytest.fixture(scope="module")
def colitis(of: Analysed) -> Analysis:
    return of("messy_uc", FOLDER)


@pytest.fixture(scope="module")
def trial(of: Analysed) -> Analysis:
    return of("indomethacin", FOLDER)


@pytest.fixture(scope="module")
def patients(shared: Path) -> Cells:
    """The patients as the sheet holds them, counted below its seventh row."""
    import openpyxl

    book = openpyxl.load_workbook(shared / "data" / FOLDER / "messy_uc.xlsx", data_only=True)
    rows = list(book["Data"].iter_rows(values_only=True))
    return [dict(zip(rows[6], cells, strict=True)) for cells in rows[7:] if any(cells)]


def test_the_table_below_the_titles_holds_thirty_patients(shared: Path, colitis: Analysis, patients: Cells) -> None:
    path = shared / "data" / FOLDER / "messy_uc.xlsx"
    with pytest.raises(DataError, match="`header_row: 7`"):
        read_file(path, sheet="Data")
    export = read_file(path, sheet="Data", header_row=7)
    assert (export.source.n_records, len(export.columns)) == (30, 37)  # 38 less the blank column
    assert rules(export.source) == ["empty_rows"]
    assert export.row_of[[0, 14, 15, -1]].tolist() == [8, 22, 24, 38]
    assert export.columns["pat_id"].record_texts()[0] == "001"
    assert len(patients) == 30
    assert boxes(colitis, "end")["linked"] == 30


def test_a_study_is_made_of_the_table_below_the_titles(shared: Path, tmp_path: Path, patients: Cells) -> None:
    new = new_study(
        "colitis", [shared / "data" / FOLDER / "messy_uc.xlsx"], sheet="Data", header_row=7, last_row=38, root=tmp_path
    )
    analysis = run_study(new.folder)
    wave = analysis.prepared.file.study.waves["survey"]
    assert (wave.sheet, wave.header_row, wave.last_row) == ("Data", 7, 38)
    emotions = row(analysis, "start_emo", "mean")
    assert (emotions.n, emotions.estimate) == (30, pytest.approx(statistics.fmean(p["start_emo"] for p in patients)))


def test_change_of_the_scores_by_treatment(colitis: Analysis, patients: Cells) -> None:
    for treatment in TREATMENTS:
        group = [patient for patient in patients if patient["treatment"] == treatment]
        at = {"by": "treatment", "level": treatment}
        for indicator, comparison, before, after in (
            ("endoscopic_score", "change_in_score", "start_mes", "end_mes"),
            ("bowel_symptoms", "change_in_symptoms", "start_bss", "end_bss"),
        ):
            changes = [patient[after] - patient[before] for patient in group]
            change = row(colitis, indicator, "difference", comparison=comparison, **at)
            assert change.n == 10
            assert change.estimate == pytest.approx(statistics.fmean(changes))
            assert change.std_error == pytest.approx(statistics.stdev(changes) / 10**0.5)
    whole = row(colitis, "endoscopic_score", "difference", comparison="change_in_score")
    assert whole.estimate == pytest.approx(-1.7333333)
    assert [row(colitis, "endoscopic_score", "mean", wave="end", by="treatment", level=level).estimate
            for level in TREATMENTS] == [pytest.approx(0.3), pytest.approx(0.8), pytest.approx(1.6)]  # fmt: skip


def test_what_was_not_measured_is_in_no_mean(colitis: Analysis, patients: Cells) -> None:
    measured = [patient["end_emo"] for patient in patients if not isinstance(patient["end_emo"], str)]
    emotions = row(colitis, "emotions", "mean", wave="end")
    assert (emotions.n, emotions.n_missing) == (29, 1)
    assert emotions.estimate == pytest.approx(statistics.fmean(measured))
    reasons = colitis.prepared.waves["end"].columns["end_k"]
    assert {text: Reason(reason) for text, reason in zip(reasons.texts, reasons.reasons, strict=True)}[
        "-99"
    ] is Reason.NOT_ASKED
    # 37.24 is out of range; the -99 of another patient is no measurement.
    sound = [patient["end_k"] for patient in patients if 0 < patient["end_k"] < 10]
    potassium = row(colitis, "potassium", "mean", wave="end")
    assert (potassium.n, potassium.n_missing, len(sound)) == (28, 2, 28)
    assert potassium.estimate == pytest.approx(statistics.fmean(sound))


def test_the_planted_mistakes_are_findings(colitis: Analysis) -> None:
    told = {
        (one["rule"], one["variable"], one["row"], one["value"]) for one in colitis.finding_rows if one["wave"] == "end"
    }
    assert {
        ("not_a_number", "start_plt", "29", "clumped"),
        ("not_a_number", "start_k", "34", "hemolyzed"),
        ("not_in_choices", "ethnic", "15", "Hispanic"),
        ("not_in_choices", "ethnic", "16", "NOT hispanic"),
        ("not_in_choices", "ethnic", "17", "hispamnic"),
        ("out_of_range", "start_wbc", "21", "106"),
        ("out_of_range", "start_plt", "33", "1550"),
        ("out_of_range", "start_plt", "34", "37"),
        ("out_of_range", "start_k", "28", "37"),
        ("ends_before_it_starts", "start_date", "15", "2023-03-14"),
    } <= told


def test_addresses_are_in_no_finding(colitis: Analysis, patients: Cells) -> None:
    told = " ".join(value for one in colitis.finding_rows for value in one.values())
    assert not any(str(patient["fake_street"]) in told for patient in patients)


@pytest.mark.parametrize(
    ("comparison", "indicator", "variable", "control", "treated"),
    [
        ("effect", "pancreatitis", "rx", "0", "1"),
        ("effect_by_group", "pancreatitis", "group", "1", "0"),
        ("effect_again", "pancreatitis_again", "trial_again.group", "1", "2"),
    ],
)
def test_three_codings_of_one_trial_give_its_published_effect(
    trial: Analysis, comparison: str, indicator: str, variable: str, control: str, treated: str
) -> None:
    arms = [row(trial, indicator, "share", comparison=comparison, by=variable, level=arm) for arm in (control, treated)]
    assert [(arm.numerator, arm.n) for arm in arms] == [(52, 307), (27, 295)]
    assert [arm.estimate for arm in arms] == [pytest.approx(0.169, abs=5e-4), pytest.approx(0.092, abs=5e-4)]
    assert row(trial, indicator, "difference", comparison=comparison).estimate == pytest.approx(27 / 295 - 52 / 307)
    ratio = row(trial, indicator, "risk_ratio", comparison=comparison)
    assert ratio.estimate == pytest.approx((27 / 295) / (52 / 307))
    assert ratio.p_value == pytest.approx(0.0046816, abs=5e-8)  # Pearson's chi-square, which Koopman inverts


def test_effect_by_sex(trial: Analysis) -> None:
    for sex, (control, treated) in {"1": ((43, 247), (20, 229)), "2": ((9, 60), (7, 66))}.items():
        for arm, counted in (("0", control), ("1", treated)):
            one = row(trial, "pancreatitis", "share", comparison="effect", by="rx|gender", level=f"{arm}|{sex}")
            assert (one.numerator, one.n) == counted
    labels = trial.internal.level_labels["gender"].values()
    assert {next(iter(label.values())) for label in labels} == {"female", "male"}


def test_a_table_of_visits_is_read_under_names_of_its_own(shared: Path) -> None:
    export = read_file(shared / "data" / FOLDER / "messy_bp.xlsx", header_row=4)
    assert list(export.columns)[-6:] == ["BP", "HR", "BP_2", "HR_2", "BP_3", "HR_3"]  # visits 1, 2 and 3 above them
    assert "columns_with_same_name" in rules(export.source)
    assert export.columns["BP"].record_texts()[0] == "167/92"


def test_titles_formulas_and_remarks_in_cells(shared: Path) -> None:
    folder = shared / "data" / FOLDER
    with pytest.raises(DataError, match="`header_row: 4`"):
        read_file(folder / "messy_glucose.xlsx")
    glucose = read_file(folder / "messy_glucose.xlsx", header_row=4)
    # Computed in the workbook as 1.7 times the first: the value that Excel kept is read.
    assert glucose.columns["glucose POST"].record_texts()[0] == "125.8"
    aki = read_file(folder / "messy_aki.xlsx", header_row=5)
    assert "DAY2GFR`" in aki.columns
    assert "19 but poor collection" in aki.columns["DAY2GFR`"].texts


@pytest.mark.parametrize("name", ["messy_infarct.xlsx", "messy_cirrhosis.xlsx"])
def test_cross_tables_are_refused_as_what_they_are(shared: Path, name: str) -> None:
    with pytest.raises(DataError, match="a summary or cross table holds no records of people"):
        read_file(shared / "data" / FOLDER / name)


@pytest.mark.parametrize(
    ("name", "n_records", "n_columns"),
    [("opt.csv", 823, 171), ("licorice_gargle.csv", 235, 19), ("strep_tb.csv", 107, 14)],
)
def test_trials_as_text(shared: Path, name: str, n_records: int, n_columns: int) -> None:
    export = read_file(shared / "data" / FOLDER / name)
    assert (export.source.n_records, len(export.columns)) == (n_records, n_columns)


def test_visits_in_columns_side_by_side(shared: Path) -> None:
    columns = read_file(shared / "data" / FOLDER / "opt.csv").columns
    visits = Counter(name.split(".")[0] for name in columns if "." in name)
    assert {"BL", "V3", "V5"} <= set(visits)


def test_the_first_randomised_trial_of_streptomycin(shared: Path) -> None:
    patients = records(shared / "data" / FOLDER / "strep_tb.csv")
    export = read_file(shared / "data" / FOLDER / "strep_tb.csv")
    pairs = zip(export.columns["arm"].record_texts(), export.columns["improved"].record_texts(), strict=True)
    assert Counter(pairs) == Counter((patient["arm"], patient["improved"]) for patient in patients)
    assert Counter(export.columns["arm"].record_texts().tolist()) == {"Streptomycin": 55, "Control": 52}

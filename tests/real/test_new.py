"""From a real export to a first table with no file edited; its numbers counted again from the raw file.

`meal new` writes a study beside a copy of the export, `meal analyse` runs it, and every number asserted here is
counted a second time with nothing but csv, pyreadstat or openpyxl.
"""

from __future__ import annotations

import csv
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pyreadstat
import pytest

from meal.model.estimates import Estimate
from meal.pipeline.analyse import Analysis, run_study
from meal.pipeline.new import NewStudy, new_study
from meal.study.definition import Study

Record = dict[str, str]


@dataclass(frozen=True)
class Made:
    """A study that `meal new` made, and its analysis."""

    new: NewStudy
    analysis: Analysis

    @property
    def study(self) -> Study:
        return self.analysis.prepared.file.study

    def row(self, indicator: str, **wanted: str) -> Estimate:
        """The one row with these names, nothing hidden; what is not named is empty."""
        names = {"comparison": "", "by": "", "level": "", "variant": "", **wanted}
        found = [
            one
            for one in self.analysis.internal.estimates
            if one.indicator == indicator and all(getattr(one, name) == value for name, value in names.items())
        ]
        assert len(found) == 1, (indicator, wanted, [one.id for one in self.study.indicators])
        return found[0]

    def counted(self, indicator: str, **wanted: str) -> tuple[int | None, int | None]:
        """How many counted, of how many who answered."""
        row = self.row(indicator, **wanted)
        return row.numerator, row.n


@pytest.fixture(scope="module")
def make(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Made]:
    """Make a study of files below the data folder and analyse it; each only once."""
    done: dict[tuple[str, ...], Made] = {}

    def made(*files: str, form: str = "", sheet: str | None = None) -> Made:
        key = (*files, form, sheet or "")
        if key not in done:
            root = tmp_path_factory.mktemp("new")
            forms = [shared / "data" / form] if form else []
            new = new_study("first", [shared / "data" / file for file in files], forms=forms, sheet=sheet, root=root)
            done[key] = Made(new, run_study(new.folder))
        return done[key]

    return made


@pytest.fixture(scope="module")
def raw(shared: Path) -> Callable[..., list[Record]]:
    """The records of a CSV file as they stand in it."""

    def records(file: str, delimiter: str = ",") -> list[Record]:
        with (shared / "data" / file).open(encoding="utf-8-sig", newline="") as opened:
            return list(csv.DictReader(opened, delimiter=delimiter))

    return records


def count(records: Iterable[Record], column: str, yes: str, no: Iterable[str]) -> tuple[int, int]:
    """How many answered yes, and how many yes or no."""
    answers = [record[column].strip() for record in records]
    return answers.count(yes), sum(answer in {yes, *no} for answer in answers)


def first_sheet(path: Path) -> list[dict[str, str]]:
    """The records on the first sheet of a workbook, every cell as text."""
    book = openpyxl.load_workbook(path, read_only=True)
    rows = [
        ["" if cell is None else str(cell).strip() for cell in row]
        for row in book.worksheets[0].iter_rows(values_only=True)
    ]
    book.close()
    return [dict(zip(rows[0], row, strict=False)) for row in rows[1:]]


def stata(path: Path) -> Any:
    return pyreadstat.read_dta(path)[0]


def test_households_in_bangladesh(make: Callable[..., Made], raw: Callable[..., list[Record]]) -> None:
    made, records = make("reach-bangladesh-msna-2019/bgd_msna.csv"), raw("reach-bangladesh-msna-2019/bgd_msna.csv")
    assert made.counted("electricity_grid") == count(records, "electricity_grid", "yes", ["no"]) == (1088, 1374)
    # 220 households were not asked about sources of work.
    casual = count(records, "employment_source/agricultural_casual", "1.0", ["0.0"])
    assert made.counted("agricultural_casual") == casual == (218, 1154)
    illness = statistics.fmean(float(record["illness_HH_count"]) for record in records)
    assert made.row("illness_hh_count").estimate == pytest.approx(illness)
    personal = [
        question.name
        for question in made.analysis.prepared.waves["survey"].codebook.questions.values()
        if question.personal
    ]
    assert personal == ["_gps_reading_longitude", "_gps_reading_latitude"]


def test_schools_in_a_stratified_sample(make: Callable[..., Made], raw: Callable[..., list[Record]]) -> None:
    made, records = make("r-survey-api-nhanes/apistrat.csv"), raw("r-survey-api-nhanes/apistrat.csv")
    design = made.study.waves["survey"].design
    assert (design.selection, design.strata, design.weight, design.fpc) == ("random", ("stype",), "pw", "fpc")
    weights = [float(record["pw"]) for record in records]
    mean = sum(weight * float(record["api00"]) for weight, record in zip(weights, records, strict=True)) / sum(weights)
    assert made.row("api00").estimate == pytest.approx(mean)
    assert mean == pytest.approx(662.287, abs=5e-4)
    whole = sum(weight for weight, record in zip(weights, records, strict=True) if record["sch.wide"] == "Yes")
    assert made.row("sch_wide").estimate == pytest.approx(whole / sum(weights))


def test_cholesterol_in_a_clustered_sample(make: Callable[..., Made], raw: Callable[..., list[Record]]) -> None:
    made, records = make("r-survey-api-nhanes/nhanes.csv"), raw("r-survey-api-nhanes/nhanes.csv")
    design = made.study.waves["survey"].design
    assert (design.strata, design.psu, design.weight) == (("SDMVSTRA",), ("SDMVSTRA", "SDMVPSU"), "WTMEC2YR")
    known = [record for record in records if record["HI_CHOL"] != "NA"]
    high = sum(float(record["WTMEC2YR"]) for record in known if record["HI_CHOL"] == "1")
    row = made.row("hi_chol")
    assert row.estimate == pytest.approx(high / sum(float(record["WTMEC2YR"]) for record in known))
    assert (row.n, row.df) == (7846, 16)  # 31 PSUs less 15 strata
    assert row.std_error == pytest.approx(0.0054, abs=5e-5)  # as R's survey package prints it


def test_a_french_survey_of_visitors(make: Callable[..., Made], shared: Path) -> None:
    file = "limesurvey-vaud-french/results-survey4914.xlsx"
    made = make(file)
    records = first_sheet(shared / "data" / file)
    took_part = count(records, "Est-ce que vous avez participé aux journées du patrimoine vaudois?", "Oui", ["Non"])
    assert made.counted("est_ce_que_vous_avez_participe_aux") == took_part == (224, 341)  # 7 times N/A
    column = "Globalement, comment jugez-vous l'accueil?"
    judged = [record for record in records if record[column]]
    assert made.counted("globalement_comment_jugez_vous_l") == (
        sum(r[column] == "Excellent" for r in judged),
        len(judged),
    )
    women = [record for record in records if record["Vous êtes:"] == "Une femme"]
    assert made.row("est_ce_que_vous_avez_participe_aux", by="Vous êtes:", level="Une femme").n == sum(
        record["Est-ce que vous avez participé aux journées du patrimoine vaudois?"] in ("Oui", "Non")
        for record in women
    )


def test_farms_in_mozambique(make: Callable[..., Made], raw: Callable[..., list[Record]]) -> None:
    made, records = make("safi-mozambique-odk/SAFI_clean.csv"), raw("safi-mozambique-odk/SAFI_clean.csv")
    assert made.counted("memb_assoc") == count(records, "memb_assoc", "yes", ["no"]) == (33, 92)  # NULL is no answer
    for village, mean in (("Chirodzo", 7.0769), ("God", 6.8605), ("Ruaca", 7.5714)):
        members = [int(record["no_membrs"]) for record in records if record["village"] == village]
        assert made.row("no_membrs", by="village", level=village).estimate == pytest.approx(statistics.fmean(members))
        assert statistics.fmean(members) == pytest.approx(mean, abs=5e-5)


def test_a_trial_whose_arms_are_coded_twice(make: Callable[..., Made], shared: Path) -> None:
    file = "medicaldata-messy-xlsx-and-rct/IndoRCT(subclasses1).dta"
    made, data = make(file), stata(shared / "data" / file)
    assert ("rx",) not in made.study.disaggregate, "group and rx are the same arms"
    for code, expected in ((1, (52, 307)), (0, (27, 295))):
        arm = data[data["group"] == code]
        assert (
            made.counted("outcome", by="group", level=str(code))
            == (int((arm["outcome"] == 1).sum()), len(arm))
            == expected
        )
    labels = made.analysis.internal.level_labels
    assert {level: next(iter(words.values())) for level, words in labels["group"].items()} == {
        "0": "indomethacin",
        "1": "placebo",
    }


def test_earnings_in_a_training_programme(make: Callable[..., Made], shared: Path) -> None:
    file = "causaldata-nsw-nhefs-thornton/nsw_mixtape.dta"
    made, data = make(file), stata(shared / "data" / file)
    assert made.study.identity.respondent is None, "data_id is the same text in every record"
    for arm, published in (("1", 6349.14), ("0", 4554.80)):
        row = made.row("re78", by="treat", level=arm)
        assert row.estimate == pytest.approx(
            float(data.loc[data["treat"] == int(arm), "re78"].astype(float).mean()), abs=1e-3
        )
        assert row.estimate == pytest.approx(published, abs=0.01)


def test_body_weights_are_no_sampling_weights(make: Callable[..., Made], shared: Path) -> None:
    file = "causaldata-nsw-nhefs-thornton/nhefs.dta"
    made, data = make(file), stata(shared / "data" / file)
    assert made.study.waves["survey"].design.weight is None
    assert made.counted("qsmk") == (int((data["qsmk"] == 1).sum()), 1629)


def test_students_before_and_after_a_training(make: Callable[..., Made], shared: Path) -> None:
    folder = "ghana-vocational-finlit-prepost/GhanaVocationalFinance_randomized_"
    made = make(f"{folder}baseline.dta", f"{folder}endline.dta")
    before, after = stata(shared / "data" / f"{folder}baseline.dta"), stata(shared / "data" / f"{folder}endline.dta")
    assert list(made.study.waves) == ["baseline", "endline"]
    assert made.study.identity.respondent == "unique_ID", "studentid begins anew in every school"
    assert made.study.waves["baseline"].design.strata == (), "the strata are those of the assignment"
    # The endline file repeats the baseline columns; only end_… was asked again.
    assert made.counted("knows_budgeting", wave="baseline") == (int((before["knows_budgeting"] == 1).sum()), 2000)
    known = after["end_knows_budgeting"].dropna()
    assert made.counted("knows_budgeting", wave="endline") == (int((known == 1).sum()), len(known)) == (1356, 1834)
    pairs = before.merge(after, on="unique_ID", suffixes=("", "_copy"))
    found = pairs[pairs["end_savings"].notna()]
    change = made.row("savings", comparison="change_savings")
    assert change.estimate == pytest.approx(float((found["end_savings"] - found["savings"]).mean()), rel=1e-6)


def test_a_needs_assessment_with_its_form(make: Callable[..., Made], raw: Callable[..., list[Record]]) -> None:
    folder = "impact-analysistools-msna"
    made, records = make(f"{folder}/data.csv", form=f"{folder}/xlsform.xlsx"), raw(f"{folder}/data.csv")
    assert made.counted("fs_hhs_nofood_yn") == count(records, "fs_hhs_nofood_yn", "yes", ["no"])
    # Don't know and prefer not to answer are labelled so in the form, and are no answers.
    assert made.counted("health_needed_healthcare") == count(records, "health_needed_healthcare", "yes", ["no"])
    assert made.row("income_v2_total").estimate == pytest.approx(
        statistics.fmean(float(r["income_v2_total"]) for r in records)
    )
    label = made.study.words(made.study.indicators[0].label)
    assert label.endswith("– Yes")
    assert made.study.identity.record == "uuid"


def test_only_households_that_agreed_count(make: Callable[..., Made], shared: Path) -> None:
    file = "impactr4phu-iphra-repeats/kobo_multisheet.xlsx"
    made = make(file, form="impactr4phu-iphra-repeats/xlsform.xlsx")
    records = first_sheet(shared / "data" / file)
    agreed = [record for record in records if record["respondent_consent"] == "yes"]
    assert len(agreed) == 81
    assert made.counted("wash_containers") == (sum(r["wash_containers"] == "yes" for r in agreed), 81)
    for sex in ("f", "m"):
        people = [record for record in agreed if record["respondent_sex"] == sex]
        assert made.row("wash_containers", by="respondent_sex", level=sex).n == len(people)
    assert "sheets of the workbook were not read (6)" in " ".join(made.new.proposal.not_guessed)


@pytest.mark.parametrize(
    ("file", "indicator", "column", "yes"),
    [
        ("ABI_Sample_Survey.csv", "hhasset_protect", "HHAssetProtect", "1"),
        ("EBI_Sample_Survey.csv", "ebisanitation", "EBISanitation", "1"),
        ("CARI_Sample_Survey/CARI_Sample_Data.csv", "stress_coping_fs", "stress_coping_FS", "1"),
        ("PROP_AAP_CRF_Sample_Survey.csv", "hhasst_access", "HHAsstAccess", "1"),
    ],
)
def test_corporate_indicators_of_food_assistance(
    make: Callable[..., Made], raw: Callable[..., list[Record]], file: str, indicator: str, column: str, yes: str
) -> None:
    path = f"wfp-ram-sample-surveys/Static/{file}"
    made = make(path)
    (one,) = [one for one in made.study.indicators if f"${{{column}}}" in str(one.counts)]
    # 888 and 9999 stand for no answer among ones and zeros.
    assert made.counted(one.id) == count(raw(path), column, yes, ["0"])


def test_a_food_consumption_score(make: Callable[..., Made], raw: Callable[..., list[Record]]) -> None:
    path = "wfp-ram-sample-surveys/Static/CARI_Sample_Survey/CARI_Sample_Data.csv"
    assert make(path).row("fcs").estimate == pytest.approx(statistics.fmean(float(r["FCS"]) for r in raw(path)))


def test_health_centres_in_a_file_in_mac_roman_whose_submissions_have_no_id(
    make: Callable[..., Made], shared: Path
) -> None:
    path = "onadata-kobo-fixtures/libs/utils/non_utf8.csv"
    text = (shared / "data" / path).read_text(encoding="mac_roman")
    records = list(csv.DictReader(text.splitlines()))
    made = make(path)
    distances = [float(record["DISTANCE"]) for record in records if record["DISTANCE"]]
    assert made.row("distance").estimate == pytest.approx(statistics.fmean(distances))
    assert made.row("distance").n == len(distances) == 22
    hospitals = sum(record["TYPE"] == "Hôpital" for record in records)
    assert made.counted("type_hopital") == (hospitals, 23)


@pytest.mark.parametrize("export", ["xml.csv", "labels.xlsx"])
def test_restaurants_by_names_and_by_labels(
    make: Callable[..., Made], raw: Callable[..., list[Record]], export: str
) -> None:
    folder = "kobo-formpack-exports/auto_report_extended_fields__"
    french = sum(record["restaurant_type"] == "french" for record in raw(f"{folder}xml.csv", delimiter=";"))
    made = make(folder + export)
    (indicator,) = made.study.indicators
    assert made.counted(indicator.id) == (french, 22)


def test_heart_disease_in_an_spss_file(make: Callable[..., Made], shared: Path) -> None:
    path = "spss-stata-edge-cases/foreign/electric.sav"
    made = make(path)
    data = pyreadstat.read_sav(shared / "data" / path, user_missing=True)[0]
    assert made.row("chol58").estimate == pytest.approx(float(data["CHOL58"].mean()))
    died = data[data["DAYOFWK"] != 9]  # 9 is declared missing in the file
    assert made.counted("dayofwk_sunday") == (int((died["DAYOFWK"] == 1).sum()), len(died)) == (19, 110)


def test_five_pets_are_counted_but_not_shown(make: Callable[..., Made], raw: Callable[..., list[Record]]) -> None:
    path = "kobo-api-multilang-robotoolbox/data_ml_fr.csv"
    made = make(path)
    assert made.counted("pet_yesno") == count(raw(path), "pet_yesno", "1", ["0"]) == (3, 5)
    assert all(row.estimate is None for row in made.analysis.estimates), "five people are too few to publish"


REPEATED = {
    "safi": ("safi-mozambique-odk/SAFI_clean.csv", "safi-mozambique-odk/interviews_plotting.csv"),
    "nhefs": ("causaldata-nsw-nhefs-thornton/nhefs.dta", "causaldata-nsw-nhefs-thornton/nhefs_complete.dta"),
}


@pytest.mark.parametrize("files", REPEATED.values(), ids=REPEATED)
def test_two_versions_of_one_file_do_not_count_twice(make: Callable[..., Made], files: tuple[str, str]) -> None:
    made = make(*files)
    (wave,) = made.analysis.prepared.waves.values()
    assert wave.n_records in (131, 1629)
    assert "must not count twice" in " ".join(made.new.proposal.not_guessed)


EVERY_OTHER_EXPORT = [
    "causaldata-nsw-nhefs-thornton/Cai_2015.csv", "causaldata-nsw-nhefs-thornton/thornton_hiv.dta",
    "medicaldata-messy-xlsx-and-rct/licorice_gargle.csv", "medicaldata-messy-xlsx-and-rct/opt.csv",
    "medicaldata-messy-xlsx-and-rct/strep_tb.csv", "onadata-kobo-fixtures/libs/utils/bad.csv",
    "onadata-kobo-fixtures/libs/utils/large_csv_upload.csv", "onadata-kobo-fixtures/logger/spss/children.sav",
    "onadata-kobo-fixtures/main/csv_export/tutorial_w_repeats.csv", "onadata-kobo-fixtures/viewer/transportation.csv",
    "r-survey-api-nhanes/apiclus2.csv", "safi-mozambique-odk/Moz_SAFI_Survey_Final_results_approved_cleanheaders.csv",
    "spss-stata-edge-cases/foreign/mval_bug.sav", "spss-stata-edge-cases/pyreadstat/simple_alltypes_mrset.sav",
    "kobo-api-multilang-robotoolbox/data_ml_vlabel.csv", "kobo-formpack-exports/site_inspection__labels.csv",
    "kobo-formpack-exports/literacy_test__xml.csv", "limesurvey-vaud-french/results-survey4914.tsv",
    "wfp-ram-sample-surveys/Static/Expcleaning_Sample_Raw.csv", "wfp-ram-sample-surveys/Static/EIG_Sample_Survey.csv",
    "wfp-ram-sample-surveys/Static/Nut_MAD_Sample_Survey/MAD_submodule_RepeatMAD.csv",
]  # fmt: skip


@pytest.mark.parametrize("file", EVERY_OTHER_EXPORT)
def test_every_record_is_kept_and_no_answer_becomes_an_error(make: Callable[..., Made], file: str) -> None:
    """A wrong type, choice list or identifier would cost answers or records at the first run."""
    made = make(file)
    assert made.analysis.prepared.undecided == 0
    (wave,) = made.analysis.prepared.waves.values()
    shared_ids = {"onadata-kobo-fixtures/libs/utils/bad.csv": 1}.get(file, 0)  # the earlier of two
    assert int(wave.kept().sum()) == wave.n_records - shared_ids


def test_the_page_tells_of_every_folder(project: Path, shared: Path) -> None:
    page = (project / "docs" / "starting.md").read_text(encoding="utf-8")
    folders = [folder.name for folder in sorted((shared / "data").iterdir()) if folder.is_dir()]
    assert [name for name in folders if f"| {name} |" not in page] == []

"""With identity.pseudonymise no output names a submission or a person, and everything works as without."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from meal.model.errors import DataError
from meal.pipeline.analyse import analyse, run_study
from meal.pipeline.clean import clean_study
from meal.pipeline.feedback import write_feedback
from meal.pipeline.outputs import write_outputs
from meal.pipeline.preparation import prepare
from meal.pipeline.validate import validate_study
from meal.store.key import KEY_FILE, study_key
from meal.study.load import load_study, study_from_mapping
from meal.study.pseudonyms import Pseudonyms
from tests.feedback_study import STUDY, write_study
from tests.pipeline.replies.small_study import Filled

HIDDEN = STUDY.replace("partner: partner}", "partner: partner, pseudonymise: true}")
IDS = ("HB-101", "HB-102", "NR-201", "NR-202", "ET-301", "ET-302", "XX-401",
       "u-h1", "u-h2", "u-n1", "u-n2", "u-e1", "u-e2", "u-x1", "v-h1", "v-h3", "v-n1")  # fmt: skip
LOG = "uuid,question,change_type,old_value,new_value\nu-e1,visit,change_response,2023-03-02,2024-03-02\n"


def texts(folder: Path) -> str:
    """Everything that stands in the files of a folder, workbooks unpacked."""
    said = []
    for file in sorted(folder.rglob("*")):
        if file.suffix == ".xlsx":
            with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as book:
                said += [book.read(name).decode("utf-8", "replace") for name in book.namelist()]
        elif file.is_file():
            said.append(file.read_bytes().decode("utf-8", "replace"))
    return "\n".join(said)


def test_no_output_names_a_submission_or_a_person(tmp_path: Path) -> None:
    plain, hidden = tmp_path / "plain", tmp_path / "hidden"
    made = {}
    for folder, text in ((plain, STUDY), (hidden, HIDDEN)):
        folder.mkdir()
        study = write_study(folder, study=text, log=LOG)
        write_outputs(run_study(study), folder / "outputs")
        write_feedback(prepare(load_study(study)), folder / "outputs")
        made[folder] = texts(folder / "outputs")
    assert [one for one in IDS if one in made[plain]] != []
    assert [one for one in IDS if one in made[hidden]] == []
    key = study_key(hidden / "surveys" / "counselling")
    assert key.hex() not in made[hidden]
    assert not list((hidden / "outputs").rglob(KEY_FILE))
    assert Pseudonyms(key).of("u-h2") in made[hidden]


PAIRS = HIDDEN.replace(
    "pseudonymise: true}",
    "pseudonymise: true, keys: [[phone]], compare: {name: [name], phone: [phone], age: age}, sensitivity: true}",
)


def test_pairs_of_records_are_told_under_pseudonym_and_decided_so(tmp_path: Path) -> None:
    study = write_study(tmp_path, study=PAIRS, log=LOG)
    export = study / "before.csv"
    text = export.read_text(encoding="utf-8")
    export.write_text(text + "Harbour;HB-109;Ada Obbi;0801111112;24;2024-03-01;stay;sea;;u-h9\n", encoding="utf-8")
    first = run_study(study)
    write_outputs(first, tmp_path / "outputs")
    made = texts(tmp_path / "outputs")
    assert [one for one in (*IDS, "HB-109", "u-h9") if one in made] == []
    secret = Pseudonyms(study_key(study))
    people = first.prepared.people.n_people
    # Under either name a decision is about the same record.
    for one, other in (("u-h1", "u-h9"), (secret.of("u-h1"), secret.of("u-h9"))):
        rows = f"wave,record,other_wave,other_record,decision\nbefore,{one},before,{other},same\n"
        (study / "identity.csv").write_text(rows, encoding="utf-8")
        decided = validate_study(study).prepared
        assert decided.people.n_people == people - 1
        assert not [found for found in decided.findings if found.rule == "identity_record_unknown"]


def test_results_and_findings_are_those_without_pseudonyms(tmp_path: Path) -> None:
    runs = []
    for name, text in (("plain", STUDY), ("hidden", HIDDEN)):
        (tmp_path / name).mkdir()
        runs.append(run_study(write_study(tmp_path / name, study=text, log=LOG)))
    plain, hidden = runs
    assert hidden.prepared.people.n_people == plain.prepared.people.n_people
    told = [[(row["rule"], row["file"], row["row"], row["variable"]) for row in run.finding_rows] for run in runs]
    assert told[0] == told[1]
    assert len(hidden.prepared.changes) == len(plain.prepared.changes) == 1


def test_a_log_may_name_the_pseudonym(tmp_path: Path) -> None:
    study = write_study(tmp_path, study=HIDDEN)
    pseudonym = Pseudonyms(study_key(study)).of("u-e1")
    (study / "cleaning_log.csv").write_text(LOG.replace("u-e1", pseudonym), encoding="utf-8")
    assert len(validate_study(study).prepared.changes) == 1


def test_a_partner_can_answer_without_being_told_an_identifier(tmp_path: Path) -> None:
    study = write_study(tmp_path, study=HIDDEN)
    write_feedback(prepare(load_study(study)), tmp_path / "outputs")
    stable = Pseudonyms(study_key(study)).of("u-h2")
    book = Filled(tmp_path / "outputs" / "counselling" / "feedback" / "Harbour.xlsx")
    book.reply(stable, "age", "correct", "24", "Asked again")
    cleaned = clean_study(study, book.save("back.xlsx"), by="", date="2024-07-01")
    assert [(row.stable_id, row.question, row.new_value) for row in cleaned.rows] == [(stable, "age", "24")]
    assert "u-h2" not in (study / "cleaning_log.csv").read_text(encoding="utf-8")
    (change,) = validate_study(study).prepared.changes
    assert (change.before, change.after) == ("240", "24")


def test_pseudonyms_need_a_place_for_their_key() -> None:
    settings = {"study": "s", "waves": {"now": {"files": "-"}}, "identity": {"pseudonymise": True}}
    with pytest.raises(DataError, match=r"without a folder.*leave the setting out"):
        analyse(study_from_mapping(settings), {"now": pd.DataFrame({"a": ["1"]})})

"""The whole way with the shipped study: exports, feedback, a partner who knows the truth, and the log."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from meal.pipeline.changes import change_rows
from meal.pipeline.clean import clean_study
from meal.pipeline.validate import validate_study
from tests.pipeline.replies.small_study import Filled, feedback, undecided

PERSON = re.compile(r"[A-Z]{2}-\d{5}")


def keep_a_tenth(export: Path, decided: Iterable[Mapping[str, str]]) -> None:
    """Leaves the records that were decided on, those of the people they name, and a tenth of all other people."""
    named = {row["stable_id"] for row in decided}
    named |= {row[name] for row in decided if row["question"] == "respondent_id" for name in ("old_value", "new_value")}
    header, *lines = export.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = []
    for line in lines:
        cells = {cell.strip('"') for cell in line.strip().split(";")}
        if cells & (named - {""}) or any(PERSON.fullmatch(cell) and cell.endswith("0") for cell in cells):
            kept.append(line)
    assert len(kept) < len(lines) / 5
    export.write_text(header + "".join(kept), encoding="utf-8")


def test_what_the_partner_answers_is_settled_and_nothing_else(project: Path, tmp_path: Path) -> None:
    for name in ("surveys/reconsideration", "schemas"):
        shutil.copytree(project / name, tmp_path / name)
    study = tmp_path / "surveys" / "reconsideration"
    for export in (*study.glob("before/*.csv"), *study.glob("after/*.csv")):
        if export.stem != "harbour":
            export.unlink()
    with (study / "cleaning_log.csv").open(encoding="utf-8", newline="") as text:
        truth = {(row["stable_id"], row["question"]): row for row in csv.DictReader(text)}
    (study / "cleaning_log.csv").unlink()
    for export in (*study.glob("before/*.csv"), *study.glob("after/*.csv")):
        keep_a_tenth(export, truth.values())
    before = undecided(validate_study(study))

    book = Filled(feedback(study, "harbour"))
    answered = set()
    for line in book.lines:
        rule, stable, record, question = line[1], line[5], line[6], line[7]
        decision = truth.get((stable, question))
        if decision is None or decision["check_id"] != rule:
            continue
        assert decision["change_type"] in ("change_response", "no_action")
        code = "right" if decision["change_type"] == "no_action" else "correct"
        book.reply(stable, question, code, decision["new_value"], decision["reason"])
        answered.add((rule, record, question))
    assert len(answered) == 11
    back = book.save("harbour_back.xlsx")
    # Meanwhile one of the answers is corrected to something else in the export itself.
    stale = next(row for row in truth.values() if (row["check_id"], row["uuid"], row["question"])
                 in answered and row["old_value"] == "180")  # fmt: skip
    export = study / "before" / "harbour.csv"
    text_before = export.read_text(encoding="utf-8")
    assert text_before.count(';"180";') == 1
    export.write_text(text_before.replace(';"180";', ';"1800";'), encoding="utf-8")
    answered.discard(("out_of_range", stale["uuid"], "age"))

    cleaned = clean_study(study, back, by="", date="2019-08-01")
    assert {row["rule"] for row in cleaned.told} == {"reply_conflict", "reply_rows_of_earlier_export"}
    after = validate_study(study)
    assert before - undecided(after) == answered
    assert undecided(after) <= before
    changed = {(row["stable_id"], row["variable"], row["after"]) for row in change_rows(after.prepared)}
    assert changed == {
        (stable, question, row["new_value"])
        for (stable, question), row in truth.items()
        if (row["check_id"], stable, question) in answered
    }
    held = (study / "cleaning_log.csv").read_bytes()
    assert clean_study(study, back, by="", date="2019-09-01").rows == ()
    assert (study / "cleaning_log.csv").read_bytes() == held
    assert validate_study(study).rows == after.rows

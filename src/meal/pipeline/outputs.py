"""The files of a run, made in memory and handed to `store` all at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from meal.model.estimates import Published
from meal.pipeline.analyse import Analysis
from meal.pipeline.changes import change_rows
from meal.pipeline.identity_decisions import untaken
from meal.pipeline.identity_worklist import worklist_of
from meal.pipeline.side_by_side import both
from meal.pipeline.validate import Validation
from meal.report import (
    Painter,
    begun_figures,
    changes_csv,
    definitions_csv,
    donor_csv,
    estimates_csv,
    findings_csv,
    has_donor_table,
    labels_of,
    linkage_csv,
    overlap_csv,
    page,
    page_file,
    periods_csv,
    run_json,
    workbook,
)
from meal.report.worklist import worklist_workbook
from meal.store import replace_folder, write_file

WORKLIST_FILE = "internal/identity.xlsx"
"""Where the pairs of records to decide about stand; for officers only, as names stand there."""

# Filled by other commands; an analysis takes them over as they are.
KEPT_FOLDERS = ("feedback", "resubmission")


def output_files(analysis: Analysis, painter: Painter | None = None) -> dict[str, bytes]:
    """Path below outputs/<study>/ → content, for everything that a run makes.

    Args:
        painter: paints the figures meanwhile; without one they are painted in their turn.
    """
    study = analysis.prepared.file.study
    figures = begun_figures(analysis.published, study, study.language, painter)
    published, internal = both(lambda: _published_files(analysis), lambda: _internal_files(analysis))
    files = published | internal
    worklist = worklist_of(analysis.prepared)
    if worklist is not None:
        files[WORKLIST_FILE] = worklist_workbook(worklist)
    return files | figures.files()


def _published_files(analysis: Analysis) -> dict[str, bytes]:
    """The files that may leave, and those about records."""
    study, published = analysis.prepared.file.study, analysis.published
    language = study.language
    hidden_run = replace(analysis.run, accounting=())
    files = {
        "estimates.csv": estimates_csv(published.estimates, synthetic=study.synthetic),
        "findings.csv": findings_csv(analysis.finding_rows, synthetic=study.synthetic),
        "changes.csv": changes_csv(change_rows(analysis.prepared), synthetic=study.synthetic),
        "definitions.csv": definitions_csv(published.definitions),
        "run.json": run_json(hidden_run, published),
        "indicators.xlsx": workbook(published, study, hidden_run, language),
    }
    if study.earlier is not None:
        files["periods.csv"] = periods_csv(published.periods, language)
    files |= _tables(analysis, published)
    for other in study.languages:
        files[page_file(study, other)] = page(published, study, hidden_run, other).encode("utf-8")
    return files


def _internal_files(analysis: Analysis) -> dict[str, bytes]:
    """The files for officers only."""
    study, internal = analysis.prepared.file.study, analysis.internal
    files = {
        "estimates.csv": estimates_csv(internal.estimates, synthetic=study.synthetic),
        "run.json": run_json(analysis.run, internal),
        "indicators.xlsx": workbook(internal, study, analysis.run, study.language),
    }
    return {f"internal/{name}": content for name, content in (files | _tables(analysis, internal)).items()}


def _tables(analysis: Analysis, results: Published) -> dict[str, bytes]:
    """The tables that a study may have beside its estimates."""
    study, files = analysis.prepared.file.study, {}
    if has_donor_table(study):
        files["donor_table.csv"] = donor_csv(labels_of(results, study, study.language))
    if results.overlaps:
        files["overlap.csv"] = overlap_csv(results.overlaps, synthetic=study.synthetic)
    if analysis.internal.linkage:
        files["linkage.csv"] = linkage_csv(results.linkage, synthetic=study.synthetic)
    return files


def write_outputs(analysis: Analysis, outputs: Path, painter: Painter | None = None) -> Path:
    """Replace outputs/<study>/ by what this run made; returns the folder.

    A worklist of pairs with decisions that were not taken in yet is left as it is.

    Args:
        painter: as for `output_files`.

    Raises:
        OutputsInUseError: another run or another program holds the folder; nothing was changed.
    """
    folder = outputs / analysis.prepared.file.study.study
    files = output_files(analysis, painter)
    if decisions_wait(analysis, folder):
        files[WORKLIST_FILE] = (folder / WORKLIST_FILE).read_bytes()
    replace_folder(folder, files, keep=KEPT_FOLDERS)
    return folder


def decisions_wait(analysis: Analysis, folder: Path) -> bool:
    """Whether the worklist of an earlier run holds decisions that nobody took in."""
    return untaken(analysis.prepared.file, folder / WORKLIST_FILE)


def write_findings(validation: Validation, outputs: Path) -> Path:
    """Replace findings.csv and changes.csv alone; returns the path of the first."""
    study = validation.prepared.file.study
    file = outputs / study.study / "findings.csv"
    write_file(file, findings_csv(validation.rows, synthetic=study.synthetic))
    changes = changes_csv(change_rows(validation.prepared), synthetic=study.synthetic)
    write_file(file.with_name("changes.csv"), changes)
    return file

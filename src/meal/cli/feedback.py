"""`meal feedback`: what partners are to fix, in a workbook and a page each."""

from __future__ import annotations

from pathlib import Path

import click

from meal.cli.options import data_option, json_option, no_log_option, outputs_option, study_argument
from meal.cli.terminal import progress, say, say_json


@click.command()
@study_argument
@data_option
@outputs_option
@no_log_option
@json_option
def feedback(study: Path, data: Path | None, outputs: Path, without_log: bool, as_json: bool) -> None:
    """Write a workbook and a page for each partner, with what to fix and room to reply.

    The files are written to outputs/<study>/feedback/, one of each for every partner of
    `identity.partner`, with that partner's records only. Personal answers are left out.

    \b
    Example:
      meal feedback surveys/reconsideration
    """
    from meal.pipeline.feedback import write_feedback
    from meal.pipeline.preparation import prepare
    from meal.study.load import load_study

    with progress() as stage:
        stage("Reading the study")
        prepared = prepare(load_study(study, data=data), use_log=not without_log, progress=stage)
        stage("Writing")
        folder, told = write_feedback(prepared, outputs)
    rows = [
        {
            "partner": one.feedback.partner,
            "verdict": one.feedback.verdict,
            "records": one.feedback.n_records,
            "affected": one.feedback.n_affected,
            "errors": one.feedback.n_errors,
            "warnings": one.feedback.n_warnings,
            "settled": one.feedback.n_settled,
            "language": one.feedback.language,
            "workbook": (folder / f"{one.stem}.xlsx").as_posix(),
            "page": (folder / f"{one.stem}.html").as_posix(),
        }
        for one in told
    ]
    if as_json:
        say_json(rows)
        return
    words = {"ready": "ready", "warnings": "ready, with questions", "correction": "needs correction"}
    for one in told:
        what = one.feedback
        say(
            f"{what.name} ({what.language}): {words[what.verdict]}; {what.n_affected:,} of {what.n_records:,} records; "
            f"{what.n_errors:,} to correct, {what.n_warnings:,} to look at, {what.n_settled:,} settled"
        )
    say(f"Workbooks and pages: {folder.as_posix()}/")

"""`meal analyse`: exports in, indicator tables out."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from meal.cli.exits import UNDECIDED
from meal.cli.options import data_option, json_option, no_log_option, outputs_option, study_argument
from meal.cli.terminal import progress, say, say_json, styled


@click.command()
@study_argument
@data_option
@outputs_option
@no_log_option
@json_option
def analyse(study: Path, data: Path | None, outputs: Path, without_log: bool, as_json: bool) -> None:
    """Make the indicator tables and the report of a study.

    STUDY is a folder with a study.yaml, such as surveys/reconsideration. The results are written
    to outputs/<study>/, all of them or none.

    \b
    Example:
      meal analyse surveys/reconsideration
    """
    from meal.report import Painter

    painter = Painter()  # it gets ready while the rest is loaded
    from meal.pipeline.analyse import run_study
    from meal.pipeline.outputs import WORKLIST_FILE, decisions_wait, write_outputs
    from meal.pipeline.summary import analysis_json, headline_lines

    with painter, progress() as stage:
        analysis = run_study(study, data=data, outputs=outputs, use_log=not without_log, progress=stage)
        stage("Writing")
        folder = write_outputs(analysis, outputs, painter)
    if as_json:
        say_json(analysis_json(analysis, folder))
    else:
        for line in headline_lines(analysis):
            say(line)
        say(f"Report: {(folder / 'report.html').as_posix()}")
        if analysis.prepared.open_pairs:
            pairs = (folder / WORKLIST_FILE).as_posix()
            say(f"{analysis.prepared.open_pairs:,} pairs of records may be one person; decide in {pairs}")
    if decisions_wait(analysis, folder):
        text = (
            f"{(folder / WORKLIST_FILE).as_posix()} holds decisions that were not taken in, and was left as it is. "
            "Take it in with `meal clean`, or delete it, and run again."
        )
        click.echo(styled(text, "yellow", sys.stderr), err=True)
    if analysis.prepared.undecided:
        text = (
            f"{analysis.prepared.undecided} errors are undecided; they stand in {(folder / 'findings.csv').as_posix()}"
        )
        click.echo(styled(text, "yellow", sys.stderr), err=True)
        raise click.exceptions.Exit(UNDECIDED)

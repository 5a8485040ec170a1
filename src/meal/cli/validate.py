"""`meal validate`: what is wrong with the exports, without results."""

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
def validate(study: Path, data: Path | None, outputs: Path, without_log: bool, as_json: bool) -> None:
    """Check the exports of a study against its questionnaires.

    Writes outputs/<study>/findings.csv. Ends with 1 where an error is undecided, 0 where none is.

    \b
    Example:
      meal validate surveys/reconsideration
    """
    from meal.pipeline.outputs import write_findings
    from meal.pipeline.validate import validate_study

    with progress() as stage:
        validation = validate_study(study, data=data, use_log=not without_log, progress=stage)
        file = write_findings(validation, outputs)
    if as_json:
        say_json(validation.as_json(file))
    else:
        for line in validation.lines():
            say(line)
        say(f"Findings: {file.as_posix()}")
    if validation.undecided:
        click.echo(styled(f"{validation.undecided} errors are undecided.", "yellow", sys.stderr), err=True)
        raise click.exceptions.Exit(UNDECIDED)

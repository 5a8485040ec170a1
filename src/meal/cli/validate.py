"""`meal validate`: what is wrong with the exports, without results."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from meal.cli.exits import UNDECIDED
from meal.cli.options import data_option, json_option, no_log_option, outputs_option, study_argument
from meal.cli.terminal import progress, styled


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
        click.echo(json.dumps(validation.as_json(file), ensure_ascii=False, indent=2))
    else:
        for line in validation.lines():
            click.echo(line)
        click.echo(f"Findings: {file.as_posix()}")
    if validation.undecided:
        click.echo(styled(f"{validation.undecided} errors are undecided.", "yellow", sys.stderr), err=True)
        raise click.exceptions.Exit(UNDECIDED)

"""`meal receive`: a new version of an export, compared with the last one."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from meal.cli.options import data_option, outputs_option, study_argument
from meal.cli.terminal import progress, say


@click.command()
@study_argument
@click.argument("export", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--wave", help="The wave that the export belongs to.")
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="Day of receipt; today where it is left out.")
@click.option("--replaces", default="", help="Export that it is a new version of, where that has another name.")
@click.option("--beside", is_flag=True, help="It is an export of its own, though it shares records with another.")
@data_option
@outputs_option
def receive(
    study: Path,
    export: Path | None,
    wave: str | None,
    date: datetime.datetime | None,
    replaces: str,
    beside: bool,
    data: Path | None,
    outputs: Path,
) -> None:
    """Put a new export in its place, and tell what became of the findings since the last one.

    The version before is kept in archive/ of the study, and submissions.csv says what was received when.
    Findings are compared by rule, submission and question: new, still there, fixed, settled in the
    cleaning log, or withdrawn with their record. The comparison and the scorecard of partners are written to
    outputs/<study>/resubmission/. Without EXPORT they are made anew.

    \b
    Examples:
      meal receive surveys/reconsideration harbour.csv --wave before --date 2019-08-01
      meal receive surveys/reconsideration
    """
    from meal.pipeline.receive import receive as put_in_place
    from meal.pipeline.resubmission import resubmission
    from meal.pipeline.resubmission_files import overwritten_lines, resubmission_lines, write_resubmission
    from meal.pipeline.submissions import read_register
    from meal.study.load import load_study

    if export is not None and wave is None:
        raise click.UsageError("Say with --wave which wave the export belongs to.")
    if replaces and beside:
        raise click.UsageError("An export either replaces another or stands beside it: leave one of the two out.")
    file = load_study(study, data=data)
    if export is not None and wave is not None:
        day = (date or datetime.datetime.now()).date().isoformat()
        received = put_in_place(file, export, wave=wave, date=day, replaces=replaces, beside=beside)
        for line in received.lines():
            say(line)
    submissions, _ = read_register(file.folder)
    if not submissions:
        click.echo("No export was received yet, so there is nothing to compare.")
        return
    for line in overwritten_lines(submissions, file.data):
        say(line, err=True)
    with progress() as stage:
        made = resubmission(file, submissions, progress=stage)
        folder = write_resubmission(made, file.study, outputs)
    for line in resubmission_lines(made):
        say(line)
    say(f"Written: {folder.as_posix()}/")

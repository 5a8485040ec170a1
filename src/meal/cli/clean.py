"""`meal clean`: replies taken back into the cleaning log."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import click

from meal.cli.exits import UNDECIDED
from meal.cli.options import data_option, json_option, study_argument
from meal.cli.terminal import progress, say, say_json, styled


@click.command()
@study_argument
@click.option(
    "--from",
    "source",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The feedback workbook that came back, a worklist of pairs, or a table of recodings.",
)
@click.option("--by", default="", help="Who decided; the partner of the workbook where it is left out.")
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="Day of the decision; today where it is left out.")
@data_option
@json_option
def clean(study: Path, source: Path, by: str, date: datetime.datetime | None, data: Path | None, as_json: bool) -> None:
    """Take the replies of a partner into the cleaning log of a study.

    A reply is applied where the answer that it is about still stands; otherwise it is a conflict, and
    told. Taking the same workbook twice changes nothing. The exports are never edited: every later run
    replays the log. A table with the columns parent, child, match_type, match_text, recode_from and
    recode_to recodes answers "other, namely ...". The worklist internal/identity.xlsx of an analysis, with
    decisions in it, becomes rows of identity.csv.

    Ends with 1 where a reply could not be applied or an error is undecided.

    \b
    Examples:
      meal clean surveys/reconsideration --from harbour.xlsx
      meal clean surveys/reconsideration --from recode_other.csv --by "A. Officer"
      meal clean surveys/reconsideration --from outputs/reconsideration/internal/identity.xlsx --by "A. Officer"
    """
    from meal.pipeline.clean import take_in

    day = (date or datetime.datetime.now()).date().isoformat()
    with progress() as stage:
        cleaned = take_in(study, source, by=by, date=day, data=data, progress=stage)
    if as_json:
        say_json(cleaned.as_json())
    else:
        for line in cleaned.lines():
            say(line)
    if cleaned.to_look_at:
        click.echo(styled(f"{cleaned.to_look_at} replies need a look.", "yellow", sys.stderr), err=True)
    if cleaned.to_look_at or cleaned.undecided:
        raise click.exceptions.Exit(UNDECIDED)

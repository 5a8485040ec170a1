"""`meal new`: from an export to a study."""

from __future__ import annotations

from pathlib import Path

import click

from meal.cli.options import header_row_option, last_row_option, sheet_option
from meal.cli.terminal import progress, say


@click.command()
@click.argument("name")
@click.option(
    "--data", "first", type=click.Path(path_type=Path), multiple=True, required=True, metavar="FILE...",
    help="The exports, as they came.",
)  # fmt: skip
@click.option("--form", "forms", type=click.Path(path_type=Path), multiple=True, help="XLSForm of the questionnaire.")
@sheet_option
@header_row_option
@last_row_option
@click.argument("more", nargs=-1, type=click.Path(path_type=Path), metavar="")
def new(
    name: str,
    first: tuple[Path, ...],
    forms: tuple[Path, ...],
    sheet: str | None,
    header_row: int | None,
    last_row: int | None,
    more: tuple[Path, ...],
) -> None:
    """Make a study from exports, and propose its study file and schemas.

    Copies the exports into surveys/NAME/ as they are. The study runs as it is; every setting that is
    proposed has a comment that says why. What the exports do not tell is left out, and said at the
    top of the file. A study that is there already is never overwritten.

    \b
    Examples:
      meal new wash-2026 --data export.xlsx --form form.xlsx
      meal new training --data baseline.csv endline.csv
    """
    from meal.pipeline.new import new_study
    from meal.store import NameTakenError

    with progress() as stage:
        try:
            made = new_study(
                name,
                [*first, *more],
                forms=forms,
                sheet=sheet,
                header_row=header_row,
                last_row=last_row,
                progress=stage,
            )
        except NameTakenError as error:
            raise click.UsageError(str(error)) from error
    for line in made.proposal.told:
        say(line)
    if made.proposal.not_guessed:
        click.echo("Not guessed:")
        for line in made.proposal.not_guessed:
            say(f"  - {line}")
    say(f"Written: {(made.folder / 'study.yaml').as_posix()}, {', '.join(made.schemas) or 'no new schema'}")
    say(f"Next: meal analyse {made.folder.as_posix()}")

"""`meal describe`: what is in a file."""

from __future__ import annotations

from pathlib import Path

import click

from meal.cli.options import header_row_option, json_option, last_row_option, sheet_option
from meal.cli.terminal import say, say_json


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@sheet_option
@header_row_option
@last_row_option
@click.option("--form", type=click.Path(path_type=Path), help="XLSForm with the labels and types of the questions.")
@json_option
def describe(
    file: Path, sheet: str | None, header_row: int | None, last_row: int | None, form: Path | None, as_json: bool
) -> None:
    """Say what is in a file: columns, answers, missing, identifiers, personal data, and what is odd.

    Nothing is written, and no value of a column that probably holds personal data is printed.

    \b
    Example:
      meal describe export.xlsx
    """
    from meal.pipeline.describe import describe_file, description_json, description_lines

    description = describe_file(file, sheet=sheet, header_row=header_row, last_row=last_row, form=form)
    if as_json:
        say_json(description_json(description))
        return
    for line in description_lines(description):
        say(line)

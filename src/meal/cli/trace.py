"""`meal trace`: from a number to the records behind it."""

from __future__ import annotations

from pathlib import Path

import click

from meal.cli.options import data_option, json_option, no_log_option, study_argument
from meal.cli.terminal import say, say_json


@click.command()
@study_argument
@click.argument("indicator")
@click.option("--by", multiple=True, metavar="VARIABLE=LEVEL", help="Only this level; may be given more than once.")
@click.option("--wave", help="The wave, where the indicator is measured in several.")
@click.option(
    "--list",
    "listed",
    type=click.Choice(["all", "counted", "not_counted", "missing", "excluded"]),
    default="all",
    help="Which records to list.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="Records to print of each kind; 0 prints all.",
)
@data_option
@no_log_option
@json_option
def trace(
    study: Path, indicator: str, by: tuple[str, ...], wave: str | None, listed: str, limit: int,
    data: Path | None, without_log: bool, as_json: bool,
) -> None:  # fmt: skip
    """List the records behind a number: counted, not counted, missing and excluded, each with file and row.

    \b
    Example:
      meal trace surveys/reconsideration gave_up_any --by sex=female --wave followup
    """
    from meal.pipeline.trace import trace_number

    levels = dict(_level(text) for text in by)
    found = trace_number(study, indicator, levels=levels, wave=wave, data=data, use_log=not without_log)
    if as_json:
        say_json(found.as_json())
        return
    for line in found.lines(listed, limit):
        say(line)


def _level(text: str) -> tuple[str, str]:
    variable, equals, level = text.partition("=")
    if not equals:
        raise click.BadParameter(
            f"'{text}' has no '='. Write a variable and one of its levels, as sex=female.", param_hint="--by"
        )
    return variable.strip(), level.strip()

"""The command line: one small file a command; printing and exit codes, nothing else."""

from __future__ import annotations

import gc
import sys
from io import TextIOWrapper

import click

from meal.cli.analyse import analyse
from meal.cli.clean import clean
from meal.cli.demo import demo
from meal.cli.describe import describe
from meal.cli.exits import exit_codes, leave
from meal.cli.explain import explain
from meal.cli.feedback import feedback
from meal.cli.new import new
from meal.cli.plan import plan
from meal.cli.receive import receive
from meal.cli.schema import schema
from meal.cli.trace import trace
from meal.cli.validate import validate


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="meal-indicators", prog_name="meal")
def cli() -> None:
    """Survey exports in, defensible indicator tables out.

    \b
    Examples:
      meal demo
      meal analyse surveys/reconsideration
      meal validate surveys/reconsideration
      meal trace surveys/reconsideration gave_up_any --by sex=female --wave followup

    \b
    Exit codes: 0 done; 1 done, but errors are undecided; 2 wrong use; 3 the study file is
    invalid; 4 a file cannot be read; 70 a fault of ours.
    """


for command in (analyse, validate, feedback, clean, receive, trace, describe, new, schema, plan, explain, demo):
    cli.add_command(command)


def main() -> None:
    """Run the command line with the exit codes that the help promises."""
    # A command is short, and its data are arrays that go when nobody refers to them: looking for
    # circles of references takes a tenth of the time of a small study and frees nothing.
    gc.disable()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # what the code page of a console lacks must not end the command
            stream.reconfigure(errors="backslashreplace")
    with exit_codes():
        cli()


def program() -> None:
    """`main` as a process of its own, which ends with it."""
    try:
        main()
    except SystemExit as end:
        leave(end)

"""`meal demo`: the shipped study, from exports to report."""

from __future__ import annotations

from pathlib import Path

import click

from meal.cli.options import json_option
from meal.cli.terminal import progress, say, say_json


@click.command()
@click.option("--regenerate", is_flag=True, help="Write the synthetic studies anew, byte for byte as they ship.")
@json_option
@click.option("--study", default="reconsideration", show_default=True, help="Which of the shipped studies to run.")
def demo(regenerate: bool, as_json: bool, study: str) -> None:
    """Run the shipped synthetic study and print its headline.

    Writes surveys/ and schemas/ into the current folder where they are not there yet.

    \b
    Example:
      meal demo
    """
    from meal.pipeline.analyse import run_study
    from meal.pipeline.demonstration import ensure_studies
    from meal.pipeline.outputs import write_outputs
    from meal.pipeline.summary import analysis_json, headline_lines
    from meal.report import Painter

    with Painter() as painter, progress() as stage:
        stage("Making the synthetic studies")
        written = ensure_studies(Path(), overwrite=regenerate)
        if regenerate:
            click.echo(
                f"{len(written)} files written; the others were the same already."
                if written
                else "All files are as they ship."
            )
            return
        analysis = run_study(Path("surveys") / study, outputs=Path("outputs"), progress=stage)
        stage("Writing")
        folder = write_outputs(analysis, Path("outputs"), painter)
    if as_json:
        say_json(analysis_json(analysis, folder))
        return
    for line in headline_lines(analysis):
        say(line)
    say(f"Report: {(folder / 'report.html').as_posix()}")

"""`meal demo`: the shipped study, from exports to report."""

from __future__ import annotations

from pathlib import Path

import click

from meal.cli.terminal import progress


@click.command()
@click.option("--regenerate", is_flag=True, help="Write the synthetic studies anew, byte for byte as they ship.")
@click.option("--study", default="reconsideration", show_default=True, help="Which of the shipped studies to run.")
def demo(regenerate: bool, study: str) -> None:
    """Run the shipped synthetic study and print its headline.

    Writes surveys/ and schemas/ into the current folder where they are not there yet.

    \b
    Example:
      meal demo
    """
    from meal.pipeline.analyse import run_study
    from meal.pipeline.demonstration import ensure_studies
    from meal.pipeline.outputs import write_outputs
    from meal.pipeline.summary import headline_lines

    with progress() as stage:
        stage("Making the synthetic studies")
        written = ensure_studies(Path(), overwrite=regenerate)
        if regenerate:
            click.echo(
                f"{len(written)} files written; the others were the same already."
                if written
                else "All files are as they ship."
            )
            return
        analysis = run_study(Path("surveys") / study, progress=stage)
        stage("Writing")
        folder = write_outputs(analysis, Path("outputs"))
    for line in headline_lines(analysis):
        click.echo(line)
    click.echo(f"Report: {(folder / 'report.html').as_posix()}")

"""`meal schema`: from a form to a questionnaire schema."""

from __future__ import annotations

from pathlib import Path

import click

from meal.cli.terminal import say


@click.command()
@click.argument("form", type=click.Path(path_type=Path))
@click.option("--name", help="Name of the schema; that of the file where it is left out.")
def schema(form: Path, name: str | None) -> None:
    """Write the questionnaire schema of a form, schemas/NAME.yaml.

    FORM is an XLSForm, or an SPSS or Stata file, of which the labels and missing codes are taken. A study uses
    the schema when a wave names it. A schema that is there already is never overwritten.

    \b
    Examples:
      meal schema form.xlsx
      meal schema baseline.sav --name baseline
    """
    from meal.pipeline.schema import new_schema
    from meal.store import NameTakenError

    try:
        made = new_schema(form, name=name)
    except NameTakenError as error:
        raise click.UsageError(str(error)) from error
    questions = made.codebook.questions.values()
    select = sum(bool(question.choices) for question in questions)
    repeats = sum(group.repeat for group in made.codebook.groups.values())
    personal = sum(question.personal for question in questions)
    say(
        f"{len(questions)} questions, {select} with answer options, {repeats} repeat groups, {personal} personal; "
        f"languages: {', '.join(made.codebook.languages)}"
    )
    if made.not_evaluated:
        click.echo("Cannot be worked out on an export, and will be told as a note:")
        for line in made.not_evaluated:
            say(f"  - {line}")
    say(f"Written: {made.file.as_posix()}")

"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

study_argument = click.argument("study", type=click.Path(path_type=Path))
data_option = click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of the exports, where they do not lie beside the study file.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on standard output.")
outputs_option = click.option(
    "--outputs",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("outputs"),
    show_default=True,
    help="Folder for the results.",
)
no_log_option = click.option("--without-log", is_flag=True, help="Leave the cleaning log out, to see what it decides.")

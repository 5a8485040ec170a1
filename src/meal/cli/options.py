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
sheet_option = click.option("--sheet", help="Sheet of a workbook; the first where it is left out.")
header_row_option = click.option(
    "--header-row", type=click.IntRange(min=1), help="Row of the column names, where titles stand above them."
)
last_row_option = click.option(
    "--last-row", type=click.IntRange(min=2), help="Row of the last record, where notes stand below the table."
)

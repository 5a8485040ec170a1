"""The columns that the finer parts of a design name, so that a name that no column has is found before a run."""

from __future__ import annotations

from meal.study.definition import Design


def finer_columns(design: Design) -> dict[str, str | tuple[str, ...] | None]:
    """Setting → columns that it names; patterns are left out, because they name what they find."""
    named: dict[str, str | tuple[str, ...] | None] = {}
    if design.second_stage is not None:
        named["second_stage"] = (*design.second_stage.ssu, design.second_stage.fpc)
    if design.replicates is not None:
        listed = tuple(name for name in design.replicates.columns if "*" not in name)
        named["replicates"] = (*listed, *([design.replicates.order] if design.replicates.order else []))
    if design.calibrate is not None:
        crossed = (name for column in design.calibrate.targets for name in column.split("|"))
        named["calibrate"] = (*crossed, *design.calibrate.amounts)
    if design.nonresponse is not None:
        named["nonresponse"] = design.nonresponse.cells
    return named

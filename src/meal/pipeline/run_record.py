"""What a run was made of: inputs, decisions, definitions and versions; no clock, no path of a machine."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version

from meal.model.definitions import Definition
from meal.model.responses import Disposition
from meal.model.run import Accounting, InputFile, RunSummary
from meal.pipeline.preparation import Prepared

# What can change a number; the rest of the lock file cannot.
PACKAGES = ("numpy", "pandas", "pandera", "pyarrow", "pyreadstat", "python-calamine", "scipy")


def run_summary(prepared: Prepared, definitions: Sequence[Definition]) -> RunSummary:
    """The record of a run, from what was read and decided."""
    study = prepared.file.study
    inputs = [
        InputFile(source.file, source.sheet, source.sha256, source.n_records, wave)
        for wave, responses in prepared.waves.items()
        for source in responses.sources
    ]
    inputs += [InputFile(s.file, s.sheet, s.sha256, s.n_records) for s in prepared.extra_sources]
    hashes = dict(prepared.file.sha256)
    return RunSummary(
        study=study.study,
        meal_version=version("meal-indicators"),
        definition_hashes={one.indicator: one.hash for one in definitions},
        inputs=tuple(inputs),
        accounting=tuple(
            Accounting(
                wave,
                responses.n_records,
                responses.accounting()[Disposition.KEPT.key],
                {key: count for key, count in responses.accounting().items() if key != Disposition.KEPT.key},
            )
            for wave, responses in prepared.waves.items()
        ),
        package_versions={package: version(package) for package in PACKAGES},
        decisions_hash=prepared.decisions_sha256,
        study_hash=hashes.pop("study.yaml", ""),
        schema_hashes=hashes,
        synthetic=study.synthetic,
    )

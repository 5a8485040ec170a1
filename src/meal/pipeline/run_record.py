"""What a run was made of: inputs, decisions, definitions and versions; no clock, no path of a machine."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version

from meal.model.responses import Disposition
from meal.model.run import Accounting, InputFile, RunSummary
from meal.pipeline.preparation import Prepared
from meal.study.definition import Indicator, Study

# What can change a number; the rest of the lock file cannot.
PACKAGES = ("numpy", "pandas", "pandera", "pyarrow", "pyreadstat", "python-calamine", "scipy")


def run_summary(prepared: Prepared) -> RunSummary:
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
        definition_hashes={indicator.id: definition_hash(study, indicator) for indicator in study.indicators},
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


def definition_hash(study: Study, indicator: Indicator) -> str:
    """A hash of what makes an indicator what it is: universe, condition, wave, missing answers and derived columns.

    Labels, targets and notes may change without the indicator becoming another one.
    """
    meaning = indicator.model_dump(include={"wave", "waves", "among", "counts", "value", "per", "missing"})
    text = json.dumps({"indicator": meaning, "derive": study.derive}, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]

"""Times the validation of a large survey with 60 rules beside reading it, in one process.

    python benchmarks/validation.py [RECORDS]

The survey is that of generate.py: 49 columns. The rules are a check list of 60 conditions of three terms; besides, all
rules about quality that need no settings are on, and with `region` for the interviewer those that need one. Prints
seconds and the ratio that must stay under 2.
"""

from __future__ import annotations

import csv
import resource
import sys
import tempfile
import time
from pathlib import Path

import yaml
from generate import QUESTIONS, Size, write_study

from meal.pipeline.preparation import prepare
from meal.read import read_wave
from meal.study.load import load_study

N_RULES = 60


def write_rules(study: Path) -> None:
    """A check list of 60 conditions, of which few or no records break any."""
    with (study / "checks.csv").open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["check_id", "description", "check_to_perform", "columns_to_clean"])
        for number in range(N_RULES):
            one, other, third = (QUESTIONS[(number * step + step) % len(QUESTIONS)] for step in (1, 3, 7))
            text = (
                f"${{{one}}} = 'yes' and ${{{other}}} = 'no' and ${{age}} > {105 + number % 5}",
                f"${{{one}}} = 'maybe' or ${{{other}}} = 'perhaps' or ${{{third}}} = 'once'",
                f"selected(${{{one}}}, 'no') and ${{age}} * 2 > 210 and not(${{{third}}} = 'yes')",
            )[number % 3]
            writer.writerow([f"check_{number}", f"Check {number}", text, one])
    settings = yaml.safe_load((study / "study.yaml").read_text(encoding="utf-8"))
    settings["checks"] = "checks.csv"
    settings["quality"] = {"interviewer": "region", "similar_interviews": {"most": 1000}}
    (study / "study.yaml").write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")


def main() -> None:
    """Print the seconds and their ratio."""
    n_records = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        study = write_study(Path(folder), Size(records=n_records))
        write_rules(study)
        file = load_study(study)
        (wave,) = file.study.waves
        start = time.perf_counter()
        read_wave(wave, file.data, file.study.waves[wave].files, codebook=file.codebooks.get(wave))
        reading = time.perf_counter() - start
        start = time.perf_counter()
        prepared = prepare(file)
        validating = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"{n_records:,} records, {N_RULES} rules, {len(prepared.findings):,} findings")
    print(f"  reading alone                      {reading:6.1f} s")
    print(f"  reading and validating             {validating:6.1f} s")
    print(f"  validating beside reading (max. 2) {(validating - reading) / reading:6.2f}")
    print(f"  peak memory                        {peak:6.2f} GB")


if __name__ == "__main__":
    main()

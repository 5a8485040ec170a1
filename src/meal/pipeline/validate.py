"""`meal validate`: what is wrong with the exports, without results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from meal.messages import finding_row
from meal.model.findings import Finding
from meal.pipeline.preparation import Prepared, Progress, prepare
from meal.study.load import StudyFile, load_study

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class Validation:
    """What was found; `rows` are the rows of findings.csv in the study's main language."""

    prepared: Prepared
    rows: tuple[Mapping[str, str], ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found, as data."""
        return self.prepared.findings

    @property
    def undecided(self) -> int:
        """How many errors nobody has decided about."""
        return self.prepared.undecided

    def frame(self) -> pd.DataFrame:
        """The findings as a data frame, with the columns of findings.csv."""
        import pandas as pd

        from meal.messages import FINDING_COLUMNS

        return pd.DataFrame([dict(row) for row in self.rows], columns=list(FINDING_COLUMNS))

    def lines(self) -> list[str]:
        """What a person reads: findings by severity and rule, then what became of the records."""
        counts = Counter((_standing(f), f.rule) for f in self.findings)
        order = ("error", "decided", "warning", "note")
        width = max((len(rule) for _, rule in counts), default=0)
        lines = [
            f"{standing:8} {rule:{width}}  {count:>6,}"
            for (standing, rule), count in sorted(
                counts.items(), key=lambda item: (order.index(item[0][0]), item[0][1])
            )
        ]
        for wave, responses in self.prepared.waves.items():
            accounting = responses.accounting()
            excluded = [f"{count:,} {key}" for key, count in accounting.items() if key != "kept"]
            lines.append(
                f"{wave}: " + ", ".join([f"{responses.n_records:,} read", f"{accounting['kept']:,} kept", *excluded])
            )
        return lines

    def as_json(self, file: Path) -> dict[str, Any]:
        """The same for a program."""
        counts = Counter((f.wave, f.rule, f.severity, f.decided) for f in self.findings)
        return {
            "study": self.prepared.file.study.study,
            "undecided_errors": self.undecided,
            "findings_file": file.as_posix(),
            "findings": [
                {"wave": wave, "rule": rule, "severity": severity, "decided": decided, "count": count}
                for (wave, rule, severity, decided), count in counts.items()
            ],
            "records": {wave: responses.accounting() for wave, responses in self.prepared.waves.items()},
        }


def _standing(finding: Finding) -> str:
    """How a finding is listed: errors that somebody decided about, and what the log changed, stand apart."""
    return "decided" if finding.decided else finding.severity


def validate_study(
    path: str | Path, *, data: str | Path | None = None, use_log: bool = True, progress: Progress = lambda _: None
) -> Validation:
    """Check the exports of a study that lies in files.

    Raises:
        StudyError: the study file is wrong. DataError: an export cannot be read.
    """
    return validate(load_study(path, data=data), use_log=use_log, progress=progress)


def validate(
    file: StudyFile,
    frames: Mapping[str, pd.DataFrame] | None = None,
    *,
    use_log: bool = True,
    progress: Progress = lambda _: None,
) -> Validation:
    """Check the exports of a study.

    Args:
        frames: wave → data frame, for data that are not in files.

    Raises:
        StudyError: the study file is wrong. DataError: an export cannot be read.
    """
    prepared = prepare(file, frames, use_log=use_log, progress=progress)
    rows = tuple(
        finding_row(finding, prepared.waves[finding.wave].codebook if finding.wave else None, file.study.language)
        for finding in prepared.findings
    )
    return Validation(prepared, rows)

"""What a run was made of: inputs, versions and definitions, without a clock or a machine's path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class InputFile:
    """One sheet of one export, as it was read.

    Attributes:
        file: path below the study folder, with `/`.
        sha256: of the file's bytes, in hexadecimal.
        wave: the wave that it belongs to; empty for a roster or a log.
    """

    file: str
    sheet: str
    sha256: str
    n_records: int | None
    wave: str = ""


@dataclass(frozen=True, slots=True)
class Accounting:
    """The records of one wave balance: read = analysed + the sum of excluded.

    Attributes:
        excluded: reason → records, in the order in which they were excluded; the reasons are the
            steps of the wave's `FlowBox`es.
    """

    wave: str
    read: int
    analysed: int
    excluded: Mapping[str, int] = field(default_factory=dict)

    @property
    def balances(self) -> bool:
        """Whether every record read is either analysed or excluded for a reason."""
        return self.read == self.analysed + sum(self.excluded.values())


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What the results were made of, and with what.

    Attributes:
        definition_hashes: indicator → hash of its definition, so that a later round can tell
            whether it measures the same thing.
        package_versions: name → version, of what can change a number.
        decisions_hash: of the cleaning log that was replayed; empty where there was none.
        synthetic: the data are made up, which every output says.
    """

    study: str
    meal_version: str
    definition_hashes: Mapping[str, str] = field(default_factory=dict)
    inputs: tuple[InputFile, ...] = ()
    accounting: tuple[Accounting, ...] = ()
    package_versions: Mapping[str, str] = field(default_factory=dict)
    decisions_hash: str = ""
    study_hash: str = ""
    schema_hashes: Mapping[str, str] = field(default_factory=dict)
    synthetic: bool = False

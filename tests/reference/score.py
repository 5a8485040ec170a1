"""How many expected numbers of a reference folder the public API reproduces.

python -m tests.reference.score DIR
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path

from meal.model.samples import DesignError
from tests.reference.adapter import numbers_of
from tests.reference.cases import Agreement, Case, Failure, compare, count, load_cases


@dataclass
class Score:
    """What came of all cases of one kind.

    Attributes:
        checked: expected numbers; passed: of them, those that agree.
    """

    cases: int = 0
    checked: int = 0
    passed: int = 0
    failures: list[str] = field(default_factory=list)

    def add(self, case: Case, found: Agreement) -> None:
        """Count one more case."""
        self.cases += 1
        self.checked += found.checked
        self.passed += found.passed
        self.failures += [f"{case['id']} {failure}" for failure in found.failures]


def outcome(folder: Path, case: Case) -> Agreement:
    """One case computed and compared; a case that cannot be computed fails in all its numbers."""
    try:
        got = numbers_of(folder, case)
    except (
        DesignError,
        LookupError,
        ValueError,
        TypeError,
        AssertionError,
        ArithmeticError,
        OSError,
        SyntaxError,
    ) as error:
        n = count(case["expected"])
        return Agreement(n, (Failure("", f"not computed ({type(error).__name__}: {error})", n),))
    return compare(case, got)


def scores(folder: Path) -> dict[str, Score]:
    """Scores by kind."""
    found: dict[str, Score] = {}
    for case in load_cases(folder):
        found.setdefault(case["kind"], Score()).add(case, outcome(folder, case))
    return dict(sorted(found.items()))


def report(by_kind: dict[str, Score]) -> str:
    """The table that is printed, failures first."""
    failures = [failure for score in by_kind.values() for failure in score.failures]
    lines = [f"FAILED {failure}" for failure in failures]
    lines.append(f"{'kind':<30}{'cases':>7}{'numbers':>9}{'passed':>8}{'failed':>8}")
    total = Score()
    for kind, score in by_kind.items():
        lines.append(_line(kind, score))
        total.cases += score.cases
        total.checked += score.checked
        total.passed += score.passed
    return "\n".join([*lines, _line("all", total)])


def _line(kind: str, score: Score) -> str:
    return f"{kind:<30}{score.cases:>7}{score.checked:>9}{score.passed:>8}{score.checked - score.passed:>8}"


def main(arguments: list[str]) -> int:
    """Print the scores of a folder; 0 only where every expected number was produced and agrees."""
    if len(arguments) != 1:
        sys.stdout.write(f"{__doc__}\n")
        return 2
    by_kind = scores(Path(arguments[0]))
    sys.stdout.write(report(by_kind) + "\n")
    perfect = bool(by_kind) and all(not score.failures and score.passed == score.checked for score in by_kind.values())
    return 0 if perfect else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

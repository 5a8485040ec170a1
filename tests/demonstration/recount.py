"""A second, independent calculation from the exports: the csv module and plain loops, nothing of meal.

It cleans as DESIGN.md states the rules: consent, review and tests first; then the cleaning log;
then one row a submission, and one a person. Names of columns are those of the two layouts.
"""

from __future__ import annotations

import csv
import io
import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist

Row = dict[str, str]


@dataclass(frozen=True)
class Layout:
    """Where an export keeps its own columns."""

    submission: str
    first_submission: str
    received: str
    review: str
    user: str
    date: dict[str, str]


KOBO = Layout(
    submission="_uuid",
    first_submission="rootUuid",
    received="_submission_time",
    review="_validation_status",
    user="username",
    date={"before": "conversation_date", "after": "conversation_date", "followup": "followup_date"},
)
CENTRAL = Layout(
    submission="instanceID",
    first_submission="KEY",
    received="SubmissionDate",
    review="ReviewState",
    user="SubmitterName",
    date={"baseline": "interview_date", "endline": "interview_date"},
)


def table(content: bytes, delimiter: str = ",") -> list[Row]:
    """The rows of a CSV file by column name."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def one_row_a_person(rows: list[Row], log: list[Row], *, wave: str, layout: Layout, keep: str) -> dict[str, Row]:
    """Respondent → the row that counts, after cleaning and without copies, older edits and repeats.

    Raises:
        AssertionError: a correction of the log does not fit the export.
    """
    rows = [dict(row) for row in rows if row.get("consent", "yes") == "yes"]
    rows = [row for row in rows if row[layout.review].lower() not in ("not approved", "rejected")]
    rows = [row for row in rows if row[layout.user] != "training"]
    rows = corrected(rows, [entry for entry in log if entry["wave"] == wave], layout)

    submissions: dict[str, Row] = {}
    for row in rows:
        first = row[layout.first_submission]
        if first not in submissions or row[layout.received] > submissions[first][layout.received]:
            submissions[first] = row

    people: dict[str, list[Row]] = defaultdict(list)
    for row in submissions.values():
        people[row["respondent_id"]].append(row)
    assert "" not in people, "somebody has no id after cleaning"
    for same in people.values():
        for question in ("sex", "age", "country"):
            assert len({row.get(question, "") for row in same}) == 1, "two people behind one id after cleaning"
    pick = min if keep == "first" else max
    return {person: pick(same, key=lambda row: row[layout.date[wave]]) for person, same in people.items()}


def corrected(rows: list[Row], log: list[Row], layout: Layout) -> list[Row]:
    """The rows with the log replayed; the old value must be the one in the export."""
    by_id = {row[layout.submission]: row for row in rows}
    removed = set()
    for entry in log:
        row = by_id[entry["uuid"]]
        assert row[entry["question"]] == entry["old_value"], f"old value of {entry['check_binding']}"
        if entry["change_type"] == "remove_survey":
            removed.add(entry["uuid"])
        elif entry["change_type"] in ("change_response", "blank_response"):
            row[entry["question"]] = entry["new_value"]
        else:
            assert entry["change_type"] == "no_action"
    return [row for row in rows if row[layout.submission] not in removed]


@dataclass(frozen=True)
class Extrapolated:
    """A number of people, extrapolated from a stratified sample (METHODS.md section 20)."""

    estimate: float
    std_error: float
    low: float
    high: float
    df: int
    n: int


def extrapolated(frame: list[Row], answered: dict[str, str], strata: tuple[str, ...]) -> Extrapolated:
    """T = Σ N_h p_h with its logit-t interval.

    Args:
        frame: the universe, cleaned. answered: respondent → yes or no, for those who were drawn and answered.
    """
    n_frame: Counter[tuple[str, ...]] = Counter()
    n_answered: Counter[tuple[str, ...]] = Counter()
    n_yes: Counter[tuple[str, ...]] = Counter()
    for row in frame:
        h = tuple(row[name] for name in strata)
        n_frame[h] += 1
        if row["respondent_id"] in answered:
            n_answered[h] += 1
            n_yes[h] += answered[row["respondent_id"]] == "yes"
    total = sum(n_frame.values())
    estimate = sum(n_frame[h] * n_yes[h] / n_answered[h] for h in n_frame)
    variance = 0.0
    for h, size in n_frame.items():
        share, r = n_yes[h] / n_answered[h], n_answered[h]
        variance += size**2 * (1 - r / size) * share * (1 - share) / (r - 1)
    df = sum(n_answered.values()) - len(n_frame)
    share = estimate / total
    half = t_quantile(0.975, df) * math.sqrt(variance) / total / (share * (1 - share))
    logit = math.log(share / (1 - share))
    low, high = (total / (1 + math.exp(-(logit + side * half))) for side in (-1, 1))
    return Extrapolated(estimate, math.sqrt(variance), low, high, df, sum(n_answered.values()))


def t_quantile(probability: float, df: int) -> float:
    """Quantile of Student's t by its expansion about the normal; right to 1e-6 from 100 degrees of freedom."""
    z = NormalDist().inv_cdf(probability)
    return z + (z**3 + z) / (4 * df) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * df**2)


@dataclass(frozen=True)
class Counselling:
    """The study `reconsideration`, cleaned: respondent → row in each wave, and who was drawn for the follow-up."""

    before: dict[str, Row]
    after: dict[str, Row]
    followup: dict[str, Row]
    drawn: frozenset[str]

    @cached_property
    def planners(self) -> list[Row]:
        """People who planned to migrate before."""
        return [row for row in self.before.values() if row["plans_to_migrate"] == "yes"]

    def plan_after(self, row: Row) -> str:
        """What became of the plan right after the conversation; blank for people who were not asked."""
        return self.after.get(row["respondent_id"], {}).get("plan", "")

    @cached_property
    def gave_up(self) -> dict[str, str]:
        """Respondent → yes or no, of those who were drawn and answered at follow-up."""
        answers = {person: row["gave_up"] for person, row in self.followup.items() if person in self.drawn}
        return {person: answer for person, answer in answers.items() if answer in ("yes", "no")}


def counselling(shipped: dict[str, bytes]) -> Counselling:
    """The study `reconsideration`, cleaned by its own log."""
    folder = "surveys/reconsideration/"
    log = table(shipped[folder + "cleaning_log.csv"])

    def wave(name: str, keep: str) -> dict[str, Row]:
        exports = [path for path in shipped if path.startswith(f"{folder}{name}/") and "sampled" not in path]
        rows = [row for path in sorted(exports) for row in table(shipped[path], ";")]
        return one_row_a_person(rows, log, wave=name, layout=KOBO, keep=keep)

    roster = table(shipped[folder + "followup/sampled.csv"], ";")
    drawn = frozenset(row["respondent_id"] for row in roster)
    return Counselling(wave("before", "first"), wave("after", "last"), wave("followup", "last"), drawn)

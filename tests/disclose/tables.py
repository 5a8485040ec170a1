"""Tables of counted people, to be published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from meal.disclose import suppress
from meal.model.estimates import Estimate

NOTE = "Hidden so that nobody can be recognised."
Person = Mapping[str, str]


def share(by: str, level: str, numerator: int, n: int, **columns: object) -> Estimate:
    """A share as the pipeline writes it, with its interval and what else gives it away."""
    given = {"indicator": "gave_up", "wave": "after", "n_missing": 0, "method": "Wilson", **columns}
    return Estimate(
        by=by, level=level, n=n, numerator=numerator, estimate=numerator / n if n else None, std_error=0.01,
        conf_low=0.1, conf_high=0.9, conf_level=0.95, df=7.0, deff=1.2, p_value=0.04, p_adjusted=0.05, **given,
    )  # fmt: skip


def number(by: str, level: str, numerator: int, n: int, **columns: object) -> Estimate:
    """People counted, in a census."""
    given = {"indicator": "gave_up", "wave": "after", "n_missing": 0, "method": "census", **columns}
    return Estimate(by=by, level=level, n=n, numerator=numerator, estimate=numerator, statistic="number", **given)


def table(by: str, counts: Mapping[str, tuple[int, int]], **columns: object) -> list[Estimate]:
    """Shares by level: level → counted, of how many; and the whole, which is their sum."""
    whole = [sum(pair[at] for pair in counts.values()) for at in (0, 1)]
    return [
        share("", "", *whole, **columns),
        *(share(by, level, numerator, n, **columns) for level, (numerator, n) in counts.items()),
    ]


def published(rows: Sequence[Estimate], **options: object) -> tuple[Estimate, ...]:
    """The rows with the default thresholds: counts of 1 to 4 and denominators below 10 are small."""
    return suppress(rows, **{"min_cell": 5, "min_denominator": 10, "note": NOTE, **options})


def hidden(rows: Sequence[Estimate]) -> set[tuple[str, str]]:
    """Where rows are hidden."""
    return {(row.by, row.level) for row in rows if row.status == "suppressed"}


def places(people: Sequence[Person], tables: Sequence[Sequence[str]]) -> Iterator[tuple[str, str, list[Person]]]:
    """`by`, `level` and the people of every cell that has somebody."""
    for variables in tables:
        levels = [sorted({person[variable] for person in people}) for variable in variables]
        for combination in product(*levels):
            inside = [p for p in people if all(p[v] == level for v, level in zip(variables, combination, strict=True))]
            if inside or not variables:
                yield "|".join(variables), "|".join(combination), inside


def level_rows(
    people: Sequence[Person], tables: Sequence[Sequence[str]], *, question: str, wave: str
) -> list[Estimate]:
    """Shares and numbers of those who say yes, with the bounds for those who say nothing."""
    rows = []
    for by, level, inside in places(people, tables):
        answers = [person[question] for person in inside]
        x, m = answers.count("yes"), answers.count("")
        n = len(answers) - m
        common = {"indicator": question.split("_")[0], "wave": wave, "n_missing": m}
        rows += [
            share(by, level, x, n, **common),
            number(by, level, x, n, **common),
            number(by, level, x, n + m, variant="worst", **common),
            number(by, level, x + m, n + m, variant="best", **common),
        ]
    return rows


def change_rows(
    people: Sequence[Person], tables: Sequence[Sequence[str]], *, first: str, second: str
) -> list[Estimate]:
    """Change in the share of yes among those who answered both times."""
    rows = []
    for by, level, inside in places(people, tables):
        both = [person for person in inside if person[first] and person[second]]
        if both:
            net = sum(p[second] == "yes" for p in both) - sum(p[first] == "yes" for p in both)
            rows.append(
                Estimate(
                    indicator=first.split("_")[0],
                    statistic="difference",
                    wave="after",
                    comparison="change",
                    by=by,
                    level=level,
                    n=len(both),
                    estimate=net / len(both),
                    std_error=0.02,
                    p_value=0.3,
                )
            )
    return rows

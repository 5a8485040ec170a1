"""Check lists kept in a spreadsheet, as the field writes them, read as rules.

Three kinds, told by their headings: logical checks (`check_id, description, check_to_perform, columns_to_clean`),
limits (`variable, hard_min, soft_min, soft_max, hard_max`) and statements (`variable, assert, if_condition`).
Conditions are those of the study file; what is written for R or Stata is refused with the place where it stops.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, cast

from meal.study.expression import ExpressionError, parse

Severity = Literal["error", "warning", "note"]
LIMITS = ("hard_min", "soft_min", "soft_max", "hard_max")
LAYOUTS = (
    "check_id, description, check_to_perform, columns_to_clean",
    "variable, hard_min, soft_min, soft_max, hard_max",
    "variable, assert, if_condition",
)
FOR_ANOTHER_PROGRAM = re.compile(r"is\.na\(|==|%in%|[&|]|!(?!=)|\bc\(|<-|\bmissing\(|\$[A-Za-z_]|\bTRUE\b|\bFALSE\b|~")
HOW_TO_WRITE = (
    "This seems to be written for R or Stata. Write is.na(x) as ${x} = '', x == 1 as ${x} = 1, & as and, | as or, "
    "!x as not(x), and x %in% c('a', 'b') as ${x} = 'a' or ${x} = 'b'."
)


@dataclass(frozen=True, slots=True)
class ListedCheck:
    """One check of a list.

    Attributes:
        expect: what must not be false on any record. description: in the words of the list; empty where it has none.
        limits: what the answer should be between, where the check is about limits.
        columns: the questions that it calls into doubt; those of the condition where empty.
        wave: the only wave that it is for; empty for every wave that has its columns.
        where: the file and row, for messages.
    """

    id: str
    expect: str
    description: str
    severity: Severity
    columns: tuple[str, ...]
    where: str
    wave: str = ""
    limits: str = ""


def listed_checks(
    file: str, headings: Sequence[str], rows: Iterable[tuple[int, Mapping[str, str]]]
) -> tuple[list[ListedCheck], list[str]]:
    """The checks of a list, and a sentence for everything that cannot be used.

    Args:
        rows: each row's number as the spreadsheet shows it, and its cells by heading.
    """
    known = {heading.strip().lower(): heading for heading in headings}
    if "check_to_perform" in known:
        make = _logical
    elif "variable" in known and set(LIMITS) & set(known):
        make = _limits
    elif {"variable", "assert"} <= set(known):
        make = _statement
    else:
        layouts = "; ".join(LAYOUTS)
        return [], [
            f"{file}: this is no check list. Expected one of these sets of headings: {layouts}; "
            f"found: {', '.join(list(headings)[:12])}."
        ]
    checks: list[ListedCheck] = []
    problems: list[str] = []
    seen: dict[str, str] = {}
    for number, cells in rows:
        row = {name: str(cells.get(heading, "")).strip() for name, heading in known.items()}
        if not any(row.values()):
            continue
        where = f"{file}, row {number}"
        try:
            made = list(make(row, where, number))
        except ValueError as error:
            problems.append(f"{where}: {error}")
            continue
        for check in made:
            if check.id in seen:
                problems.append(
                    f"{where}: '{check.id}' is the name of the check in {seen[check.id]} too. Give it another"
                )
            seen.setdefault(check.id, where)
        checks += made
    return checks, problems


def _logical(row: Mapping[str, str], where: str, number: int) -> Iterator[ListedCheck]:
    """A condition that is true where something is wrong, as in the lists of cleaningtools."""
    text = row["check_to_perform"]
    if not text:
        raise ValueError("check_to_perform is empty; expected a condition such as ${age} < 15")
    _read(text, "check_to_perform")
    yield ListedCheck(
        id=row.get("check_id") or f"check_in_row_{number}",
        expect=f"not({text})",
        description=row.get("description", ""),
        severity=_severity(row),
        columns=tuple(part for part in re.split(r"[\s,;]+", row.get("columns_to_clean", "")) if part),
        where=where,
        wave=row.get("wave", ""),
    )


def _limits(row: Mapping[str, str], where: str, number: int) -> Iterator[ListedCheck]:
    """Limits that no answer passes, as a warning, and those that few pass, as a note."""
    name = _variable(row)
    bounds = {limit: _bound(row.get(limit, ""), limit) for limit in LIMITS}
    if not any(bounds.values()):
        raise ValueError(f"there is no limit for '{name}'. Fill in at least one of {', '.join(LIMITS)}")
    hard, hard_words = _between(name, bounds["hard_min"], bounds["hard_max"])
    soft, soft_words = _between(name, bounds["soft_min"], bounds["soft_max"])
    check = partial(
        ListedCheck, description=row.get("description", ""), columns=(name,), where=where, wave=row.get("wave", "")
    )
    if hard:
        yield check(f"limits_{name}", hard, severity=_severity(row), limits=hard_words)
    if soft:
        # What is beyond the hard limits is told once, by them.
        expect = f"({soft}) or not({hard})" if hard else soft
        yield check(f"usual_limits_{name}", expect, severity="note", limits=soft_words)


def _statement(row: Mapping[str, str], where: str, number: int) -> Iterator[ListedCheck]:
    """What must be true, of everybody or of those whom the condition names."""
    name, text, among = _variable(row), row["assert"], row.get("if_condition", "")
    if not text:
        raise ValueError("assert is empty; expected a condition such as ${age} >= 15")
    _read(text, "assert")
    if among:
        _read(among, "if_condition")
    yield ListedCheck(
        id=row.get("check_id") or f"statement_in_row_{number}",
        expect=f"not({among}) or ({text})" if among else text,
        description=row.get("description", ""),
        severity=_severity(row),
        columns=(name,),
        where=where,
        wave=row.get("wave", ""),
    )


def _read(text: str, heading: str) -> None:
    try:
        parse(text)
    except ExpressionError as error:
        hint = f" {HOW_TO_WRITE}" if FOR_ANOTHER_PROGRAM.search(text) else ""
        raise ValueError(f"{heading} '{text}' cannot be read. At {str(error).rstrip('.')}.{hint}") from None


def _variable(row: Mapping[str, str]) -> str:
    name = row["variable"].removeprefix("${").removesuffix("}")
    if not name:
        raise ValueError("variable is empty; expected the name of a column")
    return name


def _severity(row: Mapping[str, str]) -> Severity:
    severity = row.get("severity", "").lower() or "warning"
    if severity not in ("error", "warning", "note"):
        raise ValueError(f"severity is '{severity}'; expected error, warning or note")
    return cast("Severity", severity)


def _bound(text: str, heading: str) -> str:
    """A limit as it is written into a condition; empty for none."""
    if not text or text == ".":
        return ""  # a dot is how Stata writes nothing
    number = text.replace(",", ".")
    if not re.fullmatch(r"-?\d+(\.\d+)?", number):
        raise ValueError(f"{heading} is '{text}'; expected a number such as 15")
    return number


def _between(name: str, low: str, high: str) -> tuple[str, str]:
    """A condition and its words; both empty where there is no limit."""
    parts = [f"number(${{{name}}}) >= {low}"] if low else []
    parts += [f"number(${{{name}}}) <= {high}"] if high else []
    return " and ".join(parts), f"{low or '…'} – {high or '…'}" if parts else ""

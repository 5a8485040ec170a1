"""Which columns are sex, age, group, site, consent and date: told by name, label and values together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from meal.propose.headings import SHORT_LABEL, Role, about_others, heading_is, same_division, says
from meal.propose.personal import personal_kind
from meal.propose.profile import ColumnProfile, is_technical
from meal.propose.sex import sex_role
from meal.propose.words import is_called, mentions

MOST_LEVELS = 8
MOST_GROUPS = 3


@dataclass(frozen=True, slots=True)
class Roles:
    """The parts that columns play in a wave; None where no column does."""

    sex: Role | None = None
    age: Role | None = None
    age_group: Role | None = None
    groups: tuple[Role, ...] = ()
    consent: Role | None = None
    date: Role | None = None

    def columns(self) -> frozenset[str]:
        """All columns that play a part."""
        single = (self.sex, self.age, self.age_group, self.consent, self.date)
        named = [role for role in (*single, *self.groups) if role is not None]
        return frozenset(column for role in named for column in (role.column, *role.others))


def roles_of(columns: Mapping[str, ColumnProfile]) -> Roles:
    """The roles of the columns of one wave."""
    asked = [column for column in columns.values() if not is_technical(column) and column.n_answered]
    usable = [column for column in asked if not personal_kind(column)]
    sex = sex_role(usable)
    consent = _consent(usable)
    age = _best(usable, _age_score, 'numbers from {low:g} to {high:g} under a heading that says "age"')
    taken = {role.column for role in (sex, consent, age) if role}
    age_group = _best(
        [one for one in usable if one.name not in taken and _is_levels(one)],
        lambda one: 3.0 if says(one, "age_group") else 0.0,
        "{levels} groups under a heading that says age group",
    )
    taken |= {age_group.column} if age_group else set()
    return Roles(
        sex=sex,
        age=age,
        age_group=age_group if age is None else None,
        groups=_groups([one for one in usable if one.name not in taken]),
        consent=consent,
        date=_best(list(columns.values()), _date_score, "dates that cannot be confused (year-month-day)"),
    )


def _is_levels(column: ColumnProfile) -> bool:
    """Whether a column divides the records into a few groups."""
    return 2 <= column.n_distinct <= MOST_LEVELS and column.n_answered >= 2 * column.n_distinct


def _age_score(column: ColumnProfile) -> float:
    """Years of age: numbers from 0 to 120 of which some differ, under a heading that says so."""
    if not column.is_number or column.low is None or column.high is None:
        return 0.0
    if column.low < 0 or not 10 < column.high <= 120 or column.n_distinct < 3:
        return 0.0
    by_name = mentions(column.words, "headings", "age")
    by_label = len(column.label_words) <= SHORT_LABEL and mentions(column.label_words, "headings", "age")
    if not by_name and not by_label and not _short_heading(column):
        return 0.0
    if mentions((*column.words, *column.label_words), "headings", "not_years"):
        return 0.0
    exact = 1.0 if is_called(column.words, "headings", "age") else 0.0
    return 2.0 + exact + by_label + about_others(column) + column.answered_share


def _short_heading(column: ColumnProfile) -> bool:
    return len(column.words) <= SHORT_LABEL and mentions(column.words, "headings", "age")


def _groups(columns: Sequence[ColumnProfile]) -> tuple[Role, ...]:
    """Groups first, then places, each with two to eight levels."""
    found: list[Role] = []
    for entry, what in (("group", "a group"), ("site", "a place")):
        for column in columns:
            fits = _is_levels(column) and column.n_answered >= 0.8 * column.answers.n_records
            if not fits or column.kind in ("date", "datetime", "time", "decimal") or about_others(column) < -5:
                continue
            if column.name in {role.column for role in found} or not heading_is(column, entry):
                continue
            if not same_division(column, [one for one in columns if one.name in {role.column for role in found}]):
                found.append(Role(column.name, f"its heading names {what}, and it has {column.n_distinct} levels"))
    return tuple(found[:MOST_GROUPS])


def _consent(columns: Sequence[ColumnProfile]) -> Role | None:
    for column in columns:
        if not (says(column, "consent") or mentions(column.label_words, "headings", "consent")):
            continue
        yes_no = column.yes_no()
        if yes_no and yes_no[0] and column.answered_share >= 0.9:
            return Role(column.name, "it asks for consent and is answered with yes or no", levels={yes_no[0]: "yes"})
    return None


def _date_score(column: ColumnProfile) -> float:
    if column.kind not in ("date", "datetime") or column.answered_share < 0.9 or column.n_answered < 1:
        return 0.0
    if is_called(column.words, "headings", "date"):
        return 3.0
    return 2.0 if mentions(column.words, "headings", "date") else 0.0


def _best(columns: Sequence[ColumnProfile], score: Callable[[ColumnProfile], float], reason: str) -> Role | None:
    scored = sorted(((score(column), column) for column in columns), key=lambda one: -one[0])
    fitting = [column for points, column in scored if points > 0]
    if not fitting:
        return None
    best = fitting[0]
    words = reason.format(low=best.low or 0, high=best.high or 0, levels=best.n_distinct)
    return Role(best.name, words, tuple(column.name for column in fitting[1:]))

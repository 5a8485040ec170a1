"""Which of the published quantities are one and the same count, and which add up to others.

A reader sees that the unanswered of one indicator and its denominator add up to the people asked in
another, that the `worst` case has the headline's numerator, or that those counted before are the
universe afterwards. Nothing in a row says so; that the numbers agree at every place does. Quantities
that agree everywhere are therefore treated as one count, which can only hide more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from meal.disclose.places import Place
from meal.disclose.quantities import FOUND, Kind, Quantity, Series, Unit
from meal.model.transitions import answer_key, answers_of

Way = tuple[Unit, ...]
Terms = tuple[tuple[int, float], ...]

_FAMILIES: Mapping[Kind, frozenset[str]] = {
    "n": frozenset({"base"}),
    "universe": frozenset({"base"}),
    "frame": frozenset({"base"}),
    "sum_n": frozenset({"base"}),
    "sum_numerator": frozenset({"base", "counted"}),
    "numerator": frozenset({"counted"}),
    "upper": frozenset({"counted"}),
    "complement": frozenset({"complement"}),
    "n_missing": frozenset({"missing"}),
    "net": frozenset({"net"}),
    "rise": frozenset({"net"}),
}


@dataclass(slots=True)
class SameCount:
    """Quantities that agree wherever they occur together.

    Attributes:
        values: place → count. shown: place → the ways in which it is published.
        scopes: families and where they come from, within which agreement at any place is enough.
        made_of: sums of other counts that this count is equal to, by their position.
        published: some row shows it; otherwise it is only computed from others.
    """

    signed: bool
    values: dict[Place, float] = field(default_factory=dict)
    shown: dict[Place, tuple[Way, ...]] = field(default_factory=dict)
    scopes: set[tuple[str, ...]] = field(default_factory=set)
    made_of: list[Terms] = field(default_factory=list)
    published: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """All counts of a publication.

    Attributes:
        same: the counts. position: which of them a quantity of a series is.
    """

    same: tuple[SameCount, ...]
    position: Mapping[tuple[Series, Kind], int]


def counts_of(quantities: Sequence[Quantity]) -> Counts:
    """Join quantities that are the same count; then the sums of them that are the same as another."""
    counts = _Register()
    position: dict[tuple[Series, Kind], int] = {}
    for quantity in quantities:
        at = counts.join(quantity.series, quantity.kind, quantity.values)
        one = counts.same[at]
        one.published = True
        for place, ways in quantity.shown.items():
            one.shown[place] = tuple(dict.fromkeys((*one.shown.get(place, ()), *ways)))
        position[quantity.series, quantity.kind] = at
    seen: set[tuple[Kind, Terms]] = set()
    for series, kind, terms in _sums(position):
        if (kind, terms) in seen:
            continue
        seen.add((kind, terms))
        values = _summed(counts.same, terms)
        if values:
            counts.same[counts.join(series, kind, values)].made_of.append(terms)
    return Counts(tuple(counts.same), position)


@dataclass(slots=True)
class _Register:
    """The counts found so far, and which of them a quantity may agree with.

    Attributes:
        of_scope: scope → positions of the counts that have it. with_value: place and value → those that have it there.
    """

    same: list[SameCount] = field(default_factory=list)
    of_scope: dict[tuple[str, ...], list[int]] = field(default_factory=lambda: defaultdict(list))
    with_value: dict[tuple[Place, float], list[int]] = field(default_factory=lambda: defaultdict(list))

    def join(self, series: Series, kind: Kind, values: Mapping[Place, float]) -> int:
        """The position of the first count that a quantity agrees with, alike ones first; else of a new one."""
        scopes, signed = _scopes(series, kind), "net" in _FAMILIES[kind]
        alike = {position for scope in scopes for position in self.of_scope.get(scope, ())}
        # What is not alike agrees only where it has the same value somewhere.
        others = {position for item in values.items() for position in self.with_value.get(item, ())} - alike
        for position in (*sorted(alike), *sorted(others)):
            count = self.same[position]
            if count.signed == signed and _agree(count.values, values, alike=position in alike):
                break
        else:
            position = len(self.same)
            self.same.append(SameCount(signed=signed))
        self._note(position, scopes, values)
        return position

    def _note(self, position: int, scopes: set[tuple[str, ...]], values: Mapping[Place, float]) -> None:
        count = self.same[position]
        for scope in scopes - count.scopes:
            self.of_scope[scope].append(position)
        for item in values.items() - count.values.items():
            self.with_value[item].append(position)
        count.values |= values
        count.scopes |= scopes


def _scopes(series: Series, kind: Kind) -> set[tuple[str, ...]]:
    """Denominators may be the same in all waves of an indicator; other counts in one wave and category.

    All who gave one answer before, whatever they answered after, have the same unanswered. Who was
    found of those assigned is the denominator of what they answered.
    """
    answers = answers_of(series.category)
    started = f"{answer_key(answers[0])}>" if len(answers) > 1 else series.category
    families = _FAMILIES[kind] | (frozenset({"base"}) if series.category == FOUND and kind == "numerator" else set())
    return {
        (family, series.indicator)
        if family in {"base", "net"}
        else (family, series.indicator, series.wave, started if family == "missing" else series.category)
        for family in families
    }


def _agree(first: Mapping[Place, float], second: Mapping[Place, float], *, alike: bool) -> bool:
    """Whether two quantities have the same value wherever both are known.

    Quantities that are not alike must agree at three places or more and at two different values above 0,
    because small numbers agree by chance. Alike ones that share no place may divide one another: the arms
    of a comparison divide the people of a table without arms.
    """
    common = first.keys() & second.keys()
    if any(first[place] != second[place] for place in common):
        return False
    if not common:
        return alike and (_divides(first, second) or _divides(second, first))
    different = {first[place] for place in common} - {0.0}
    return bool(different) and (alike or (len(common) >= 3 and len(different) >= 2))


def _divides(whole: Mapping[Place, float], parts: Mapping[Place, float]) -> bool:
    """Whether parts with one variable more add up to every whole that they divide."""
    sums: dict[tuple[Place, str], float] = defaultdict(float)
    for place, value in parts.items():
        for at, (variable, _) in enumerate(place):
            rest = place[:at] + place[at + 1 :]
            if rest in whole:
                sums[rest, variable] += value
    return bool(sums) and all(whole[place] == total for (place, _), total in sums.items())


def _sums(position: Mapping[tuple[Series, Kind], int]) -> Iterator[tuple[Series, Kind, Terms]]:
    """Sums of published counts that may be the same as another count."""
    for (series, kind), at in position.items():
        if kind == "n":
            numerator = position.get((series, "numerator"))
            missing = position.get((series, "n_missing"))
            if numerator is not None:
                yield series, "complement", ((at, 1.0), (numerator, -1.0))
            if missing is not None:
                yield series, "universe", _terms([at, missing])
            if numerator is not None and missing is not None:
                yield series, "upper", _terms([numerator, missing])
    yield from _category_sums(position)
    yield from _rises(position)


def _category_sums(position: Mapping[tuple[Series, Kind], int]) -> Iterator[tuple[Series, Kind, Terms]]:
    """All categories together; all that lead from one answer, which are its share before, and all that lead to one."""
    groups: dict[tuple[Series, Kind], list[int]] = defaultdict(list)
    for (series, kind), at in position.items():
        if not series.category or kind not in {"n", "numerator"}:
            continue
        total: Kind = "sum_n" if kind == "n" else "sum_numerator"
        answers = [answer_key(answer) for answer in answers_of(series.category)]
        for group in (">", f"{answers[0]}>", f">{answers[1]}") if len(answers) > 1 else ("",):
            groups[series._replace(category=group), total].append(at)
    for (series, total), members in groups.items():
        if len(members) > 1:
            yield series._replace(category=""), total, _terms(members)
        if total == "sum_numerator" and series.category not in {"", ">"}:
            for margin in _margins(series, position):
                yield margin, "upper", _terms(members)


def _margins(moves: Series, position: Mapping[tuple[Series, Kind], int]) -> Iterator[Series]:
    """The series of the answer that transitions lead from, in the earlier wave, or lead to, in their own."""
    before, _, after = moves.category.rpartition(">")
    for series, kind in position:
        if kind == "numerator" and series.category == (before or after):
            of = series._replace(category=moves.category, wave=moves.wave)
            if of == moves and (series.wave == moves.wave) == bool(after):
                yield series


def _rises(position: Mapping[tuple[Series, Kind], int]) -> Iterator[tuple[Series, Kind, Terms]]:
    """Numerator in one wave minus that in another, for indicators with a published change."""
    changes = {series.indicator for series, kind in position if kind == "net"}
    by_wave: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for (series, kind), at in position.items():
        if kind == "numerator" and not series.variant and series.indicator in changes:
            by_wave[series.indicator, series.category].setdefault(series.wave, at)
    for (indicator, category), waves in by_wave.items():
        for earlier, first in waves.items():
            for later, second in waves.items():
                if first != second:
                    series = Series(indicator, "difference", category, f"{earlier}>{later}", "", "")
                    yield series, "rise", ((second, 1.0), (first, -1.0))


def _terms(positions: Sequence[int]) -> Terms:
    together: dict[int, float] = defaultdict(float)
    for position in sorted(positions):
        together[position] += 1.0
    return tuple(together.items())


def _summed(same: Sequence[SameCount], terms: Terms) -> dict[Place, float]:
    places = set.intersection(*(set(same[position].values) for position, _ in terms))
    return {place: sum(times * same[position].values[place] for position, times in terms) for place in sorted(places)}

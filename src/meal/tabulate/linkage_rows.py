"""The linkage report: of the people of a wave, who was linked to a later one, and how, who may be, and who was lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from meal.estimate.intervals import wilson
from meal.model.arrays import BoolArray, IntArray, TextArray
from meal.model.linkage import WrongLinks
from meal.model.samples import Remark, Result
from meal.tabulate.cells import Cells, cells, whole
from meal.tabulate.design import DesignColumns
from meal.tabulate.linkage_losses import loss_rows
from meal.tabulate.named import Row, named_row
from meal.tabulate.population import Population

LINKED, AMBIGUOUS, LOST, NEW = "linked", "ambiguous", "lost", "not_before"
METHODS = ("identifier", "spelling", "key", "code", "rule")
EXPECTED = "expected_wrong"
# Counts of the linkage report give way before results do, where something must be hidden.
COUNTED = "linkage"


@dataclass(frozen=True, slots=True, eq=False)
class Fate:
    """What became of everybody in a wave by a later one; arrays have shape (n_people,).

    Attributes:
        before: who was there, and drawn where the later wave is a sample. after: who is in the later wave.
        linked, ambiguous, lost: parts of `before`. method: how the linked were, empty for others.
    """

    earlier: str
    later: str
    before: BoolArray
    after: BoolArray
    ambiguous: BoolArray
    method: TextArray

    @property
    def linked(self) -> BoolArray:
        """In both waves."""
        return self.before & self.after

    @property
    def lost(self) -> BoolArray:
        """In the earlier wave, and nobody knows of a record in the later one."""
        return self.before & ~self.after & ~self.ambiguous


def linkage_rows(population: Population, columns: Mapping[str, DesignColumns] | None = None) -> list[Row]:
    """Rows of the linkage report for every two waves, for the whole and by sex, group and partner.

    Counts are shares of the people of the earlier wave who were linked (and of these by which method), ambiguous and
    lost, and of the people of the later wave who were not there before. Then differences between the lost and those
    who stayed, and for each later wave how many links of each level are expected to be wrong. `indicator` is
    `earlier>later`. Empty where nothing tells who is who.

    Args:
        columns: wave → columns of its design, worked out where None.
    """
    if not population.study.identity.tells_people or len(population.waves) < 2:
        return []
    rows: list[Row] = []
    tables = [whole(population), *(cells(population, [name]) for name in variables(population))]
    for earlier, later in combinations(population.waves, 2):
        fate = fate_of(population, earlier, later)
        if np.any(fate.before):
            rows += _count_rows(population, fate, tables)
            rows += loss_rows(population, fate, tables, columns)
    for later, wrong in population.linking.wrong.items():
        rows += _wrong_rows(population, later, wrong)
    return rows


def variables(population: Population) -> tuple[str, ...]:
    """What the report is broken down by: single disaggregations, sex, and the partner."""
    study = population.study
    single = [names[0] for names in study.disaggregate if len(names) == 1]
    named = [*single, study.identity.compare.sex, study.identity.partner]
    known = {name for responses in population.waves.values() for name in responses.columns}
    return tuple(dict.fromkeys(name for name in named if name is not None and name in known))


def fate_of(population: Population, earlier: str, later: str) -> Fate:
    """Who of a wave is in a later one, and how they were linked."""
    people = population.people
    before, after = population.present(earlier), population.present(later)
    if later in population.rosters:
        before = before & population.drawn(later)
    ambiguous = np.zeros(people.n_people, dtype=bool)
    method = np.full(people.n_people, "", dtype=object)
    both = np.flatnonzero(before & after)
    method[both] = _methods(population, earlier, later, people.rows[earlier][both], people.rows[later][both])
    links = population.linking.links.get(later)
    if links is not None:
        open_pairs = links.ambiguous & (links.earlier == earlier)
        of = people.person_of[earlier][links.earlier_row[open_pairs]]
        ambiguous[of[of >= 0]] = True
    return Fate(earlier, later, before, after, ambiguous & before & ~after, method)


def _methods(population: Population, earlier: str, later: str, first: IntArray, second: IntArray) -> TextArray:
    """How each pair of records was linked; `key` for a composite key, a decision, or by way of another wave."""
    linking = population.linking
    written = [population.keys[wave].respondent[rows] for wave, rows in ((earlier, first), (later, second))]
    known = [
        linking.known.get(wave, population.keys[wave].respondent)[rows]
        for wave, rows in ((earlier, first), (later, second))
    ]
    method = np.full(len(first), "key", dtype=object)
    same = (known[0] == known[1]) & (known[0] != "")
    method[same] = "spelling"
    method[same & (written[0] == written[1])] = "identifier"
    links = linking.links.get(later)
    if links is not None:
        taken = np.flatnonzero(~links.ambiguous & (links.earlier == earlier))
        made = dict(
            zip(
                zip(links.earlier_row[taken].tolist(), links.row[taken].tolist(), strict=True),
                links.method[taken].tolist(),
                strict=True,
            )
        )
        for at in np.flatnonzero(~same).tolist():
            method[at] = made.get((int(first[at]), int(second[at])), method[at])
    return method


def _count_rows(population: Population, fate: Fate, tables: Sequence[Cells]) -> Iterator[Row]:
    used = [name for name in METHODS if np.any(fate.method == name)]
    methods = {f"{LINKED}_{name}": fate.method == name for name in used}
    ambiguous = {AMBIGUOUS: fate.ambiguous} if np.any(fate.ambiguous) else {}
    restarted = (fate.earlier, fate.later) in population.linking.restarted
    for table in tables:
        # Where all were linked in one way, groups were, too.
        told = methods if len(used) > 1 or not table.by else {}
        parts = {LINKED: fate.linked, **told, **ambiguous, LOST: fate.lost}
        for category, part in parts.items():
            yield from _shares(population, fate, table, category, part, fate.before, restarted=restarted)
        # Who is new is few: by group, they would cost the numbers of everybody else.
        if not table.by:
            yield from _shares(population, fate, table, NEW, fate.after & ~fate.before, fate.after, restarted=restarted)


def _shares(
    population: Population, fate: Fate, table: Cells, category: str, part: BoolArray, of: BoolArray, *, restarted: bool
) -> Iterator[Row]:
    n = np.bincount(table.codes[of], minlength=table.n_cell)
    counted = np.bincount(table.codes[of & part], minlength=table.n_cell)
    remarks = (Remark("linking_restarted"),) if restarted else ()
    for cell in np.flatnonzero((n > 0) | (not table.by)).tolist():
        result = Result(
            float(counted[cell] / n[cell]) if n[cell] else None, method="census" if n[cell] else "", n=int(n[cell]),
            numerator=int(counted[cell]), status="ok" if n[cell] else "not_estimable", remarks=remarks,
        )  # fmt: skip
        yield named_row(
            population.study, f"{fate.earlier}>{fate.later}", result, statistic="share", wave=fate.later,
            by=table.by, level=table.levels[cell], variant=COUNTED, category=category,
        )  # fmt: skip


def _wrong_rows(population: Population, later: str, wrong: WrongLinks) -> Iterator[Row]:
    """For each level, how many of its links beside identifiers and keys are expected to be wrong."""
    for level, n_links in wrong.linked.items():
        yield named_row(
            population.study, f">{later}", expected_wrong(wrong, level, n_links, population.study.conf_level),
            statistic="number", wave=later, variant=level, category=EXPECTED,
        )  # fmt: skip


def expected_wrong(wrong: WrongLinks, level: str, n_links: int, conf_level: float) -> Result:
    """The expected number of wrong links, with limits from Wilson's interval of those found among wrong pairs."""
    if not wrong.tried:
        return Result(None, n=n_links, status="not_estimable", remarks=(Remark("wrong_links_untried"),))
    limits = wilson(min(wrong.found[level], wrong.tried), wrong.tried, conf_level)
    low, high = (wrong.expected(level, limit * wrong.tried) for limit in (limits.low, limits.high))
    return Result(
        wrong.expected(level), conf_low=low, conf_high=high, conf_level=conf_level, method="wrong_pairs", n=n_links,
        remarks=(Remark("wrong_links_tried", {"tried": wrong.tried}),),
    )  # fmt: skip

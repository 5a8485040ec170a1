"""The section of a question asked twice: who went where, as bars and as a table, and how the answers shifted."""

from __future__ import annotations

from dataclasses import dataclass

from meal.model.estimates import Estimate
from meal.model.transitions import answer_key, answers_of, is_transition
from meal.report.contrasts import Contrast, contrasts, with_waves
from meal.report.grid import disaggregations, not_recorded_last
from meal.report.html.cells import CellView, ChartView, GroupView, LineView, Notes, TableView, count_cell, estimate_cell
from meal.report.html.contrast_tables import contrast_table
from meal.report.labels import HIDDEN, Labels
from meal.report.palette import shades
from meal.study.definition import Comparison

WIDE_ENOUGH = 9.0
"""Percent of the width that a part needs for its share to stand inside."""


@dataclass(frozen=True, slots=True)
class PartView:
    """One part of a bar, in percent of its width; a hidden part is hatched and has no colour."""

    start: float
    width: float
    text: str
    fill: str
    ink: str


@dataclass(frozen=True, slots=True)
class BarView:
    """Where the people with one answer before went; `title` says it in words."""

    label: str
    n: str
    title: str
    parts: tuple[PartView, ...]


@dataclass(frozen=True, slots=True)
class TransitionView:
    """The section of one question asked twice.

    Attributes:
        key: (colour, answer after) in the order of the parts.
        changes: shares before and after with their change; None where the questions differ.
    """

    identifier: str
    label: str
    caution: str
    before: str
    after: str
    key: tuple[tuple[str, str], ...]
    bars: tuple[BarView, ...]
    moves: TableView
    changes: TableView | None
    tests: tuple[str, ...]
    method: str
    definition: tuple[tuple[str, str], ...]


def transition_views(labels: Labels) -> tuple[TransitionView, ...]:
    """A section for each comparison of answers that has transitions."""
    by_comparison = {contrast.comparison.id: contrast for contrast in contrasts(labels.published, labels.study)}
    views = []
    for comparison in with_waves(labels.study).comparisons:
        rows = [row for row in labels.published.estimates if row.comparison == comparison.id]
        moves = [row for row in rows if is_transition(row.category)]
        if comparison.answers and moves:
            views.append(_view(comparison, rows, moves, by_comparison.get(comparison.id), labels))
    return tuple(views)


def _view(
    comparison: Comparison, rows: list[Estimate], moves: list[Estimate], contrast: Contrast | None, labels: Labels
) -> TransitionView:
    after = tuple(dict.fromkeys(answers_of(row.category)[1] for row in moves))
    fills = shades(len(after))
    return TransitionView(
        identifier=comparison.id,
        label=labels.comparison(comparison.id),
        caution=labels.words.text("kind_caution.change"),
        before=labels.wave(comparison.from_wave or ""),
        after=labels.wave(comparison.to_wave or ""),
        key=tuple((fill, _answer(answer, comparison, labels)) for (fill, _), answer in zip(fills, after, strict=True)),
        bars=_bars(comparison, moves, after, labels),
        moves=_moves_table(comparison, moves, after, labels),
        changes=None if contrast is None else contrast_table(contrast, labels),
        tests=sentences_of_answers(rows, labels),
        method=labels.method(comparison.id),
        definition=labels.definition_of_answers(comparison),
    )


def _answer(answer: str, comparison: Comparison, labels: Labels) -> str:
    return labels.answer(answer_key(answer), comparison.id)


def _bars(comparison: Comparison, moves: list[Estimate], after: tuple[str, ...], labels: Labels) -> tuple[BarView, ...]:
    whole = {answers_of(row.category): row for row in moves if not row.by}
    bars = []
    for before in dict.fromkeys(answer for answer, _ in whole):
        rows = [whole[before, answer] for answer in after]
        label = _answer(before, comparison, labels)
        n = next((row.n for row in rows if row.n is not None), None)
        said = [
            f"{_answer(answer, comparison, labels)}: {labels.spoken(row, 'share')}"
            for answer, row in zip(after, rows, strict=True)
        ]
        bars.append(
            BarView(
                label=label,
                n=HIDDEN if n is None else labels.words.text("headline.n_people", value=labels.numbers.integer(n)),
                title=f"{label} → {'; '.join(said)}",
                parts=_parts(rows, labels),
            )
        )
    return tuple(bars)


def _parts(rows: list[Estimate], labels: Labels) -> tuple[PartView, ...]:
    """The parts of a bar in order; what is hidden or unknown is one hatched part at the end."""
    parts: list[PartView] = []
    start = 0.0
    for (fill, ink), row in zip(shades(len(rows)), rows, strict=True):
        if row.estimate is None:
            continue
        width = row.estimate * 100
        text = labels.numbers.percent(row.estimate, 0) if width >= WIDE_ENOUGH else ""
        parts += [PartView(start, width, text, fill, ink)] if width > 0 else []
        start += width
    if any(row.estimate is None for row in rows) and start < 99.9:
        parts.append(PartView(start, 100 - start, HIDDEN if 100 - start >= WIDE_ENOUGH else "", "", ""))
    return tuple(parts)


def _moves_table(comparison: Comparison, moves: list[Estimate], after: tuple[str, ...], labels: Labels) -> TableView:
    """A line for each answer before, a column for each after; the whole, then the groups of one variable."""
    notes = Notes(labels)
    groups = []
    for by in disaggregations(row for row in moves if "|" not in row.by):
        levels = dict.fromkeys(row.level for row in moves if row.by == by)
        for level in sorted(levels, key=not_recorded_last):
            here = {answers_of(row.category): row for row in moves if (row.by, row.level) == (by, level)}
            lines = tuple(
                _line([here[before, answer] for answer in after], _answer(before, comparison, labels), labels, notes)
                for before in dict.fromkeys(answer for answer, _ in here)
            )
            groups.append(GroupView(f"{labels.by(by)}: {labels.level(by, level)}" if by else "", lines))
    words = labels.words
    return TableView(
        identifier=f"moves-{comparison.id}",
        caption=words.text("transitions.caption"),
        spanning=(),
        heads=(
            words.text("table.n"),
            *(_answer(one, comparison, labels) for one in after),
            words.text("table.n_missing"),
        ),
        groups=tuple(groups),
        axis=None,
        notes=notes.listed(),
        corner=labels.wave(comparison.from_wave or ""),
    )


def _line(rows: list[Estimate], label: str, labels: Labels, notes: Notes) -> LineView:
    known = next((row for row in rows if row.n is not None), None)
    missing = next((row for row in rows if row.n_missing is not None), None)
    cells = [count_cell(known.n if known else None, rows, labels)]
    cells += [_cell(row, labels, notes) for row in rows]
    cells.append(count_cell(missing.n_missing if missing else None, rows, labels))
    return LineView(label=label, cells=tuple(cells), chart=ChartView((), ""))


def _cell(row: Estimate, labels: Labels, notes: Notes) -> CellView:
    """A share with the people behind it in brackets."""
    cell = estimate_cell(row, "share", notes)
    if row.estimate is None or row.numerator is None:
        return cell if row.status == "suppressed" or row.n else CellView("")
    return CellView(labels.numbers.percent(row.estimate, 0 if (row.n or 0) < 100 else 1),
                    labels.numbers.integer(row.numerator), cell.note, cell.status)  # fmt: skip


def sentences_of_answers(rows: list[Estimate], labels: Labels) -> tuple[str, ...]:
    """The test of all answers together and the mean change, for everybody, in words."""
    whole = {(row.statistic, row.variant): row for row in rows if not row.by}
    said = []
    test, other = whole.get(("homogeneity", "")), whole.get(("homogeneity", "bhapkar"))
    if test is not None and test.estimate is not None and test.p_value is not None:
        numbers = labels.numbers
        text = labels.words.text(
            "transitions.homogeneity",
            value=numbers.decimal(test.estimate, 1),
            df=numbers.integer(test.df or 0),
            p=numbers.p_value(test.p_value),
        )
        if other is not None and other.estimate is not None and other.p_value is not None:
            text += " " + labels.words.text(
                "transitions.bhapkar", value=numbers.decimal(other.estimate, 1), p=numbers.p_value(other.p_value)
            )
        said.append(text)
    elif test is not None:
        said.append(f"{labels.statistic('homogeneity')}: {labels.status(test)}")
    steps = whole.get(("mean_score_change", ""))
    if steps is not None:
        value = labels.spoken(steps, "amount_difference") if steps.estimate is not None else labels.status(steps)
        said.append(f"{labels.statistic('mean_score_change')}: {value}")
    return tuple(text if text.endswith(".") else text + "." for text in said)

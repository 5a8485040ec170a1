"""A plan as a person reads it on a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from meal.model.estimates import Published
from meal.model.plans import Plan, Said, StudyPlan
from meal.report.labels import labels_of
from meal.report.plans.wording import PlanWords, group_columns, plan_words, split_said, tables_of
from meal.study.definition import Study

WIDTH = 100
HEADING_WIDTH, NARROW_WIDTH = 14, 11
GROUP_WIDTH = 28


def plan_lines(plan: Plan, language: str) -> list[str]:
    """The question, the table, then how it was made and what to be careful with."""
    say = plan_words(language)
    first, *others = plan.said
    head = [say.heading(column) for column in plan.columns]
    rows = [[say.cell(row[column.key], column.unit) for column in plan.columns] for row in plan.rows]
    return [*_wrapped(say.sentence(first)), "", *_table(head, rows, names=0), "", *_said(others, say)]


def study_plan_lines(plan: StudyPlan, published: Published, study: Study, language: str) -> list[str]:
    """A table for each indicator and wave, then how they were made."""
    say, labels = plan_words(language), labels_of(published, study, language)
    lines: list[str] = []
    for (indicator, wave), groups in tables_of(plan).items():
        columns = [column for column in group_columns(groups) if column.key != "expected"]
        head = [say.words.text("plan_column.group"), *(say.heading(column) for column in columns)]
        rows = [
            [
                textwrap.shorten(labels.level(group.by, group.level), GROUP_WIDTH, placeholder=" …"),
                *(say.cell(getattr(group, column.key), column.unit) for column in columns),
            ]
            for group in groups
        ]
        expected = next((group.expected for group in groups if group.expected is not None), None)
        lines += _wrapped(f"{labels.indicator(indicator)} ({labels.wave(wave)})")
        if expected is not None:
            lines.append(say.words.text("plan.with_share", expected=say.cell(expected, "share")))
        lines += ["", *_table(head, rows, names=1, width=NARROW_WIDTH), ""]
    return [*lines, *_said(plan.said, say)]


def _said(said: Sequence[Said], say: PlanWords) -> list[str]:
    made, careful = split_said(said, say)
    lines = [line for sentence in made for line in _wrapped(sentence)]
    if careful:
        lines += ["", say.text("careful") + ":"]
        lines += [
            line
            for sentence in careful
            for line in textwrap.wrap(sentence, WIDTH, initial_indent="  - ", subsequent_indent="    ")
        ]
    return lines


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH)


def _table(head: list[str], rows: list[list[str]], *, names: int, width: int = HEADING_WIDTH) -> list[str]:
    """Columns under headings of several lines; the first `names` columns stand on the left."""
    heads = [textwrap.wrap(text, width) for text in head]
    depth = max(len(parts) for parts in heads)
    heads = [[""] * (depth - len(parts)) + parts for parts in heads]
    widths = [max(len(text) for text in [*parts, *(row[number] for row in rows)]) for number, parts in enumerate(heads)]

    def line(cells: list[str]) -> str:
        return "  ".join(
            cell.ljust(wide) if number < names else cell.rjust(wide)
            for number, (cell, wide) in enumerate(zip(cells, widths, strict=True))
        ).rstrip()

    return [*(line([parts[level] for parts in heads]) for level in range(depth)), *(line(row) for row in rows)]

"""plan.csv, plan.html and the charts."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from meal.model.estimates import Published
from meal.model.plans import GroupPlan, Plan, StudyPlan
from meal.report import palette
from meal.report.charts.painter import drawn, pictured
from meal.report.csv_files import rows_csv
from meal.report.labels import Labels, labels_of
from meal.report.page_templates import page_template
from meal.report.plans.drawing import plan_drawing, study_drawing
from meal.report.plans.wording import PlanWords, group_columns, plan_words, split_said, tables_of
from meal.study.definition import Study

TABLE = "plan.csv"


@dataclass(frozen=True, slots=True)
class TableView:
    """One table of the page, with its chart as SVG where there is one."""

    title: str
    named: bool
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    chart: str = ""


@dataclass(frozen=True, slots=True)
class PlanView:
    """Everything that the template prints."""

    language: str
    title: str
    lead: str
    synthetic: bool
    tables: tuple[TableView, ...]
    made: tuple[str, ...]
    careful: tuple[str, ...]


def plan_files(plan: Plan, language: str) -> dict[str, bytes]:
    """The table for programs with the assumptions beside the numbers, the page, and the chart as SVG and PNG."""
    say = plan_words(language)
    columns = (*plan.settings, *(column.key for column in plan.columns if column.key not in plan.settings))
    rows = [{**plan.settings, **row} for row in plan.rows]
    files = {TABLE: rows_csv(columns, [[row[column] for column in columns] for row in rows])}
    chart = _pictures("plan", plan_drawing(plan, say))
    files |= chart
    first, *others = plan.said
    made, careful = split_said(others, say)
    table = TableView(
        title=say.words.text("plan.title"),
        named=False,
        head=tuple(say.heading(column) for column in plan.columns),
        rows=tuple(tuple(say.cell(row[column.key], column.unit) for column in plan.columns) for row in plan.rows),
        chart=chart.get("plan.svg", b"").decode("utf-8"),
    )
    view = PlanView(
        language, say.text(f"title_{plan.kind}"), say.sentence(first), False, (table,), tuple(made), tuple(careful)
    )
    return {**files, "plan.html": _page(view, say)}


def study_plan_files(plan: StudyPlan, published: Published, study: Study) -> dict[str, bytes]:
    """The table, a page for each language of the study, and a chart for each indicator and wave."""
    names = [field.name for field in fields(GroupPlan)]
    cells = [[getattr(group, name) for name in names] for group in plan.groups]
    if study.synthetic:
        names, cells = [*names, "data"], [[*row, "synthetic"] for row in cells]
    files = {TABLE: rows_csv(names, cells)}
    for language in study.languages:
        say, labels = plan_words(language), labels_of(published, study, language)
        main = language == study.language
        tables = []
        for (indicator, wave), groups in tables_of(plan).items():
            specification = study_drawing(groups, labels, say, say.as_given(study.conf_level, "share"))
            drawn = _pictures(f"plan-{indicator}-{wave}", specification)
            files |= drawn if main else {}
            svg = drawn.get(f"plan-{indicator}-{wave}.svg", b"").decode("utf-8")
            tables.append(
                _study_table(f"{labels.indicator(indicator)} ({labels.wave(wave)})", groups, labels, say, svg)
            )
        made, careful = split_said(plan.said, say)
        view = PlanView(
            language, say.words.text("plan.title_study", study=labels.title()), "", study.synthetic, tuple(tables),
            tuple(made), tuple(careful),
        )  # fmt: skip
        files["plan.html" if main else f"plan.{language}.html"] = _page(view, say)
    return files


def _study_table(title: str, groups: list[GroupPlan], labels: Labels, say: PlanWords, svg: str) -> TableView:
    columns = group_columns(groups)
    return TableView(
        title=title,
        named=True,
        head=(say.words.text("plan_column.group"), *(say.heading(column) for column in columns)),
        rows=tuple(
            (
                labels.level(group.by, group.level),
                *(say.cell(getattr(group, column.key), column.unit) for column in columns),
            )
            for group in groups
        ),
        chart=svg,
    )


def _pictures(name: str, specification: dict[str, Any] | None) -> dict[str, bytes]:
    if specification is None:
        return {}
    svg = drawn(specification)
    return {f"{name}.svg": svg, f"{name}.png": pictured(svg)}


def _page(view: PlanView, say: PlanWords) -> bytes:
    template = page_template("plan.html.j2")
    return (template.render(page=view, say=say.words.text, colours=palette) + "\n").encode("utf-8")

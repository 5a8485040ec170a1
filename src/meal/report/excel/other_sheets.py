"""The sheets after the disaggregations: bounds, flow, findings, methods, and all estimates."""

from __future__ import annotations

from meal.model.estimates import ESTIMATE_COLUMNS, NUMBER_COLUMNS
from meal.model.run import RunSummary
from meal.report.excel.book import Book
from meal.report.excel.estimates import count_cell, estimate_cells
from meal.report.grid import variants_of
from meal.report.labels import HIDDEN, measure_of
from meal.report.run_record import published_inputs, versions


def variant_sheet(book: Book) -> None:
    """Bounds and other ways of counting, beside the headline of each indicator."""
    labels = book.labels
    rows = [row for indicator in labels.study.indicators for row in variants_of(labels.published, indicator.id)]
    if not rows:
        return
    sheet = book.add(book.say("sheet.variants"), {0: 52, 4: 34, 10: 44})
    level = labels.interval_level()
    heads = [book.say(f"workbook.{key}") for key in ("indicator", "wave", "by", "level", "way")]
    heads += [book.say("table.statistic"), book.say("table.n"), book.say("workbook.result")]
    heads += [book.say(f"workbook.result_{end}", level=level) for end in ("low", "high")]
    sheet.head([*heads, book.say("workbook.note")], [6 <= column <= 9 for column in range(11)])
    for row in rows:
        sheet.text(0, labels.indicator(row.indicator), "wrapped")
        sheet.text(1, labels.wave(row.wave), "wrapped")
        sheet.text(2, labels.by(row.by) if row.by else "")
        sheet.text(3, labels.level(row.by, row.level), "wrapped")
        sheet.text(4, labels.variant(row.variant), "wrapped")
        sheet.text(5, labels.statistic(row.statistic))
        count_cell(sheet, 6, row.n, row)
        estimate_cells(sheet, 7, row, measure_of(row, labels.study), labels)
        sheet.text(10, labels.status(row), "wrapped", counts=False)
        sheet.next_row()
    sheet.sheet.freeze_panes(1, 1)
    sheet.finish()


def flow_sheet(book: Book) -> None:
    """The flow of respondents, one row a box."""
    labels = book.labels
    if not labels.published.flow:
        return
    sheet = book.add(book.say("sheet.flow"))
    heads = [book.say(f"table.{key}") for key in ("wave", "step", "count", "share_of", "unit", "role", "of")]
    sheet.head(heads, [False, False, True, True, False, False, False])
    flow = labels.published.flow
    totals = {(box.wave, box.step): box.count for box in flow if box.role == "total"}
    for box in flow:
        sheet.text(0, labels.wave(box.wave))
        sheet.text(1, labels.step(box.step), "bold" if box.role == "total" else "text")
        if box.count is None:
            sheet.text(2, HIDDEN, "hidden")
            sheet.comment(2, book.say("status.suppressed") + ".")
        else:
            sheet.number(2, box.count, "integer")
        whole = totals.get((box.wave, box.of))
        if box.count is not None and whole:
            sheet.number(3, box.count / whole, "share_1")
        sheet.text(4, book.say(f"unit.{box.unit}"))
        sheet.text(5, book.say(f"role.{box.role}"))
        sheet.text(6, labels.step(box.of) if box.of else "")
        sheet.next_row()
    sheet.sheet.freeze_panes(1, 0)
    sheet.finish()


def findings_sheet(book: Book) -> None:
    """What the checks found, counted by rule and wave."""
    labels = book.labels
    if not labels.published.finding_counts:
        return
    sheet = book.add(book.say("sheet.findings"))
    heads = [book.say(f"table.{key}") for key in ("rule", "severity", "wave", "count", "decided")]
    sheet.head(heads, [False, False, False, True, True])
    for finding in labels.published.finding_counts:
        sheet.text(0, labels.rule(finding.rule))
        sheet.text(1, labels.words.text_or(f"severity.{finding.severity}", finding.severity))
        sheet.text(2, labels.wave(finding.wave) if finding.wave else "")
        for column, count in ((3, finding.count), (4, finding.decided)):
            if count is not None:
                sheet.number(column, count, "integer")
            elif finding.count is None:
                sheet.text(column, HIDDEN, "hidden")
        sheet.next_row()
    sheet.sheet.freeze_panes(1, 0)
    sheet.finish()


def methods_sheet(book: Book, run: RunSummary) -> None:
    """How each number was made, its formulas, and what went in."""
    labels = book.labels
    sheet = book.add(book.say("sheet.methods"), {0: 52, 1: 90, 2: 70})
    sheet.head([book.say(f"workbook.{key}") for key in ("indicator", "method", "definition")], [False] * 3)
    sheet.sheet.freeze_panes(1, 1)
    named = [(one.id, labels.indicator(one.id), labels.definition(one)) for one in labels.study.indicators]
    named += [
        (one.id, labels.comparison(one.id), labels.definition_of_answers(one)) for one in labels.study.comparisons
    ]
    for identifier, name, definition in named:
        sheet.text(0, name, "bold")
        sheet.text(1, labels.method(identifier), "wrapped")
        sheet.text(2, "\n".join(f"{part}: {text}" for part, text in definition), "wrapped")
        sheet.next_row()
    sheet.next_row()
    sheet.text(0, book.say("workbook.run"), "heading", counts=False)
    sheet.next_row()
    entries = [
        (" ".join(part for part in (entry.file, entry.sheet) if part), f"SHA-256 {entry.sha256}")
        for entry in published_inputs(run, labels.published)
    ]
    entries.append((book.say("page.versions"), versions(run)))
    if run.decisions_hash:
        entries.append((book.say("page.decisions"), run.decisions_hash))
    for name, text in entries:
        sheet.text(0, name)
        sheet.text(1, text, "wrapped")
        sheet.next_row()
    sheet.finish()


def data_sheet(book: Book) -> None:
    """Every row of the estimates table, in full precision, for those who calculate on."""
    sheet = book.add(book.say("sheet.data"), {1: 44, len(ESTIMATE_COLUMNS) - 1: 44})
    numbers = {*NUMBER_COLUMNS, "conf_level"}
    sheet.head(ESTIMATE_COLUMNS, [column in numbers for column in ESTIMATE_COLUMNS])
    sheet.comment(0, book.say("workbook.all_estimates"), row=0)
    for row in book.labels.published.estimates:
        for column, name in enumerate(ESTIMATE_COLUMNS):
            value = getattr(row, name)
            if isinstance(value, str):
                sheet.text(column, value, counts=name not in {"label", "note"})
            elif value is not None:
                sheet.number(column, value, "full")
        sheet.next_row()
    sheet.sheet.autofilter(0, 0, max(sheet.row - 1, 1), len(ESTIMATE_COLUMNS) - 1)
    sheet.sheet.freeze_panes(1, 1)
    sheet.finish()

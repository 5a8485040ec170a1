"""The sheet of comparisons: changes, differences and effects."""

from __future__ import annotations

from dataclasses import replace

from meal.report.contrast_words import sentences_of_tests
from meal.report.contrasts import Contrast, ContrastLine, contrasts
from meal.report.excel.book import Book, Sheet
from meal.report.excel.estimates import count_cell, estimate_cells
from meal.report.labels import measure_of


def comparison_sheet(book: Book) -> None:
    """Comparisons: the two levels, their difference and ratio, and what they may be called."""
    labels = book.labels
    made = contrasts(labels.published, labels.study)
    if not made:
        return
    sheet = book.add(book.say("sheet.comparisons"), {0: 52, 4: 26, 17: 44})
    level = labels.interval_level()
    heads = [book.say(f"workbook.{key}") for key in ("comparison", "kind", "by", "level", "way")]
    heads += [book.say("table.n"), book.say("workbook.first"), book.say("workbook.second")]
    for statistic in (labels.statistic("difference"), labels.statistic("ratio")):
        heads += [
            statistic,
            *(book.say(f"workbook.{end}", statistic=statistic, level=level) for end in ("low", "high")),
        ]
    heads += [
        book.say("workbook.unit"),
        book.say("table.p_value"),
        book.say("table.p_adjusted"),
        book.say("workbook.note"),
    ]
    numeric = [5 <= column <= 13 or column in {15, 16} for column in range(len(heads))]
    if any(contrast.has_both_ratios() for contrast in made):
        odds = labels.statistic("odds_ratio")
        heads += [odds, *(book.say(f"workbook.{end}", statistic=odds, level=level) for end in ("low", "high"))]
        numeric += [True] * 3
    sheet.head(heads, numeric)
    for contrast in made:
        for line in contrast.lines:
            _line(book, sheet, contrast, line)
        for sentence in sentences_of_tests(contrast, labels):
            sheet.text(0, labels.comparison(contrast.comparison.id), "wrapped")
            sheet.text(1, book.say(f"kind.{contrast.kind}"))
            sheet.text(17, sentence, "wrapped", counts=False)
            sheet.next_row()
    sheet.sheet.freeze_panes(1, 1)
    sheet.finish()


def _line(book: Book, sheet: Sheet, contrast: Contrast, line: ContrastLine) -> None:
    labels = book.labels
    main = line.difference if line.difference is not None else line.ratio
    sheet.text(0, labels.comparison(contrast.comparison.id), "wrapped")
    sheet.text(1, book.say(f"kind.{contrast.kind}"))
    sheet.text(2, labels.by(line.by) if line.by else "")
    place = labels.level(line.by, line.level)
    answer = labels.answer(line.category, contrast.comparison.id) if line.category else ""
    sheet.text(3, f"{place}: {answer}" if answer else place, "bold")
    sheet.text(4, labels.variant(line.variant), "wrapped")
    count_cell(sheet, 5, None if main is None else main.n, main)
    for column, level in ((6, line.first), (7, line.second)):
        if level is not None:
            # The intervals of the levels stand on the sheets of the disaggregations.
            alone = replace(level, conf_low=None, conf_high=None)
            estimate_cells(sheet, column, alone, measure_of(level, labels.study), labels)
    for column, row in ((8, line.difference), (11, line.ratio), (18, line.odds_ratio)):
        if row is not None:
            estimate_cells(sheet, column, row, measure_of(row, labels.study), labels)
    if main is not None:
        sheet.text(14, book.say(f"unit_of.{measure_of(main, labels.study)}"))
        for column, value in ((15, main.p_value), (16, main.p_adjusted)):
            if value is not None:
                sheet.number(column, value, "p_value")
        sheet.text(17, labels.status(main), "wrapped", counts=False)
    sheet.next_row()

"""The first sheet: the results in brief, with what must be read beside them."""

from __future__ import annotations

from dataclasses import replace

from meal.report.contrast_words import arm_words
from meal.report.contrasts import Contrast, arm_contrasts
from meal.report.excel.book import Book, Sheet
from meal.report.excel.estimates import count_cell, estimate_cells, number_style
from meal.report.headlines import Headline, headlines, published_place
from meal.report.labels import measure_of
from meal.report.numbers import Measure

WIDTHS = {0: 52.0, 1: 14.0, 2: 12.0, 3: 12.0, 4: 18.0, 5: 14.0, 6: 12.0, 7: 26.0, 8: 12.0, 9: 40.0, 10: 40.0}


def summary_sheet(book: Book) -> None:
    """Headline results, cautions, and the sentences that say them in words."""
    sheet = book.add(book.say("sheet.summary"), WIDTHS)
    sheet.sheet.activate()
    _top(book, sheet)
    _results(book, sheet)
    _sentences(book, sheet)
    sheet.finish()


def _top(book: Book, sheet: Sheet) -> None:
    labels = book.labels
    sheet.text(0, labels.title(), "title", counts=False)
    sheet.lines = 2
    sheet.next_row()
    if period := labels.period():
        sheet.text(0, book.say("page.period", period=period), "subtitle", counts=False)
        sheet.next_row()
    for key, wanted in (("synthetic", labels.study.synthetic), ("internal", labels.published.internal)):
        if wanted:
            words = f"{book.say(f'page.{key}')} {book.say(f'page.{key}_text')}"
            _across(sheet, words, "banner")
    sheet.next_row()


def _across(sheet: Sheet, text: str, style: str) -> None:
    """A sentence across the columns, high enough for its lines."""
    sheet.sheet.merge_range(sheet.row, 0, sheet.row, 7, "", sheet.formats[style])
    sheet.text(0, text, style, counts=False)
    sheet.lines = 1 + len(text) // 140
    sheet.next_row()


def _results(book: Book, sheet: Sheet) -> None:
    level = book.labels.interval_level()
    sheet.head(
        [
            book.say("workbook.indicator"),
            book.say("workbook.result"),
            book.say("workbook.result_low", level=level),
            book.say("workbook.result_high", level=level),
            book.say("workbook.unit"),
            book.say("table.n"),
            book.say("headline.target"),
            book.say("workbook.standing"),
            book.say("headline.published"),
            book.say("workbook.source"),
            book.say("workbook.note"),
        ],
        [False, True, True, True, False, True, True, False, True, False, False],
    )
    sheet.sheet.freeze_panes(sheet.row, 1)
    for contrast in arm_contrasts(book.labels.published, book.labels.study):
        _contrast(book, sheet, contrast)
    for headline in headlines(book.labels.published, book.labels.study):
        _headline(book, sheet, headline)
    sheet.next_row()


def _headline(book: Book, sheet: Sheet, headline: Headline) -> None:
    labels, row, indicator = book.labels, headline.row, headline.indicator
    name = labels.indicator(indicator.id)
    sheet.text(0, f"{name} ({labels.wave(row.wave)})" if len(indicator.waves) > 1 else name, "bold")
    estimate_cells(sheet, 1, row, headline.measure, labels)
    sheet.text(4, book.say(f"unit_of.{headline.measure}"))
    count_cell(sheet, 5, row.n, row)
    style = _plain_style(headline.measure)
    if indicator.target is not None:
        sheet.number(6, indicator.target, style)
        sheet.text(7, labels.words.text_or(f"standing.{headline.standing}", ""), "wrapped")
    if indicator.published is not None:
        sheet.number(8, indicator.published, style)
        place = labels.words.text_or(f"place.{published_place(row, indicator.published)}", "")
        source = labels.study.words(indicator.published_source, labels.language)
        sheet.text(9, "; ".join(part for part in (place, source) if part), "wrapped")
    remarks = [labels.status(row)]
    if row.method == "census" and row.estimate is not None and row.conf_low is None:
        remarks.append(book.say("headline.counted") + ".")
    if indicator.wider_than:
        remarks.append(f"{book.say('headline.wider_than')}: {labels.indicator(indicator.wider_than)}.")
    sheet.text(10, " ".join(remark for remark in remarks if remark), "wrapped")
    sheet.next_row()


def _contrast(book: Book, sheet: Sheet, contrast: Contrast) -> None:
    """The difference between arms for everybody, and the ratio below it; each with what was published of it."""
    labels, comparison = book.labels, contrast.comparison
    whole = next((line for line in contrast.lines if not (line.by or line.variant or line.category)), None)
    if whole is None:
        return
    for row in (whole.difference, whole.ratio):
        if row is None:
            continue
        measure = measure_of(row, labels.study)
        kind = book.say(f"kind.{contrast.kind}")
        what = kind if row.statistic == "difference" else labels.statistic(row.statistic)
        sheet.text(0, f"{what}: {labels.comparison(comparison.id)}", "bold")
        estimate_cells(sheet, 1, row, measure, labels)
        sheet.text(4, book.say(f"unit_of.{measure}"))
        count_cell(sheet, 5, row.n, row)
        figure = {str(quantity): value for quantity, value in comparison.published.items()}.get(row.statistic)
        if figure is not None:
            sheet.number(8, figure * 100 if measure == "points" else figure, number_style(row, measure))
            place = labels.words.text_or(f"place.{published_place(row, figure)}", "")
            source = labels.study.words(comparison.published_source, labels.language)
            sheet.text(9, "; ".join(part for part in (place, source) if part), "wrapped")
        sides = arm_words(contrast, replace(whole, ratio=None), labels) if row is whole.difference else ""
        sheet.text(10, " ".join(part for part in (sides, labels.status(row)) if part), "wrapped")
        sheet.next_row()


def _plain_style(measure: Measure) -> str:
    return {"share": "share_1", "people": "integer", "records": "integer"}.get(measure, "decimal_2")


def _sentences(book: Book, sheet: Sheet) -> None:
    labels = book.labels
    published, study = labels.published, labels.study
    said = [
        sentence for indicator in study.indicators for sentence in labels.sentences(published.headlines, indicator.id)
    ]
    if said:
        sheet.text(0, book.say("page.brief"), "heading", counts=False)
        sheet.next_row()
        for sentence in said:
            _across(sheet, sentence, "wrapped")
        sheet.next_row()
    cautions = [*labels.cautions(), *([hidden] if (hidden := labels.hidden_sentence()) else [])]
    if cautions:
        sheet.text(0, book.say("page.cautions"), "heading", counts=False)
        sheet.next_row()
        for caution in cautions:
            _across(sheet, caution, "wrapped")

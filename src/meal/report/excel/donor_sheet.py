"""The donor's table as a sheet: the field's columns, the levels, then ours."""

from __future__ import annotations

from meal.report.donor import DonorLine, comment, donor_lines, level_columns, unit
from meal.report.excel.book import Book, Sheet
from meal.report.labels import HIDDEN, measure_of
from meal.report.numbers import Measure
from meal.study.indicator import CONTACT_STATISTICS

_TEXT, _NUMBER = False, True


def donor_sheet(book: Book) -> None:
    """One row a result: every indicator for everybody, then by group."""
    labels = book.labels
    # Everybody first, as a donor asks; then the groups of every indicator.
    lines = sorted(donor_lines(labels), key=lambda line: bool(line.levels))
    if not lines:
        return
    variables = level_columns(lines)
    sheet = book.add(book.say("sheet.donor"), {0: 44, 8 + len(variables): 40, 17 + len(variables): 60})
    heads = [("workbook.indicator", _TEXT), ("workbook.unit", _TEXT), ("donor.baseline", _NUMBER)]
    heads += [("donor.target", _NUMBER), ("donor.actual", _NUMBER), ("donor.low", _NUMBER), ("donor.high", _NUMBER)]
    known = all(line.row.statistic in CONTACT_STATISTICS for line in lines)
    heads += [("table.n_known" if known else "table.n", _NUMBER)]
    texts = [(book.say(key), number) for key, number in heads]
    texts += [(labels.variable(variable), _TEXT) for variable in variables]
    rest = [("comment", _TEXT), ("progress", _TEXT), ("published_rating", _TEXT), ("previous", _NUMBER)]
    rest += [("previous_period", _TEXT), ("change", _NUMBER), ("change_ratio", _NUMBER), ("attribution", _NUMBER)]
    rest += [("attributed", _NUMBER), ("highlight", _TEXT)]
    texts += [(book.say(f"donor.{key}"), number) for key, number in rest]
    sheet.head([text for text, _ in texts], [number for _, number in texts])
    for line in lines:
        _row(book, sheet, line, variables)
    sheet.sheet.freeze_panes(1, 1)
    sheet.sheet.autofilter(0, 0, len(lines), len(texts) - 1)
    sheet.next_row()
    sheet.text(0, book.say("donor.rule"), "wrapped", counts=False)
    sheet.next_row()
    sheet.finish()


def _row(book: Book, sheet: Sheet, line: DonorLine, variables: tuple[str, ...]) -> None:
    labels, indicator = book.labels, line.indicator
    measure = measure_of(line.row, labels.study)
    whole = not line.levels
    style = _style(measure)
    sheet.text(0, labels.indicator(indicator.id), "bold" if whole else "wrapped")
    sheet.text(1, unit(indicator, line.row, labels))
    previous = indicator.previous if whole else None
    numbers = {
        2: indicator.baseline.value if whole and indicator.baseline else None,
        3: indicator.target if whole else None,
        4: line.actual,
        5: line.low,
        6: line.high,
    }
    for column, value in numbers.items():
        if value is not None:
            sheet.number(column, value, style)
    if line.actual is None:
        sheet.text(4, HIDDEN, "hidden")
        sheet.comment(4, labels.status(line.row))
    if line.row.n is not None:
        sheet.number(7, line.row.n, "integer")
    for at, variable in enumerate(variables, start=8):
        if variable in line.levels:
            sheet.text(at, labels.one_level(variable, line.levels[variable]))
    at = 8 + len(variables)
    sheet.text(at, comment(line, labels), "wrapped", counts=False)
    if line.progress:
        sheet.text(at + 1, book.say(f"progress.{line.progress}"))
    if whole:
        sheet.text(at + 2, labels.study.words(indicator.published_rating, labels.language))
    if previous is not None:
        sheet.number(at + 3, previous.value, style)
        sheet.text(at + 4, labels.study.words(previous.period, labels.language), "wrapped")
    for column, value, form in (
        (at + 5, line.change, style),
        (at + 6, line.ratio, "decimal_1"),
        (at + 7, indicator.attribution if line.attributed is not None else None, "share_0"),
        (at + 8, line.attributed, style),
    ):
        if value is not None:
            sheet.number(column, value, form)
    sheet.text(at + 9, line.highlight, "wrapped")
    sheet.next_row()


def _style(measure: Measure) -> str:
    return {"share": "share_1", "people": "integer", "records": "integer"}.get(measure, "decimal_2")

"""internal/identity.xlsx: pairs of records side by side, a drop-down beside each, a hidden sheet to take it back."""

from __future__ import annotations

import io
from dataclasses import astuple
from typing import Any

from meal.messages.words import Words, words
from meal.model.identity import Decision
from meal.model.worklist import WORKLIST_SHEET, WORKLIST_VERSION, PairSide, Worklist, WorklistPair
from meal.report.feedback.book import LINE_HEIGHT, FeedbackBook, lines_of, new_feedback_book, protect
from meal.report.feedback.workbook import WRITTEN

CODES: tuple[Decision, ...] = ("same", "different", "unsure")
COLUMNS = ("number", "decision", "reason", "by", "points", "score", "effect")
_WIDTHS = (6, 14, 30, 18, 44, 10, 26)
_DECISION, _REASON, _BY = (COLUMNS.index(name) for name in ("decision", "reason", "by"))
PLACES = ("wave", "partner", "file", "row", "record")
_ANSWER_WIDTH, _PLACE_WIDTH = 20, 16
_ABOVE = 6


def worklist_workbook(worklist: Worklist) -> bytes:
    """The workbook; every cell is text, so that no answer becomes a formula, a date or another number."""
    import xlsxwriter

    say = words(worklist.language)
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as written:
        written.set_properties({"title": say.text("worklist.title"), "author": "meal", "created": WRITTEN})
        written.set_size(2400, 1500)
        book = new_feedback_book(written, say)
        title = say.text("worklist.sheet")
        sheet = book.add(title)
        _above(book, sheet, worklist)
        _headings(book, sheet, worklist)
        for row, pair in enumerate(worklist.pairs, start=_ABOVE + 1):
            _line(book, sheet, row, pair)
        last = _ABOVE + len(worklist.pairs)
        sheet.autofilter(_ABOVE, 0, last, len(COLUMNS) + 2 * len(worklist.questions) + 2 * len(PLACES) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
        _drop_downs(sheet, say, last)
        protect(sheet)
        _hidden(book, worklist, title)
        sheet.activate()
    return file.getvalue()


def _above(book: FeedbackBook, sheet: Any, worklist: Worklist) -> None:
    """What stands above the pairs."""
    say = book.say
    texts = [(say.text("worklist.title"), "title"), (worklist.title, "text")]
    texts += [(say.text("worklist.internal"), "verdict_warnings"), (say.text("worklist.how"), "text")]
    texts.append((say.text("page.synthetic") if worklist.synthetic else "", "text"))
    if worklist.more:
        texts.append((say.text("worklist.more", more=f"{worklist.more:,}"), "text"))
    for row, (text, style) in enumerate(texts):
        if text:
            book.text(sheet, row, 0, text, style)
    sheet.set_row(0, 24)


def _headings(book: FeedbackBook, sheet: Any, worklist: Worklist) -> None:
    say = book.say
    sides = (say.text("worklist.this"), say.text("worklist.other"))
    told = [(say.text(f"worklist.{name}"), width) for name, width in zip(COLUMNS, _WIDTHS, strict=True)]
    told += [(f"{question}: {side}", _ANSWER_WIDTH) for question in worklist.questions for side in sides]
    told += [(f"{say.text(f'worklist.{name}')}: {side}", _PLACE_WIDTH) for side in sides for name in PLACES]
    for column, (text, width) in enumerate(told):
        sheet.set_column(column, column, width)
        book.text(sheet, _ABOVE, column, text, "head")
    sheet.set_row(_ABOVE, 2 * LINE_HEIGHT)
    sheet.freeze_panes(_ABOVE + 1, _DECISION + 1)
    sheet.repeat_rows(_ABOVE)


def _line(book: FeedbackBook, sheet: Any, row: int, pair: WorklistPair) -> None:
    say, listed = book.say, pair.pair
    decided = say.text(f"worklist.{pair.decision}") if pair.decision else ""
    effect = say.text("worklist.fewer" if pair.fewer else "worklist.follows")
    texts = (listed.number, decided, pair.reason, pair.by, listed.points, listed.score, effect)
    for column, text in enumerate(texts):
        book.text(sheet, row, column, text, "reply" if column in (_DECISION, _REASON, _BY) else "wrapped")
    column = len(COLUMNS)
    for here, there in zip(pair.left.answers, pair.right.answers, strict=True):
        # What differs is coloured; what one of them does not say tells nothing.
        style = "wrapped" if not (here and there) else "kind_note" if here == there else "kind_warning"
        book.text(sheet, row, column, here, style)
        book.text(sheet, row, column + 1, there, style)
        column += 2
    for side in (pair.left, pair.right):
        for text in _place(side):
            book.text(sheet, row, column, text, "identifier")
            column += 1
    needed = max(lines_of(text, width) for text, width in zip(texts, _WIDTHS, strict=True))
    needed = max([needed, *(lines_of(text, _ANSWER_WIDTH) for text in (*pair.left.answers, *pair.right.answers))])
    sheet.set_row(row, LINE_HEIGHT * min(needed + 1, 20))


def _place(side: PairSide) -> tuple[str, ...]:
    return (side.wave, side.partner, side.file, side.row, side.record)


def _drop_downs(sheet: Any, say: Words, last: int) -> None:
    rule = {
        "validate": "list",
        "source": [say.text(f"worklist.{code}") for code in CODES],
        "input_title": say.text("worklist.decision"),
        "input_message": say.text("worklist.choose"),
        "error_title": say.text("worklist.wrong_title"),
        "error_message": say.text("worklist.choose"),
    }
    sheet.data_validation(_ABOVE + 1, _DECISION, max(last, _ABOVE + 1), _DECISION, rule)


def _hidden(book: FeedbackBook, worklist: Worklist, title: str) -> None:
    """What is needed to take the decisions back."""
    settings = {
        "format_version": WORKLIST_VERSION,
        "study": worklist.study,
        "sheet": title,
        "first_row": str(_ABOVE + 2),
        "column_number": "1",
        "column_decision": str(_DECISION + 1),
        "column_reason": str(_REASON + 1),
        "column_by": str(_BY + 1),
    }
    rows: list[tuple[str, ...]] = [("setting", name, value) for name, value in settings.items()]
    rows += [("decision", code, book.say.text(f"worklist.{code}")) for code in CODES]
    rows += [("pair", *astuple(pair.pair)) for pair in worklist.pairs]
    sheet = book.workbook.add_worksheet(WORKLIST_SHEET)
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            if text:
                book.text(sheet, number, column, text)
    sheet.ignore_errors({"number_stored_as_text": f"A1:P{len(rows)}"})
    sheet.protect("")
    sheet.hide()

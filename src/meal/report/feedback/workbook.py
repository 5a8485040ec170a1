"""<partner>.xlsx: what to fix and where to reply, the partner's own rows, and a hidden sheet to take replies back."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from meal.messages.partner_text import whole_number
from meal.messages.words import Words, partner_words
from meal.model.partner_feedback import FixItem, PartnerFeedback, Place
from meal.report.feedback.book import LINE_HEIGHT, FeedbackBook, lines_of, new_feedback_book, protect
from meal.report.feedback.hidden_sheet import Lists, hidden_sheet
from meal.report.feedback.rows_sheet import rows_sheet

WRITTEN = datetime(2000, 1, 1)
"""Stands for the time of writing: equal feedback gives equal bytes, and a workbook that was saved since is told."""

COLUMNS = (
    "number", "severity", "file", "row", "question", "found", "message", "expected", "ask",
    "reply", "new_value", "comment",
)  # fmt: skip
_WIDTHS = (6, 13, 20, 9, 32, 18, 40, 28, 44, 24, 24, 30)
_REPLY, _NEW_VALUE, _COMMENT = (COLUMNS.index(name) for name in ("reply", "new_value", "comment"))
_HOW = 5


def feedback_workbook(feedback: PartnerFeedback) -> bytes:
    """The workbook for one partner, in its language; text is written as text and never as a formula."""
    import xlsxwriter

    say = partner_words(feedback.language)
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as written:
        written.set_properties(
            {"title": say.text("feedback.title", name=feedback.name), "author": "meal", "created": WRITTEN}
        )
        written.set_size(2400, 1500)
        book = new_feedback_book(written, say)
        sheet = book.add(feedback.fix_title)
        head = _above(book, sheet, feedback)
        for rows in feedback.sheets:
            rows_sheet(book, rows)
        _how(book)
        lists = hidden_sheet(book, feedback, _places(feedback.fix_title, head))
        _lines(book, sheet, feedback.items, head, lists)
        sheet.activate()
    return file.getvalue()


def verdict_text(feedback: PartnerFeedback, say: Words) -> str:
    """The verdict in a sentence, with how many records it is about."""
    records, affected = whole_number(feedback.n_records, say), whole_number(feedback.n_affected, say)
    if feedback.verdict != "ready" and not feedback.n_affected:
        return say.text("feedback.files_text")
    return say.text(f"feedback.{feedback.verdict}_text", records=records, affected=affected)


def counts_text(feedback: PartnerFeedback, say: Words) -> str:
    """How many lines of each kind there are."""
    numbers = {"errors": feedback.n_errors, "warnings": feedback.n_warnings, "settled": feedback.n_settled}
    return say.text("feedback.counts", **{name: whole_number(number, say) for name, number in numbers.items()})


def _above(book: FeedbackBook, sheet: Any, feedback: PartnerFeedback) -> int:
    """What stands above the lines; returns the row of their headings, from 0."""
    say = book.say
    texts = [(say.text(f"feedback.{feedback.verdict}"), f"verdict_{feedback.verdict}")]
    texts += [(verdict_text(feedback, say), "text"), (counts_text(feedback, say), "text")]
    texts += [(say.text("feedback.title", name=feedback.name), "title")]
    texts += [(say.text("feedback.study", title=feedback.title), "text"), (say.text("feedback.only_yours"), "text")]
    if feedback.synthetic:
        texts.append((say.text("feedback.synthetic"), "text"))
    if feedback.more:
        texts.append((say.text("feedback.more", more=whole_number(feedback.more, say)), "text"))
    for row, (text, style) in enumerate(texts):
        book.text(sheet, row, 0, text, style)
    sheet.set_row(0, 22)
    sheet.set_row(3, 24)
    link = f"internal:{_quoted(say.text('feedback.how_title'))}!A1"
    sheet.write_url(len(texts), 0, link, book.formats["link_start"], say.text("feedback.how_title"))
    return len(texts) + 2


def _places(title: str, head: int) -> dict[str, str]:
    return {
        "fix_sheet": title,
        "fix_first_row": str(head + 2),
        "column_number": "1",
        "column_reply": str(_REPLY + 1),
        "column_new_value": str(_NEW_VALUE + 1),
        "column_comment": str(_COMMENT + 1),
    }


def _lines(book: FeedbackBook, sheet: Any, items: tuple[FixItem, ...], head: int, lists: Lists) -> None:
    for column, (name, width) in enumerate(zip(COLUMNS, _WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        book.text(sheet, head, column, book.say.text(f"column.{name}"), "head")
    sheet.set_row(head, 32)
    sheet.freeze_panes(head + 1, 0)
    sheet.repeat_rows(head)
    for row, item in enumerate(items, start=head + 1):
        _line(book, sheet, row, item)
    if items:
        sheet.autofilter(head, 0, head + len(items), len(COLUMNS) - 1)
        _drop_downs(book, sheet, items, head, lists)
        sheet.ignore_errors({"number_stored_as_text": f"A{head + 2}:L{head + 1 + len(items)}"})
    protect(sheet)


def _line(book: FeedbackBook, sheet: Any, row: int, item: FixItem) -> None:
    say, line = book.say, item.line
    whole = "" if item.question else say.text("place.whole_record" if line.row else "place.whole_file")
    file = f"{line.file}\n{line.sheet}" if line.sheet else line.file
    texts = {
        "number": line.number, "severity": say.text(f"severity.{line.severity}"), "file": file, "row": line.row,
        "question": item.question or whole, "found": item.found, "message": item.message, "expected": item.expected,
        "ask": item.ask,
    }  # fmt: skip
    for column, (name, text) in enumerate(texts.items()):
        book.text(sheet, row, column, text, f"kind_{line.severity}" if name == "severity" else "wrapped")
    if item.place is not None:
        sheet.write_url(row, COLUMNS.index("row"), _link(item.place), book.formats["link"], line.row)
    for column in (_REPLY, _NEW_VALUE, _COMMENT):
        sheet.write_blank(row, column, None, book.formats["reply"])
    needed = max(lines_of(text, width) for text, width in zip(texts.values(), _WIDTHS, strict=False))
    sheet.set_row(row, LINE_HEIGHT * min(max(needed, 2), 20))


def _drop_downs(book: FeedbackBook, sheet: Any, items: tuple[FixItem, ...], head: int, lists: Lists) -> None:
    """The lists to choose from, one rule for each stretch of lines that have the same."""
    say, first = book.say, head + 1
    wrong = {"error_title": say.text("input.wrong_title"), "error_message": say.text("input.wrong_text")}
    asked = {"input_title": say.text("input.reply_title"), "input_message": say.text("input.reply_text")}
    sheet.data_validation(
        first, _REPLY, first + len(items) - 1, _REPLY, {"validate": "list", "source": lists.replies, **asked, **wrong}
    )
    for begin, end in _stretches(items):
        item = items[begin]
        told = "several_text" if item.several else "answer_text" if item.answers else "free_text"
        rule: dict[str, Any] = {
            "input_title": say.text("input.answer_title"),
            "input_message": say.text(f"input.{told}"),
        }
        if item.answers:
            source = lists.answers[item.line.wave, item.line.question]
            # Several answers are typed, which a list cannot check.
            rule |= {"validate": "list", "source": source, "show_error": not item.several, **wrong}
        else:
            rule |= {"validate": "any"}
        sheet.data_validation(first + begin, _NEW_VALUE, first + end, _NEW_VALUE, rule)


def _stretches(items: tuple[FixItem, ...]) -> list[tuple[int, int]]:
    """First and last line of each stretch about one question."""
    questions = [(item.line.wave, item.line.question) for item in items]
    starts = [number for number, one in enumerate(questions) if not number or one != questions[number - 1]]
    return [(start, end - 1) for start, end in zip(starts, [*starts[1:], len(items)], strict=True)]


def _how(book: FeedbackBook) -> None:
    """A sheet that says how to reply."""
    sheet = book.add(book.say.text("feedback.how_title"))
    sheet.set_column(0, 0, 100)
    book.text(sheet, 0, 0, book.say.text("feedback.how_title"), "title")
    for number in range(1, _HOW + 1):
        text = f"{number}. {book.say.text(f'feedback.how_{number}')}"
        book.text(sheet, number + 1, 0, text, "wrapped")
        sheet.set_row(number + 1, LINE_HEIGHT * lines_of(text, 95) + 6)
    sheet.protect("")


def _link(place: Place) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return f"internal:{_quoted(place.title)}!{xl_rowcol_to_cell(place.row - 1, place.column - 1)}"


def _quoted(title: str) -> str:
    return "'" + title.replace("'", "''") + "'"

"""The hidden sheet `meal`: what is needed to take replies back (`meal.model.feedback_workbook`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass

from meal.model.feedback_workbook import FORMAT_VERSION, HIDDEN_SHEET, AllowedAnswer, SheetColumn
from meal.model.partner_feedback import FixItem, PartnerFeedback
from meal.report.feedback.book import FeedbackBook


@dataclass(frozen=True, slots=True)
class Lists:
    """Where the hidden sheet has the drop-downs, as ranges of a spreadsheet.

    Attributes:
        answers: (wave, question) → the range of its allowed answers.
    """

    replies: str
    answers: Mapping[tuple[str, str], str]


def hidden_sheet(book: FeedbackBook, feedback: PartnerFeedback, places: Mapping[str, str]) -> Lists:
    """Write the hidden sheet.

    Args:
        places: the settings that tell where the first sheet has what.
    """
    settings = {
        "format_version": FORMAT_VERSION,
        "study": feedback.study,
        "partner": feedback.partner,
        "language": feedback.language,
        **places,
    }
    rows: list[tuple[str, ...]] = [("setting", name, value) for name, value in settings.items()]
    rows += [("export", *astuple(sheet.export)) for sheet in feedback.sheets]
    rows += [("column", *astuple(column)) for column in _columns(feedback)]
    first_reply = len(rows) + 1
    rows += [("reply", code, words) for code, words in feedback.replies.items()]
    replies = f"={HIDDEN_SHEET}!$C${first_reply}:$C${len(rows)}"
    ranges: dict[tuple[str, str], str] = {}
    for question, answers in _answers(feedback.items).items():
        first = len(rows) + 1
        rows += [("answer", *astuple(answer)) for answer in answers]
        ranges[question] = f"={HIDDEN_SHEET}!$E${first}:$E${len(rows)}"
    rows += [("line", *astuple(item.line)) for item in feedback.items]
    sheet = book.workbook.add_worksheet(HIDDEN_SHEET)
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            if text:
                book.text(sheet, number, column, text)
    if rows:
        sheet.ignore_errors({"number_stored_as_text": f"A1:P{len(rows)}"})
    sheet.protect("")
    sheet.hide()
    return Lists(replies, ranges)


def _columns(feedback: PartnerFeedback) -> list[SheetColumn]:
    return [
        SheetColumn(sheet.export.title, str(sheet.number(position)), question, kind)
        for sheet in feedback.sheets
        for position, (question, kind) in enumerate(zip(sheet.questions, sheet.kinds, strict=True))
    ]


def _answers(items: tuple[FixItem, ...]) -> dict[tuple[str, str], tuple[AllowedAnswer, ...]]:
    return {(item.line.wave, item.line.question): item.answers for item in items if item.answers}

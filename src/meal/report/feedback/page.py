"""<partner>.html: the same lines to read and to print, grouped by what is the matter."""

from __future__ import annotations

from dataclasses import dataclass

from meal.messages.partner_text import whole_number
from meal.messages.words import Words, partner_words
from meal.model.findings import Severity
from meal.model.partner_feedback import FixItem, PartnerFeedback
from meal.report import palette
from meal.report.feedback.book import RIGHT_TO_LEFT
from meal.report.feedback.workbook import counts_text, verdict_text
from meal.report.page_templates import page_template


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of a group; its number is that of the workbook."""

    number: str
    file: str
    row: str
    found: str
    message: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """The lines about one question that have one thing the matter; what all lines share is said once."""

    severity: Severity
    question: str
    message: str
    expected: str
    ask: str
    lines: tuple[LineView, ...]


def feedback_page(feedback: PartnerFeedback) -> str:
    """The page for one partner as one HTML file; nothing is fetched and nothing runs."""
    say = partner_words(feedback.language)
    return (
        page_template("feedback.html.j2").render(
            feedback=feedback,
            language=say.language,
            direction="rtl" if say.language in RIGHT_TO_LEFT else "ltr",
            say=say.text,
            verdict=verdict_text(feedback, say),
            counts=counts_text(feedback, say),
            more=whole_number(feedback.more, say) if feedback.more else "",
            groups=_groups(feedback.items, say),
            colours=palette,
        )
        + "\n"
    )


def _groups(items: tuple[FixItem, ...], say: Words) -> tuple[GroupView, ...]:
    """The lines in their order, those with the same rule about the same question together."""
    grouped: dict[tuple[str, ...], list[FixItem]] = {}
    for item in items:
        grouped.setdefault((item.line.severity, item.line.rule, item.line.wave, item.line.question), []).append(item)
    return tuple(_group(group, say) for group in grouped.values())


def _group(items: list[FixItem], say: Words) -> GroupView:
    first = items[0]
    messages = {item.message for item in items}
    shared = first.message if len(messages) == 1 else ""
    whole = say.text("place.whole_record" if first.line.row else "place.whole_file")
    return GroupView(
        severity=first.line.severity,
        question=first.question or whole,
        message=shared,
        expected=first.expected,
        ask=first.ask,
        lines=tuple(
            LineView(
                number=item.line.number,
                file=f"{item.line.file} · {item.line.sheet}" if item.line.sheet else item.line.file,
                row=item.line.row,
                found=item.found,
                message="" if shared else item.message,
            )
            for item in items
        ),
    )

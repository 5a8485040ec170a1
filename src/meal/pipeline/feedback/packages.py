"""Everything that each partner is told, in its language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from meal.messages import PARTNER_LANGUAGES, partner_text, partner_words
from meal.messages.partner_text import option_words
from meal.model.codebook import Codebook
from meal.model.feedback_workbook import HIDDEN_SHEET, REPLIES, AllowedAnswer, FeedbackLine, line_seal, value_hash
from meal.model.findings import Finding
from meal.model.partner_feedback import FixItem, MarkedCell, PartnerFeedback, RowsSheet
from meal.pipeline.feedback.partners import Share, shares
from meal.pipeline.feedback.sheets import PlacedSheet, placed_sheets
from meal.pipeline.feedback.tables import ExportTable, export_tables
from meal.pipeline.preparation import Prepared
from meal.report.excel.book import sheet_name
from meal.study.definition import Study

MOST_LINES = 5_000
"""Lines of one workbook; who has more to answer gets the rest when these are settled."""

_UNSAID = "…"
_VALUES = frozenset({"likely", "calculated", "options", "low", "high"})
"""Parameters of rules that hold an answer, or what it might have been."""


def partner_packages(prepared: Prepared, key: bytes) -> list[PartnerFeedback]:
    """What every partner is told, sorted by partner.

    Args:
        key: of the study (`store.study_key`).

    Raises:
        StudyError: the study file names a partner that sent nothing. DataError: an export cannot be read.
    """
    found = shares(prepared)
    tables = export_tables(prepared)
    return [_package(prepared, tables, partner, share, key) for partner, share in found.items()]


def language_of(study: Study, partner: str) -> str:
    """In which language a partner is written to."""
    asked = study.feedback.partner_languages.get(partner) or study.feedback.language or study.language
    language = asked.split("-")[0].lower()
    return language if language in PARTNER_LANGUAGES else "en"


def _package(
    prepared: Prepared, tables: Sequence[ExportTable], partner: str, share: Share, key: bytes
) -> PartnerFeedback:
    study = prepared.file.study
    language = language_of(study, partner)
    say = partner_words(language)
    taken = {HIDDEN_SHEET}
    fix_title, how_title = (sheet_name(say.text(name), taken) for name in ("sheet.fix", "feedback.how_title"))
    taken |= {fix_title.lower(), how_title.lower()}
    sheets = placed_sheets(prepared, tables, partner, share.findings, key=key, taken=taken)
    hidden = {(one.table.wave, one.table.names[column]) for one in sheets for column in one.table.hidden}
    shown = share.findings[:MOST_LINES]
    items = [
        _item(prepared, finding, str(number), language, sheets, hidden, key)
        for number, finding in enumerate(shown, start=1)
    ]
    title = study.words(study.title, language, study.study)
    severities = Counter(finding.severity for finding in share.findings)
    return PartnerFeedback(
        study=study.study,
        title=title,
        partner=partner,
        name=partner or (title if study.identity.partner is None else say.text("feedback.not_recorded")),
        language=language,
        synthetic=study.synthetic,
        n_records=share.n_records,
        n_affected=len({(one.wave, one.record) for one in share.findings if one.record}),
        n_errors=severities["error"],
        n_warnings=severities["warning"],
        n_settled=share.n_settled,
        items=tuple(items),
        sheets=_marked(prepared, sheets, shown, items),
        replies={code: say.text(f"reply.{code}") for code in REPLIES},
        more=len(share.findings) - len(shown),
        fix_title=fix_title,
    )


def _item(
    prepared: Prepared, finding: Finding, number: str, language: str, sheets: Sequence[PlacedSheet],
    hidden: set[tuple[str, str]], key: bytes,
) -> FixItem:  # fmt: skip
    codebook = prepared.waves[finding.wave].codebook if finding.wave else None
    personal = (finding.wave, finding.variable) in hidden
    text = partner_text(_without_values(finding) if personal else finding, codebook, language)
    sheet = next((one for one in sheets if finding.row and one.about(finding)), None)
    old = _held(prepared, finding)
    stable = _stable_id(prepared, finding, sheet)
    line = FeedbackLine(
        number=number,
        rule=finding.rule,
        severity=finding.severity,
        scope=finding.scope,
        wave=finding.wave,
        stable_id=stable,
        record=finding.record,
        question=finding.variable,
        old_value="" if personal else old or finding.found,
        old_hash=value_hash(key, wave=finding.wave, question=finding.variable, stable_id=stable, value=old)
        if personal
        else "",
        file=finding.file,
        sheet=finding.sheet,
        row=str(finding.row) if finding.row else "",
        message=text.message,
    )
    answers, several = _answers(codebook, finding, language)
    return FixItem(
        line=replace(line, seal=line_seal(key, line)),
        place=sheet.place(finding) if sheet else None,
        question=text.question,
        found=text.found,
        message=text.message,
        expected=text.expected,
        ask=text.ask,
        answers=answers,
        several=several,
    )


def _without_values(finding: Finding) -> Finding:
    """A finding that tells no answer, also where no questionnaire calls the question personal."""
    told = {key: _UNSAID if key in _VALUES else text for key, text in finding.parameters.items()}
    return replace(finding, found="", parameters=told)


def _held(prepared: Prepared, finding: Finding) -> str:
    """What the record, or the row of a repeat group, holds now; the cleaning log may have corrected it."""
    if finding.index >= 0:
        responses, at = prepared.waves[finding.wave], finding.index
    else:
        found = prepared.row_at(finding.wave, finding.file, finding.sheet, finding.row) if finding.record else None
        if found is None:
            return ""
        responses, at = found[0].table.responses, found[1]
    column = responses.columns.get(finding.variable)
    return "" if column is None else str(column.texts[column.codes[at]])


def _stable_id(prepared: Prepared, finding: Finding, sheet: PlacedSheet | None) -> str:
    if finding.index >= 0:
        return str(prepared.keys[finding.wave].stable[finding.index])
    return sheet.sheet.stable_ids[sheet.position[finding.row]] if sheet else ""


def _answers(codebook: Codebook | None, finding: Finding, language: str) -> tuple[tuple[AllowedAnswer, ...], bool]:
    """The answers to choose from, each in words of its own, and whether several may be given."""
    question = codebook.question(finding.variable) if codebook and finding.variable else None
    if question is None or not question.choices:
        return (), False
    words = option_words(question, language)
    answers = tuple(AllowedAnswer(finding.wave, question.name, code, text) for code, text in words.items())
    return answers, question.type == "select_multiple"


def _marked(
    prepared: Prepared, sheets: Sequence[PlacedSheet], findings: Sequence[Finding], items: Sequence[FixItem]
) -> tuple[RowsSheet, ...]:
    """The sheets with every cell marked that a line is about."""
    marks: dict[str, list[MarkedCell]] = {one.sheet.export.title: [] for one in sheets}
    for finding, item in zip(findings, items, strict=True):
        if item.place is None:
            continue
        sheet = next(one for one in sheets if one.sheet.export.title == item.place.title)
        for column in sheet.columns(_variables(prepared, finding)):
            text = f"{item.line.number}. {item.message}\n{item.ask}"
            marks[item.place.title].append(MarkedCell(sheet.position[finding.row], column, finding.severity, text))
    return tuple(one.marked(marks[one.sheet.export.title]) for one in sheets)


def _variables(prepared: Prepared, finding: Finding) -> tuple[str, ...]:
    """The questions that a finding calls into doubt."""
    for rule in prepared.waves[finding.wave].codebook.rules:
        if rule.id == finding.rule:
            return rule.columns or (finding.variable,)
    return (finding.variable,)

"""A finding as it is said to the partner that sent the record: its own language, and what it can do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from meal.messages.catalogue import rule_text, rules
from meal.messages.finding_rows import finding_row
from meal.messages.words import Words, partner_words
from meal.model.codebook import Codebook, Question, wording
from meal.model.findings import Finding

_LONGEST_LIST = 20
_COUNTS = frozenset({"count", "rows", "cells", "columns", "lines"})


@dataclass(frozen=True, slots=True)
class PartnerText:
    """What a partner is told of a finding; nothing of it is a personal answer.

    Attributes:
        found: the answer, with the words of its option where it has one.
    """

    question: str
    found: str
    message: str
    expected: str
    ask: str


def partner_text(finding: Finding, codebook: Codebook | None, language: str) -> PartnerText:
    """The words for a finding in one of the languages of partners; another language reads English.

    Question, options and limits are told in that language too, where the form has it.
    """
    said = partner_words(language)
    question = codebook.question(finding.variable) if codebook and finding.variable else None
    local = Finding(
        finding.rule, finding.severity, finding.scope, finding.wave, variable=finding.variable,
        found=_answer(finding.found, question, said.language), parameters=_parameters(finding, question, said),
    )  # fmt: skip
    row = finding_row(local, codebook, said.language)
    own = codebook is not None and any(rule.id == finding.rule for rule in codebook.rules)
    remedy = next((rule.remedy for rule in codebook.rules if rule.id == finding.rule), {}) if codebook else {}
    ask = remedy.get(said.language, "") if own else ""
    return PartnerText(
        question=row["question"],
        found=row["value"],
        message=row["message"],
        expected=row["expected"],
        ask=ask
        or _ask("schema_rule" if own else finding.rule, said, {**local.parameters, "question": row["question"]}),
    )


def option_words(question: Question, language: str) -> dict[str, str]:
    """Code → words of each answer option; where several options bear the same words, the code stands beside them."""
    labels = {choice.name: question.choice_label(choice.name, language).strip() for choice in question.choices}
    often = Counter(labels.values())
    return {code: label if label and often[label] == 1 else f"{label} ({code})" for code, label in labels.items()}


def whole_number(value: int, said: Words) -> str:
    """A number with its thousands apart, as the language writes it."""
    return f"{value:,}".replace(",", said.text("number.group"))


def local_date(day: date, said: Words) -> str:
    """A date with the month as a word, which no reader takes for a day."""
    number = said.text("date.first") if day.day == 1 else str(day.day)
    return said.text("date.pattern", day=number, month=said.text(f"month.{day.month}"), year=day.year)


def _ask(rule: str, said: Words, parameters: Mapping[str, str]) -> str:
    entry = rules()[rule]
    if entry.ask and entry.for_partners:
        return said.text(f"ask.{entry.ask}")
    if entry.action.get(said.language):
        return rule_text(rule, said.language, {"variable": "", "found": "", **parameters}, "action")
    return said.text("ask.check")


def _answer(found: str, question: Question | None, language: str) -> str:
    if question is None or not found:
        return found
    label = question.choice_label(found.strip(), language)
    return found if label == found.strip() else f"{label} ({found.strip()})"


def _parameters(finding: Finding, question: Question | None, said: Words) -> dict[str, str]:
    """The parameters of a finding, said anew in the language where they are words, dates or numbers."""
    parameters = {
        key: whole_number(int(text), said) if key in _COUNTS and text.isdigit() else text
        for key, text in finding.parameters.items()
    }
    if question is None:
        return parameters
    if "limits" in parameters and (question.minimum is not None or question.maximum is not None):
        parameters["limits"] = _limits(question, said)
    if "options" in parameters and finding.rule == "not_in_choices" and question.choices:
        labels = list(option_words(question, said.language).values())[:_LONGEST_LIST]
        more = " …" if len(question.choices) > _LONGEST_LIST else ""
        parameters["options"] = said.text("list.separator").join(labels) + more
    if "form_message" in parameters:
        parameters["form_message"] = wording(question.constraint_message, said.language)
    return parameters


def _limits(question: Question, said: Words) -> str:
    low, high = (
        "" if limit is None else _limit(limit, question, said) for limit in (question.minimum, question.maximum)
    )
    key = "from_to" if low and high else "at_least" if low else "at_most"
    return said.text(f"limits.{key}", low=low, high=high)


def _limit(limit: float, question: Question, said: Words) -> str:
    if question.type in ("date", "datetime"):
        return local_date(date(1970, 1, 1) + timedelta(days=limit), said)
    whole, _, part = f"{limit:.10g}".partition(".")
    return whole + (said.text("number.decimal") + part if part else "")

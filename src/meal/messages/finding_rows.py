"""A finding as a row of the findings table, in the words of the questionnaire."""

from __future__ import annotations

from collections.abc import Mapping

from meal.messages.catalogue import rule_text
from meal.messages.pair_points import group_in_words, points_in_words
from meal.model.codebook import Codebook, Rule, wording
from meal.model.findings import Finding

FINDING_COLUMNS = (
    "rule", "severity", "scope", "wave", "partner", "file", "sheet", "row", "record", "respondent",
    "variable", "question", "value", "expected", "message", "action", "decided",
)  # fmt: skip

_KEEP = {
    "en": {"first": "first", "last": "last"},
    "nl": {"first": "het eerste", "last": "het laatste"},
    "fr": {"first": "le premier", "last": "le dernier"},
    "es": {"first": "el primero", "last": "el último"},
    "ar": {"first": "الأول", "last": "الأخير"},
}

HIDDEN = {"en": "(hidden)", "nl": "(verborgen)", "fr": "(masqué)", "es": "(oculto)", "ar": "(مخفي)"}


def finding_row(finding: Finding, codebook: Codebook | None, language: str) -> dict[str, str]:
    """The row of findings.csv for a finding; values of personal questions are never in it."""
    question = codebook.label(finding.variable, language) if codebook and finding.variable else finding.variable
    personal = bool(codebook and finding.variable and codebook.question(finding.variable).personal)
    value = (
        HIDDEN.get(language, HIDDEN["en"]) if personal and finding.rule not in ("required_blank",) else finding.found
    )
    parameters = {**finding.parameters, "question": question, "variable": finding.variable, "found": value}
    if "keep" in parameters:
        parameters["keep"] = _KEEP.get(language, _KEEP["en"])[parameters["keep"]]
    if "points" in parameters:
        parameters["points"] = points_in_words(parameters["points"], language)
    if finding.rule == "identity_not_compared":
        parameters["field"] = group_in_words(parameters["field"], language)
    own = next((rule for rule in codebook.rules if rule.id == finding.rule), None) if codebook else None
    texts = _own_wording(own, language) if own else _catalogue_wording(finding.rule, language, parameters)
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "scope": finding.scope,
        "wave": finding.wave,
        "partner": finding.partner,
        "file": finding.file,
        "sheet": finding.sheet,
        "row": str(finding.row) if finding.row else "",
        "record": finding.record,
        "respondent": finding.respondent,
        "variable": finding.variable,
        "question": question,
        "value": value,
        "decided": "yes" if finding.decided else "",
        **texts,
    }


def _catalogue_wording(rule: str, language: str, parameters: Mapping[str, str]) -> dict[str, str]:
    return {part: rule_text(rule, language, parameters, part) for part in ("message", "expected", "action")}


def _own_wording(rule: Rule, language: str) -> dict[str, str]:
    """The wording of a schema's own rule; what it leaves out is said in general words."""
    general = {"question": wording(rule.label, language, rule.id)}
    return {
        "message": wording(rule.label, language, rule.id),
        "expected": rule_text("schema_rule", language, general, "expected"),
        "action": wording(rule.remedy, language) or rule_text("schema_rule", language, general, "action"),
    }

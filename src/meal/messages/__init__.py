"""Rule and parameters in, wording and remedy out, per language."""

from meal.messages.catalogue import RuleText, rule_text, rules
from meal.messages.finding_rows import FINDING_COLUMNS, finding_row
from meal.messages.partner_text import PartnerText, partner_text
from meal.messages.words import PARTNER_LANGUAGES, partner_words

__all__ = [
    "FINDING_COLUMNS",
    "PARTNER_LANGUAGES",
    "PartnerText",
    "RuleText",
    "finding_row",
    "partner_text",
    "partner_words",
    "rule_text",
    "rules",
]

"""Rule and parameters in, wording and remedy out, per language."""

from meal.messages.catalogue import RuleText, rule_text, rules
from meal.messages.finding_rows import FINDING_COLUMNS, finding_row

__all__ = ["FINDING_COLUMNS", "RuleText", "finding_row", "rule_text", "rules"]

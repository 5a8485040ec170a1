"""Who is who: records side by side, and pairs of them that may be one person, with points that can be read."""

from meal.prepare.identity.scoring import find_pairs
from meal.prepare.identity.table import identity_table
from meal.prepare.identity.with_splink import find_pairs_with_splink

RULES = {"points": find_pairs, "splink": find_pairs_with_splink}
"""`identity.rule` → how pairs are found."""

__all__ = ["RULES", "find_pairs", "find_pairs_with_splink", "identity_table"]

"""Who is who: records side by side, and pairs of them that may be one person, with points that can be read."""

from meal.prepare.identity.scoring import find_pairs
from meal.prepare.identity.table import identity_table

__all__ = ["find_pairs", "identity_table"]

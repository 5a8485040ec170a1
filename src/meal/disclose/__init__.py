"""What may be published: small cells hidden, with every further cell that would give one away."""

from meal.disclose.boxes import suppress_findings, suppress_flow
from meal.disclose.hints import Compared, LevelParts
from meal.disclose.rows import published_before, suppress

__all__ = ["Compared", "LevelParts", "published_before", "suppress", "suppress_findings", "suppress_flow"]

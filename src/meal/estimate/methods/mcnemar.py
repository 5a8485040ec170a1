"""McNemar's test of no change in pairs, in its mid-p form."""

from __future__ import annotations

from scipy import special


def mcnemar_midp(gained: int, lost: int) -> float | None:
    """Mid-p of as many gains and losses if each were equally likely; None where nobody changed (R6).

    Source: Fagerland, Lydersen & Laake (2013), BMC Medical Research Methodology 13:91.
    """
    n = gained + lost
    if n == 0:
        return None
    fewer = min(gained, lost)
    up_to = float(special.bdtr(fewer, n, 0.5))
    below = float(special.bdtr(fewer - 1, n, 0.5)) if fewer else 0.0
    return 1 - (up_to - below) / 2 if gained == lost else up_to + below


def mcnemar_chi_square(gained: int, lost: int) -> float:
    """The uncorrected statistic (b − c)²/(b + c), for agreement with the score interval."""
    return (gained - lost) ** 2 / (gained + lost)

"""Survey exports in, defensible indicator tables out.

    >>> from meal import load_study, analyse
    >>> analysis = analyse(load_study("surveys/reconsideration"))  # doctest: +SKIP
    >>> analysis.frame()  # doctest: +SKIP

A notebook needs no file: `analyse({"study": …}, {"before": frame, "after": frame})`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from meal.api import Analysis, Validation, analyse, load_codebook, load_study, read_survey, validate
    from meal.model.errors import DataError, StudyError

__all__ = [
    "Analysis",
    "DataError",
    "StudyError",
    "Validation",
    "analyse",
    "load_codebook",
    "load_study",
    "read_survey",
    "validate",
]


def __getattr__(name: str) -> Any:
    # `meal --help` must answer at once, so pandas is not imported before something is asked for.
    if name in ("DataError", "StudyError"):
        from meal.model import errors

        return getattr(errors, name)
    if name in __all__:
        from meal import api

        return getattr(api, name)
    raise AttributeError(f"module 'meal' has no attribute '{name}'")

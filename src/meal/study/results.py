"""What a donor's table needs to know of an indicator beside its number: where it began, and what was known before."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from meal.study.setting_types import LanguageText, Part

Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class Baseline(Part):
    """Where an indicator began."""

    value: float
    """The figure, in the units of the last statistic reported; 0 where only this period counts."""
    date: Day | None = None
    """The day of it; the first day of the period where it is left out."""


class Previous(Part):
    """The same indicator in the period before."""

    value: float
    """The figure, in the units of the last statistic reported."""
    period: LanguageText = {}
    """Which period that was, in words."""
    how: LanguageText = {}
    """Where the figure comes from, where it was not published as such."""

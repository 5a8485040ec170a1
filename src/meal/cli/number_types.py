"""Numbers as people type them on the command line: shares, and numbers not below a limit."""

from __future__ import annotations

from typing import Any

import click


class Share(click.ParamType[float]):
    """A share as 0.3 or 30%; `ends` says which of 0 and 1 may be given."""

    name = "share"

    def __init__(self, ends: str = "") -> None:
        self.ends = ends

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The share as a number from 0 to 1."""
        text = str(value).strip()
        try:
            number = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except ValueError:
            self.fail(f"'{value}' is not a number. Write a share as 0.3 or 30%.", param, ctx)
        if not (0 < number < 1 or (number == 0 and "0" in self.ends) or (number == 1 and "1" in self.ends)):
            low = "from 0" if "0" in self.ends else "above 0"
            high = "up to 1" if "1" in self.ends else "below 1"
            self.fail(f"{value} was given, and a number {low} and {high} was expected, such as 0.3 or 30%.", param, ctx)
        return number


class AtLeast(click.ParamType[float]):
    """A number not below a limit."""

    name = "number"

    def __init__(self, least: float, *, whole: bool = True) -> None:
        self.least, self.whole = least, whole

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number; thousands may be written with a comma."""
        kind = "whole number" if self.whole else "number"
        try:
            number = float(str(value).replace(",", ""))
        except ValueError:
            self.fail(f"'{value}' is not a {kind}.", param, ctx)
        if not self.least <= number < float("inf") or (self.whole and number != int(number)):
            self.fail(f"{value} was given, and a {kind} of {self.least:g} or more was expected.", param, ctx)
        return int(number) if self.whole else number

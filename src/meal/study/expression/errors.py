"""What an officer reads when an expression cannot be used."""

from __future__ import annotations


class ExpressionError(ValueError):
    """An expression that cannot be read or does not fit the questions it uses.

    Attributes:
        reason: a sentence for the officer: what was found and what to write instead.
        column: the character in its line where it goes wrong, from 1.
        line: the line within the expression, from 1.
    """

    def __init__(self, reason: str, column: int = 1, line: int = 1) -> None:
        self.reason = reason
        self.column = column
        self.line = line
        where = f"column {column}" if line == 1 else f"line {line}, column {column}"
        super().__init__(f"{where}: {reason}")


def fault(text: str, at: int, reason: str) -> ExpressionError:
    """The error at the character with this number, counted from 0 over all lines of the text."""
    return ExpressionError(reason, column=column_of(text, at), line=text.count("\n", 0, at) + 1)


def column_of(text: str, at: int) -> int:
    """The column, from 1, of a character within its line."""
    return at - text.rfind("\n", 0, at)

"""The two reasons why a run stops; everything wrong with records is a Finding instead."""

from __future__ import annotations


class StudyError(Exception):
    """The study file or a schema is wrong; the text is addressed to the officer.

    Args:
        problems: one sentence each, every one with file, line, what was found and what was meant.
    """

    def __init__(self, problems: str | list[str]) -> None:
        self.problems = [problems] if isinstance(problems, str) else list(problems)
        super().__init__("\n".join(self.problems))


class DataError(Exception):
    """A file cannot be read, so that the run cannot continue; the text is addressed to the officer."""

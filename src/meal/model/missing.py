"""Why an answer is missing: the reason is kept from reading to the last table."""

from enum import IntEnum


class Reason(IntEnum):
    """Reason that an answer is missing; 0 means that it is there.

    SPSS stores "not asked" as a system-missing number, Stata as `.`; both arrive as NOT_ASKED.
    """

    ANSWERED = 0
    BLANK = 1
    DONT_KNOW = 2
    REFUSED = 3
    NOT_APPLICABLE = 4
    NOT_ASKED = 5
    INVALID = 6
    NOT_REACHED = 7
    OTHER_MISSING = 8

    @property
    def key(self) -> str:
        """The name used in schemas and outputs, such as `dont_know`."""
        return self.name.lower()


REASON_BY_KEY = {reason.key: reason for reason in Reason}

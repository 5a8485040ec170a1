r"""The category of a transition: `a>b` for those who answered a before and b after.

A `>` inside an answer is written `\>` and a backslash `\\`, as a `|` inside a level is.
"""

from __future__ import annotations

import re

_PIECE = re.compile(r"\\(.)|(>)|([^\\>]+)")


def answer_key(answer: str) -> str:
    """An answer as it stands in the column `category`."""
    return answer.replace("\\", "\\\\").replace(">", "\\>")


def transition_key(before: str, after: str) -> str:
    """The category of those who went from one answer to another, or stayed."""
    return f"{answer_key(before)}>{answer_key(after)}"


def answers_of(category: str) -> tuple[str, ...]:
    """The answers that a category names: the one before and the one after, or the only one."""
    parts = [""]
    for escaped, arrow, plain in _PIECE.findall(category):
        if arrow:
            parts.append("")
        else:
            parts[-1] += escaped or plain
    return tuple(parts)


def is_transition(category: str) -> bool:
    """Whether a category leads from one answer to another."""
    return len(answers_of(category)) == 2

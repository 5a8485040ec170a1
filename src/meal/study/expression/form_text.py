"""Paths in the expressions of forms, written as the question that they lead to, so that one grammar reads both.

Every replacement is as long as what it replaces: a column that is told is the column in the form.
"""

from __future__ import annotations

import re

CHOICE_COLUMN = "choices/"
"""What a column of the choices sheet is called, so that no question can be mistaken for it."""

_NAME = r"[^\W\d][\w.-]*"
_QUOTED = r"""'[^']*'|"[^"]*\""""
_PATHS = re.compile(
    rf"""(?P<quoted>{_QUOTED})
      | (?P<position>(?<![\w-])position\(\s*\.\.\s*\))
      | (?P<self>(?:current\(\)/\.|\./\.|self::node\(\))(?![\w./]))
      | (?P<path>(?:current\(\)/)?(?:\.\./)+(?:{_NAME}/)*(?P<last>{_NAME})(?![\w(/\[-])
          | (?<![\w)\]/.}}])/(?:{_NAME}/)+(?P<leaf>{_NAME})(?![\w(/\[-]))""",
    re.VERBOSE,
)
_OPERATORS = frozenset({"and", "or", "div", "mod"})
_BARE = re.compile(
    rf"(?P<quoted>{_QUOTED})|\$\{{[^}}]*\}}|(?P<bare>(?<![\w:.-]){_NAME}(?::{_NAME})?)(?=(?P<call>\s*\()?)"
)


def with_names(text: str) -> str:
    """The expression with paths such as `../age` and `/form/group/age` as `${age}`, and `position(..)` as a call."""

    def named(match: re.Match[str]) -> str:
        whole = match[0]
        if match["quoted"]:
            return whole
        if match["position"]:
            return whole.replace("..", ". ")
        if match["self"]:
            return ".".ljust(len(whole))
        return f"${{{match['last'] or match['leaf']}}}".ljust(len(whole))

    return _PATHS.sub(named, text)


def choice_columns(text: str) -> frozenset[str]:
    """The columns of the choices sheet that a choice filter names: words that stand there by themselves."""
    return frozenset(
        match["bare"]
        for match in _BARE.finditer(text)
        if match["bare"] and match["call"] is None and match["bare"] not in _OPERATORS
    )

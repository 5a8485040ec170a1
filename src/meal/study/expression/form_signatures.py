"""The functions of forms: how many values each takes, and those that cannot be worked out again, with the reason.

Source: the ODK XForms specification (XPath functions) and the functions of XPath 1.0 that it includes.
"""

from __future__ import annotations

MANY = 1_000

TAKES: dict[str, tuple[int, int]] = {
    "true": (0, 0), "false": (0, 0), "not": (1, 1), "boolean": (1, 1), "boolean-from-string": (1, 1),
    "if": (3, 3), "coalesce": (1, MANY), "once": (1, 1), "checklist": (3, MANY), "weighted-checklist": (4, MANY),
    "selected": (2, 2), "selected-at": (2, 2), "count-selected": (1, 1), "count-non-empty": (1, MANY),
    "jr:choice-name": (2, 2),
    "number": (0, 1), "int": (1, 1), "round": (1, 2), "floor": (1, 1), "ceiling": (1, 1), "abs": (1, 1),
    "pow": (2, 2), "sqrt": (1, 1), "exp": (1, 1), "exp10": (1, 1), "log": (1, 1), "log10": (1, 1), "pi": (0, 0),
    "sin": (1, 1), "cos": (1, 1), "tan": (1, 1), "asin": (1, 1), "acos": (1, 1), "atan": (1, 1), "atan2": (2, 2),
    "min": (1, MANY), "max": (1, MANY), "sum": (1, 1), "count": (1, 1), "position": (0, 1),
    "string": (0, 1), "string-length": (0, 1), "concat": (0, MANY), "substr": (2, 3),
    "substring-before": (2, 2), "substring-after": (2, 2), "translate": (3, 3), "normalize-space": (0, 1),
    "contains": (2, 2), "starts-with": (2, 2), "ends-with": (2, 2), "regex": (2, 2),
    "today": (0, 0), "now": (0, 0), "date": (1, 1), "date-time": (1, 1), "decimal-date-time": (1, 1),
    "decimal-time": (1, 1), "format-date": (2, 2), "format-date-time": (2, 2),
}  # fmt: skip
"""Function → the fewest and the most values that it takes."""

_CHANCE = "it gives something else every time that it is worked out"
_OTHER_FILE = "it reads another file on the phone, which is not in the export"
_PLACE = "it measures places, which is not done here"
_ROUNDS = "it reads one given row of a repeat group"
CANNOT: dict[str, str] = {
    "random": _CHANCE,
    "randomize": _CHANCE,
    "uuid": _CHANCE,
    "pulldata": _OTHER_FILE,
    "instance": _OTHER_FILE,
    "search": _OTHER_FILE,
    "indexed-repeat": _ROUNDS,
    "indexed_repeat": _ROUNDS,
    "current": "a path through the form follows that is not read here",
    "last": _ROUNDS,
    "join": _ROUNDS,
    "area": _PLACE,
    "distance": _PLACE,
    "geofence": _PLACE,
    "digest": "it encrypts",
    "base64-decode": "it decodes",
    "jr:itext": "it reads a text of the form",
    "version": "it tells the version of the form on the phone",
    "property": "it tells a setting of the phone",
}
"""Functions that forms have and that an export cannot answer: name → why."""

OVER_ROUNDS = frozenset({"count", "sum", "min", "max", "count-non-empty"})
"""Functions that look at all rows of a repeat group."""

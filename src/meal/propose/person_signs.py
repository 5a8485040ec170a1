"""Which questions tell one person from another, by the words of their heading."""

from __future__ import annotations

from typing import Literal

from meal.propose.profile import last_part
from meal.propose.words import mentions, tokens

PersonSign = Literal["sex", "age", "birth", "name", "site", ""]

_BIRTH = frozenset(
    {"birth", "born", "birthyear", "yob", "naissance", "geboorte", "geboortejaar", "nacimiento", "ميلاد"}
)
_SHORT = 3
"""A heading of more words asks about something in a place, not for the place."""


def person_sign(name: str) -> PersonSign:
    """What a column asks about the person or the place of the interview; nothing where its heading tells nothing."""
    words = tokens(last_part(name))
    if mentions(words, "personal", "birth_date") or _BIRTH & set(words):
        return "birth"
    if mentions(words, "headings", "sex"):
        return "sex"
    if mentions(words, "headings", "age") and not mentions(words, "headings", "age_group", "not_years"):
        return "age"
    if mentions(words, "personal", "person_name") and not mentions(words, "personal", "not_person_name"):
        return "name"
    if len(words) <= _SHORT and mentions(words, "headings", "site"):
        return "site"
    return ""

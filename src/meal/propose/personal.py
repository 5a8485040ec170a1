"""Columns that probably hold personal data, told by their heading and by what their values look like."""

from __future__ import annotations

import re
from collections.abc import Sequence

from meal.propose.answers import some_answers
from meal.propose.profile import ColumnProfile
from meal.propose.words import is_called, mentions

_UUID = re.compile(r"(uuid:)?[0-9a-f]{8}-?([0-9a-f]{3,6}-?){3,4}[0-9a-f]{8,16}", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE)
_POSITION = re.compile(r"-?\d{1,2}\.\d{3,}[ ,;]+-?\d{1,3}\.\d{3,}([ ,;]+-?[\d.]+){0,2}")
_PHONE = re.compile(r"(\+|00?)[1-9][\d\s().-]{6,16}\d")
_LONG_NUMBER = re.compile(r"[A-Z]{0,2}\d{9,14}[A-Z]?")
_DEGREES = re.compile(r"-?\d{1,3}\.\d{4,}")
_MEDIA = re.compile(r".+\.(jpe?g|png|mp3|m4a|amr|wav|mp4|3gp)", re.IGNORECASE)
_EXAMINED = 500

WORDS = {
    "person_name": "names of people",
    "phone": "phone numbers",
    "email": "e-mail addresses",
    "national_id": "numbers of identity papers",
    "address": "addresses",
    "birth_date": "dates of birth",
    "position": "positions (GPS)",
    "media": "pictures or recordings",
    "account": "accounts or devices",
    "long_number": "long numbers that differ between records, as of phones or identity papers",
}
"""What each kind is called."""


def personal_kind(profile: ColumnProfile) -> str:
    """The kind of personal data that a column probably holds, a key of `WORDS`; empty where there is no sign."""
    if not profile.n_answered or _are(_UUID, profile, 0.8):
        return "account" if profile.n_answered and _called(profile, "account") else ""
    if profile.question is not None and profile.question.personal:
        return _by_heading(profile) or "account"
    if profile.yes_no() or profile.is_zero_one():
        return ""
    return _by_values(profile) or _by_heading(profile)


def is_uuid(profile: ColumnProfile) -> bool:
    """Whether the values are identifiers that a machine made."""
    return profile.n_answered > 0 and _are(_UUID, profile, 0.8)


def _by_values(profile: ColumnProfile) -> str:
    if profile.kind in ("date", "datetime", "time"):
        return ""
    if _are(_EMAIL, profile, 0.2):
        return "email"
    if _are(_POSITION, profile, 0.5):
        return "position"
    if _are(_MEDIA, profile, 0.8):
        return "media"
    if profile.n_distinct >= 3 and _are(_PHONE, profile, 0.6) and _mostly_different(profile):
        return "phone"
    return ""


def _by_heading(profile: ColumnProfile) -> str:
    """What the heading promises, where the values do not belie it."""
    if _called(profile, "position") and (_are(_DEGREES, profile, 0.5) or not profile.is_number):
        return "position"
    if profile.words and profile.words[-1] in ("latitude", "longitude", "lat", "lon") and profile.is_number:
        return "position"
    if _called(profile, "account"):
        return "account"
    if _called(profile, "birth_date") and profile.kind in ("date", "datetime", "text"):
        return "birth_date"
    if _called(profile, "phone") and ((profile.is_number and (profile.high or 0) > 99_999) or _has_digits(profile)):
        return "phone"
    if _called(profile, "national_id") and _mostly_different(profile) and (_has_digits(profile)):
        return "national_id"
    if profile.kind == "text" and _mostly_different(profile):
        if _called(profile, "email"):
            return "email"
        if _called(profile, "address"):
            return "address"
        if _called(profile, "person_name") and not _about_a_place(profile):
            return "person_name"
    if profile.kind == "text" and _called(profile, "media"):
        return "media"
    if _mostly_different(profile) and profile.n_distinct >= 20 and _are(_LONG_NUMBER, profile, 0.9):
        return "long_number"
    return ""


def _called(profile: ColumnProfile, kind: str) -> bool:
    """Whether the name, or a short label, mentions the kind; long questions mention many things."""
    if mentions(profile.words, "personal", kind):
        return True
    return len(profile.label_words) <= 12 and mentions(profile.label_words, "personal", kind)


def _about_a_place(profile: ColumnProfile) -> bool:
    words = (*profile.words, *profile.label_words)
    return mentions(words, "personal", "not_person_name") or is_called(profile.words, "headings", "site")


def _mostly_different(profile: ColumnProfile) -> bool:
    return profile.n_distinct >= 0.5 * profile.n_answered


def _has_digits(profile: ColumnProfile) -> bool:
    texts = _sample(profile)
    return sum(sum(letter.isdigit() for letter in text) >= 6 for text in texts) >= 0.5 * len(texts)


def _are(pattern: re.Pattern[str], profile: ColumnProfile, share: float) -> bool:
    """Whether this part of the distinct answers has a form."""
    texts = _sample(profile)
    return bool(texts) and sum(bool(pattern.fullmatch(text)) for text in texts) >= share * len(texts)


def _sample(profile: ColumnProfile) -> Sequence[str]:
    return some_answers(profile.answers.counts, _EXAMINED)

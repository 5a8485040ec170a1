"""Telephone numbers in one form, with the calling code of their country; what is no number says nothing."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from meal.model.arrays import TextArray

NO_DIGIT = re.compile(r"[^\d+]")
LETTER = re.compile(r"[^\W\d_]")
SHORTEST, LONGEST = 7, 15
"""Digits of a number anywhere in the world; ITU-T E.164 allows at most 15."""
UNKNOWN = "?"
"""Stands before a number whose country is not known."""
COUNTING = "0123456789012345 9876543210987654"


@dataclass(frozen=True, slots=True)
class Numbering:
    """How numbers are written in one country.

    Attributes:
        calling_code: without `+`. prefix: what may stand before a national number, such as 0; None for nothing.
        national: what a national number looks like. special: has rules of its own, left to the library.
    """

    calling_code: str
    prefix: re.Pattern[str] | None
    national: re.Pattern[str]
    special: bool


@functools.cache
def numbering(country: str) -> Numbering | None:
    """The numbering of a country by its two letters, or None for a code that is no country's."""
    from phonenumbers import PhoneMetadata

    metadata = PhoneMetadata.metadata_for_region(country, None)
    if metadata is None or metadata.general_desc is None:
        return None
    prefix = metadata.national_prefix_for_parsing
    return Numbering(
        calling_code=str(metadata.country_code),
        prefix=re.compile(prefix) if prefix else None,
        national=re.compile(metadata.general_desc.national_number_pattern or ""),
        special=metadata.national_prefix_transform_rule is not None,
    )


@functools.cache
def _country_of_code(code: str) -> str | None:
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

    regions = COUNTRY_CODE_TO_REGION_CODE.get(int(code), ()) if code else ()
    return regions[0] if regions and regions[0] != "001" else None


def normalised_phone(text: str, country: str = "") -> str:
    """A number as `+` and its digits with the calling code; empty where it is none, or obviously false.

    A leading `00` is `+`. A number of an unknown country, or with a calling code that nobody has been given,
    is `?` and its digits: it can still be the same as another.

    Args:
        country: two letters, for numbers that are written without a calling code.

    Source: `phonenumbers`, with whose metadata numbers are read here, because reading one takes it a tenth of
    a millisecond; the tests compare the two. Countries with rules of their own are read by the library.
    """
    digits = text
    if not (text.isascii() and text.isdigit()):
        if LETTER.search(text):
            text = re.split(r"(?i)\s*(?:ext|x|/|,|;)", text, maxsplit=1)[0]
        digits = NO_DIGIT.sub("", text if text.isascii() else text.translate(_EASTERN))
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    international = digits.startswith("+")
    digits = digits.replace("+", "")
    if not SHORTEST <= len(digits) <= LONGEST or _is_false(digits):
        return ""
    if international:
        return _international(digits)
    rules = numbering(country.strip().upper()) if country else None
    if rules is None:
        return (
            UNKNOWN + (digits.lstrip("0") if len(digits.lstrip("0")) >= SHORTEST else "") if digits.strip("0") else ""
        )
    if rules.special:
        return _by_library(digits, country.strip().upper())
    return _national(digits, rules, allow_code=True)


# Arabic-Indic and Persian digits.
_EASTERN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def _is_false(digits: str) -> bool:
    """Whether it was plainly typed to fill the field: one digit throughout at its end, or counting."""
    tail = digits[-SHORTEST:]
    return len(set(tail)) == 1 or tail in COUNTING or digits.lstrip("0") in COUNTING


def _international(digits: str) -> str:
    for length in (1, 2, 3):
        country = _country_of_code(digits[:length])
        if country is not None:
            rules = numbering(country)
            if rules is None:
                break
            if rules.special:
                return _by_library("+" + digits, country)
            return _national(digits[length:], rules, allow_code=False)
    return UNKNOWN + digits


def _national(digits: str, rules: Numbering, *, allow_code: bool) -> str:
    """The number with its calling code, or empty where the country has no such number."""
    code = rules.calling_code
    if allow_code and digits.startswith(code) and not rules.national.fullmatch(digits):
        rest = _without_prefix(digits[len(code) :], rules)
        if rules.national.fullmatch(rest):
            return f"+{code}{rest}"
    number = _without_prefix(digits, rules)
    return f"+{code}{number}" if rules.national.fullmatch(number) else ""


def _without_prefix(digits: str, rules: Numbering) -> str:
    found = rules.prefix.match(digits) if rules.prefix is not None else None
    if found is None or found.end() == 0:
        return digits
    rest = digits[found.end() :]
    # A number that is right as it stands keeps what only looks like a prefix.
    return digits if rules.national.fullmatch(digits) and not rules.national.fullmatch(rest) else rest


def _by_library(text: str, country: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def normalised_phones(
    texts: Sequence[str] | TextArray, countries: Sequence[str] | TextArray | str | None = None
) -> TextArray:
    """Every number normalised, shape as given; each distinct text of a country once.

    Args:
        countries: the country of all, or of each.
    """
    import pandas as pd

    given = np.asarray(texts, dtype=object)
    codes, distinct = pd.factorize(given)
    if countries is None or isinstance(countries, str):
        made = np.empty(len(distinct), dtype=object)
        made[:] = [normalised_phone(str(text), countries or "") for text in distinct]
        return made[codes]
    country, names = pd.factorize(np.asarray(countries, dtype=object))
    both, pairs = pd.factorize(codes.astype(np.int64) * max(len(names), 1) + country)
    made = np.empty(len(pairs), dtype=object)
    made[:] = [
        normalised_phone(str(distinct[pair // len(names)]), str(names[pair % len(names)])) for pair in pairs.tolist()
    ]
    return made[both]

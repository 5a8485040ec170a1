"""Telephone numbers in one form, the same as the library's."""

from __future__ import annotations

import numpy as np
import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meal.prepare.identity.phones import normalised_phone, normalised_phones

COUNTRIES = ("NG", "KE", "GM", "IQ", "LB", "JO", "EG", "SD", "UG", "ET", "NE", "LY", "SN", "ML", "NL", "US", "BR", "IT")


@pytest.mark.parametrize(
    "text",
    [
        "0712 845 671",
        "00254712845671",
        "+254 712 845671",
        "254712845671",
        "0712-845-671",
        "٠٧١٢٨٤٥٦٧١",
        "+254(0)712845671",
    ],
)
def test_spellings_of_one_kenyan_number(text):
    assert normalised_phone(text, "KE") == "+254712845671"


@pytest.mark.parametrize(
    "text", ["", "-", "0000000000", "0999999999", "1234567", "0123456789", "12345", "no phone", "9" * 16]
)
def test_what_is_no_number_says_nothing(text):
    assert normalised_phone(text, "KE") == ""


def test_a_number_that_its_country_does_not_have_says_nothing():
    assert normalised_phone("0112 84 56", "NL") == ""


def test_without_a_country_a_number_is_its_digits():
    assert normalised_phone("0712845671") == normalised_phone("712 845 671") == "?712845671"
    assert normalised_phone("+999 555 7437") == "?9995557437"


@given(st.sampled_from(COUNTRIES), st.integers(0, 10**10 - 1), st.booleans())
def test_the_same_as_the_library_reads(country, number, international):
    example = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
    national = str(example.national_number)
    # The beginning of a true number with other digits at its end.
    digits = national[:3] + f"{number:010d}"[-(len(national) - 3) :]
    text = f"+{example.country_code}{digits}" if international else digits
    parsed = phonenumbers.parse(text, country)
    if phonenumbers.is_valid_number(parsed) and len(set(text[-7:])) > 1:
        assert normalised_phone(text, country) == phonenumbers.format_number(
            parsed, phonenumbers.PhoneNumberFormat.E164
        )


def test_each_record_by_its_own_country():
    found = normalised_phones(["0712845671", "0712845671", "", "08031834561"], ["KE", "UG", "KE", "NG"])
    assert found.tolist() == ["+254712845671", "+256712845671", "", "+2348031834561"]


def test_one_country_for_all():
    assert normalised_phones(np.array(["0712845671"] * 2, dtype=object), "KE").tolist() == ["+254712845671"] * 2

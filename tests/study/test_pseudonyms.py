"""Pseudonyms: the same at every run, other ones with another key, and never the identifier."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from meal.study.identity import Identity
from meal.study.pseudonyms import Pseudonyms, identifier_columns, with_personal_identifiers
from meal.study.records import record_keys
from tests.builders import wave

ONE, OTHER = Pseudonyms(b"1" * 32), Pseudonyms(b"2" * 32)


@given(st.text(min_size=1))
def test_a_pseudonym_hides_and_stays(identifier: str) -> None:
    pseudonym = ONE.of(identifier)
    assert pseudonym == ONE.of(identifier) == ONE.of(pseudonym)
    assert len(pseudonym) == 18
    assert pseudonym != identifier or pseudonym.startswith("p-")


def test_keys_make_other_pseudonyms_and_are_not_shown() -> None:
    assert ONE.of("GM-1") != OTHER.of("GM-1")
    assert ONE.of("") == ""
    assert "1111" not in repr(ONE)
    assert ONE.of_each(np.array(["a", "", "a"], dtype=object)).tolist() == [ONE.of("a"), "", ONE.of("a")]


def test_what_outputs_show_of_records_is_under_pseudonym_and_people_are_told_apart_as_before() -> None:
    asked = wave({"_uuid": ["u1", "u2"], "id": ["A", ""], "org": ["x", "y"], "meta/instanceID": ["k1", "k2"]})
    identity = Identity(respondent="id", partner="org")
    keys = record_keys(asked, identity, ONE)
    assert keys.record.tolist() == keys.stable.tolist() == [ONE.of("u1"), ONE.of("u2")]
    assert keys.respondent.tolist() == [ONE.of("A"), ""]
    assert (keys.person.tolist(), keys.partner.tolist()) == (["A", ""], ["x", "y"])
    assert identifier_columns(asked.columns, identity) == {"_uuid", "id", "meta/instanceID"}
    marked = with_personal_identifiers(asked, identity).codebook
    assert {name for name in asked.columns if marked.question(name).personal} == {"_uuid", "id", "meta/instanceID"}

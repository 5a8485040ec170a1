"""Points of pairs of names: what the quick look leaves out would give no points."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from meal.prepare.identity.name_parts import _likeness, _may_be_alike, name_parts
from meal.prepare.identity.profiles import Column


def parts_of(*names: str):
    texts = np.array(sorted(set(names)), dtype=object)
    ones = np.ones(len(texts), dtype=np.int64)
    return name_parts(Column(np.arange(len(texts)), texts, ones, len(texts)))


@given(st.lists(st.text("abiusk\u00e9", min_size=1, max_size=9), min_size=2, max_size=12, unique=True))
def test_no_part_that_is_like_another_is_left_out_by_the_quick_look(names):
    parts = parts_of(*names)
    one, other = np.triu_indices(len(parts.texts), k=1)
    points, _ = _likeness(parts, one, other)
    alike = _may_be_alike(parts, one, other)
    assert not (np.isfinite(points) & ~alike).any()


def test_the_quick_look_leaves_out_names_that_have_little_in_common():
    parts = parts_of("musa", "fatima")
    assert not _may_be_alike(parts, np.array([0]), np.array([1])).any()

"""Files are named after partners in any script, on any system."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from meal.pipeline.feedback.names import file_stems


def test_letters_of_every_script_stay() -> None:
    assert file_stems(["النور", "Étoile du Sud", "کوردستان", "善意"]) == ["النور", "Étoile du Sud", "کوردستان", "善意"]


def test_what_a_system_forbids_is_replaced() -> None:
    assert file_stems(["a/b", "..\\..\\etc", "CON", "x:y*?", "tab\there", "end. ", "   ", "\u202eevil"]) == [
        "a-b", "etc", "CON-1", "x-y", "tab here", "end", "partner", "evil",
    ]  # fmt: skip


def test_names_that_would_be_the_same_get_numbers() -> None:
    assert file_stems(["Harbour", "harbour", "HARBOUR"]) == ["Harbour", "harbour-2", "HARBOUR-3"]
    assert file_stems(["a/b", "a:b"]) == ["a-b", "a-b-2"]
    assert file_stems(["é", "e\u0301"]) == ["é", "é-2"]  # one letter, written in two ways


def test_a_number_does_not_take_the_name_of_another() -> None:
    stems = file_stems(["a", "a-2", "A"])
    assert len({stem.casefold() for stem in stems}) == 3


@given(st.lists(st.text(max_size=200), max_size=8))
def test_any_names_give_different_files_of_one_folder(names: list[str]) -> None:
    stems = file_stems(names)
    assert len({stem.casefold() for stem in stems}) == len(names)
    for stem in stems:
        assert 0 < len(stem.encode()) < 140
        assert not set(stem) & set('<>:"/\\|?*\n\r\t\0')
        assert stem == stem.strip(". ")

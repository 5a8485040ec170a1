"""One name in many spellings and scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meal.prepare.identity.names import distinct_normalised, normalised_name, normalised_names, skeleton


def skeletons(text: str) -> str:
    return " ".join(sorted(skeleton(part) for part in normalised_name(text).split()))


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Mohammed", "Muhamad"),
        ("Mohammed", "محمد"),
        ("Abdul Rahman", "Abdurrahman"),
        ("Abdel-Rahman", "عبد الرحمن"),
        ("Abdullah Ahmed", "عبدالله احمد"),
        ("Mohamed Al-Hassan", "محمد الحسن"),
        ("Mohamed Al-Hassan", "Hassan Mohamed"),
        ("Yusuf", "Youssef"),
        ("Youssouf", "يوسف"),
        ("Aisha", "Aïcha"),
        ("Ayesha", "عائشة"),
        ("Fatima", "فاطمة"),
        ("Fatimah", "Fatma"),
        ("Khaled", "خالد"),
        ("Omar", "عمر"),
        ("Oumar", "Umar"),
        ("Ibrahim", "إبراهيم"),
        ("Noureddine", "Nur al-Din"),
        ("Noor Aldeen", "نور الدين"),
        ("Hussein bin Ali", "حسين علي"),
        ("Abu Bakr", "Aboubacar"),
        ("Cheikh Ousmane Sène", "Usman Sene"),
        ("Abebe Bekele", "አበበ በቀለ"),
        ("JOSÉ  GONÇALVES", "Jose Goncalves"),
    ],
)
def test_spellings_of_one_name_have_one_skeleton(name, other):
    assert skeletons(name) == skeletons(other) != ""


@pytest.mark.parametrize(("name", "other"), [("Amina", "Amira"), ("Ali", "Omar"), ("Lamin", "Musa"), ("Sidi", "Chidi")])
def test_different_names_stay_different(name, other):
    assert skeletons(name) != skeletons(other)


def test_the_parts_of_a_name_stay_in_the_order_of_writing():
    assert normalised_name("Diallo, Fatoumata") == "dialu fatumata"


def test_an_initial_stays_a_letter():
    assert normalised_name("A. Diallo") == "a dialu"


@pytest.mark.parametrize("text", ["", "   ", "-", "123", "al", "؟"])
def test_what_holds_no_name_is_empty(text):
    assert normalised_name(text) == ""


@given(st.text(max_size=40))
def test_any_text_gives_small_parts_between_single_spaces(text):
    name = normalised_name(text)
    assert name == " ".join(name.split())
    assert not any(letter.isdigit() or letter == "_" for letter in name)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzéèô '-", max_size=30))
def test_case_and_marks_make_no_difference(text):
    assert normalised_name(text.upper()) == normalised_name(text)


def test_every_record_gets_its_own_name():
    assert normalised_names(["Musa", "", "Moussa", "Musa"]).tolist() == ["musa", "", "musa", "musa"]


WORDS = ["Musa", "musa", "Al-Hassan", "Abdul", "Rahman", "al", "din", "Nur", "O'Neill", "محمد", "عبدالله", "J", "Haji",
         "Aïcha", "bin", "-", "Noureddine", "\u212aofi", "2"]  # fmt: skip


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join), max_size=30))
def test_a_list_of_names_is_normalised_as_each_name_alone(names):
    assert distinct_normalised(names) == [normalised_name(name) for name in names]

"""Made-up names: given names that many people have, and family names put together from syllables."""

from __future__ import annotations

MEN = (
    "Abdi", "Adam", "Ahmad", "Ali", "Amin", "Amir", "Anwar", "Aziz", "Bakri", "Bashir", "Bilal", "Daud", "Emmanuel",
    "Fadi", "Farid", "Faris", "Habib", "Hadi", "Hamid", "Hassan", "Ibrahim", "Idris", "Ismail", "Jamal", "James",
    "Kamal", "Karim", "Khalid", "Latif", "Lual", "Mahdi", "Majid", "Mamadou", "Marwan", "Moses", "Munir", "Musa",
    "Nabil", "Nadir", "Najib", "Omar", "Osman", "Peter", "Qasim", "Rami", "Rashid", "Rafiq", "Said", "Salim", "Samir",
    "Samuel", "Sharif", "Simon", "Tariq", "Tesfaye", "Umar", "Walid", "Yasin", "Yusuf", "Zaki",
)  # fmt: skip
WOMEN = (
    "Abiba", "Adama", "Ahlam", "Alia", "Amina", "Amira", "Anwara", "Aziza", "Bakrita", "Bashira", "Bilqis", "Dauda",
    "Emmanuela", "Fadia", "Farida", "Farisa", "Habiba", "Hadia", "Hamida", "Hasna", "Ikram", "Idrisa", "Ismahan",
    "Jamila", "Jane", "Kamila", "Karima", "Khalida", "Latifa", "Leila", "Mahdia", "Majida", "Mariama", "Marwa",
    "Mercy", "Munira", "Munisa", "Nabila", "Nadira", "Najiba", "Omaira", "Osmana", "Petra", "Qamar", "Rima", "Rashida",
    "Rafiqa", "Saida", "Salima", "Samira", "Samia", "Sharifa", "Simona", "Tara", "Tirunesh", "Umaima", "Walida",
    "Yasmin", "Yusra", "Zakia",
)  # fmt: skip
"""The name at a place is like the man's at the same place, as twins' names are."""

_FIRST = (
    "Bal", "Bor", "Char", "Dam", "Del", "Dor", "Fal", "Fer", "Gar", "Gol", "Hal", "Hor", "Jar", "Jun", "Kal", "Ker",
    "Kor", "Lam", "Lor", "Mak", "Mer", "Mol", "Nas", "Ner", "Nol", "Pal", "Per", "Qar", "Ral", "Rom", "Sal", "Ser",
    "Shol", "Tam", "Tel", "Tor", "Val", "Ver", "Wal", "Zam",
)  # fmt: skip
_MIDDLE = (
    "ba", "bo", "cha", "da", "di", "do", "fa", "fe", "fo", "ga", "go", "ha", "ja", "jo", "ka", "ki", "ko", "la", "lo",
    "ma", "me", "mi", "mo", "na", "ni", "no", "pa", "po", "ra", "ri", "ro", "sa", "se", "sha", "so", "ta", "ti", "to",
    "va", "wa", "wi", "ya", "yo", "za", "zo",
)  # fmt: skip
_LAST = ("bek", "dani", "far", "gush", "hout", "jiri", "kem", "lun", "mati", "nouf", "pour", "rish", "sem", "tawi",
         "vand", "wel", "yad", "zour", "ched")  # fmt: skip

# The end goes with both syllables before it, so that two families that differ in one syllable differ in two.
FAMILIES = tuple(
    first + middle + _LAST[(7 * one + 5 * other) % len(_LAST)]
    for one, first in enumerate(_FIRST)
    for other, middle in enumerate(_MIDDLE)
)

_SPELLINGS = (
    ("ou", "u"), ("sh", "ch"), ("ee", "i"), ("kh", "k"), ("q", "k"), ("ch", "sh"), ("i", "y"), ("u", "ou"),
    ("z", "s"), ("f", "ff"), ("l", "ll"), ("m", "mm"), ("a", "e"),
)  # fmt: skip


def spelt_otherwise(name: str, how: int) -> str:
    """The name as somebody else spells it."""
    given, _, family = name.partition(" ")
    for step in range(len(_SPELLINGS)):
        old, new = _SPELLINGS[(how + step) % len(_SPELLINGS)]
        changed = family[:1] + family[1:].replace(old, new, 1)
        if changed != family:
            return f"{given} {changed}"
    return f"{given} {family}e"


def typed_wrong(name: str, how: int) -> str:
    """The name with two letters turned, or one left out or twice."""
    at = 1 + (how // 3) % (len(name) - 3)
    if how % 3 == 0 and name[at] != name[at + 1] and " " not in name[at : at + 2]:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    if how % 3 == 1 and name[at] != " ":
        return name[:at] + name[at + 1 :]
    return name[: at + 1] + name[at:] if name[at] != " " else name[:at] + name[at - 1] + name[at:]

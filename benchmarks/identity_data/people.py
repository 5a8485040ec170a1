"""Lists of made-up people in which some stand twice, with the mistakes of registration, and who is truly who."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .names import FAMILIES, MEN, WOMEN, drawn, invented, named

N_VILLAGES, N_DISTRICTS = 240, 20
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Errors:
    """How often each mistake is made in one of two records of a person."""

    typing: float = 0.10
    """In each part of a name: two letters exchanged, one dropped, doubled or wrong."""
    spelling: float = 0.20
    script: float = 0.05
    swapped: float = 0.05
    part_left_out: float = 0.02
    phone_missing: float = 0.10
    """Beyond the people who have none."""
    phone_changed: float = 0.03
    phone_digit: float = 0.03
    year_off: float = 0.10
    year_missing: float = 0.02
    sex_wrong: float = 0.005
    moved: float = 0.04
    village_misspelt: float = 0.05

    def times(self, factor: float) -> Errors:
        """The same mistakes, so many times as often."""
        return Errors(*(min(getattr(self, name) * factor, 0.9) for name in self.__slots__))


def register(
    random: np.random.Generator,
    n: int,
    *,
    duplicates: float = 0.06,
    errors: Errors | None = None,
    without_phone: float = 0.35,
    n_first_names: int = 200,
    n_families: int = 600,
    families: float = 0.4,
) -> pd.DataFrame:
    """A register of `n` records: truth (the person), name, phone, sex, birth_year, district, village.

    Args:
        duplicates: share of the records that are of a person who already stands in the list.
        families: share of people who have the family name, village and telephone of somebody else in the list.
        n_families: number of family names; 0 for people without.
    """
    n_copies = round(duplicates * n)
    n_people = n - n_copies
    lists = [named(MEN), named(WOMEN)]
    lists = [(own + invented(random, max(n_first_names - len(own), 0)))[:n_first_names] for own in lists]
    sex = random.integers(0, 2, n_people)
    first = drawn(random, n_first_names, n_people)
    family_names = (named(FAMILIES) + invented(random, n_families))[:n_families]
    family = drawn(random, n_families, n_people) if n_families else np.zeros(n_people, dtype=int)
    village = random.choice(N_VILLAGES, size=n_people, p=_uneven(random, N_VILLAGES))
    phone = random.integers(0, 10**8, n_people)
    has_phone = random.random(n_people) >= without_phone
    year = 2018 - np.clip(random.gamma(4.0, 7.5, n_people), 5, 90).astype(int)
    _make_families(random, random.random(n_people) < families, first, sex, year, (family, village, phone, has_phone))
    spelt_first = random.random(n_people) < 0.3
    people = {
        "truth": np.arange(n_people),
        "first": [
            lists[s][f][random.integers(len(lists[s][f]))] if other and lists[s][f][-1].isascii() else lists[s][f][0]
            for s, f, other in zip(sex, first, spelt_first, strict=True)
        ],
        "family": [family_names[f][0] if n_families else "" for f in family],
        "phone": [_phone_text(random, number) if has else "" for number, has in zip(phone, has_phone, strict=True)],
        "sex": np.where(sex == 1, "female", "male"),
        "birth_year": year.astype(str),
        "village": village,
    }
    frame = pd.DataFrame(people)
    spellings = {names[0]: names for names in (*lists[0], *lists[1], *family_names)}
    spellings |= {other: names for names in spellings.copy().values() for other in names if other not in spellings}
    copies = frame.iloc[random.choice(n_people, size=n_copies, replace=False)].copy()
    copies = _with_mistakes(random, copies, errors or Errors(), spellings)
    whole = pd.concat([_finished(frame), copies], ignore_index=True)
    return whole.iloc[random.permutation(len(whole))].reset_index(drop=True)


def _make_families(
    random: np.random.Generator,
    related: np.ndarray,
    first: np.ndarray,
    sex: np.ndarray,
    year: np.ndarray,
    shared: tuple[np.ndarray, ...],
) -> None:
    """Give people the family name, village and telephone of the person before them in the list.

    No two of one generation have one first name; a father and his son may.
    """
    known: set[tuple[int, int]] = set()
    for at in range(len(related)):
        if at == 0 or not related[at]:
            known = set()
        else:
            for column in shared:
                column[at] = column[at - 1]
            while (first[at], sex[at]) in known and random.random() < 0.95:
                first[at] = (first[at] + 1 + random.integers(20)) % (first.max() + 1)
            if (first[at], sex[at]) in known:
                year[at] = min(max(int(year[at - 1]) - int(random.integers(18, 40)), 1920), 2013)
        known.add((int(first[at]), int(sex[at])))


def _uneven(random: np.random.Generator, n: int) -> np.ndarray:
    weight = random.gamma(1.5, size=n) + 0.1
    return weight / weight.sum()


def _village(number: int) -> str:
    random = np.random.default_rng(7_000 + number)
    return invented(random, 1)[0][0] + random.choice(["", "bad", " Kura", "ville", " Gari", "po"])


VILLAGES = [_village(number) for number in range(N_VILLAGES)]


def _finished(frame: pd.DataFrame) -> pd.DataFrame:
    name = (frame["first"] + " " + frame["family"]).str.strip()
    return _columns(frame, name.tolist(), [VILLAGES[number] for number in frame["village"]])


def _columns(frame: pd.DataFrame, name: list[str], village: list[str]) -> pd.DataFrame:
    district = [f"district {number % N_DISTRICTS}" for number in frame["village"]]
    kept = frame[["truth", "phone", "sex", "birth_year"]]
    return kept.assign(name=name, village=village, district=district)


def _phone_text(random: np.random.Generator, number: int) -> str:
    digits = f"{number:08d}"
    style = random.integers(4)
    written = (f"080{digits}", f"080 {digits[:4]} {digits[4:]}", f"+23480{digits}", f"0023480{digits}")
    return written[style]


def _with_mistakes(
    random: np.random.Generator, copies: pd.DataFrame, errors: Errors, spellings: dict[str, tuple[str, ...]]
) -> pd.DataFrame:
    def happens(rate: float) -> bool:
        return bool(random.random() < rate)

    names, phones, years, sexes, villages, places = [], [], [], [], [], []
    for row in copies.itertuples():
        parts = [part for part in (row.first, row.family) if part]
        in_script = happens(errors.script) and all(not spellings.get(p, (p,))[-1].isascii() for p in parts)
        if in_script:
            parts = [spellings[part][-1] for part in parts]
        else:
            latin = [tuple(s for s in spellings.get(part, (part,)) if s.isascii()) for part in parts]
            parts = [
                str(random.choice(known)) if happens(errors.spelling) else part
                for part, known in zip(parts, latin, strict=True)
            ]
            parts = [typed(random, part) if happens(errors.typing) else part for part in parts]
        if happens(errors.swapped):
            parts.reverse()
        if happens(errors.part_left_out) and len(parts) > 1:
            parts.pop(random.integers(len(parts)))
        names.append(" ".join(parts))
        number = "".join(letter for letter in row.phone if letter.isdigit())[-8:]
        if number and happens(errors.phone_changed):
            number = f"{random.integers(0, 10**8):08d}"
        if number and happens(errors.phone_digit):
            at = random.integers(8)
            number = number[:at] + str(random.integers(10)) + number[at + 1 :]
        phones.append(_phone_text(random, int(number)) if number and not happens(errors.phone_missing) else "")
        off = int(random.choice([-1, 1])) if happens(errors.year_off) else 0
        years.append("" if happens(errors.year_missing) else str(int(row.birth_year) + off))
        wrong = happens(errors.sex_wrong)
        sexes.append({"female": "male", "male": "female"}[row.sex] if wrong else row.sex)
        village = int(random.integers(N_VILLAGES)) if happens(errors.moved) else row.village
        villages.append(village)
        places.append(typed(random, VILLAGES[village]) if happens(errors.village_misspelt) else VILLAGES[village])
    moved = copies.assign(phone=phones, birth_year=years, sex=sexes, village=villages)
    return _columns(moved, names, places)


def typed(random: np.random.Generator, text: str) -> str:
    """A text with one typing error: letters exchanged, one dropped, doubled or wrong."""
    if len(text) < 3:
        return text
    at = int(random.integers(1, len(text) - 1))
    kind = random.integers(4)
    if kind == 0:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if kind == 1:
        return text[:at] + text[at + 1 :]
    if kind == 2:
        return text[:at] + text[at] + text[at:]
    return text[:at] + str(random.choice(list(LETTERS))) + text[at + 1 :]

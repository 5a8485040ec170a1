"""Names of people in one form: Latin letters, the field's many spellings of one name folded together."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence

import numpy as np

from meal.model.arrays import TextArray

# Arabic script as it is spoken in Latin letters; vowels that are not written stay out. Persian, Urdu and
# Kurdish letters are among them.
ARABIC = {
    **dict(zip("ابپتثجچحخدذرزژسشصضطظعغفقكکگلمنهوي", (
        *("a", "b", "p", "t", "th", "j", "ch", "h", "kh", "d", "dh", "r", "z", "zh", "s", "sh", "s", "d", "t", "z"),
        *("a", "gh", "f", "q", "k", "k", "g", "l", "m", "n", "h", "u", "i"),
    ), strict=True)),
    **{"آ": "a", "أ": "a", "إ": "i", "ٱ": "a", "ؤ": "u", "ئ": "i", "ء": "", "ة": "a", "ى": "a", "ی": "i", "ې": "i"},
    **{"ے": "e", "ۆ": "o", "ێ": "e", "ە": "e", "ھ": "h", "ہ": "h", "ڕ": "r", "ڵ": "l", "ڤ": "v", "ٹ": "t", "ڈ": "d"},
    **{"ڑ": "r", "ں": "n", "ۇ": "u", "ۋ": "w", "ۀ": "e", "ڭ": "ng"},
}  # fmt: skip
# Letters that are no Latin letter with a mark.
LATIN = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ŋ": "ng",
         "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ɲ": "ny", "ɛ": "e", "ɔ": "o", "ə": "e", "ħ": "h"}  # fmt: skip
LETTERS = str.maketrans({**ARABIC, **LATIN})

JOINERS = re.compile(r"['’‘`´ʿʾ]")
NO_LETTER = re.compile(r"[\W\d_]+")

# Said or left out as people like: the article, and "son of" or "daughter of".
PARTICLES = frozenset(
    (
        *(
            "al",
            "el",
            "ul",
            "ur",
            "ar",
            "as",
            "ash",
            "at",
            "ad",
            "az",
            "an",
            "bin",
            "ben",
            "ibn",
            "bint",
            "bent",
            "binti",
        ),
        *(
            "wuld",
            "ould",
            "weld",
            "walad",
            "mint",
            "de",
            "da",
            "do",
            "dos",
            "van",
            "von",
            "mr",
            "mrs",
            "ms",
            "miss",
            "dr",
        ),
        *("haj", "hajj", "hadj", "alhaji", "alhaj", "hajia", "hajja", "sheikh", "cheikh", "sheik", "shaikh"),
    )
)
# Of one piece with the part after them: Abd al-Rahman, Abu Bakr, Umm Kulthum.
PREFIXES = {"abd": "abd", "abdel": "abd", "abdul": "abd", "abdal": "abd", "abdu": "abd", "abdol": "abd",
            "abu": "abu", "abou": "abu", "umm": "um", "um": "um", "oum": "um"}  # fmt: skip
JOINED = re.compile(r"^abd(?:[aeou]?[lrsn](?=[^aeiouy]..)|[aeou]l(?=[aeiouy]..))")
OF_FAITH = re.compile(r"(?<=..)(?:[aeou]d|[ae]l)?d[ie]+ne?$")
ARTICLE = re.compile(r"^(?:al|el)(?=[bcdfghjkmnpqrstvwxz][a-z]{3})")

# One sound, several spellings: French, English and local ones. Applied in this order.
SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"tch|dj", "j"), (r"ch", "sh"), (r"ph", "f"), (r"c(?=[eiy])", "s"), (r"ck|kh|q|c", "k"), (r"gh", "g"),
        (r"dh", "d"), (r"th", "t"), (r"ou|oo|w(?=[^aeiou]|$)", "u"), (r"ee|ie|ei|ai|ay|ey|y(?=[^aeiou]|$)", "i"),
        (r"y", "i"), (r"w", "u"), (r"o", "u"), (r"e", "i"), (r"x", "ks"), (r"v", "f"), (r"(.)\1+", r"\1"),
        (r"(?<=..a)[ht]$", ""),
    )
)  # fmt: skip
ALIKE = str.maketrans("jz", "gs")
INNER_VOWELS = re.compile(r"(?<=.)[aiu]")
MOST_PARTS = 4
"""Parts of a name that are compared; further ones are left out."""


def in_latin(text: str) -> str:
    """The text in small Latin letters without marks; Arabic script letter by letter, other scripts as they are."""
    small = text.casefold().replace("الله", "allah")
    if small.isascii():
        return small
    letters = unicodedata.normalize("NFKD", small.translate(LETTERS))
    return "".join(_latin_letter(letter) for letter in letters if not unicodedata.combining(letter))


@functools.cache
def _latin_letter(letter: str) -> str:
    if "\u1200" <= letter <= "\u137f":
        # Ethiopic writes syllables, whose names in Unicode are their sound: BAA is ba, BE is b without a vowel.
        sound = unicodedata.name(letter, "").rpartition(" ")[2].lower()
        return "" if sound == "e" else sound.removesuffix("e").replace("aa", "a") if sound[-2:] != "ee" else sound[:-1]
    return LATIN.get(letter, ARABIC.get(letter, letter))


def normalised_name(text: str) -> str:
    """A name in folded parts, in the order of writing: `Mohammed Al-Hassan` and `Muhamad Hasan` are almost one."""
    parts: list[str] = []
    prefix = ""
    for word in _words(text):
        role, folded = _role(word)
        if role == "prefix":
            prefix = folded
        elif role == "faith" and parts:
            parts[-1] += "din"  # Nur al-Din is Noureddine
        elif role != "particle":
            parts.append(prefix + folded)
            prefix = ""
    if prefix:
        parts.append(prefix)
    return " ".join(part for part in parts if part)


def distinct_normalised(texts: Sequence[str]) -> list[str]:
    """Each name normalised; the words of a list are few beside its names, and most are plain parts of a name."""
    plain: dict[str, str] = {}
    made: list[str] = []
    for text in texts:
        words = text.lower().split()
        try:
            made.append(" ".join([plain[word] for word in words]))
        except KeyError:
            made.append(normalised_name(text))
            plain.update((word, _role(word)[1]) for word in words if _is_plain(word))
    return made


def _is_plain(word: str) -> bool:
    """Whether a word in small letters is the same part of a name wherever it stands."""
    role, folded = _role(word) if word.isascii() and word.isalpha() else ("", "")
    return role == "part" and bool(folded)


def _words(text: str) -> list[str]:
    latin = text.lower() if text.isascii() else in_latin(_articles_apart(text))
    words = latin.split()
    if all(map(str.isalpha, words)):
        return words
    return NO_LETTER.sub(" ", JOINERS.sub("", latin)).split()


@functools.lru_cache(maxsize=500_000)
def _role(word: str) -> tuple[str, str]:
    """What a word is in a name (prefix, particle, faith for al-Din, or part), and its folded form."""
    if word in PREFIXES:
        return "prefix", PREFIXES[word]
    if word in PARTICLES:
        return "particle", ""
    return "faith" if OF_FAITH.fullmatch("  " + word, 2) else "part", folded_part(word)


def _articles_apart(text: str) -> str:
    """The Arabic article as a word of its own, as it is in Latin script: الحسن is al-Hassan, عبدالله Abd Allah."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"(?<!\S)(عبد|أبو|ابو)?ال(?=\S{3})", r"\1 ", text)


def folded_part(word: str) -> str:
    """One part of a name with its spellings folded together; an initial stays one letter."""
    word = OF_FAITH.sub("din", ARTICLE.sub("", JOINED.sub("abd", word)))
    for pattern, sound in SOUNDS:
        word = pattern.sub(sound, word)
    return word


@functools.lru_cache(maxsize=500_000)
def skeleton(part: str) -> str:
    """The consonants of a folded part, as scripts without vowels write it; a vowel that begins it is `a`.

    Jamal and Gamal, Almaz and Almas have the same.
    """
    return INNER_VOWELS.sub("", "a" + part[1:] if part[:1] in ("i", "u") else part).translate(ALIKE)


def normalised_names(texts: Sequence[str] | TextArray) -> TextArray:
    """Every name normalised, shape as given; each distinct one once."""
    import pandas as pd

    codes, distinct = pd.factorize(np.asarray(texts, dtype=object))
    made = np.empty(len(distinct), dtype=object)
    made[:] = distinct_normalised(list(map(str, distinct)))
    return made[codes]

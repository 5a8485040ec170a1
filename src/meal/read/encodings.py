"""Which bytes mean which letters: exports rarely say, and a wrong guess garbles names."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from meal.read.table import Remark

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
LEGACY: dict[str, str] = {
    "cp1252": "Windows Western European (1252)",
    "mac_roman": "Mac Roman",
    "cp850": "DOS Western European (850)",
    "cp1256": "Windows Arabic (1256)",
}
"""Encodings guessed between when a file is not Unicode, the likeliest first."""

# Begun only where a run of letters begins, so that a long run is looked through once.
_WORDS = re.compile(rb"(?<![A-Za-z'\x80-\xff-])[A-Za-z'\x80-\xff-]*[\x80-\xff][A-Za-z'\x80-\xff-]*")
_WORDS_JUDGED = 5_000
_OPENING, _CLOSING, _APOSTROPHE = "‘“«", "’”»", "’"
_OTHER_TYPOGRAPHY = frozenset("–—…€°º\u00a0")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text file as UTF-8 without a mark at its start, and what was odd about it."""

    data: bytes
    remarks: tuple[Remark, ...] = ()


def is_text(head: bytes) -> bool:
    """Whether the start of a file is text in some encoding."""
    if any(head.startswith(mark) for mark, _ in _MARKS) or _sixteen_bit(head):
        return True
    nul = head.count(0)
    control = sum(head.count(code) for code in range(1, 32) if code not in b"\t\n\r\x0b\x0c\x1a\x1b")
    # NUL bytes alone do not make a file binary: a copy that broke off is often filled up with them.
    return 100 * control <= len(head) - nul and 2 * nul <= len(head)


def decode(data: bytes) -> Decoded:
    """The text as UTF-8, judged by its mark, its NUL bytes, strict UTF-8, and then by likelihood."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            body = data[len(mark) :]
            return _unicode(body, encoding) if encoding != "utf-8" or not _is_utf8(body) else _without_nul(body)
    if encoding := _sixteen_bit(data[:65_536]):
        return _unicode(data, encoding)
    if _is_utf8(data):
        return _without_nul(data)
    if _mostly_utf8(data):
        return _unicode(data, "utf-8")
    encoding = likeliest(data)
    text = data.decode(encoding, errors="replace")
    remark: Remark = ("encoding_guessed", {"encoding": LEGACY[encoding], "letters": _letters(text)})
    decoded = _without_nul(text.encode("utf-8"))
    return Decoded(decoded.data, (remark, *decoded.remarks))


def _sixteen_bit(head: bytes) -> str:
    """UTF-16 without a mark: every ASCII letter, digit and comma leaves a NUL on the same side."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if 20 * max(even, odd) < len(head) or max(even, odd) < 3:
        return ""
    if odd > 10 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 10 * odd else ""


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(data: bytes) -> bool:
    """Whether letters written in UTF-8 outnumber stray bytes: a few cells were pasted in, or the end was cut off."""
    text = data.decode("utf-8", errors="replace")
    stray = text.count("\ufffd")
    beyond_ascii = len(text) - len(text.encode("ascii", errors="ignore"))
    return beyond_ascii - stray >= 2 * stray


def _unicode(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    stray = text.count("\ufffd") - data.count("\ufffd".encode(encoding))
    remarks: tuple[Remark, ...] = (("undecodable_characters", {"count": str(stray)}),) if stray > 0 else ()
    decoded = _without_nul(text.encode("utf-8", errors="replace"))
    return Decoded(decoded.data, (*remarks, *decoded.remarks))


def _without_nul(data: bytes) -> Decoded:
    if b"\0" not in data:
        return Decoded(data)
    return Decoded(data.replace(b"\0", b""), (("nul_bytes", {"count": str(data.count(0))}),))


def likeliest(data: bytes) -> str:
    """The legacy encoding in which the words with accents look most like words.

    An accented small letter after a small letter speaks for an encoding, as do Arabic letters next to
    each other; a capital inside a word, a symbol and an unassigned byte speak against it.
    """
    words = list(dict.fromkeys(match.group() for match in _first_words(data)))
    return max(LEGACY, key=lambda encoding: sum(_plausibility(word, encoding) for word in words))


def _first_words(data: bytes) -> list[re.Match[bytes]]:
    found: list[re.Match[bytes]] = []
    for match in _WORDS.finditer(data):
        found.append(match)
        if len(found) == _WORDS_JUDGED:
            break
    return found


def _plausibility(word: bytes, encoding: str) -> float:
    text = word.decode(encoding, errors="replace")
    score = 0.0
    for index, letter in enumerate(text):
        if letter.isascii():
            continue
        before = text[index - 1] if index else ""
        after = text[index + 1] if index + 1 < len(text) else ""
        score += _letter_plausibility(letter, before, after)
    return score


def _letter_plausibility(letter: str, before: str, after: str) -> float:
    if _is_arabic(letter):
        return 1.0 if _is_arabic(before) or _is_arabic(after) else -1.0
    if letter in _OPENING or letter in _CLOSING or letter in _OTHER_TYPOGRAPHY:
        return _mark_plausibility(letter, before, after)
    if not letter.isalpha() or unicodedata.category(letter) == "Lm":
        return -1.0
    if letter.isupper():
        inside = before.islower() or (before.isalpha() and after.islower())
        return -1.0 if inside else 0.5 if not before or after.isupper() or before.isupper() else 0.0
    if before.isupper() and after.isupper():
        return -1.0
    # Two accented letters in a row are rare in Latin script, but make up Arabic text seen through Latin eyes.
    return 0.25 if before and not before.isascii() and before.isalpha() else 1.0


def _mark_plausibility(mark: str, before: str, after: str) -> float:
    """Quotation marks stand around words, an apostrophe inside them, dashes between them."""
    if before.isalpha() and after.isalpha():
        return 1.25 if mark == _APOSTROPHE else -1.0
    if (mark in _OPENING and before.isalpha()) or (mark in _CLOSING and after.isalpha()):
        return -1.0
    return 0.25 if mark in _OTHER_TYPOGRAPHY else 1.0


def _is_arabic(letter: str) -> bool:
    return "\u0600" <= letter <= "\u06ff"


def _letters(text: str) -> str:
    """The letters that the guess decides, without the words, which may be somebody's name."""
    letters = dict.fromkeys(letter for letter in text if not letter.isascii())
    return " ".join(list(letters)[:8])

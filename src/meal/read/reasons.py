"""Why an answer is missing, guessed from the label that a file gives to the code."""

from __future__ import annotations

import re
import unicodedata

from meal.model.missing import Reason

# Words as they stand in value labels, looked for as whole words; one that ends in $ must end the label,
# as "no sé" does and "no se preguntó" does not.
_WORDS: dict[Reason, tuple[str, ...]] = {
    Reason.DONT_KNOW: (
        "don't know", "dont know", "do not know", "doesn't know", "does not know", "not know", "dont_know", "unknown",
        "not sure", "unsure", "dk", "dnk",
        "ne sait pas", "ne sais pas", "sait pas", "nsp", "inconnu",
        "weet niet", "weet ik niet", "weet het niet", "onbekend",
        "no sabe", "no se$", "no lo se", "desconocido",
        "لا اعرف", "لا يعرف", "لا تعرف", "لا اعلم", "لا يعلم", "لا ادري", "غير معروف",
    ),
    Reason.REFUSED: (
        "refused", "refusal", "refuse", "refuses", "refused to answer", "declined", "prefer not", "prefers not",
        "preferred not", "pnta", "prefer_not_to_answer",
        "refus", "refuse de", "prefere ne pas",
        "weigert", "geweigerd", "weigering", "wil niet zeggen", "zegt liever niet", "liever niet",
        "rehusa", "rehuso", "se niega", "rechaza", "rechazo", "prefiere no", "prefiero no", "no contesta",
        "رفض", "رفضت", "يرفض", "ترفض", "افضل عدم", "يفضل عدم", "امتنع",
    ),
    Reason.NOT_APPLICABLE: (
        "not applicable", "does not apply", "doesn't apply", "inapplicable", "n/a", "not_applicable",
        "non applicable", "sans objet", "ne s'applique pas", "s.o.",
        "niet van toepassing", "n.v.t", "nvt",
        "no aplica", "no aplicable", "no corresponde", "no procede",
        "لا ينطبق", "لا تنطبق", "غير منطبق",
    ),
    Reason.NOT_ASKED: (
        "not asked", "was not asked", "skipped", "skip", "routed out", "filtered out",
        "pas posee", "non posee", "pas demande",
        "niet gevraagd", "niet gesteld",
        "no preguntado", "no preguntada", "no se pregunto",
        "لم يسال", "لم يطرح",
    ),
}  # fmt: skip

_STATA_LETTERS = {"d": Reason.DONT_KNOW, "r": Reason.REFUSED, "n": Reason.NOT_APPLICABLE}
"""What the extended missing values stand for where nobody labelled them: the custom of DIME's iecodebook."""


def reason_from_label(label: str) -> Reason:
    """The reason that a value label gives; one that gives none, or two, is OTHER_MISSING.

    Reads English, French, Dutch, Spanish and Arabic.
    """
    plain = _plain(label)
    found = {reason for reason, pattern in _PATTERNS.items() if pattern.search(plain)}
    return found.pop() if len(found) == 1 else Reason.OTHER_MISSING


def reason_from_letter(letter: str, label: str) -> Reason:
    """The reason of a Stata extended missing value, `a` to `z`: by its label, else by custom."""
    reason = reason_from_label(label)
    return _STATA_LETTERS.get(letter, reason) if reason is Reason.OTHER_MISSING else reason


def _plain(label: str) -> str:
    """The label in small letters without accents, vowel marks or curly quotes; forms of alef made one."""
    folded = unicodedata.normalize("NFKD", label.casefold().replace("’", "'").replace("`", "'"))
    return "".join(letter for letter in folded if not unicodedata.combining(letter)).replace("ـ", "")


def _pattern(word: str) -> str:
    stem = re.escape(_plain(word.removesuffix("$")))
    return rf"(?<!\w){stem}\W*$" if word.endswith("$") else rf"(?<!\w){stem}(?!\w)"


_PATTERNS: dict[Reason, re.Pattern[str]] = {
    reason: re.compile("|".join(map(_pattern, words))) for reason, words in _WORDS.items()
}

"""What the estimation engine did or refused, as sentences."""

from __future__ import annotations

from collections.abc import Sequence

from meal.messages.catalogue import rule_text, rules
from meal.model.samples import Remark

# Said of every row of a wave in the method sentences; a row's own note tells what is particular to it.
GENERAL = frozenset({"R1", "R2", "R15"})


BESIDE_COUNTED = frozenset({"R4", "levels_overlap", "levels_of_records"})
"""Said of a number that was counted, after that it was."""

PARTS = {
    "en": ({"weights": "weights", "strata": "strata", "clusters": "clusters"}, " and "),
    "nl": ({"weights": "gewichten", "strata": "strata", "clusters": "clusters"}, " en "),
}


def sentence(remark: Remark, language: str) -> str:
    """A remark in words.

    Raises:
        KeyError: the rule has no wording: a fault of ours.
    """
    parameters = {name: _plain(value, language) for name, value in remark.parameters.items()}
    if remark.rule == "R1":
        names, conjunction = PARTS.get(language, PARTS["en"])
        parameters["parts"] = _listed([words for part, words in names.items() if remark.parameters[part]], conjunction)
    if remark.rule == "R8":
        parameters["groups"] = str(int(remark.parameters["control"]) + int(remark.parameters["treated"]))
    return rule_text(_wording(remark), language, parameters)


def _wording(remark: Remark) -> str:
    """The entry that words a remark: a rule may have several, for what made it speak."""
    endings = [str(remark.parameters[key]) for key in ("because", "treated_as") if key in remark.parameters]
    if remark.parameters.get("refused"):
        endings.append("refused")
    return next((f"{remark.rule}_{ending}" for ending in endings if f"{remark.rule}_{ending}" in rules()), remark.rule)


def _listed(words: Sequence[str], conjunction: str) -> str:
    return conjunction.join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def note(remarks: Sequence[Remark], language: str) -> str:
    """The note of a row: its particular remarks, or what holds for its whole wave where there are none."""
    counted = [remark for remark in remarks if remark.rule == "census"]
    if counted:
        overlap = [remark for remark in remarks if remark.rule in BESIDE_COUNTED]
        return "; ".join(sentence(remark, language) for remark in (*counted, *overlap))
    particular = [remark for remark in remarks if remark.rule not in GENERAL]
    return " ".join(dict.fromkeys(sentence(remark, language) for remark in particular or remarks))


def _plain(value: str | int | float, language: str) -> str:
    """Numbers without needless digits, with the language's separators."""
    if isinstance(value, str):
        return value
    whole = isinstance(value, int) or value.is_integer() or abs(value) >= 100
    english = f"{value:,.0f}" if whole else f"{value:.3g}"
    return english.translate(str.maketrans(",.", ".,")) if language == "nl" else english

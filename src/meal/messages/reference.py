"""What every rule means: docs/rules.md (`python -m meal.messages.reference > docs/rules.md`) and `meal explain`."""

from __future__ import annotations

import string
import sys

from meal.messages.catalogue import RuleText, rules
from meal.messages.words import partner_words
from meal.model.codebook import wording

TOPICS = {
    "records": "Records and answers",
    "form": "The form's own logic",
    "quality": "Quality of the data",
    "waves": "Records and waves",
    "identity": "Who is who",
    "linking": "Linking waves",
    "read": "Files",
    "estimation": "Estimation",
    "designs": "Designs",
    "methods": "Methods",
    "cautions": "Cautions",
}
"""Heading of the rules of each topic, in the order of the page; a topic without one is headed by its name."""

HEAD = """# Rules

What every rule says, what was expected, and what to do; made from the program itself by
`python -m meal.messages.reference`. `meal explain RULE` prints one of them, with `--language` in another language.
Words in angle brackets are filled in with what was found. A rule of a questionnaire schema is explained by its label.
Where a partner is asked something, the feedback workbook asks it in the partner's language (English, French, Dutch,
Spanish or Arabic).
"""


def rules_reference() -> str:
    """The page as Markdown."""
    by_topic: dict[str, list[str]] = {topic: [] for topic in TOPICS}
    for rule, entry in rules().items():
        by_topic.setdefault(entry.topic, []).append(rule)
    parts = [HEAD]
    for topic, names in by_topic.items():
        if names:
            parts.append(f"## {TOPICS.get(topic, topic.replace('_', ' ').capitalize())}\n")
            parts += [_section(rule) for rule in sorted(names)]
    return "\n".join(parts)


def explanation(rule: str, language: str) -> list[str]:
    """A rule as lines to print; what is not translated is told in English.

    Raises:
        KeyError: there is no such rule.
    """
    told = _told(rules()[rule], language)
    return [rule, "", told[0][1], *(f"{label} {text}" for label, text in told[1:])]


def _section(rule: str) -> str:
    told = _told(rules()[rule], "en")
    lines = [f"- {label} {text}" for label, text in told[1:]]
    return "\n".join([f"### `{rule}`\n", f"{told[0][1]}\n", *lines, *([""] if lines else [])])


def _told(entry: RuleText, language: str) -> list[tuple[str, str]]:
    """What a rule says, what was expected and what to do, each after its label; what is empty is left out."""
    say = partner_words(language).text
    ask = say(f"ask.{entry.ask}") if entry.ask and entry.for_partners else ""
    # What officers do is said in the languages of reports; where there is an ask, English is not put beside it.
    action = entry.action.get(language, "") if ask else wording(entry.action, language)
    parts = [
        ("", _shown(wording(entry.message, language))),
        (say("explain.expected"), _shown(wording(entry.expected, language))),
        (say("explain.action"), _shown(action)),
        (say("explain.ask"), ask),
    ]
    return [parts[0], *((label, text) for label, text in parts[1:] if text)]


def _shown(text: str) -> str:
    """A wording with what is filled in between angle brackets."""
    left, right = "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}", "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
    pieces = string.Formatter().parse(text)
    return "".join(before + (f"{left}{name}{right}" if name else "") for before, name, _, _ in pieces)


if __name__ == "__main__":
    sys.stdout.write(rules_reference())

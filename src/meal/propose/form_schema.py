"""The questionnaire schema of a form, or of the metadata of a statistical file: everything that it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from meal.model.codebook import Choice, Codebook, Group, Question, Text
from meal.propose.personal import WORDS
from meal.propose.profile import plain_label
from meal.propose.rows import Path, Proposal, ProposedFile
from meal.propose.words import language_of, mentions, tokens
from meal.study.yaml_text import EXPRESSION_KEYS

_UNSTATED = "und"
_OF_TEXTS = ("person_name", "phone", "email", "national_id", "address", "account")
"""What a question of text, number or calculation may ask; what it is about is told by its name."""


def form_schema(name: str, codebook: Codebook, origin: str) -> ProposedFile:
    """The schema of a questionnaire, one entry a question.

    Args:
        name: of the schema. codebook: what the form or the file says. origin: its file, for the head.
    """
    rows = [Proposal(("schema",), name)]
    if title := _text(codebook.title):
        rows.append(Proposal(("title",), title))
    rows += _languages(codebook)
    rows += [Proposal(("missing", code), reason.key) for code, reason in codebook.missing.items()]
    rows += group_rows(codebook)
    for number, question in enumerate(codebook.questions.values()):
        rows += _question(("questions", number), question)
    head = [
        f"The questionnaire of {origin}, as `meal schema` read it. Correct what is wrong: a later run does not "
        "overwrite this file.",
    ]
    head += about_conditions(rows)
    return ProposedFile(f"schemas/{name}.yaml", tuple(rows), tuple(head))


def about_conditions(rows: Iterable[Proposal]) -> list[str]:
    """A line for the head of a schema that holds conditions of a form; none for one without."""
    if not any(row.path[-1] in EXPRESSION_KEYS for row in rows):
        return []
    return ["Conditions are in the form's own words and mean what they meant on the phone: a blank is an empty text."]


def group_rows(codebook: Codebook) -> list[Proposal]:
    """The groups and repeat groups of a form, outer ones first."""
    return [row for number, group in enumerate(codebook.groups.values()) for row in _group(("groups", number), group)]


def question_rows(at: Path, question: Question) -> list[Proposal]:
    """What the form says of a question."""
    return list(_question(at, question))


def condition_rows(at: Path, question: Question) -> list[Proposal]:
    """When the form asks a question and what it accepts, works out and offers; its group is in `group`."""
    rows = [*_expressions(at, {"required_when": question.required_when, "relevant": question.relevant,
                               "constraint": question.constraint})]  # fmt: skip
    if message := _text(question.constraint_message):
        rows.append(Proposal((*at, "constraint_message"), message))
    rows += _expressions(at, {"calculation": question.calculation, "choice_filter": question.choice_filter})
    return [*rows, *_rows(at, question.choices)]


def _languages(codebook: Codebook) -> Iterator[Proposal]:
    if codebook.languages != (_UNSTATED,):
        yield Proposal(("languages",), codebook.languages)
        return
    texts = [text for question in codebook.questions.values() for text in question.label.values()]
    guessed = language_of(texts)
    reason = "by the words of the labels, which do not say it" if guessed else "the labels do not say it"
    yield Proposal(("languages",), (guessed or _UNSTATED,), reason)


def _group(at: Path, group: Group) -> Iterator[Proposal]:
    yield Proposal((*at, "name"), group.name)
    if label := _text(group.label):
        yield Proposal((*at, "label"), label)
    if group.repeat:
        yield Proposal((*at, "repeat"), True)
    yield from _expressions(at, {"relevant": group.relevant, "count": group.count})


def _question(at: Path, question: Question) -> Iterator[Proposal]:
    yield Proposal((*at, "name"), question.name)
    yield Proposal((*at, "type"), question.type)
    if label := _text(question.label):
        yield Proposal((*at, "label"), label)
    if question.group:
        yield Proposal((*at, "group"), question.group)
    yield from _choices(at, question.choices)
    yield from (Proposal((*at, "missing", code), reason.key) for code, reason in question.missing.items())
    if question.required:
        yield Proposal((*at, "required"), True)
    if kind := personal_question(question):
        yield Proposal((*at, "personal"), True, f"probably {WORDS[kind]}; values are never printed")
    for key, limit in (("min", question.minimum), ("max", question.maximum)):
        if limit is not None:
            yield Proposal((*at, "range", key), f"{limit:g}")
    yield from condition_rows(at, question)


def _expressions(at: Path, texts: Mapping[str, str | None]) -> Iterator[Proposal]:
    """Expressions that are there, without empty lines, which a block in YAML would not keep."""
    for key, text in texts.items():
        lines = [line.strip() for line in (text or "").splitlines() if line.strip()]
        if lines:
            yield Proposal((*at, key), "\n".join(lines))


def _choices(at: Path, choices: Iterable[Choice]) -> Iterator[Proposal]:
    labels = {choice.name: _text(choice.label) for choice in choices}
    if labels and not any(labels.values()):
        yield Proposal((*at, "choices"), tuple(labels))
        return
    yield from (Proposal((*at, "choices", code), label or code) for code, label in labels.items())


def _rows(at: Path, choices: Iterable[Choice]) -> Iterator[Proposal]:
    """The cells that a choice filter looks at."""
    for choice in choices:
        if len(choice.rows) == 1:
            yield Proposal((*at, "choice_rows", choice.name), dict(choice.rows[0]))
            continue
        for number, row in enumerate(choice.rows):
            for column, cell in row.items():
                yield Proposal((*at, "choice_rows", choice.name, number, column), cell)


def personal_question(question: Question) -> str:
    """The kind of personal data that a question asks for, a key of `personal.WORDS`; empty where there is no sign."""
    words = tokens(question.name.rpartition("/")[2])
    if question.type in ("text", "integer", "decimal", "calculate"):
        labels = [tokens(text) for text in question.label.values()]
        short = [label for label in labels if len(label) <= 12]
        for kind in _OF_TEXTS:
            if any(mentions(one, "personal", kind) for one in (words, *short)):
                if kind == "person_name" and mentions(words, "personal", "not_person_name"):
                    continue
                return kind
    if question.type == "date" and mentions(words, "personal", "birth_date"):
        return "birth_date"
    if not question.personal:
        return ""
    return "media" if mentions(words, "personal", "media") else "position" if question.type == "other" else "account"


def _text(text: Text) -> str | dict[str, str]:
    """A text in one language as it is, in several by language."""
    plain = {language: words for language, given in text.items() if (words := plain_label(given))}
    return next(iter(plain.values())) if set(plain) == {_UNSTATED} else plain or ""

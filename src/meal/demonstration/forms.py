"""XLSForms made from the questionnaire schemas, so that form and schema cannot disagree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from importlib.resources import files

from meal.demonstration.workbook import Sheet, workbook_bytes
from meal.model.codebook import wording
from meal.study.load import parse_part
from meal.study.questionnaire import QuestionEntry, Questionnaire
from meal.study.yaml_text import read_yaml

FORM_MADE = datetime(2018, 6, 1)
LANGUAGE_NAMES = {"en": "English (en)", "nl": "Nederlands (nl)", "fr": "Français (fr)"}
METADATA = ("today", "username")
"""Questions of a schema that the device answers."""

MISSING_LABELS: Mapping[str, Mapping[str, str]] = {
    "dont_know": {"en": "Does not know", "nl": "Weet niet"},
    "refused": {"en": "Refuses to answer", "nl": "Weigert"},
    "not_applicable": {"en": "Not applicable", "nl": "Niet van toepassing"},
}


def shipped_file(*parts: str) -> bytes:
    """A hand-written file of a shipped study, with the same line ends on every machine."""
    return files("meal.demonstration").joinpath("studies", *parts).read_bytes().replace(b"\r\n", b"\n")


def read_schema(name: str) -> Questionnaire:
    """A shipped questionnaire schema."""
    return parse_part(Questionnaire, read_yaml(shipped_file("schemas", f"{name}.yaml"), f"{name}.yaml"))


def question_names(name: str) -> list[str]:
    """The questions of a shipped schema in order, without what the device sets."""
    return [question.name for question in read_schema(name).questions if question.name not in METADATA]


def xlsform_bytes(schema: Questionnaire, device: Sequence[str]) -> bytes:
    """The form of a questionnaire as an XLSForm workbook; `device` is what the device adds, such as `start`."""
    labels = [f"label::{LANGUAGE_NAMES[language]}" for language in schema.languages]
    messages = [f"constraint_message::{LANGUAGE_NAMES[language]}" for language in schema.languages]
    lists = _choice_lists(schema)
    survey = [[name, name] for name in device]
    survey += [_survey_row(schema, q, lists) for q in schema.questions if q.name not in METADATA]
    settings = [wording(schema.title, schema.languages[0]), schema.questionnaire.replace("-", "_"), "2018060101"]
    return workbook_bytes(
        [
            Sheet(
                "survey",
                ["type", "name", *labels, "required", "relevant", "constraint", *messages],
                survey,
                widths=[28, 20, *([52] * len(labels)), 10, 44, 44],
            ),
            Sheet(
                "choices", ["list_name", "name", *labels], list(_choice_rows(schema, lists)), widths=[20, 20, 40, 40]
            ),
            Sheet(
                "settings",
                ["form_title", "form_id", "version", "default_language"],
                [[*settings, LANGUAGE_NAMES[schema.languages[0]]]],
                widths=[40, 30, 14, 18],
            ),
        ],
        created=FORM_MADE,
    )


def _choice_lists(schema: Questionnaire) -> dict[str, str]:
    """Question → name of its list; questions with the same answer options share the list of the first."""
    lists: dict[str, str] = {}
    first: dict[str, str] = {}
    for question in schema.questions:
        if question.choices:
            content = repr(sorted(_options(schema, question).items()))
            lists[question.name] = first.setdefault(content, question.name)
    return lists


def _options(schema: Questionnaire, question: QuestionEntry) -> dict[str, Mapping[str, str]]:
    """Answer options with their labels, and the codes for no answer that this question offers."""
    options: dict[str, Mapping[str, str]] = {code: label for code, label in question.choices.items()}
    return options | {code: MISSING_LABELS[reason] for code, reason in question.missing.items()}


def _survey_row(schema: Questionnaire, question: QuestionEntry, lists: Mapping[str, str]) -> list[str]:
    kind = f"{question.type} {lists[question.name]}" if question.name in lists else question.type
    words = [wording(question.label, language) for language in schema.languages]
    message = [wording(question.constraint_message, language) for language in schema.languages]
    required = "yes" if question.required else ""
    return [kind, question.name, *words, required, question.relevant or "", _constraint(question), *message]


def _constraint(question: QuestionEntry) -> str:
    """The range as the form states it; the codes for no answer are allowed beside it."""
    if question.constraint:
        return question.constraint
    limits = ((">=", question.range.min), ("<=", question.range.max))
    parts = [f". {sign} {_limit(limit)}" for sign, limit in limits if limit is not None]
    inside = " and ".join(parts)
    codes = [f". = {code}" for code in question.missing]
    return " or ".join([f"({inside})", *codes]) if inside and codes else inside


def _limit(limit: float | date) -> str:
    return f"date('{limit.isoformat()}')" if isinstance(limit, date) else f"{limit:g}"


def _choice_rows(schema: Questionnaire, lists: Mapping[str, str]) -> Iterator[list[str]]:
    by_name = {question.name: question for question in schema.questions}
    for name in dict.fromkeys(lists.values()):
        for code, label in _options(schema, by_name[name]).items():
            yield [name, code, *(wording(label, language) for language in schema.languages)]

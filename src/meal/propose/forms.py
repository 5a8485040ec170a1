"""Which question of a form a column answers, and whether it holds the form's codes or its labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from meal.model.codebook import Choice, Codebook, Question
from meal.model.columns import CodedColumn
from meal.propose.answers import answers_in
from meal.propose.missing_codes import reason_of_words

LEAST_MATCHED = 0.3
"""A form belongs to a wave when at least this part of its questions is in the exports."""
COVERED = 0.5


def form_questions(
    form: Codebook, columns: Mapping[str, CodedColumn], question_of: Mapping[str, str]
) -> dict[str, Question]:
    """Column → question of the form, with the codes that the column really holds.

    Args:
        question_of: column → name of the question, matched by name; columns that bear a question's label instead
            of its name are matched here.
    """
    named = {**_by_label(form, [name for name in columns if name not in question_of]), **question_of}
    return {
        column: _with_codes_of(form.questions[name], columns[column])
        for column, name in named.items()
        if name in form.questions
    }


def belongs(form: Codebook, questions: Mapping[str, Question]) -> bool:
    """Whether a form is the one with which the exports were collected."""
    asked = [question for question in form.questions.values() if not question.repeat]
    return bool(asked) and len(questions) >= LEAST_MATCHED * len(asked)


def _by_label(form: Codebook, columns: Iterable[str]) -> dict[str, str]:
    """Columns that are headed by a question's label, alone or after the labels of its groups."""
    of_label: dict[str, set[str]] = {}
    for name, question in form.questions.items():
        for label in question.label.values():
            of_label.setdefault(_plain(label), set()).add(name)
    found: dict[str, str] = {}
    for column in columns:
        parts = column.split("/")
        # Labels may hold a slash themselves, so every tail of the name is tried, the longest first.
        for start in range(len(parts)):
            names = of_label.get(_plain("/".join(parts[start:])), set())
            if len(names) == 1:
                found[column] = next(iter(names))
                break
    claims = Counter(found.values())
    return {column: name for column, name in found.items() if claims[name] == 1}


def _plain(label: str) -> str:
    return " ".join(label.split()).casefold()


def _with_codes_of(question: Question, column: CodedColumn) -> Question:
    """The question with the codes that stand in the data: the form's names, or the labels of an export by labels.

    Where neither is what was answered, the choices are dropped: the export belongs to another version.
    """
    if question.type not in ("select_one", "select_multiple") or not question.choices:
        return question
    answers = answers_in(column).counts
    if not answers:
        return question
    names = {choice.name for choice in question.choices}
    if _covered(answers, names, split=question.type == "select_multiple") >= COVERED:
        return question
    languages = dict.fromkeys(language for choice in question.choices for language in choice.label)
    for language in languages:
        labels = {choice.label.get(language, "").strip() for choice in question.choices} - {""}
        if _covered(answers, labels, split=False) >= COVERED:
            if question.type == "select_multiple":
                break  # labels with spaces between them cannot be told apart
            renamed = {choice.label.get(language, choice.name).strip(): choice.label for choice in question.choices}
            return replace(question, choices=tuple(Choice(code, label) for code, label in renamed.items()))
    return replace(question, type="text", choices=())


def _covered(answers: Mapping[str, int], options: set[str], *, split: bool) -> float:
    """The part of the records whose answer is among the options; words that say "no answer" do not count."""
    counted = {answer: count for answer, count in answers.items() if reason_of_words(answer) is None}
    if not counted:
        return 1.0
    fitting = sum(
        count
        for answer, count in counted.items()
        if answer in options
        or answer.removesuffix(".0") in options
        or (split and all(part in options for part in answer.split()))
    )
    return fitting / sum(counted.values())

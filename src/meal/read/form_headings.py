"""Which question, or which option of one, a column stands for: by the form's names, and by its labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from meal.model.codebook import Codebook, Question
from meal.read.naming import GROUP_SEPARATORS, PATH_SEPARATORS, clean_name, path_in_form, question_columns

_REPEATED = re.compile(r"(.+)_\d+")
_GEOPOINT_PARTS = ("latitude", "longitude", "altitude", "precision")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a column stands for: a question, or the option of a select-multiple question where one is given."""

    question: str
    option: str = ""

    @property
    def name(self) -> str:
        """The name of the column under the form: `question`, or `question/option`."""
        return f"{self.question}/{self.option}" if self.option else self.question


def headings(codebook: Codebook, columns: Sequence[str]) -> dict[str, Heading]:
    """Column → what it stands for; columns that the form does not know are left out."""
    found = {column: Heading(question) for column, question in question_columns(codebook, columns).items()}
    _add_options(found, codebook, columns)
    _add_labelled(found, codebook, columns)
    return {column: found[column] for column in columns if column in found}


def companions(columns: Iterable[str], found: Mapping[str, Heading]) -> dict[str, str]:
    """Columns that servers add to a question's, under the question's name instead of its label.

    `_Place of interview_latitude` becomes `_place_latitude`, `Reading test/Duration` becomes `reading/Duration`.
    """
    questions = {column: heading.question for column, heading in found.items() if not heading.option}
    return {column: name for column in columns if (name := _companion(column, questions))}


def _companion(column: str, questions: Mapping[str, str]) -> str:
    stem, _, part = column.rpartition("_")
    if part in _GEOPOINT_PARTS:
        groups, slash, label = stem.rpartition("/_")
        plain = f"{groups}/{label}" if slash else stem.removeprefix("_")
        question = questions.get(plain) or questions.get(label)
        return f"_{question}_{part}" if question else ""
    head, slash, rest = column.rpartition("/")
    return f"{questions[head]}/{rest}" if slash and head in questions else ""


def _add_options(found: dict[str, Heading], codebook: Codebook, columns: Sequence[str]) -> None:
    """Adds the columns of options under the form's names, such as `group/question/option` or `question_option`."""
    written: dict[str, Heading] = {}
    for question in _multiple(codebook):
        stems = {question.name, *(path_in_form(question, separator) for separator in PATH_SEPARATORS)}
        stems |= {column for column, heading in found.items() if heading == Heading(question.name)}
        for choice in question.choices:
            for stem in stems:
                for separator in PATH_SEPARATORS:
                    written.setdefault(f"{stem}{separator}{choice.name}", Heading(question.name, choice.name))
    found |= {column: written[column] for column in columns if column in written and column not in found}


def _add_labelled(found: dict[str, Heading], codebook: Codebook, columns: Sequence[str]) -> None:
    """Adds the columns headed by labels, in the language in which the most are."""
    answered = {heading.question for heading in found.values() if not heading.option}
    left = [column for column in columns if column not in found]
    languages = dict.fromkeys(language for question in codebook.questions.values() for language in question.label)
    by_language = [_labelled(codebook, left, language, answered) for language in languages]
    if by_language:
        most: dict[str, Heading] = max(by_language, key=len)
        found |= most


def _labelled(codebook: Codebook, columns: Sequence[str], language: str, answered: set[str]) -> dict[str, Heading]:
    """The columns headed by the labels of one language, alone or after the labels of the groups."""
    meant: dict[str, list[Heading]] = {}
    for label, heading in _labels(codebook, language):
        if heading.option or heading.question not in answered:
            meant.setdefault(label, []).append(heading)
    headed: dict[str, list[str]] = {}
    for column in columns:
        if label := _label_in(column, meant, columns):
            headed.setdefault(label, []).append(column)
    # Where several questions bear one label, their columns stand in the order of the form, or nobody can tell.
    return {
        column: heading
        for label, same in headed.items()
        if len(same) == len(meant[label])
        for column, heading in zip(same, meant[label], strict=True)
    }


def _labels(codebook: Codebook, language: str) -> Iterator[tuple[str, Heading]]:
    """Labels of questions, and of options after the label of their question, as a column would be headed."""
    for question in codebook.questions.values():
        label = clean_name(question.label.get(language, "")) or question.name
        if label != question.name:
            yield label, Heading(question.name)
        if question.type == "select_multiple":
            for choice in question.choices:
                option = clean_name(choice.label.get(language, "")) or choice.name
                heads = {label, question.name} if option != choice.name else {label} - {question.name}
                for head in sorted(heads):
                    for separator in GROUP_SEPARATORS:
                        yield f"{head}{separator}{option}", Heading(question.name, choice.name)


def _label_in(column: str, labels: Mapping[str, object], columns: Sequence[str]) -> str:
    """The longest end of a column's name that is a label; labels may hold slashes themselves."""
    repeated = _REPEATED.fullmatch(column)
    names = [column, repeated.group(1)] if repeated and repeated.group(1) in columns else [column]
    for name in names:
        if name in labels:
            return name
        for separator in GROUP_SEPARATORS:
            rest = name
            while separator in rest:
                rest = rest.partition(separator)[2]
                if rest in labels:
                    return rest
    return ""


def _multiple(codebook: Codebook) -> list[Question]:
    return [question for question in codebook.questions.values() if question.type == "select_multiple"]

"""Column names: made fit to refer to, and matched with the questions of a form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from meal.model.codebook import Codebook, Question
from meal.model.columns import CodedColumn
from meal.model.errors import DataError
from meal.read.coding import is_blank
from meal.read.table import Remark, Table, some_of
from meal.read.titles import likely_header_row

_LINE_ENDS = re.compile(r"\s*[\r\n\t]+\s*")
GROUP_SEPARATORS = ("/", "-", ".")
"""What stands between group and question: KoboToolbox and Ona, ODK Central, and files that went through R."""
PATH_SEPARATORS = (*GROUP_SEPARATORS, "_", ":")
"""Where the groups are known from the form, others can be told too: SPSS and Stata allow no other than `_`."""


@dataclass(frozen=True, slots=True, eq=False)
class NamedColumns:
    """Columns under names that are there and differ, and what had to be changed for it.

    Attributes:
        headings: name → what stands above the column in the file.
    """

    columns: Mapping[str, CodedColumn]
    remarks: tuple[Remark, ...]
    headings: Mapping[str, str]


def clean_name(name: str) -> str:
    """A name without spaces around it and without line ends inside."""
    return _LINE_ENDS.sub(" ", name.strip().lstrip("\ufeff").strip())


def named_columns(table: Table, place: str) -> NamedColumns:
    """The columns of a table under unique names; columns with neither name nor answers are left out.

    Raises:
        DataError: most columns have no name, so that the first row is not the row of names.
    """
    found = [(clean_name(name), name, column) for name, column in zip(table.names, table.columns, strict=True)]
    if len(table.row_of):
        found = [(name, heading, column) for name, heading, column in found if name or not is_blank(column)]
    else:
        found = [(name, heading, column) for name, heading, column in found if name]
    pairs = [(name, column) for name, _, column in found]
    nameless = [position for position, (name, _) in enumerate(pairs, start=1) if not name]
    if len(pairs) >= 3 and 2 * len(nameless) > len(pairs):
        raise _no_header(place, len(pairs), [name for name, _ in pairs if name], likely_header_row(table))
    taken = {name for name, _ in pairs}
    columns: dict[str, CodedColumn] = {}
    repeated: list[str] = []
    for position, (name, column) in enumerate(pairs, start=1):
        if name and name not in columns:
            columns[name] = column
            continue
        fresh = _fresh_name(name, position, taken)
        taken.add(fresh)
        columns[fresh] = column
        if name:
            repeated.append(f"{name} → {fresh}")
    headings = {name: heading for name, (_, heading, _) in zip(columns, found, strict=True)}
    return NamedColumns(columns, _name_remarks(nameless, repeated), headings)


def _fresh_name(name: str, position: int, taken: set[str]) -> str:
    if not name and f"column_{position}" not in taken:
        return f"column_{position}"
    stem, number = name or f"column_{position}", 2
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"


def _name_remarks(nameless: Sequence[int], repeated: Sequence[str]) -> tuple[Remark, ...]:
    remarks: list[Remark] = []
    if nameless:
        named = [f"column_{position}" for position in nameless]
        remarks.append(("columns_without_name", {"count": str(len(named)), "columns": some_of(named)}))
    if repeated:
        remarks.append(("columns_with_same_name", {"count": str(len(repeated)), "columns": some_of(repeated)}))
    return tuple(remarks)


def _no_header(place: str, width: int, names: Sequence[str], likely: int | None) -> DataError:
    found = f"only {len(names)} of {width} columns a name ({some_of(names)})" if names else "no column a name"
    remedy = (
        f"The names seem to stand in row {likely}: write `header_row: {likely}` in the wave of the study file, or give "
        f"--header-row {likely}."
        if likely
        else "Where the names stand in a later row, give it as `header_row`; a summary or cross table holds no records "
        "of people and cannot be used: export the answers themselves."
    )
    return DataError(
        f"{place}: the first row that is not empty gives {found}. A row with one name for every column was expected. "
        f"{remedy}"
    )


def question_columns(codebook: Codebook, column_names: Iterable[str]) -> dict[str, str]:
    """Which column of an export answers which question: column → question.

    A column is a question's own when it bears its name, alone or after the groups in which the form has
    it, whatever stands between them; or when the last part of its name does and no other column's does.
    `question/option`, the dummy of a select-multiple question, is nobody's, even where an option is
    called as a question is.
    """
    names = list(column_names)
    matched = {name: name for name in names if name in codebook.questions}
    taken = set(matched.values())
    for separator in PATH_SEPARATORS:
        paths = {path_in_form(question, separator): question.name for question in codebook.questions.values()}
        for name in names:
            if name not in matched and name in paths and paths[name] not in taken:
                matched[name] = paths[name]
                taken.add(paths[name])
    for separator in GROUP_SEPARATORS:
        taken = set(matched.values())
        candidates = {
            name: question
            for name in names
            if name not in matched and (question := _last_part(codebook, name, separator)) and question not in taken
        }
        claims = Counter(candidates.values())
        matched |= {name: question for name, question in candidates.items() if claims[question] == 1}
    return {name: matched[name] for name in names if name in matched}


def path_in_form(question: Question, separator: str) -> str:
    """The groups of a question and its name, as an export writes them."""
    last = question.name.rpartition("/")[2]
    return separator.join([*question.group.split("/"), last]) if question.group else last


def _last_part(codebook: Codebook, name: str, separator: str) -> str:
    """The question that the last part of a column name stands for, or nothing."""
    groups, found, last = name.rpartition(separator)
    # children[1]/name is the first child's answer, one of many: not the question of the form.
    if not found or "[" in groups or last not in codebook.questions:
        return ""
    inside_question = groups.rpartition(separator)[2] in codebook.questions
    return "" if inside_question else last


def codebook_under(codebook: Codebook, names: Mapping[str, str]) -> Codebook:
    """A file's codebook with its questions under other names: name in the file → name."""
    questions = {
        names.get(name, name): replace(question, name=names.get(name, name))
        for name, question in codebook.questions.items()
    }
    return replace(codebook, questions=questions)

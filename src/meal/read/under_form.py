"""An export as its form would have it: columns under the names of questions, answers in the form's codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from meal.model.codebook import Codebook
from meal.model.columns import CodedColumn
from meal.model.responses import Export
from meal.read.form_answers import from_dummies, in_codes
from meal.read.form_headings import Heading, companions, headings
from meal.read.naming import codebook_under
from meal.read.table import Remark, some_of


def under_form(export: Export, codebook: Codebook) -> Export:
    """The same records, whichever of the server's layouts the export has.

    Columns headed by `group/question` or by labels bear the question's name, dummies `question/option`.
    Labels of select questions become codes. Where only the dummies of a select-multiple question are
    there, its answer is made of them. Columns that the form does not know stay as they are.
    """
    found = headings(codebook, list(export.columns))
    names = form_names(export, codebook)
    answered = {heading.question for heading in found.values() if not heading.option}
    columns: dict[str, CodedColumn] = {}
    recoded: list[str] = []
    built: list[str] = []
    for column, answers in export.columns.items():
        name = names.get(column, column)
        heading = found.get(column)
        if heading and heading.option and heading.question not in answered and heading.question not in columns:
            made = _built(export, codebook, found, heading.question)
            if made is not None:
                columns[heading.question] = made
                built.append(heading.question)
        codes = in_codes(answers, codebook.questions[name]) if heading and not heading.option else None
        columns[name] = answers if codes is None else codes
        recoded += [] if codes is None else [name]
    source = replace(export.source, remarks=(*export.source.remarks, *_remarks(recoded, built)))
    metadata = export.metadata and codebook_under(export.metadata, names)
    return replace(export, source=source, columns=columns, metadata=metadata)


def form_names(export: Export, codebook: Codebook | None) -> dict[str, str]:
    """Column of an export → its name under the form; without a form, and where it knows no other, its own."""
    if codebook is None:
        return {column: column for column in export.columns}
    found = headings(codebook, list(export.columns))
    names = {column: heading.name for column, heading in found.items()}
    names |= companions([column for column in export.columns if column not in found], found)
    return {column: names.get(column, column) for column in export.columns}


def _built(export: Export, codebook: Codebook, found: Mapping[str, Heading], question: str) -> CodedColumn | None:
    dummies = {
        heading.option: export.columns[column]
        for column, heading in found.items()
        if heading.question == question and heading.option
    }
    return from_dummies(codebook.questions[question], dummies)


def _remarks(recoded: list[str], built: list[str]) -> tuple[Remark, ...]:
    remarks: list[Remark] = []
    if recoded:
        remarks.append(("labels_read_as_codes", {"count": str(len(recoded)), "columns": some_of(recoded)}))
    if built:
        remarks.append(("answers_from_dummies", {"count": str(len(built)), "columns": some_of(built)}))
    return tuple(remarks)

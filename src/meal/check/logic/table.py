"""The records of one table, the main one or a repeat group, as the form's expressions see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from meal.check.logic.clock import moments_of, submission_days
from meal.model.arrays import BoolArray, IntArray
from meal.model.codebook import Codebook, Question
from meal.model.columns import CodedColumn
from meal.model.responses import Responses
from meal.study.expression import FormScope, Rounds
from meal.study.records import RecordKeys, places_within

_SECONDS_IN_A_DAY = 86_400.0


@dataclass(frozen=True, slots=True, eq=False)
class FormTable:
    """A table under its form.

    Attributes:
        repeat: name of its repeat group; empty for the main table.
        parent: the table that its rows belong to. parent_of: shape (n_rows,), the record there, -1 for none.
        below: the repeat groups inside it.
    """

    responses: Responses
    keys: RecordKeys
    repeat: str = ""
    parent: FormTable | None = None
    parent_of: IntArray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    below: list[FormTable] = field(default_factory=list)
    seen: dict[str, CodedColumn | None] = field(default_factory=dict)

    @property
    def codebook(self) -> Codebook:
        """The form."""
        return self.responses.codebook

    def questions(self) -> Iterator[tuple[Question, CodedColumn]]:
        """The form's questions that this table answers, with the answers."""
        for question in self.codebook.questions.values():
            column = self.responses.columns.get(question.name)
            if column is not None and question.repeat == self.repeat:
                yield question, column

    def scope(self, group: str, own: CodedColumn | None = None, language: str = "") -> FormScope:
        """What an expression of a question in this group sees.

        Args:
            group: the groups around the question: of several questions of one name the nearest is meant.
            own: the answers to the question itself.
        """

        def column(name: str) -> CodedColumn | None:
            return own if name == "." else self.column(self.key(name, group))

        return FormScope(
            n_records=self.responses.n_records,
            column=column,
            rounds=lambda name: self.rounds(self.key(name, group)),
            why_not=lambda name: self._why_not(self.key(name, group)),
            today=lambda: self._clock(submission_days),
            now=lambda: self._clock(moments_of),
            position=lambda: None if self.parent is None else self._position(),
            choice_label=lambda name, code: self.codebook.question(self.key(name, group)).choice_label(
                code, language or self.codebook.languages[0]
            ),
        )

    def key(self, name: str, group: str) -> str:
        """The codebook's name of the question that a name means inside a group."""
        around = group.split("/") if group else []
        for depth in range(len(around), -1, -1):
            path = "/".join([*around[:depth], name])
            if path in self.codebook.questions:
                return path
        return name

    def column(self, name: str) -> CodedColumn | None:
        """The answers of each row: its own, or those of the record that it belongs to."""
        if name not in self.seen:
            self.seen[name] = self._found(name)
        return self.seen[name]

    def _found(self, name: str) -> CodedColumn | None:
        if name in self.responses.columns and self.codebook.question(name).repeat in ("", self.repeat):
            column = self.responses.columns[name]
            if self.left_out(name):
                return None
            if self.codebook.question(name).type == "datetime" and column.numbers is not None:
                return replace(column, numbers=column.numbers / _SECONDS_IN_A_DAY)
            return column
        above = self.parent.column(name) if self.parent is not None else None
        return None if above is None else above.take(self.parent_of)

    def left_out(self, name: str) -> bool:
        """Whether a calculation has no value in any record: it was left out of the export, not worked out as blank."""
        column = self.responses.columns.get(name)
        return column is not None and self.codebook.question(name).type == "calculate" and not column.answered().any()

    def rounds(self, name: str) -> Rounds | None:
        """The rows of a repeat group below, of a question in it or of the group itself."""
        for table in self.below:
            if name == table.repeat:
                return Rounds(table.parent_of)
            mine = self.codebook.question(name).repeat == table.repeat
            if mine and name in table.responses.columns and not table.left_out(name):
                return Rounds(table.parent_of, table.column(name))
            deeper = table.rounds(name)
            if deeper is not None:
                outer = np.append(table.parent_of, -1)  # rows that belong to none belong to none here either
                return Rounds(outer[deeper.record_of], deeper.answers)
        return None

    def _why_not(self, name: str) -> str:
        question = self.codebook.questions.get(name)
        repeats = {path.rpartition("/")[2] for path, group in self.codebook.groups.items() if group.repeat}
        inside = question.repeat if question is not None else name if name in repeats else ""
        if self.rounds(name) is not None:
            return (
                f"${{{name}}} stands in many rows of the repeat group {inside}: only count, sum, min and max see them"
            )
        if inside and inside != self.repeat:
            return f"${{{name}}} stands in the repeat group {inside}, whose table is not among the exports"
        if self.left_out(name) or any(table.left_out(name) for table in tables_below(self)):
            return f"the calculation ${{{name}}} has no value in the whole export, so it was left out"
        if question is None and name not in self.codebook.groups:
            return f"neither the form nor the export has a question ${{{name}}}"
        return f"the export has no column for ${{{name}}}"

    def _clock(self, find: Callable[[Responses], CodedColumn | None]) -> CodedColumn | None:
        """What the main table says of the clock, for each row here."""
        name = f"\0{find.__name__}"  # no column is called so
        if name not in self.seen:
            if self.parent is None:
                self.seen[name] = find(self.responses)
            else:
                above = self.parent._clock(find)
                self.seen[name] = None if above is None else above.take(self.parent_of)
        return self.seen[name]

    def _position(self) -> IntArray:
        """The place of each row among those of its record, from 1, in the order of the file."""
        return places_within(self.parent_of)

    def kept(self) -> BoolArray:
        """Whether each row counts: it is kept, and so is the record that it belongs to."""
        return self.responses.kept()


def tables_below(table: FormTable) -> Sequence[FormTable]:
    """A table and all repeat groups inside it, outer ones first."""
    return [table, *(deeper for below in table.below for deeper in tables_below(below))]

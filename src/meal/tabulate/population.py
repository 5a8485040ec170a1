"""The linked people of a study, and how an expression reads their answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from meal.model.arrays import BoolArray, FloatArray, IntArray
from meal.model.codebook import Question
from meal.model.columns import CodedColumn, concatenate
from meal.model.linkage import Linking
from meal.model.people import People
from meal.model.responses import Responses
from meal.study.definition import Study
from meal.study.evaluation import answers
from meal.study.expression import Answer
from meal.study.records import RecordKeys
from meal.study.references import split_name


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """Everybody who was asked in any wave.

    Attributes:
        rosters: sampled wave → respondents who were drawn.
        linking: how people came to be linked across waves.
    """

    study: Study
    waves: Mapping[str, Responses]
    keys: Mapping[str, RecordKeys]
    people: People
    rosters: Mapping[str, frozenset[str]]
    linking: Linking = field(default_factory=Linking)
    _earliest: dict[str, CodedColumn] = field(default_factory=dict, init=False, repr=False)

    def answer(self, text: str, wave: str) -> Answer:
        """The value of an expression for every person; names without a wave are of this wave."""
        return answers(text, lambda name: self.column(name, wave), self.people.n_people)

    def column(self, name: str, wave: str) -> CodedColumn:
        """Everybody's answer to a question, in the wave that the name says, else in this one."""
        named, column = split_name(name, self.study)
        of = named or wave
        if column in self.waves[of].columns:
            return self.waves[of].columns[column].take(self.people.rows[of])
        return self.earliest(column)

    def numbers(self, name: str, wave: str) -> FloatArray:
        """Everybody's answer as a number, NaN where there is none; a column that no schema types is converted."""
        return self.answer(f"number(${{{name}}})", wave).numbers()

    def earliest(self, name: str) -> CodedColumn:
        """Everybody's answer in the earliest wave where they appear and the question was asked.

        A person never changes group inside a comparison, because the earliest answer holds.
        """
        if name not in self._earliest:
            self._earliest[name] = self._found_earliest(name)
        return self._earliest[name]

    def _found_earliest(self, name: str) -> CodedColumn:
        waves = [wave for wave, responses in self.waves.items() if name in responses.columns]
        rows: IntArray = np.full(self.people.n_people, -1, dtype=np.int64)
        start = 0
        for wave in waves:
            fresh = (rows < 0) & self.people.present(wave)
            rows[fresh] = start + self.people.rows[wave][fresh]
            start += self.waves[wave].n_records
        return concatenate([self.waves[wave].columns[name] for wave in waves]).take(rows)

    def question(self, name: str, wave: str | None = None) -> Question:
        """A question as the first codebook that has it words it."""
        order = [wave] if wave else list(self.waves)
        for one in order:
            found = self.waves[one].codebook.questions.get(name)
            if found is not None:
                return found
        return Question(name=name)

    def present(self, wave: str) -> BoolArray:
        """Whether each person has a kept record in the wave."""
        return self.people.present(wave)

    def drawn(self, wave: str) -> BoolArray:
        """Whether each person is on the roster of a sampled wave."""
        roster = self.rosters[wave]
        return np.fromiter((name in roster for name in self.people.respondent), dtype=bool, count=self.people.n_people)

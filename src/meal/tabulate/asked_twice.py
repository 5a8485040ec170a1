"""A question with several answers in two waves: what everybody answered before and after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meal.model.arrays import BoolArray, ByteArray, FloatArray, IntArray
from meal.model.errors import StudyError
from meal.study.definition import Comparison, Indicator
from meal.study.references import answered_in, plain_question
from meal.tabulate.cells import natural_order
from meal.tabulate.measure import Measure, eligible
from meal.tabulate.population import Population

MOST_ANSWERS = 20
"""A question with more distinct answers than this is no choice between options."""


@dataclass(frozen=True, slots=True, eq=False)
class AskedTwice:
    """One question before and after, for every person of the study.

    Attributes:
        waves: the earlier and the later one.
        before, after: shape (n_people,), index into `answers`, -1 where there is no answer.
        reasons: shape (n_people,), why there is no answer after.
        universe: shape (n_people,), who belongs to the comparison, answered or not.
        answers: every answer that somebody gave in either wave, in the order of the questionnaire.
        given_before, given_after: those given in each wave.
        shared: those that could be given in both waves, between which a change can be told.
        same_options: whether the same answers could be given both times.
    """

    comparison: Comparison
    waves: tuple[str, str]
    before: IntArray
    after: IntArray
    reasons: ByteArray
    universe: BoolArray
    answers: tuple[str, ...]
    given_before: tuple[int, ...]
    given_after: tuple[int, ...]
    shared: tuple[int, ...]
    same_options: bool

    @property
    def pairs(self) -> BoolArray:
        """Who answered both times, shape (n_people,)."""
        return self.universe & (self.before >= 0) & (self.after >= 0)

    def started_at(self, population: Population, answer: int) -> Measure:
        """Those who gave an answer before, as the universe of what they answered after."""
        design = population.study.waves[self.waves[1]].design
        universe = self.universe & (self.before == answer)
        if design.sample_of:
            universe = universe & eligible(population, self.waves[1])
        return self._measure(self.waves[1], universe, self.after, frame_known=design.sample_of == self.waves[0])

    def of_pairs(self, side: int) -> Measure:
        """Those who answered both times in the earlier (0) or later (1) wave; y is the number of the answer."""
        return self._measure(self.waves[side], self.pairs, (self.before, self.after)[side], frame_known=False)

    def _measure(self, wave: str, universe: BoolArray, answers: IntArray, *, frame_known: bool) -> Measure:
        y: FloatArray = np.where(answers >= 0, answers.astype(np.float64), np.nan)
        # A measure belongs to an indicator; this one counts an answer, and its texts are never evaluated again.
        indicator = Indicator(id=self.comparison.id, counts=next(iter(self.comparison.answers.values())))
        return Measure(indicator, wave, universe, y, None, self.reasons, np.zeros_like(universe), frame_known)


def asked_twice(population: Population, comparison: Comparison) -> AskedTwice:
    """Evaluate a question in both waves.

    Raises:
        StudyError: `among` is no yes/no question, or the answers are too many to be options.
    """
    study = population.study
    earlier, later = answered_in(comparison, study)
    texts = [comparison.answers.get(wave) or comparison.answers[""] for wave in (earlier, later)]
    columns = [population.answer(text, wave).column() for text, wave in zip(texts, (earlier, later), strict=True)]
    options = [_options(population, text, wave) for text, wave in zip(texts, (earlier, later), strict=True)]
    universe = np.ones(population.people.n_people, dtype=bool)
    if comparison.among is not None:
        answer = population.answer(comparison.among, earlier)
        if answer.kind != "truth":
            raise StudyError(
                f"comparison '{comparison.id}': among is a {answer.kind}, "
                "expected a comparison such as ${plans_to_migrate} = 'yes'."
            )
        universe = answer.true()
    given = [
        {str(column.texts[code]) for code in np.unique(column.codes[column.answered() & universe]).tolist()}
        for column in columns
    ]
    order = [*comparison.answer_labels, *options[0], *options[1]]
    answers = natural_order(given[0] | given[1], order)
    if len(answers) > MOST_ANSWERS:
        raise StudyError(
            f"comparison '{comparison.id}': answers has {len(answers)} different answers, expected a question with "
            f"at most {MOST_ANSWERS}. Group them with if(…), or compare an indicator with value."
        )
    place = {answer: number for number, answer in enumerate(answers)}
    numbers = []
    for column in columns:
        of_text = [
            -1 if why else place.get(str(text), -1) for text, why in zip(column.texts, column.reasons, strict=True)
        ]
        numbers.append(np.array(of_text, dtype=np.int64)[column.codes])
    # Without a list of options, answers that were given are all that is known of what could be.
    known = [set(listed) or given[0] | given[1] for listed in options]
    same = known[0] == known[1] and (bool(options[0]) or bool(given[0] & given[1]))
    shared = known[0] & known[1] if any(options) or given[0] & given[1] else set()
    return AskedTwice(
        comparison=comparison,
        waves=(earlier, later),
        before=numbers[0],
        after=numbers[1],
        reasons=columns[1].record_reasons(),
        universe=universe,
        answers=answers,
        given_before=tuple(place[answer] for answer in answers if answer in given[0]),
        given_after=tuple(place[answer] for answer in answers if answer in given[1]),
        shared=tuple(place[answer] for answer in answers if answer in shared),
        same_options=same,
    )


def _options(population: Population, text: str, wave: str) -> list[str]:
    """The answer options of an expression that is nothing but a question; none for others."""
    name = plain_question(text, population.study)
    return [choice.name for choice in population.question(name, wave).choices] if name else []


def answer_labels(population: Population) -> dict[str, dict[str, dict[str, str]]]:
    """Comparison → answer → label by language, from the study file and from the questionnaire."""
    study = population.study
    labels: dict[str, dict[str, dict[str, str]]] = {}
    for comparison in study.comparisons:
        if not comparison.answers:
            continue
        found = labels.setdefault(comparison.id, {})
        for wave in answered_in(comparison, study):
            name = plain_question(comparison.answers.get(wave) or comparison.answers[""], study)
            for choice in population.question(name, wave).choices if name else ():
                found.setdefault(choice.name, dict(choice.label))
        for answer, words in comparison.answer_labels.items():
            found[answer] = {language or study.language: text for language, text in words.items()}
    return labels

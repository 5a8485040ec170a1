"""Pairs of interviews by one interviewer that agree more than the questionnaire makes likely by chance.

A fixed limit such as 85% of the answers flags honest interviews where nearly everybody answers alike, and lets copies
pass where the questionnaire is long. Here every pair is judged by the answers that it agrees on: how likely is it that
another interview of this interviewer agrees with as many of these answers?
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from meal.check.quality.doubt import Doubt, Looked, false_discoveries
from meal.model.arrays import BoolArray, CodeArray, FloatArray, IntArray
from meal.model.codebook import NUMERIC_TYPES
from meal.model.missing import Reason

FEWEST_QUESTIONS = 10
MIXED_IN = 10.0
"""Interviews of the whole wave that each interviewer's shares of answers are mixed with: few interviews say little."""
PAIRS_FOR_SPREAD = 20_000
FEWEST_PAIRS = 200


@dataclass(frozen=True, slots=True, eq=False)
class Interviews:
    """Answers of a wave side by side.

    Attributes:
        answers: shape (n, n_question), a code each, -1 where there is no answer.
        shares: by question, shape (n_code,): how common each answer is in the wave.
    """

    answers: CodeArray
    shares: tuple[FloatArray, ...]

    def chance(self, one: IntArray, other: IntArray, within: IntArray | None = None) -> tuple[FloatArray, BoolArray]:
        """How likely an interview agrees with `one`'s answers, and whether `other` does, shape (n_pairs, n_question).

        Where either has no answer, the chance is 0 and they do not agree.

        Args:
            within: the interviews by the same interviewer; their answers are mixed with the wave's, the pair left out.
        """
        mine, theirs = self.answers[one], self.answers[other]
        both = (mine >= 0) & (theirs >= 0)
        agree = both & (mine == theirs)
        chances = np.zeros(mine.shape)
        for question, share in enumerate(self.shares):
            asked = both[:, question]
            answer = mine[asked, question]
            chance = share[answer]
            if within is not None:
                of = self.answers[within, question]
                counts = np.bincount(of[of >= 0], minlength=len(share)).astype(np.float64)
                left = counts[answer] - 1 - agree[asked, question]
                chance = (left + MIXED_IN * chance) / (counts.sum() - 2 + MIXED_IN)
            chances[asked, question] = np.clip(chance, 1e-6, 1.0)
        return chances, agree


def similar_interviews(looked: Looked) -> Iterator[Doubt]:
    """Both interviews of every pair that is told, each with the row of the one that it resembles most."""
    settings = looked.settings.similar_interviews
    by = looked.column(settings.by or looked.interviewer)
    questions = compared_questions(looked)
    if by is None or len(questions) < FEWEST_QUESTIONS:
        return
    interviewer = np.where(by.answered()[looked.rows], by.codes[looked.rows], -1)
    sizes = np.bincount(interviewer[interviewer >= 0], minlength=by.n_distinct)
    for group in np.flatnonzero(sizes > settings.most).tolist():
        first = np.flatnonzero(interviewer == group)[:1]
        yield Doubt("too_many_to_compare", "note", looked.rows[first], "study", "", {"count": f"{sizes[group]:,}"})
    groups = np.flatnonzero((sizes > 1) & (sizes <= settings.most)).tolist()
    if not groups:
        return
    interviews = _side_by_side(looked, questions)
    spread = _spread(interviews, interviewer, looked)
    best: list[tuple[IntArray, IntArray, FloatArray]] = []
    n_pairs = 0
    of_group = np.argsort(interviewer, kind="stable")
    starts = np.searchsorted(interviewer[of_group], groups)
    for group, start in zip(groups, starts.tolist(), strict=True):
        within = of_group[start : start + sizes[group]]
        one, other = _most_alike(interviews, within, looked.keys.respondent[looked.rows])
        n_pairs += len(within) * (len(within) - 1) // 2
        if len(one):
            best.append((one, other, _p_values(interviews, one, other, within) ** (1 / spread)))
    if not best:
        return
    one, other, p_values = (np.concatenate([part[place] for part in best]) for place in range(3))
    told = false_discoveries(p_values, settings.false_discovery, n_pairs)
    if told.any():
        yield _doubt(looked, interviews, one[told], other[told], p_values[told])


def compared_questions(looked: Looked) -> list[str]:
    """Numbers and choices that are not personal, or those that the study names; not who asked, where and whom."""
    named = looked.settings.similar_interviews.questions
    if named:
        return [name for name in named if name in looked.responses.columns]
    identity = looked.study.identity
    apart = {
        looked.interviewer, looked.settings.site, looked.settings.similar_interviews.by, identity.record,
        identity.respondent, identity.partner,
    }  # fmt: skip
    kinds = {"select_one", "select_multiple", *NUMERIC_TYPES}
    return [
        question.name
        for question in looked.responses.codebook.questions.values()
        if question.type in kinds
        and question.name in looked.responses.columns
        and question.name not in apart
        and not question.personal
        and not question.unique
    ]


def _side_by_side(looked: Looked, questions: list[str]) -> Interviews:
    answers = np.full((len(looked.rows), len(questions)), -1, dtype=np.int32)
    shares: list[FloatArray] = []
    for place, name in enumerate(questions):
        column = looked.responses.columns[name]
        codes = column.codes[looked.rows]
        found = np.flatnonzero(np.bincount(codes, minlength=column.n_distinct))
        new_code = np.zeros(column.n_distinct, dtype=np.int32)
        new_code[found] = np.arange(len(found), dtype=np.int32)
        renumbered = new_code[codes]
        known = column.reasons[found] == Reason.ANSWERED
        answers[:, place] = np.where(known[renumbered], renumbered, -1)
        counts = np.where(known, np.bincount(renumbered, minlength=len(found)), 0).astype(np.float64)
        shares.append((counts + 1) / (counts.sum() + len(found)))
    return Interviews(answers, tuple(shares))


def _spread(interviews: Interviews, interviewer: IntArray, looked: Looked) -> float:
    """How much more agreements vary than if the questions had nothing to do with one another; at least 1.

    Told from pairs of interviews by different interviewers, at the same site where the study names one: people in one
    place who answer one question alike answer others alike, and that is no copying.
    """
    n = len(interviews.answers)
    rng = np.random.default_rng(0)  # the same pairs in every run
    one, other = rng.integers(0, n, PAIRS_FOR_SPREAD), rng.integers(0, n, PAIRS_FOR_SPREAD)
    apart = one != other
    different = apart & (interviewer[one] != interviewer[other])
    site = looked.column(looked.settings.site)
    if site is not None:
        here = site.codes[looked.rows]
        at_one_site = different & (here[one] == here[other])
        different = at_one_site if at_one_site.sum() >= FEWEST_PAIRS else different
    chosen = different if different.sum() >= FEWEST_PAIRS else apart
    chances, agree = interviews.chance(one[chosen], other[chosen])
    variance = (chances * (1 - chances)).sum(axis=1)
    known = variance > 0
    if not known.any():
        return 1.0
    squares = (agree.sum(axis=1) - chances.sum(axis=1))[known] ** 2 / variance[known]
    return max(1.0, float(squares.mean()))


def _most_alike(interviews: Interviews, within: IntArray, respondent: np.ndarray) -> tuple[IntArray, IntArray]:
    """The pairs of one interviewer that agree on most of what both answered; only these can be told."""
    from scipy import sparse  # a tenth of a second to load

    answers = interviews.answers[within]
    agree = np.zeros((len(within), len(within)), dtype=np.float32)
    for question in range(answers.shape[1]):
        known = np.flatnonzero(answers[:, question] >= 0)
        shape = (len(within), len(interviews.shares[question]))
        of = sparse.csr_array((np.ones(len(known), np.float32), (known, answers[known, question])), shape=shape)
        agree += (of @ of.T).toarray()
    answered = (answers >= 0).astype(np.float32)
    both = answered @ answered.T
    one, other = np.triu_indices(len(within), 1)
    enough = both[one, other] >= max(FEWEST_QUESTIONS, answers.shape[1] / 2)
    names = respondent[within]
    # Two records of one person are told by another rule.
    enough &= (names[one] == "") | (names[one] != names[other])
    one, other = one[enough], other[enough]
    share = agree[one, other] / both[one, other]
    first = np.argsort(-share, kind="stable")[: max(200, 2 * len(within))]
    return within[one[first]], within[other[first]]


def _p_values(interviews: Interviews, one: IntArray, other: IntArray, within: IntArray) -> FloatArray:
    """Chance of as many agreements with the one's answers, and with the other's: the larger of the two."""
    sides = []
    for mine, theirs in ((one, other), (other, one)):
        chances, agree = interviews.chance(mine, theirs, within)
        sides.append(tail(chances, agree.sum(axis=1)))
    return np.maximum(*sides)


def tail(chances: FloatArray, at_least: IntArray) -> FloatArray:
    """Probability that at least so many of independent events happen, shape (n,).

    Args:
        chances: shape (n, k), of each event. at_least: shape (n,).

    Source: the Poisson binomial distribution, summed event by event.
    """
    n, k = chances.shape
    counts = np.zeros((n, k + 1))
    counts[:, 0] = 1.0
    for event in range(k):
        chance = chances[:, event : event + 1]
        counts[:, 1:] = counts[:, 1:] * (1 - chance) + counts[:, :-1] * chance
        counts[:, :1] *= 1 - chance
    above = np.arange(k + 1)[None, :] >= at_least[:, None]
    return np.asarray(np.clip((counts * above).sum(axis=1), 1e-300, 1.0))


def _doubt(looked: Looked, interviews: Interviews, one: IntArray, other: IntArray, p_values: FloatArray) -> Doubt:
    order = np.argsort(p_values, kind="stable")
    partner: dict[int, int] = {}
    for mine, theirs in zip(one[order].tolist(), other[order].tolist(), strict=True):
        partner.setdefault(mine, theirs)
        partner.setdefault(theirs, mine)
    places = np.array(sorted(partner), dtype=np.int64)
    partners = np.array([partner[place] for place in places.tolist()], dtype=np.int64)
    chances, agree = interviews.chance(places, partners)
    asked = (chances > 0).sum(axis=1)
    rows_of_partners = looked.rows[partners]
    responses = looked.responses
    told = [
        {
            "other": str(responses.row_of[row]), "file": responses.sources[responses.source_of[row]].file,
            "same": str(same), "asked": str(both), "expected": f"{expected:.0f}",
        }
        for row, same, both, expected in zip(
            rows_of_partners.tolist(), agree.sum(axis=1).tolist(), asked.tolist(), chances.sum(axis=1).tolist(),
            strict=True,
        )
    ]  # fmt: skip
    severity = looked.settings.similar_interviews.severity
    return Doubt("similar_interviews", severity, looked.rows[places], "record", "", {}, told)

"""The pairs of a run that somebody must decide about, with what the two records say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from meal.messages.pair_points import points_in_words
from meal.model.arrays import BoolArray, IntArray
from meal.model.identity import PairDecision
from meal.model.missing import Reason
from meal.model.worklist import ListedPair, PairSide, Worklist, WorklistPair
from meal.pipeline.preparation import Prepared
from meal.prepare.identity.resolve import Identified
from meal.prepare.identity.told import points_in_code

MOST_LISTED = 10_000
"""Pairs that a worklist has; a person decides about fewer in a month."""


def worklist_of(prepared: Prepared) -> Worklist | None:
    """The pairs that nobody has decided about, those whose decision matters most first; None where there are none.

    A pair matters where the decision `same` makes the people one fewer whatever is decided about pairs with more
    points; first come those that are most likely the same. Pairs that follow from others come last.
    """
    found, study = prepared.staged.identified, prepared.file.study
    open_ = np.flatnonzero(found.undecided())
    if not len(open_):
        return None
    fewer = _makes_fewer(found, open_)
    order = np.lexsort((np.arange(len(open_)), ~fewer))
    listed = order[:MOST_LISTED].tolist()
    unsure = _unsure(found)
    names = _compared(prepared)
    return Worklist(
        study=study.study,
        title=study.words(study.title, fallback=study.study),
        language=study.language,
        questions=tuple(_label(prepared, name) for name in names),
        pairs=tuple(
            _pair(prepared, int(open_[place]), number, bool(fewer[place]), names, unsure)
            for number, place in enumerate(listed, start=1)
        ),
        synthetic=study.synthetic,
        more=len(open_) - len(listed),
    )


def _makes_fewer(found: Identified, pairs: IntArray) -> BoolArray:
    """Whether each pair, taken after those before it, would make one person of two."""
    parent = [*range(found.records.n_records)]

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    of = found.groups(found.identity.link).of
    fewer = np.zeros(len(pairs), dtype=np.bool_)
    for place, at in enumerate(pairs.tolist()):
        one, other = root(int(of[found.pairs.left[at]])), root(int(of[found.pairs.right[at]]))
        fewer[place] = one != other
        parent[other] = one
    return fewer


def _unsure(found: Identified) -> dict[tuple[int, int], PairDecision]:
    """The two people of a pair → what somebody wrote who could not tell."""
    return {
        _people(found, one, other): decision for decision, one, other in found.placed if decision.decision == "unsure"
    }


def _people(found: Identified, one: int, other: int) -> tuple[int, int]:
    first, second = sorted((int(found.exact.of[one]), int(found.exact.of[other])))
    return first, second


def _compared(prepared: Prepared) -> tuple[str, ...]:
    """Columns by which a person can tell: ids, keys, what the rule compares, and what cannot change."""
    identity = prepared.file.study.identity
    ids = (identity.respondent,) if identity.respondent else ()
    keys = (name for key in identity.keys for name in key)
    fields = (name for of in identity.compare.fields.values() for name in of)
    asked = dict.fromkeys([*ids, *fields, *keys, *identity.stable])
    return tuple(name for name in asked if any(name in one.columns for one in prepared.waves.values()))


def _label(prepared: Prepared, name: str) -> str:
    language = prepared.file.study.language
    labels = (one.codebook.label(name, language) for one in prepared.waves.values() if name in one.columns)
    return next((label for label in labels if label), name)


def _pair(
    prepared: Prepared,
    at: int,
    number: int,
    fewer: bool,
    names: Sequence[str],
    unsure: Mapping[tuple[int, int], PairDecision],
) -> WorklistPair:
    found, language = prepared.staged.identified, prepared.file.study.language
    one, other = int(found.pairs.left[at]), int(found.pairs.right[at])
    points = {field: float(values[at]) for field, values in found.pairs.points.items()}
    left, right = _side(prepared, one, names), _side(prepared, other, names)
    decision = unsure.get(_people(found, one, other)) if found.pairs.unsure[at] else None
    return WorklistPair(
        ListedPair(
            str(number), left.wave, left.record, right.wave, right.record,
            f"{round(float(found.pairs.score[at]), 1):g}", points_in_words(points_in_code(points), language),
        ),
        left,
        right,
        fewer,
        decision=decision.decision if decision else "",
        reason=decision.reason if decision else "",
        by=decision.decided_by if decision else "",
    )  # fmt: skip


def _side(prepared: Prepared, at: int, names: Sequence[str]) -> PairSide:
    records, language = prepared.staged.identified.records, prepared.file.study.language
    wave, row = records.waves[records.wave_of[at]], int(records.row_of[at])
    responses, keys = prepared.waves[wave], prepared.keys[wave]
    source = responses.sources[responses.source_of[row]]
    answers = []
    for name in names:
        column = responses.columns.get(name)
        code = None if column is None else column.codes[row]
        known = column is not None and column.reasons[code] == Reason.ANSWERED
        text = str(column.texts[code]).strip() if column is not None and known else ""
        answers.append(responses.codebook.question(name).choice_label(text, language) if text else "")
    file = f"{source.file} ({source.sheet})" if source.sheet else source.file
    return PairSide(wave, keys.partner[row], file, str(responses.row_of[row]), keys.stable[row], tuple(answers))

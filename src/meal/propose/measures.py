"""Indicators across waves: the same question with the same answer options is one indicator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from meal.propose.candidate import Candidate
from meal.propose.naming import quoted
from meal.propose.profile import ColumnProfile, last_part, spoken
from meal.propose.words import Tokens, phrases, tokens

MOST_INDICATORS = 12
MOST_FIGURES = 8
_ASKED_AGAIN = 1.5
"""What it is worth that a question was asked in several waves."""
_LEAST_POINTS = 1.0
_ENOUGH = 5
"""With so many indicators, questions of little worth (language, nationality) are left out."""
_ROUNDS = frozenset({"end", "base", "t0", "t1", "t2", "t3", "r1", "r2", "r3", "w1", "w2", "w3"})


@dataclass(frozen=True, slots=True)
class Measure:
    """One indicator: what counts in each wave in which it is measured, in order of time."""

    by_wave: Mapping[str, Candidate]

    @property
    def lead(self) -> Candidate:
        """The question as the first wave asks it."""
        return next(iter(self.by_wave.values()))

    @property
    def points(self) -> float:
        """How well it suits a first table."""
        return self.lead.points + (_ASKED_AGAIN if len(self.by_wave) > 1 else 0.0)


def measures(
    candidates: Mapping[str, Sequence[Candidate]], columns: Mapping[str, Mapping[str, ColumnProfile]]
) -> list[Measure]:
    """Join the candidates of all waves; each stands in one measure.

    Args:
        candidates: wave → its candidates. columns: wave → its columns.
    """
    found: list[dict[str, Candidate]] = []
    for wave, given in candidates.items():
        claimed: set[int] = set()
        for one in given:
            places = [
                place
                for place, measure in enumerate(found)
                if wave not in measure and place not in claimed and _same(next(iter(measure.values())), one)
            ]
            again = (
                _as_in(next(iter(found[places[0]].values())), one, columns[wave][one.column])
                if len(places) == 1
                else None
            )
            if again is None:
                found.append({wave: one})
            else:
                found[places[0]][wave] = again
            claimed.add(places[0] if again is not None else len(found) - 1)
    return [Measure(measure) for measure in found]


def chosen(every: Iterable[Measure], most: int = MOST_INDICATORS) -> list[Measure]:
    """The best, at most two of one question and a third of one subject, those of several waves first."""
    given = list(every)
    plenty = len(given) > most
    stems: Counter[str] = Counter()
    subjects: Counter[str] = Counter()
    found: list[Measure] = []
    for one in sorted(given, key=lambda measure: (-measure.points, measure.lead.position)):
        if len(found) == most or (one.points < _LEAST_POINTS and len(found) >= _ENOUGH):
            break
        subject = one.lead.topics[0] if one.lead.topics else ""
        crowded = stems[one.lead.stem] >= 2 or (subject and subjects[subject] >= max(2, most // 3))
        if plenty and crowded:
            continue
        # The same words twice are versions of one question; nobody could tell their rows apart.
        if any(one.lead.label == other.lead.label for other in found):
            continue
        stems[one.lead.stem] += 1
        subjects[subject] += 1
        found.append(one)
    return sorted(found, key=lambda measure: (len(measure.by_wave) == 1, measure.lead.position))


def headline(measures_chosen: Sequence[Measure], most: int = MOST_FIGURES) -> list[Measure]:
    """The measures that are drawn and printed first, in their order."""
    best = sorted(measures_chosen, key=lambda measure: -measure.points)[:most]
    return [measure for measure in measures_chosen if measure in best]


def base_name(column: str) -> Tokens:
    """A column's name without groups and without the words that only say in which wave it was asked."""
    words = tokens(last_part(column))
    wave_words = {phrase[0] for family in ("before", "baseline", "midline", "after", "endline", "followup")
                  for phrase in phrases("waves", family) if len(phrase) == 1} | _ROUNDS  # fmt: skip
    bare = words
    if len(bare) > 1 and bare[0] in wave_words:
        bare = bare[1:]
    if len(bare) > 1 and bare[-1] in wave_words:
        bare = bare[:-1]
    return bare


def _same(first: Candidate, other: Candidate) -> bool:
    """Whether two waves ask the same: by name, by kind of answer and by the answer options."""
    if first.shape != other.shape or base_name(first.column) != base_name(other.column):
        return False
    if first.options == other.options:
        return True
    # Where only the answers tell the options, one that nobody chose in one wave makes no other question.
    observed = not first.listed and not other.listed
    return observed and (first.options <= other.options or other.options <= first.options)


def _as_in(first: Candidate, other: Candidate, column: ColumnProfile) -> Candidate | None:
    """The later question with the answer that counts in the first wave."""
    if first.shape not in ("option", "several"):
        return other
    wanted = _counted_words(first)
    code = next((code for code in column.options() if spoken(column, code).casefold() == wanted), None)
    text = quoted(code) if code is not None else None
    if code is None or text is None:
        return None
    condition = f"${{{column.name}}} = {text}" if first.shape == "option" else f"selected(${{{column.name}}}, {text})"
    return replace(other, counts=condition, code=code, words=first.words)


def _counted_words(candidate: Candidate) -> str:
    return candidate.words.casefold()

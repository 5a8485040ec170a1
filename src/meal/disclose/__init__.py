"""What may be published: small cells hidden, with every further cell that would give one away.

Protected: counts and complements from 1 to below `min_cell`, denominators from 1 to below `min_denominator`
(and frames of that size behind a hidden number), numbers of unanswered from 1 to below `min_cell`, boxes of
the respondent flow, numbers of findings and people whom partners share. For each of them that is hidden there are
other whole numbers which would have been published in exactly the same way, and with which it would not be small.
That holds over all rows together: levels and crossed tables, categories and transitions, share and number, best
and worst case, indicators that ask the same people, people counted in one wave who are the universe of another,
changes, differences and what an earlier publication showed. Relations are not declared but found: numbers that agree or
add up wherever they occur are taken to be the same, which can only hide more.

Not protected:
- a number of unanswered where only hiding a result would help (the flow and the denominators show it, too);
- what follows from several counts of one person, such as one indicator's numerator inside another's, when
  the two never agree;
- small differences between tables of nearly the same people, or between this publication and an earlier one
  whose numbers changed;
- how many changed a yes/no answer, where a visible change and its standard error allow it to be computed
  (in transitions a change goes with those who kept the answer);
- levels that other levels divide, unless the tables cross them or `LevelParts` says so;
- texts: hidden rows get a new note, but sentences elsewhere must be made from the published rows;
- that a group shares one answer: a level where nobody or everybody counts stays when it is large enough.
"""

from meal.disclose.boxes import suppress_findings, suppress_flow
from meal.disclose.hints import Compared, LevelParts
from meal.disclose.levels import RecordLevels, suppress_levels
from meal.disclose.linkage import hide_differences
from meal.disclose.overlap import suppress_overlap
from meal.disclose.rows import published_before, suppress
from meal.disclose.scorecards import suppress_scores

__all__ = [
    "Compared",
    "LevelParts",
    "RecordLevels",
    "hide_differences",
    "published_before",
    "suppress",
    "suppress_findings",
    "suppress_flow",
    "suppress_levels",
    "suppress_overlap",
    "suppress_scores",
]

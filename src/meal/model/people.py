"""People across waves: one row a person, and which record speaks for them in each wave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from meal.model.arrays import BoolArray, IntArray, TextArray


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """The people of a study, linked one to one across waves.

    Attributes:
        respondent: shape (n_people,), the identifier that links.
        rows: wave → shape (n_people,), index into the wave's `Responses`, -1 where absent.
        person_of: wave → shape (n_records,), the person of every record that counts as a contact (the kept one
            and repeats of it), -1 for all others.
    """

    respondent: TextArray
    rows: Mapping[str, IntArray]
    person_of: Mapping[str, IntArray] = field(default_factory=dict)

    @property
    def n_people(self) -> int:
        """How many different people there are."""
        return len(self.respondent)

    def present(self, wave: str) -> BoolArray:
        """Whether each person has a kept record in the wave, shape (n_people,)."""
        return self.rows[wave] >= 0

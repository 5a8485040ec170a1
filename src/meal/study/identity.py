"""Identity in the study file: what tells submissions and people apart, and what may be compared where ids do not."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from meal.study.setting_types import Names, Part

LinkLevel = Literal["exact", "strict", "standard", "loose"]


class Compare(Part):
    """What the rule compares between two records, to tell whether they are of one person."""

    name: Names = ()
    """Columns with the name, in the order in which it is written; several are compared as one."""
    phone: Names = ()
    """Columns with telephone numbers; one number that agrees is enough."""
    sex: str | None = None
    """Column with the sex."""
    birth_year: str | None = None
    """Column with the year or the date of birth."""
    age: str | None = None
    """Column with the age, where the year of birth is not asked; the year is worked out from the wave's date."""
    site: Names = ()
    """Columns with the place, the widest first: district, village."""
    code: Names = ()
    """Elements of a self-generated code, in order, such as the first letter of the mother's name."""
    country: str | None = None
    """Country of telephone numbers written without one: its two letters (`NG`), or a column that holds them."""

    @property
    def fields(self) -> dict[str, tuple[str, ...]]:
        """Setting → the columns that it names, for those that are set; the country of numbers is none to compare."""
        named = {name: getattr(self, name) for name in type(self).model_fields if name != "country"}
        return {name: (of,) if isinstance(of, str) else of for name, of in named.items() if of}


class Thresholds(Part):
    """From how many points on a pair counts as one person, by how much is asked of it."""

    strict: float = 12
    """Points of pairs about which hardly anybody would doubt."""
    standard: float = 8
    """Points of pairs that are most likely one person."""
    loose: float = 4
    """Points of pairs that are worth a look: from here to `standard` is the band for review."""

    @model_validator(mode="after")
    def _in_order(self) -> Thresholds:
        if not self.strict >= self.standard >= self.loose:
            raise ValueError("strict must ask at least as many points as standard, and standard as many as loose")
        return self


class Identity(Part):
    """What tells submissions, people and partners apart."""

    record: str = "_uuid"
    """Column with the stable id of a submission."""
    edited_from: str = "rootUuid"
    """Column that keeps the first id of a submission that was edited."""
    respondent: str | None = None
    """Column with the id of the person, the same in every wave."""
    partner: str | None = None
    """Column with the partner that sent the record."""
    stable: Names = ()
    """Questions whose answer cannot change for one person; a contradiction is a conflict."""
    keys: tuple[Names, ...] = ()
    """Columns that together name one person: `[[card_number], [phone, birth_year]]`. Records that agree in all
    columns of a key, none of them missing, are one person. A respondent's id that stands in a key, such as
    `[[school, student]]`, identifies nobody alone."""
    link: LinkLevel = "exact"
    """What makes records one person when numbers are counted: `exact` takes ids, keys and recorded decisions;
    `strict`, `standard` and `loose` also take pairs with that many points of the rule."""
    compare: Compare = Compare()
    """What the rule compares; without it only ids, keys and decisions tell who is who."""
    rule: Literal["points", "splink"] = "points"
    """How pairs are found: `points` set beforehand, which can be read off; or `splink`, which learns from a long list
    how much each field tells, and needs the extra `link`."""
    thresholds: Thresholds = Thresholds()
    """From how many points of the rule on a pair counts."""
    code_errors: int = Field(default=1, ge=0, le=3)
    """How many elements of a self-generated code may differ."""
    decisions: str | None = "identity.csv"
    """File with what was decided about pairs (same, different, unsure); replayed where it exists."""
    sensitivity: bool = False
    """Show beside the results what they would be under strict, standard and loose linkage."""
    pseudonymise: bool = False
    """Replace identifiers by keyed hashes in every output."""

    @property
    def tells_people(self) -> bool:
        """Whether the study says anything by which the records of one person are known; else each is a person."""
        return self.respondent is not None or bool(self.keys) or bool(self.compare.fields)

"""The columns of the waves that tell people apart, side by side and normalised, as the rule compares them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from meal.model.arrays import BoolArray, FloatArray, IntArray, TextArray
from meal.model.columns import CodedColumn, concatenate
from meal.model.identity import IdentityTable
from meal.model.missing import Reason
from meal.model.responses import Disposition, Responses
from meal.prepare.deduplicate import DATE_COLUMNS
from meal.prepare.identity.names import distinct_normalised, in_latin
from meal.prepare.identity.phones import normalised_phones
from meal.study.definition import Study
from meal.study.records import RecordKeys

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
FIRST_YEAR, LAST_YEAR, OLDEST = 1900, 2100, 120
SOME_YEAR = 2000.0
NO_PLACE_MARK = re.compile(r"[\W_]+")


def identity_table(waves: Mapping[str, Responses], keys: Mapping[str, RecordKeys], study: Study) -> IdentityTable:
    """The records that count as contacts (kept ones and repeats), as `identity.compare` names their columns.

    A column that a wave does not have is unknown for all its records. Each distinct text is normalised once.
    """
    compare = study.identity.compare
    names = tuple(waves)
    rows = {wave: np.flatnonzero(_is_contact(responses)) for wave, responses in waves.items()}
    sides = _Sides(waves, rows)
    country = compare.country
    countries: TextArray | str | None = country
    if country is not None and any(country in responses.columns for responses in waves.values()):
        countries = sides.texts(country)
    year, margin = _years(sides.column(compare.birth_year)), 0.0
    if compare.age is not None:
        from_age = _asked(waves, rows, study) - _ages(sides.column(compare.age))
        year, margin = np.where(np.isnan(year), from_age, year), 1.0
    return IdentityTable(
        waves=names,
        wave_of=np.repeat(np.arange(len(names)), [len(rows[wave]) for wave in names]).astype(np.int64),
        row_of=_joined([rows[wave] for wave in names], np.int64),
        stable=_joined([keys[wave].stable[rows[wave]] for wave in names], np.object_),
        partner=_joined([keys[wave].partner[rows[wave]] for wave in names], np.object_),
        person=_joined([keys[wave].person[rows[wave]] for wave in names], np.object_),
        name=_names([sides.column(name) for name in compare.name], sides.n_records),
        phones=tuple(normalised_phones(sides.texts(name), countries) for name in compare.phone),
        sex=_mapped(sides.column(compare.sex), str.casefold),
        birth_year=np.where((year >= FIRST_YEAR) & (year <= LAST_YEAR), year, np.nan),
        year_margin=margin,
        sites=tuple(_mapped(sides.column(name), normalised_place) for name in compare.site),
        code=tuple(_mapped(sides.column(name), normalised_place) for name in compare.code),
    )


def normalised_place(text: str) -> str:
    """A place, or an element of a code, in small Latin letters and digits, without marks and spaces."""
    return NO_PLACE_MARK.sub("", in_latin(text))


class _Sides:
    """Columns of all waves, one under the other."""

    def __init__(self, waves: Mapping[str, Responses], rows: Mapping[str, IntArray]) -> None:
        self.waves, self.rows = waves, rows
        self.n_records = sum(map(len, rows.values()))

    def column(self, name: str | None) -> CodedColumn:
        """The column of all waves; unknown where a wave does not have it."""
        return concatenate([self._of_wave(wave, name) for wave in self.waves])

    def texts(self, name: str) -> TextArray:
        """Its answers as text, empty where missing."""
        return _mapped(self.column(name), str.strip)

    def _of_wave(self, wave: str, name: str | None) -> CodedColumn:
        columns, rows = self.waves[wave].columns, self.rows[wave]
        if name is not None and name in columns:
            return columns[name].take(rows)
        return CodedColumn(
            codes=np.zeros(len(rows), dtype=np.int32),
            texts=np.array([""], dtype=object),
            reasons=np.array([Reason.NOT_ASKED], dtype=np.int8),
        )


def _is_contact(responses: Responses) -> BoolArray:
    contact: BoolArray = responses.kept() | (responses.disposition == Disposition.REPEAT_CONVERSATION)
    return contact


def _joined(parts: Sequence[Any], kind: type) -> Any:
    return np.concatenate([np.zeros(0, dtype=kind), *parts])


def _mapped(column: CodedColumn, normalised: Callable[[str], str]) -> TextArray:
    """The column's answers as text, each distinct one normalised; empty where missing."""
    made = np.empty(column.n_distinct, dtype=object)
    made[:] = [
        normalised(str(text).strip()) if reason == Reason.ANSWERED else ""
        for text, reason in zip(column.texts.tolist(), column.reasons.tolist(), strict=True)
    ]
    return made[column.codes]


def _names(columns: Sequence[CodedColumn], n_records: int) -> TextArray:
    """The columns of a name as one, normalised."""
    import pandas as pd

    whole = np.full(n_records, "", dtype=object)
    for column in columns:
        whole = whole + " " + _mapped(column, str.strip)
    codes, distinct = pd.factorize(whole)
    made = np.empty(len(distinct), dtype=object)
    made[:] = distinct_normalised(distinct.tolist())
    return made[codes]


def _years(column: CodedColumn) -> FloatArray:
    """The year in each answer: a year, or a date however written."""
    years = np.full(column.n_distinct, np.nan)
    for number, (text, reason) in enumerate(zip(column.texts.tolist(), column.reasons.tolist(), strict=True)):
        found = YEAR.search(str(text)) if reason == Reason.ANSWERED else None
        years[number] = float(found.group()) if found is not None else np.nan
    return years[column.codes]


def _ages(column: CodedColumn) -> FloatArray:
    ages = np.full(column.n_distinct, np.nan)
    for number, (text, reason) in enumerate(zip(column.texts.tolist(), column.reasons.tolist(), strict=True)):
        try:
            age = float(text) if reason == Reason.ANSWERED else np.nan
        except ValueError:
            continue
        ages[number] = np.floor(age) if 0 <= age <= OLDEST else np.nan
    return ages[column.codes]


def _asked(waves: Mapping[str, Responses], rows: Mapping[str, IntArray], study: Study) -> FloatArray:
    """The year in which each record was made; where a wave has no dates, the first of the study's period.

    Without a period either, all waves count as of one year: the margin of an age covers waves a year apart.
    """
    parts = []
    for wave, responses in waves.items():
        named = study.waves[wave].date
        name = next((name for name in (named, *DATE_COLUMNS) if name in responses.columns), None)
        years = np.full(len(rows[wave]), np.nan)
        if name is not None:
            years = _years(responses.columns[name].take(rows[wave]))
        known = years[~np.isnan(years)]
        years[np.isnan(years)] = np.median(known) if len(known) else _first_year_of(study)
        parts.append(years)
    joined: FloatArray = _joined(parts, np.float64)
    return joined


def _first_year_of(study: Study) -> float:
    return SOME_YEAR if study.period is None else float(study.period.start[:4])

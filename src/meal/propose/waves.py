"""Which files, or which records of a file, are which round of asking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import PurePosixPath

from meal.model.responses import Export
from meal.propose.answers import answers_in, kind_of, some_answers
from meal.propose.same_records import same_records
from meal.propose.wave_names import waves_of_names, waves_of_values
from meal.propose.words import is_called, tokens

LEAST_IN_COMMON = 0.5


_GAP_IN_DAYS = 21


@dataclass(frozen=True, slots=True)
class DataFile:
    """An export and the path by which the officer named it."""

    place: str
    export: Export


@dataclass(frozen=True, slots=True)
class ProposedWave:
    """A wave: its files, as positions in the list that was given, and which of their records belong to it."""

    id: str
    label: str
    files: tuple[int, ...]
    reason: str
    records: str | None = None


@dataclass(frozen=True, slots=True)
class WavePlan:
    """The waves in order of time, and the files that belong to none with the reason."""

    waves: tuple[ProposedWave, ...]
    left_out: tuple[tuple[int, str], ...] = ()


def wave_plan(files: Sequence[DataFile]) -> WavePlan:
    """Tell waves by a wave column, the names of files and folders, or the dates; else all files are one wave."""
    everything = range(len(files))
    left_out = {number: why for number in everything if (why := _is_a_repeat(files, number))}
    rest = [number for number in everything if number not in left_out]
    by_column = _by_column(files, rest)
    if by_column:
        return WavePlan(by_column, tuple(left_out.items()))
    named = _by_name(files, rest)
    if named:
        families = list(dict.fromkeys(wave for _, wave in named.values()))
        for number in rest:
            if number not in named:
                left_out[number] = "its name does not say to which wave it belongs, while those of other files do"
        waves = [_named_wave(files, family, named, left_out) for family in families]
        return WavePlan(tuple(waves), tuple(left_out.items()))
    together = _alike(files, rest, left_out)
    return WavePlan(_by_date(files, together) or (_only_wave(files, together),), tuple(left_out.items()))


def _is_a_repeat(files: Sequence[DataFile], number: int) -> str:
    """Why a file is the table of a repeat group, where other files are not; nothing where it is none."""
    if len(files) == 1 or not is_repeat_table(files[number].export):
        return ""
    if all(is_repeat_table(file.export) for file in files):
        return ""
    return "it is the table of a repeat group: its rows are parts of records, not records"


def is_repeat_table(export: Export) -> bool:
    """Whether the rows are parts of a submission: they point at a parent."""
    for name in ("_parent_index", "PARENT_KEY", "_submission__uuid", "_submission__id"):
        column = export.columns.get(name)
        if column is not None and any(answer not in ("-1", "0") for answer in answers_in(column).counts):
            return True
    return False


def _by_column(files: Sequence[DataFile], rest: Sequence[int]) -> tuple[ProposedWave, ...]:
    """Waves by the values of a column that all files have."""
    if not rest:
        return ()
    for name in files[rest[0]].export.columns:
        if not all(name in files[number].export.columns for number in rest):
            continue
        counts: dict[str, int] = {}
        for number in rest:
            for answer, count in answers_in(files[number].export.columns[name]).counts.items():
                counts[answer] = counts.get(answer, 0) + count
        order = waves_of_values(name, counts)
        if order and "{" not in name and "}" not in name:
            return tuple(
                ProposedWave(
                    id=family,
                    label=value if not value.isdigit() else f"Round {value}",
                    files=tuple(rest),
                    reason=f'records whose "{name}" is {value}: {counts[value]}',
                    records=f"${{{name}}} = '{value}'",
                )
                for value, family in order.items()
            )
    return ()


def _by_name(files: Sequence[DataFile], rest: Sequence[int]) -> dict[int, tuple[str, str]]:
    """File → (word that told it, id of the wave), by the names of the files, else of their folders."""
    for part in (_stem, _folder):
        found = waves_of_names({number: part(files[number].place) for number in rest})
        if found:
            return found
    return {}


def _stem(place: str) -> str:
    return PurePosixPath(place).name.partition(".")[0]


def _folder(place: str) -> str:
    return PurePosixPath(place).parent.name


def _named_wave(
    files: Sequence[DataFile], family: str, named: Mapping[int, tuple[str, str]], left_out: dict[int, str]
) -> ProposedWave:
    numbers = [number for number, (_, wave) in named.items() if wave == family]
    words = named[numbers[0]][0]
    kept = _alike(files, numbers, left_out)
    names = ", ".join("/".join(PurePosixPath(files[number].place).parts[-2:]) for number in kept)
    return ProposedWave(family, words, tuple(kept), f'"{words}" stands in the name: {names}')


def _alike(files: Sequence[DataFile], numbers: Sequence[int], left_out: dict[int, str]) -> list[int]:
    """The files of one wave: those that share most columns with the largest and do not repeat its records."""
    ordered = sorted(numbers, key=lambda number: -len(files[number].export.columns) * len(files[number].export.row_of))
    kept: list[int] = []
    for number in ordered:
        export = files[number].export
        if kept and in_common(files[kept[0]].export, export) < LEAST_IN_COMMON:
            left_out[number] = f"it has few columns in common with {_file_name(files[kept[0]])}, so it is another table"
            continue
        twin = next((other for other in kept if same_records(files[other].export, export)), None)
        if twin is not None:
            left_out[number] = f"it holds the same records as {_file_name(files[twin])}, and they must not count twice"
            continue
        kept.append(number)
    return sorted(kept)


def _file_name(file: DataFile) -> str:
    return PurePosixPath(file.place).name


def in_common(one: Export, other: Export) -> float:
    """The part of the columns of the narrower table that the other has too, leaving out what servers add."""
    first, second = ({name for name in export.columns if not name.startswith("_")} for export in (one, other))
    smaller = min(len(first), len(second))
    return len(first & second) / smaller if smaller else 0.0


def _by_date(files: Sequence[DataFile], numbers: Sequence[int]) -> tuple[ProposedWave, ...]:
    """One wave a file, where the dates of the files lie apart; else nothing."""
    spans = {number: span for number in numbers if (span := _span(files[number].export))}
    if len(numbers) < 2 or len(spans) < len(numbers):
        return ()
    ordered = sorted(numbers, key=lambda number: spans[number])
    for earlier, later in pairwise(ordered):
        if _days(spans[later][0]) - _days(spans[earlier][1]) < _GAP_IN_DAYS:
            return ()
    return tuple(
        ProposedWave(
            id=f"round_{place}",
            label=f"{spans[number][0]} to {spans[number][1]}",
            files=(number,),
            reason=f"{_file_name(files[number])} is of {' to '.join(spans[number])}, apart from the others",
        )
        for place, number in enumerate(ordered, start=1)
    )


def _span(export: Export) -> tuple[str, str] | None:
    """First and last day of asking, from the first column of interview dates that cannot be confused."""
    for name, column in export.columns.items():
        words = tokens(name.rpartition("/")[2])
        if not (is_called(words, "headings", "date") or words in (("start",), ("end",), ("submission", "time"))):
            continue
        answers = answers_in(column).counts
        if answers and kind_of(answers) in ("date", "datetime"):
            days = [answer[:10] for answer in some_answers(answers)]
            return min(days), max(days)
    return None


def _days(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _only_wave(files: Sequence[DataFile], numbers: Sequence[int]) -> ProposedWave:
    one = "one file" if len(numbers) == 1 else f"{len(numbers)} files with the same questions"
    return ProposedWave("survey", "Survey", tuple(numbers), f"{one}, and nothing that tells one round from another")

"""What was not guessed, and why: said at the top of the study file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from meal.messages import rule_text
from meal.propose.links import Link, Unlinked
from meal.propose.measures import Measure
from meal.propose.missing_codes import doubtful_codes
from meal.propose.oddities import text_dates
from meal.propose.personal import personal_kind
from meal.propose.profile import ColumnProfile, is_technical
from meal.propose.record_ids import shared_record_ids
from meal.propose.wave_data import WaveData

_SHEETS = ("other_sheets", "hidden_sheets")
_NAMED = 6


def not_guessed(
    waves: Sequence[WaveData],
    link: Link | Unlinked,
    files: Mapping[str, str],
    found: Sequence[Measure],
    picked: Sequence[Measure],
) -> tuple[str, ...]:
    """Sentences about files, columns and settings that are left to the officer.

    Args:
        files: file → why no wave has it. found: all that could be indicators. picked: those that are.
    """
    sentences = [f"{file}: not used. {why[:1].upper()}{why[1:]}." for file, why in files.items()]
    of_waves: list[list[str]] = []
    for data in waves:
        used = {measure.by_wave[data.wave.id].column for measure in picked if data.wave.id in measure.by_wave}
        of_waves.append(_of_wave(data, used))
    sentences += _merged(of_waves, [data.wave.id for data in waves])
    if isinstance(link, Unlinked) and link.reason:
        sentences.append(f"Who is who across the waves: {link.reason}. So no change is compared; name the column of "
                         "the person's identifier under identity: respondent.")  # fmt: skip
    if isinstance(link, Link):
        asked = {data.wave.id: data.roles.columns() | {link.column} for data in waves}
        sentences += [
            f"Wave {wave}: {_names(sorted(columns - asked[wave]))} only repeat the answers of an earlier wave: carried "
            "over, not asked again."
            for wave, columns in link.copied.items()
            if columns - asked[wave]
        ]
    shared, count = shared_record_ids([data.responses for data in waves])
    if shared:
        sentences.append(f'{count:,} records share their value of "{shared}", and no other column tells submissions '
                         "apart: the latest of each is kept, the others are taken for older edits. Name the right "
                         "column under identity: record.")  # fmt: skip
    if not any(data.sample.found for data in waves):
        sentences.append("How people were chosen: no column of weights, strata or clusters was found, so results "
                         "describe those who were asked. Set design where more is known.")  # fmt: skip
    more = len(found) - len(picked)
    if more > 0:
        others = [one.lead.column for one in sorted(found, key=lambda one: -one.points) if one not in picked]
        could = "question could be an indicator:" if more == 1 else "questions could be indicators, such as"
        sentences.append(f"{more} more {could} {_names(others)}.")
    sentences.append("Targets and figures published elsewhere: add target or published to an indicator.")
    return tuple(dict.fromkeys(sentences))


def _merged(of_waves: Sequence[Sequence[str]], ids: Sequence[str]) -> list[str]:
    """What holds in every wave once, and what holds in one with its name."""
    everywhere = set(of_waves[0]).intersection(*of_waves[1:])
    merged = [sentence for sentence in of_waves[0] if sentence in everywhere]
    for wave, sentences in zip(ids, of_waves, strict=True):
        merged += [f"Wave {wave}: {sentence}" for sentence in sentences if sentence not in everywhere]
    return merged


def _of_wave(data: WaveData, used: set[str]) -> list[str]:
    columns = list(data.columns.values())
    asked = [one for one in columns if not is_technical(one) and not personal_kind(one)]
    sentences = [
        f"{source.file}: {rule_text(rule, 'en', parameters)}"
        for source in data.responses.sources
        for rule, parameters in source.remarks
        if rule in _SHEETS
    ]
    if any(name in data.columns for name in ("_parent_index", "PARENT_KEY")) and _points_at_parents(data):
        sentences.append("The rows are parts of records (a repeat group); here each of them counts as a record.")
    roles = data.roles
    if roles.sex is not None and not roles.sex.levels and data.columns[roles.sex.column].n_distinct > 1:
        codes = ", ".join(list(data.columns[roles.sex.column].answers.counts)[:4])
        labels = data.columns[roles.sex.column].labels
        if not any(labels.values()):
            sentences.append(f'What the codes of "{roles.sex.column}" mean ({codes}): label them in the schema.')
    if roles.sex is not None and roles.sex.others:
        sentences.append(f'Sex: "{roles.sex.column}" is used, not {_names(roles.sex.others)}.')
    sentences += [f'"{column}": {why}.' for column, why in data.sample.left_out]
    dates = [one.name for one in asked if text_dates(one)]
    if dates:
        sentences.append(f"Dates in {_names(dates)} are text: the order of day and month is not certain.")
    doubtful = [
        f'{" and ".join(found)} in "{one.name}"' for one in asked if (found := doubtful_codes(one.answers.counts))
    ]
    if doubtful:
        sentences.append(f"Whether {_list(doubtful)} stands for no answer; it counts as an answer.")
    unlabelled = [one.name for one in asked if _is_code(one) and one.name not in _used(data) | used]
    if unlabelled:
        sentences.append(f"What the numbers in {_names(unlabelled)} stand for: few values and no labels.")
    braces = [one.name for one in asked if set(one.name) & set("{}$")]
    if braces:
        sentences.append(f"{_names(braces)}: expressions cannot name a column with braces or $ in its name.")
    return sentences


def _points_at_parents(data: WaveData) -> bool:
    given = [data.columns[name].answers.counts for name in ("_parent_index", "PARENT_KEY") if name in data.columns]
    return any(answer not in ("-1", "0") for counts in given for answer in counts)


def _used(data: WaveData) -> frozenset[str]:
    return data.roles.columns() | {role.column for role in data.sample.found}


def _is_code(column: ColumnProfile) -> bool:
    """Whole numbers of few values without labels, which may be codes or amounts."""
    return (
        column.kind == "integer"
        and not column.from_form
        and 3 <= column.n_distinct <= 10
        and not column.is_zero_one()
        and not any(column.labels.values())
    )


def _names(names: Sequence[str]) -> str:
    return _list([f'"{name}"' for name in names])


def _list(items: Sequence[str]) -> str:
    shown = ", ".join(items[:_NAMED])
    return shown if len(items) <= _NAMED else f"{shown} and {len(items) - _NAMED} more"

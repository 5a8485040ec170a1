"""Exports and forms → a proposed study and its schemas, as rows (path, value, reason)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from meal.messages.words import word_languages
from meal.propose.candidate import Candidate
from meal.propose.disaggregation import age_band_rows, disaggregation_rows
from meal.propose.headings import same_division
from meal.propose.indicator_rows import comparison_rows, indicator_ids, indicator_rows
from meal.propose.indicators import candidates
from meal.propose.left_out import not_guessed
from meal.propose.links import Link, Unlinked, link_of
from meal.propose.measures import chosen, headline, measures
from meal.propose.profile import plain_label
from meal.propose.questionnaire import label_languages, schema_file
from meal.propose.record_ids import record_column
from meal.propose.rows import Path, Proposal, ProposedFile, ProposedStudy, Value
from meal.propose.telling import head_lines, told_lines
from meal.propose.wave_data import WaveData
from meal.propose.wave_rows import wave_rows

_DRAWN_ANYWAY = 6
"""So many indicators are drawn where the study file says nothing."""


_LONGEST_PERIOD = 5
"""Years between first and last day; more is a mistake in a date."""


def proposed_study(name: str, waves: Sequence[WaveData], files_left_out: Mapping[str, str]) -> ProposedStudy:
    """Propose a study file and its schemas.

    Args:
        name: of the study. waves: in order of time. files_left_out: file → why no wave has it.
    """
    language = _languages(waves)[0]
    link = _link(waves)
    every = _candidates(waves, link)
    found = measures(every, {data.wave.id: data.columns for data in waves})
    picked = chosen(found)
    schemas = _schemas(name, waves, language)
    rows = [
        Proposal(("study",), name),
        Proposal(("title",), _title(name, waves)),
        Proposal(("languages",), _languages(waves)),
        *_period(waves),
    ]
    for data in waves:
        rows += wave_rows(data, schemas[data.wave.id].name.removeprefix("schemas/").removesuffix(".yaml"))
    rows += _identity(waves, link)
    bands = age_band_rows(waves)
    rows += [*bands, *disaggregation_rows(waves, bands, language)]
    ids = indicator_ids(picked)
    for number, measure in enumerate(picked):
        rows += indicator_rows(number, measure, ids[number], languages=_languages(waves), several_waves=len(waves) > 1)
    if isinstance(link, Link):
        rows += comparison_rows(picked, ids, language)
    figures = tuple(ids[picked.index(measure)] for measure in headline(picked))
    if len(figures) > _DRAWN_ANYWAY:
        rows.append(Proposal(("figures",), figures, "these are printed first and get a chart"))
    omitted = not_guessed(waves, link, files_left_out, found, picked)
    study = ProposedFile("study.yaml", tuple(rows), head_lines(name, waves, omitted))
    return ProposedStudy(study, _distinct(schemas.values()), told_lines(waves, link, picked), omitted)


def _link(waves: Sequence[WaveData]) -> Link | Unlinked:
    if len(waves) < 2:
        return Unlinked("")
    by_id = {data.wave.id: data for data in waves}
    return link_of(
        {wave: data.responses for wave, data in by_id.items()},
        {wave: data.columns for wave, data in by_id.items()},
        {wave: data.roles for wave, data in by_id.items()},
    )


def _languages(waves: Sequence[WaveData]) -> tuple[str, ...]:
    """The languages of the labels in which reports can be written; English where there is none."""
    found = dict.fromkeys(code for data in waves for code in label_languages(data.columns.values()))
    return tuple(code for code in found if code in word_languages()) or ("en",)


def _title(name: str, waves: Sequence[WaveData]) -> Value:
    """The title of the form, where there is one form; else the name in words."""
    forms = [data.form.title for data in waves if data.form]
    titles = {plain_label(next(text for text in title.values() if text)) for title in forms if any(title.values())}
    if len(titles) == 1:
        return titles.pop()
    return name.replace("-", " ").replace("_", " ").capitalize()


def _period(waves: Sequence[WaveData]) -> list[Proposal]:
    """First and last day of asking, where every wave has dates that cannot be confused."""
    days: list[str] = []
    for data in waves:
        if data.roles.date is None:
            return []
        days += [answer[:10] for answer in data.columns[data.roles.date.column].answers.counts]
    if not days or min(days) < "1990" or int(max(days)[:4]) - int(min(days)[:4]) > _LONGEST_PERIOD:
        return []
    why = "the first and the last day in the columns of dates"
    return [Proposal(("period", "start"), min(days), why), Proposal(("period", "end"), max(days))]


def _candidates(waves: Sequence[WaveData], link: Link | Unlinked) -> dict[str, list[Candidate]]:
    """What could be an indicator in each wave, without columns that play another part or were carried over."""
    names = [data.wave.id for data in waves]
    found: dict[str, list[Candidate]] = {}
    for data in waves:
        taken = set(data.roles.columns()) | {role.column for role in data.sample.found}
        taken |= {column for column, _ in data.sample.left_out}
        groups = [
            data.columns[role.column] for role in (*data.roles.groups, *((data.roles.sex,) if data.roles.sex else ()))
        ]
        taken |= {one.name for one in data.columns.values() if one.n_distinct <= 8 and same_division(one, groups)}
        if data.wave.records:
            taken.add(data.wave.records.partition("${")[2].partition("}")[0])
        if isinstance(link, Link):
            taken |= {link.column} | link.copied.get(data.wave.id, frozenset())
        found[data.wave.id] = candidates(data.columns, data.several, taken=frozenset(taken), waves=names)
    return found


def _schemas(name: str, waves: Sequence[WaveData], language: str) -> dict[str, ProposedFile]:
    """Wave → schema; waves whose questionnaire is the same share one."""
    made: dict[str, ProposedFile] = {}
    for data in waves:
        sexes = {data.roles.sex.column: data.roles.sex.levels} if data.roles.sex else {}
        own = name if len(waves) == 1 else f"{name}-{data.wave.id}"
        origin = f"the form {data.form_file} and the export" if data.form_file else f"the export {_some(data.files)}"
        made[data.wave.id] = schema_file(
            own, data.columns, data.several,
            title=data.form.title if data.form else {}, origin=origin, sexes=sexes, language=language,
            form=data.form,
        )  # fmt: skip
    first = next(iter(made.values()))
    if len(waves) > 1 and all(_settings(file) == _settings(first) for file in made.values()):
        rows = (Proposal(("schema",), name), *first.rows[1:])
        made = dict.fromkeys(made, ProposedFile(f"schemas/{name}.yaml", rows, first.head))
    return made


def _settings(file: ProposedFile) -> list[tuple[Path, Value]]:
    """What a schema says, without its name and the reasons."""
    return [(row.path, row.value) for row in file.rows[1:]]


def _distinct(files: Iterable[ProposedFile]) -> tuple[ProposedFile, ...]:
    return tuple({file.name: file for file in files}.values())


def _identity(waves: Sequence[WaveData], link: Link | Unlinked) -> list[Proposal]:
    rows: list[Proposal] = []
    record = record_column([data.responses for data in waves])
    if record is not None and record.reason:
        rows.append(Proposal(("identity", "record"), record.column, record.reason))
    if isinstance(link, Link):
        rows.append(Proposal(("identity", "respondent"), link.column, link.reason))
        if link.stable:
            why = "cannot change for one person; where it does, the records are left out until somebody decides"
            rows.append(Proposal(("identity", "stable"), link.stable, why))
    return rows


def _some(files: Sequence[str]) -> str:
    return files[0] if len(files) == 1 else f"{files[0]} and {len(files) - 1} more"

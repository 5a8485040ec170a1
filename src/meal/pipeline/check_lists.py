"""The check lists that a study names, read and put among the rules of the waves that have their columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

from meal.messages import rule_text, rules
from meal.model.codebook import NUMERIC_TYPES, Codebook, Rule
from meal.model.errors import StudyError
from meal.model.responses import Responses, Source
from meal.read import read_file
from meal.study.check_list import ListedCheck, listed_checks
from meal.study.expression import ExpressionError, kind_of, parse
from meal.study.load import StudyFile
from meal.study.problems import did_you_mean

LANGUAGES_OF_PARTNERS = ("en", "nl", "fr", "es", "ar")


def with_check_lists(
    file: StudyFile, waves: Mapping[str, Responses]
) -> tuple[dict[str, Responses], tuple[Source, ...]]:
    """The waves with the checks of every list among the rules of their codebooks, and the lists as they were read.

    Raises:
        StudyError: a list is absent, or a check cannot be used; every one is named with its file and row.
        DataError: a list cannot be read.
    """
    checks: list[ListedCheck] = []
    problems: list[str] = []
    sources: list[Source] = []
    for name in file.study.checks:
        path = file.folder / name
        if Path(name).name != name or not path.is_file():
            problems.append(f"{file.line('checks')}: there is no file '{name}' beside the study file.")
            continue
        export = read_file(path, relative_to=file.folder)
        sources.append(export.source)
        texts = {heading: column.record_texts() for heading, column in export.columns.items()}
        rows = (
            (int(row), {heading: str(cells[place]) for heading, cells in texts.items()})
            for place, row in enumerate(export.row_of)
        )
        found, wrong = listed_checks(name, list(texts), rows)
        checks += found
        problems += wrong
    added: dict[str, list[Rule]] = {wave: [] for wave in waves}
    for check in checks:
        problems += _placed(check, waves, added, file.study.language)
    if problems:
        raise StudyError(problems)
    if not checks:
        return dict(waves), tuple(sources)
    return {
        wave: replace(
            responses,
            codebook=replace(responses.codebook, rules=(*responses.codebook.rules, *added[wave])),
        )
        for wave, responses in waves.items()
    }, tuple(sources)


def _placed(
    check: ListedCheck, waves: Mapping[str, Responses], added: Mapping[str, list[Rule]], language: str
) -> list[str]:
    """Put a check into every wave that has its columns; what is wrong with it, in sentences."""
    if check.id in rules():
        return [f"{check.where}: '{check.id}' is the name of a rule of the program. Give the check another check_id."]
    if check.wave and check.wave not in waves:
        return [f"{check.where}: there is no wave '{check.wave}'.{did_you_mean(check.wave, waves)}"]
    names = [*parse(check.expect).references, *check.columns]
    possible = {wave: one for wave, one in waves.items() if check.wave in ("", wave)}
    known = {wave: frozenset(one.columns) | frozenset(one.codebook.questions) for wave, one in possible.items()}
    of_wave = {wave: [name.removeprefix(f"{wave}.") for name in names] for wave in known}
    fitting = [wave for wave in known if set(of_wave[wave]) <= known[wave]]
    if not fitting:
        every = frozenset().union(*known.values())
        absent = [name for name in names if all(name.removeprefix(f"{wave}.") not in known[wave] for wave in known)]
        if absent:
            return [f"{check.where}: '{absent[0]}' is not a column of any wave.{did_you_mean(absent[0], every)}"]
        return [f"{check.where}: its columns stand in different waves; a check looks at the records of one wave."]
    for wave in fitting:
        codebook = possible[wave].codebook
        try:
            kind = kind_of(parse(check.expect), _kinds(codebook, wave))
        except ExpressionError as error:
            return [f"{check.where}: the condition cannot be computed: {error.reason}"]
        if kind != "truth":
            return [f"{check.where}: the condition gives a {kind}; expected yes or no, such as ${{age}} < 15."]
        columns = tuple(name.removeprefix(f"{wave}.") for name in check.columns)
        added[wave].append(Rule(check.id, check.expect, _label(check, codebook, language), check.severity, columns))
    return []


def _kinds(codebook: Codebook, wave: str) -> Callable[[str], Literal["number", "text"]]:
    """What the answers to a question are, as the codebook types them."""

    def kind(name: str) -> Literal["number", "text"]:
        typed = codebook.question(name.removeprefix(f"{wave}.")).type
        return "number" if typed in NUMERIC_TYPES | {"date", "datetime"} else "text"

    return kind


def _label(check: ListedCheck, codebook: Codebook, language: str) -> dict[str, str]:
    """The words of the list, or general ones for a check that has none."""
    if check.description:
        return {language: check.description}
    variable = check.columns[0] if check.columns else ""
    if check.limits:
        return {
            one: rule_text(
                "outside_listed_limits", one, {"question": codebook.label(variable, one), "limits": check.limits}
            )
            for one in LANGUAGES_OF_PARTNERS
        }
    return {one: rule_text("listed_check", one, {"check": check.id}) for one in LANGUAGES_OF_PARTNERS}

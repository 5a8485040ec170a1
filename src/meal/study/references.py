"""Whether the parts of a study refer to things that exist: waves, indicators, questions, answer options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from meal.model.codebook import Codebook
from meal.study.definition import Comparison, Indicator, Study
from meal.study.expression import parse
from meal.study.finer_design import finer_columns
from meal.study.identity_columns import identity_column_problems, link_problems
from meal.study.problems import did_you_mean
from meal.study.quality_columns import quality_columns
from meal.study.yaml_text import Path, YamlDocument


@dataclass(frozen=True, slots=True)
class Use:
    """An expression in the study file: where it stands, and the waves of names without a wave.

    Attributes:
        waves: a name without a wave must be known in each of these; empty where it must be known
            in some wave (`derive`).
    """

    path: Path
    text: str
    waves: tuple[str, ...]


def split_name(name: str, study: Study) -> tuple[str | None, str]:
    """The wave and the column of a name: text before the first dot is a wave when one is declared."""
    head, dot, tail = name.partition(".")
    return (head, tail) if dot and head in study.waves else (None, name)


def measured_in(indicator: Indicator, study: Study) -> tuple[str, ...]:
    """The waves in which an indicator is measured; empty where the study file leaves it open."""
    if indicator.waves:
        return indicator.waves
    if indicator.wave:
        return (indicator.wave,)
    texts = {**indicator.texts("counts"), **indicator.texts("value")}
    if len(texts) > 1 or "" not in texts:
        return tuple(wave for wave in study.waves if wave in texts)
    named = {split_name(name, study)[0] for name in parse(texts[""]).references}
    mentioned = [wave for wave in study.waves if wave in named]
    if mentioned:
        return (mentioned[-1],)
    return tuple(study.waves) if len(study.waves) == 1 else ()


def answered_in(comparison: Comparison, study: Study) -> tuple[str, ...]:
    """The earlier and the later wave of a transition; empty where the study file leaves them open."""
    if comparison.from_wave and comparison.to_wave:
        return (comparison.from_wave, comparison.to_wave)
    named = tuple(wave for wave in study.waves if wave in comparison.answers)
    waves = tuple(study.waves) if "" in comparison.answers else named
    return waves if len(waves) == 2 else ()


def uses(study: Study) -> Iterator[Use]:
    """Every expression of the study file."""
    for wave, settings in study.waves.items():
        for key in ("records", "consent", "test"):
            if text := getattr(settings, key):
                yield Use(("waves", wave, key), text, (wave,))
        if settings.design.eligible:
            yield Use(
                ("waves", wave, "design", "eligible"), settings.design.eligible, (settings.design.sample_of or wave,)
            )
    for name, text in study.derive.items():
        yield Use(("derive", name), text, ())
    for number, indicator in enumerate(study.indicators):
        keys: tuple[Literal["among", "counts", "value", "per"], ...] = ("among", "counts", "value", "per")
        for key in keys:
            for wave, text in indicator.texts(key).items():
                place = ("indicators", number, key, wave) if wave else ("indicators", number, key)
                yield Use(place, text, (wave,) if wave else measured_in(indicator, study))
    for number, comparison in enumerate(study.comparisons):
        if comparison.adjust_for:
            waves = tuple(wave for wave in (comparison.wave or comparison.to_wave,) if wave)
            yield Use(("comparisons", number, "adjust_for"), comparison.adjust_for, waves)
        between = answered_in(comparison, study)
        if comparison.among:
            yield Use(("comparisons", number, "among"), comparison.among, between[:1])
        for wave, text in comparison.answers.items():
            path = ("comparisons", number, "answers", wave) if wave else ("comparisons", number, "answers")
            yield Use(path, text, (wave,) if wave else between)


def study_problems(study: Study, codebooks: Mapping[str, Codebook], document: YamlDocument) -> list[str]:
    """What the study refers to that does not exist, as far as it can be told without data."""
    problems = [*_wave_problems(study), *_indicator_problems(study), *_family_problems(study)]
    problems += [*_choice_problems(study, codebooks), *_answer_problems(study, codebooks)]
    problems += link_problems(study.identity)
    return _with_lines(problems, document)


def variable_problems(study: Study, columns: Mapping[str, frozenset[str]], document: YamlDocument) -> list[str]:
    """Names in expressions and disaggregations that no column of the data, and no derived one, answers to.

    Args:
        columns: wave → columns that its exports and its schema have.
    """
    problems: list[tuple[Path, str]] = []
    derived = frozenset(study.derive)
    for use in uses(study):
        for name in parse(use.text).references:
            wave, column = split_name(name, study)
            if name == "." or (wave is None and column in derived):
                continue
            waves = (wave,) if wave else use.waves
            everywhere = frozenset().union(*columns.values()) | derived
            missing = [w for w in waves if column not in columns[w] | derived]
            if missing:
                known = [*columns[missing[0]], *derived]
                text = f"'{column}' is not a column of wave '{missing[0]}'.{did_you_mean(column, known)}"
                problems.append((use.path, text))
            elif not waves and column not in everywhere:
                problems.append(
                    (use.path, f"'{column}' is not a column of any wave.{did_you_mean(column, everywhere)}")
                )
    for number, indicator in enumerate(study.indicators):
        for wave in measured_in(indicator, study) if indicator.by_record else ():
            for name in indicator.by_record:
                if name not in columns[wave] | derived:
                    text = f"'{name}' is not a column of wave '{wave}'.{did_you_mean(name, columns[wave] | derived)}"
                    problems.append((("indicators", number, "by_record"), text))
    every = frozenset().union(*columns.values()) | derived
    for number, variables in enumerate(study.disaggregate):
        for variable in variables:
            if variable not in every:
                text = f"'{variable}' is not a column of any wave.{did_you_mean(variable, every)}"
                problems.append((("disaggregate", number), text))
    return _with_lines([*problems, *_design_problems(study, columns)], document)


def _with_lines(problems: list[tuple[Path, str]], document: YamlDocument) -> list[str]:
    located = sorted((document.line(path), text) for path, text in problems)
    return [f"{document.name}, line {line}: {text}" for line, text in dict.fromkeys(located)]


def _wave_problems(study: Study) -> list[tuple[Path, str]]:
    problems: list[tuple[Path, str]] = []

    def known(wave: str | None, path: Path) -> None:
        if wave is not None and wave not in study.waves:
            problems.append((path, f"there is no wave '{wave}'.{did_you_mean(wave, study.waves)}"))

    for wave, settings in study.waves.items():
        known(settings.design.sample_of, ("waves", wave, "design", "sample_of"))
        if settings.design.sample_of and not settings.design.roster and settings.design.selection == "random":
            text = "sample_of needs roster: the file that lists who was drawn, so that those not reached are counted"
            problems.append((("waves", wave, "design"), text))
    for number, indicator in enumerate(study.indicators):
        known(indicator.wave, ("indicators", number, "wave"))
        for wave in indicator.waves:
            known(wave, ("indicators", number, "waves"))
        if not measured_in(indicator, study):
            text = (
                f"indicator '{indicator.id}' does not say in which wave it is measured. "
                f"Add wave: one of {', '.join(study.waves)}"
            )
            problems.append((("indicators", number), text))
    for number, comparison in enumerate(study.comparisons):
        for key, named in (("from", comparison.from_wave), ("to", comparison.to_wave), ("wave", comparison.wave)):
            known(named, ("comparisons", number, key))
    return problems


def _indicator_problems(study: Study) -> list[tuple[Path, str]]:
    problems: list[tuple[Path, str]] = []
    ids = [indicator.id for indicator in study.indicators]
    for number, one in enumerate(ids):
        if one in ids[:number]:
            problems.append((("indicators", number, "id"), f"two indicators are called '{one}'. Give one another id."))
    references: list[tuple[str | None, Path]] = [
        *((name, ("figures", number)) for number, name in enumerate(study.figures)),
        *((one.wider_than, ("indicators", number, "wider_than")) for number, one in enumerate(study.indicators)),
        *(
            (one.indicator, ("comparisons", number, "indicator"))
            for number, one in enumerate(study.comparisons)
            if one.indicator
        ),
    ]
    for name, path in references:
        if name is not None and name not in ids:
            problems.append((path, f"there is no indicator '{name}'.{did_you_mean(name, ids)}"))
    made = ["|".join(variables) for variables in study.disaggregate]
    for number, indicator in enumerate(study.indicators):
        for by in indicator.by_record:
            if by in made and indicator.is_made_by(by):
                text = f"'{by}' is a disaggregation of people already. Leave it out of by_record or disaggregate"
                problems.append((("indicators", number, "by_record"), text))
        for by in indicator.disaggregate or ():
            if by not in made:
                text = f"the study does not disaggregate by '{by}'.{did_you_mean(by, made)} Add it to disaggregate"
                problems.append((("indicators", number, "disaggregate"), text))
    for number, comparison in enumerate(study.comparisons):
        measured = next((measured_in(i, study) for i in study.indicators if i.id == comparison.indicator), None)
        for compared in (comparison.from_wave, comparison.to_wave):
            if measured and compared in study.waves and compared not in measured:
                text = (
                    f"indicator '{comparison.indicator}' is not measured in wave '{compared}', so it cannot be "
                    f"compared. Add waves: {measured[0]}, {compared}"
                )
                problems.append((("comparisons", number), text))
    return problems


def _family_problems(study: Study) -> list[tuple[Path, str]]:
    """Families that no comparison belongs to, and more than one comparison that matters most."""
    named = {comparison.family for comparison in study.comparisons if comparison.family}
    problems: list[tuple[Path, str]] = [
        (("families", family), f"no comparison belongs to the family '{family}'.{did_you_mean(family, named)}")
        for family in study.families
        if family not in named
    ]
    primary = [number for number, comparison in enumerate(study.comparisons) if comparison.primary]
    problems += [
        (("comparisons", number, "primary"), "only one comparison can be primary. Put the others in a family")
        for number in primary[1:]
    ]
    return problems


def _answer_problems(study: Study, codebooks: Mapping[str, Codebook]) -> list[tuple[Path, str]]:
    """What a transition is made of: two waves, one answer in each, and a name of its own."""
    problems: list[tuple[Path, str]] = []
    ids = {indicator.id for indicator in study.indicators}
    for number, comparison in enumerate(study.comparisons):
        if not comparison.answers:
            continue
        here: Path = ("comparisons", number)
        between = answered_in(comparison, study)
        if comparison.id in ids:
            text = f"an indicator is called '{comparison.id}' too. Give the comparison another id"
            problems.append(((*here, "id"), text))
        if not between:
            text = f"'{comparison.id}' does not say between which waves. Add from and to: {', '.join(study.waves)}"
            problems.append((here, text))
        for wave in comparison.answers:
            if wave and wave not in study.waves:
                text = f"there is no wave '{wave}'.{did_you_mean(wave, study.waves)}"
                problems.append(((*here, "answers", wave), text))
        for wave in between:
            if text := _answer_problem(comparison, wave, study, codebooks):
                problems.append(((*here, "answers"), text))
    return problems


def _answer_problem(comparison: Comparison, wave: str, study: Study, codebooks: Mapping[str, Codebook]) -> str:
    """Why nothing can be followed from or to a wave; empty where it can."""
    expression = comparison.answers.get(wave) or comparison.answers.get("")
    if expression is None:
        return f"answers does not say what was asked in wave '{wave}'"
    name = plain_question(expression, study)
    if name in study.derive and _derived_for_both(comparison, study):
        text = f"'{name}' is derived once for a person, so that nobody's answer changes"
        return f"{text}. Write its expression here instead"
    question = codebooks[wave].questions.get(name) if wave in codebooks else None
    if question is not None and question.type == "select_multiple":
        text = f"several answers can be given to '{name}', so nobody goes from one to another"
        return f"{text}. Use selected(${{{name}}}, '…') in an indicator instead"
    return ""


def _derived_for_both(comparison: Comparison, study: Study) -> bool:
    """Whether one derived column stands for the answer in both waves."""
    texts = [comparison.answers.get(wave) or comparison.answers.get("", "") for wave in answered_in(comparison, study)]
    return len(texts) == 2 and texts[0].strip() == texts[1].strip()


def plain_question(text: str, study: Study) -> str:
    """The column that an expression is nothing but; empty for any other expression."""
    names = list(parse(text).references)
    return split_name(names[0], study)[1] if len(names) == 1 and text.strip() == f"${{{names[0]}}}" else ""


def _choice_problems(study: Study, codebooks: Mapping[str, Codebook]) -> list[tuple[Path, str]]:
    """Texts that a question is compared with, but that are none of its answer options."""
    problems: list[tuple[Path, str]] = []
    for use in uses(study):
        for name, literal, _ in parse(use.text).literals:
            wave, column = split_name(name, study)
            for one in (wave,) if wave else use.waves or tuple(study.waves):
                codebook = codebooks.get(one)
                question = codebook.questions.get(column) if codebook else None
                if codebook is None or question is None or not question.choices or literal == "":
                    continue
                options = [choice.name for choice in question.choices]
                if literal not in options and literal not in {*question.missing, *codebook.missing}:
                    text = f"'{literal}' is not an answer option of '{column}'.{did_you_mean(literal, options)}"
                    problems.append((use.path, text))
    return problems


def _design_problems(study: Study, columns: Mapping[str, frozenset[str]]) -> list[tuple[Path, str]]:
    problems: list[tuple[Path, str]] = []
    derived = frozenset(study.derive)
    for wave, settings in study.waves.items():
        design = settings.design
        frame = columns[design.sample_of] if design.sample_of else frozenset()
        named: dict[str, str | tuple[str, ...] | None] = {
            "strata": design.strata,
            "psu": design.psu,
            "weight": design.weight,
            "fpc": design.fpc,
        }
        named |= {"counsellor": design.counsellor, **finer_columns(design)}
        for key, names in named.items():
            for name in (names,) if isinstance(names, str) else names or ():
                if name not in columns[wave] | frame | derived:
                    text = f"'{name}' is not a column of wave '{wave}'.{did_you_mean(name, columns[wave] | frame)}"
                    problems.append((("waves", wave, "design", key), text))
    every = frozenset().union(*columns.values())
    for key in ("record", "respondent", "partner"):
        name = getattr(study.identity, key)
        if name is not None and name not in every and key != "record":
            problems.append((("identity", key), f"'{name}' is not a column of any wave.{did_you_mean(name, every)}"))
    problems += identity_column_problems(study.identity, columns)
    for path, name in quality_columns(study):
        if name not in every:
            problems.append((path, f"'{name}' is not a column of any wave.{did_you_mean(name, every)}"))
    for number, comparison in enumerate(study.comparisons):
        if comparison.arms:
            for column in (comparison.arms.variable, comparison.arms.cluster, *comparison.arms.strata):
                if column is not None and split_name(column, study)[1] not in every | derived:
                    text = f"'{column}' is not a column of any wave.{did_you_mean(column, every)}"
                    problems.append((("comparisons", number, "arms"), text))
    return problems

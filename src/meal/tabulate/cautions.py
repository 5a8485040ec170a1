"""Sentences of caution that follow from the declared design, not from what was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from meal.messages.catalogue import rule_text
from meal.study.definition import Comparison, Indicator, Study
from meal.study.indicator import CONTACT_STATISTICS
from meal.study.references import measured_in
from meal.tabulate.two_phases import has_two_phases


def caution_sentences(study: Study, language: str) -> tuple[str, ...]:
    """What every reader of this study's numbers has to know, in order of importance."""
    return tuple(rule_text(rule, language, parameters) for rule, parameters in _cautions(study, language))


def _quoted(labels: list[str]) -> str:
    return "; ".join(f'"{label}"' for label in labels)


def _cautions(study: Study, language: str) -> Iterator[tuple[str, dict[str, str]]]:
    yield study.claim, {}
    assigned = {comparison.arms.assigned for comparison in study.comparisons if comparison.arms}
    if assigned & {"individuals", "clusters"}:
        yield "randomised", {}
    if "not_random" in assigned:
        yield "not_randomised", {}
    if not assigned:
        yield "no_comparison_group", {}
    labels = {indicator.id: study.words(indicator.label, language, indicator.id) for indicator in study.indicators}
    for wave, settings in study.waves.items():
        name = study.words(settings.label, language, wave)
        if settings.design.sample_of:
            yield "sampled_wave", {"wave": name}
        elif settings.design.selection == "convenience":
            yield "convenience_wave", {"wave": name}
    if compared := _compared_without_finer_weights(study):
        names = [study.words(study.waves[wave].label, language, wave) for wave in compared]
        yield "compared_with_base_weights", {"waves": ", ".join(names)}
    if compared := _compared_as_drawn_once(study):
        names = [study.words(study.waves[wave].label, language, wave) for wave in compared]
        yield "compared_as_drawn_once", {"waves": ", ".join(names)}
    contacts = [wave for wave, settings in study.waves.items() if settings.contacts]
    for wave in contacts if any(_is_of_first(indicator, study, contacts) for indicator in study.indicators) else ():
        yield "contacts_first", {"wave": study.words(study.waves[wave].label, language, wave)}
    three_ways = any(set(indicator.statistics) & CONTACT_STATISTICS for indicator in study.indicators)
    if three_ways:
        yield "counted_three_ways", {}
    reported = [labels[indicator.id] for indicator in study.indicators if indicator.reported_reason]
    if reported:
        yield "reported_reason", {"labels": _quoted(reported)}
    wider: dict[str, list[str]] = {}
    for indicator in study.indicators:
        if indicator.wider_than:
            wider.setdefault(labels[indicator.wider_than], []).append(labels[indicator.id])
    for official, names in wider.items():
        yield "wider_than", {"labels": _quoted(names), "official": official}
    if any(
        indicator.published is not None and study.waves[wave].design.sample_of
        for indicator in study.indicators
        for wave in measured_in(indicator, study)
    ):
        yield "published_from_sample", {}
    identity = study.identity
    if (identity.respondent is not None or identity.keys or identity.link != "exact") and not three_ways:
        yield "persons_once", {}


def _is_of_first(indicator: Indicator, study: Study, contacts: Sequence[str]) -> bool:
    """Whether an indicator is made of the first record of each person, in a wave in which every contact has one."""
    return bool(set(indicator.statistics) - CONTACT_STATISTICS) and bool(
        set(contacts) & set(measured_in(indicator, study))
    )


def _compared_without_finer_weights(study: Study) -> list[str]:
    """Waves of comparisons whose levels have replicate weights or known totals, which comparisons do not use."""
    return [
        wave
        for wave in _waves_of(study.comparisons)
        if study.waves[wave].design.replicates or study.waves[wave].design.calibrate
    ]


def _compared_as_drawn_once(study: Study) -> list[str]:
    """Waves whose levels count two drawings, in comparisons whose chance does not lie in who was assigned."""
    drawn = [one for one in study.comparisons if one.arms is None or one.arms.assigned == "not_random"]
    return [wave for wave in _waves_of(drawn) if has_two_phases(study, wave, "share")]


def _waves_of(comparisons: Iterable[Comparison]) -> list[str]:
    waves = (wave for one in comparisons for wave in (one.from_wave, one.to_wave, one.wave) if wave is not None)
    return list(dict.fromkeys(waves))

"""The respondent flow: from registered to analysed in each wave, and from wave to wave."""

from __future__ import annotations

import numpy as np

from meal.model.estimates import FlowBox
from meal.model.responses import Disposition
from meal.tabulate.measure import eligible
from meal.tabulate.population import Population


def flow_boxes(population: Population) -> tuple[FlowBox, ...]:
    """Boxes of each wave in order of time.

    Records: `registered` = the excluded by reason + `analysed`. People: those analysed who were
    asked before (`linked`) or not (`not_linked`); in a sampled wave those `sampled` of the `eligible` =
    `answered` + `not_answered`, and answers of people who were not drawn stand apart.
    """
    boxes: list[FlowBox] = []
    waves = list(population.waves)
    for wave in waves:
        boxes += _records(population, wave)
        design = population.study.waves[wave].design
        if population.study.identity.respondent is None:
            continue
        if wave in population.rosters:
            boxes += _sampled(population, wave)
        elif wave != waves[0]:
            boxes += _linked(population, wave, design.sample_of or waves[0])
    return tuple(boxes)


def _records(population: Population, wave: str) -> list[FlowBox]:
    responses = population.waves[wave]
    accounting = responses.accounting()
    excluded = [
        FlowBox(wave, kind.key, accounting[kind.key], role="excluded", of="registered")
        for kind in Disposition
        if kind is not Disposition.KEPT and kind.key in accounting
    ]
    return [
        FlowBox(wave, "registered", responses.n_records),
        *excluded,
        FlowBox(wave, "analysed", accounting[Disposition.KEPT.key], of="registered"),
    ]


def _linked(population: Population, wave: str, earlier: str) -> list[FlowBox]:
    here, before = population.present(wave), population.present(earlier)
    return [
        FlowBox(wave, "linked", int(np.sum(here & before)), unit="people", of="analysed"),
        FlowBox(wave, "not_linked", int(np.sum(here & ~before)), unit="people", role="excluded", of="analysed"),
    ]


def _sampled(population: Population, wave: str) -> list[FlowBox]:
    frame = eligible(population, wave)
    drawn = population.drawn(wave) & frame
    answered = population.present(wave)
    return [
        FlowBox(wave, "eligible", int(np.sum(frame)), unit="people"),
        FlowBox(wave, "sampled", int(np.sum(drawn)), unit="people", of="eligible"),
        FlowBox(wave, "not_answered", int(np.sum(drawn & ~answered)), unit="people", role="excluded", of="sampled"),
        FlowBox(wave, "answered", int(np.sum(drawn & answered)), unit="people", of="sampled"),
        FlowBox(wave, "not_in_sample", int(np.sum(answered & ~drawn)), unit="people", role="excluded", of="analysed"),
    ]

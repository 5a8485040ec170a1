"""The respondent flow: from registered to analysed in each wave, and from wave to wave."""

from __future__ import annotations

import numpy as np

from meal.model.arrays import BoolArray
from meal.model.estimates import FlowBox
from meal.model.responses import Disposition
from meal.tabulate.measure import eligible
from meal.tabulate.population import Population


def flow_boxes(population: Population) -> tuple[FlowBox, ...]:
    """Boxes of each wave in order of time.

    Records: `registered` = the excluded by reason + `analysed`. People: those analysed who were
    asked before (`linked`) or not (`not_linked`); in a sampled wave those `sampled` of the `eligible` =
    `reached` + `not_reached`, the reached = `answered` + `not_answered`, and of these those who answered
    `in_every_wave`; answers of people who were not drawn stand apart.
    """
    boxes: list[FlowBox] = []
    waves = list(population.waves)
    for wave in waves:
        boxes += _records(population, wave)
        design = population.study.waves[wave].design
        if not population.study.identity.tells_people:
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
        FlowBox(wave, _step(population, wave, kind), accounting[kind.key], role="excluded", of="registered")
        for kind in Disposition
        if kind is not Disposition.KEPT and kind.key in accounting
    ]
    return [
        FlowBox(wave, "registered", responses.n_records),
        *excluded,
        FlowBox(wave, "analysed", accounting[Disposition.KEPT.key], of="registered"),
    ]


def _step(population: Population, wave: str, kind: Disposition) -> str:
    """The name of a reason to leave; where each record is a contact, several of one person are usual."""
    if kind is Disposition.REPEAT_CONVERSATION and population.study.waves[wave].contacts:
        return "further_contact"
    return kind.key


def _linked(population: Population, wave: str, earlier: str) -> list[FlowBox]:
    here, before = population.present(wave), population.present(earlier)
    return [
        FlowBox(wave, "linked", int(np.sum(here & before)), unit="people", of="analysed"),
        FlowBox(wave, "not_linked", int(np.sum(here & ~before)), unit="people", role="excluded", of="analysed"),
    ]


def _sampled(population: Population, wave: str) -> list[FlowBox]:
    frame = eligible(population, wave)
    drawn = population.drawn(wave) & frame
    reached = drawn & _met(population, wave)
    present = population.present(wave)
    answered = drawn & present
    boxes = [
        FlowBox(wave, "eligible", int(np.sum(frame)), unit="people"),
        FlowBox(wave, "sampled", int(np.sum(drawn)), unit="people", of="eligible"),
        FlowBox(wave, "not_reached", int(np.sum(drawn & ~reached)), unit="people", role="excluded", of="sampled"),
        FlowBox(wave, "reached", int(np.sum(reached)), unit="people", of="sampled"),
        FlowBox(wave, "not_answered", int(np.sum(reached & ~answered)), unit="people", role="excluded", of="reached"),
        FlowBox(wave, "answered", int(np.sum(answered)), unit="people", of="reached"),
    ]
    others = [one for one in population.waves if one != wave]
    if len(others) > 1:
        every = answered & np.logical_and.reduce([population.present(one) for one in others])
        lost = int(np.sum(answered & ~every))
        boxes += [
            FlowBox(wave, "not_in_every_wave", lost, unit="people", role="excluded", of="answered"),
            FlowBox(wave, "in_every_wave", int(np.sum(every)), unit="people", of="answered"),
        ]
    strangers = int(np.sum(present & ~drawn))
    return [*boxes, FlowBox(wave, "not_in_sample", strangers, unit="people", role="excluded", of="analysed")]


def _met(population: Population, wave: str) -> BoolArray:
    """Who has any record in a wave, kept or not: they were reached, whether or not they answered."""
    real = population.waves[wave].disposition != Disposition.TEST_RECORD
    names = set(population.keys[wave].person[real].tolist()) - {""}
    met = np.fromiter((name in names for name in population.people.respondent), bool, population.people.n_people)
    return met | population.present(wave)

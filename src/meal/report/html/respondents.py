"""Who answered and who was left out: the flow of respondents, and what the checks found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from meal.model.estimates import FlowBox
from meal.report.labels import HIDDEN, Labels


@dataclass(frozen=True, slots=True)
class BoxView:
    """One box of the flow."""

    label: str
    count: str
    unit: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class StepView:
    """A step, and those who leave after it."""

    box: BoxView
    leaving: tuple[BoxView, ...]


@dataclass(frozen=True, slots=True)
class FlowView:
    """The flow of one wave: chains of steps from top to bottom, each a part of the step before it."""

    wave: str
    chains: tuple[tuple[StepView, ...], ...]


@dataclass(frozen=True, slots=True)
class StageView:
    """One stage on the way from wave to wave; `share` is its part of the stage before."""

    wave: str
    box: BoxView
    share: str


@dataclass(frozen=True, slots=True)
class FlowRow:
    """One line of the table of the flow."""

    wave: str
    label: str
    count: str
    share: str
    unit: str
    role: str
    of: str


@dataclass(frozen=True, slots=True)
class FindingRow:
    """How often a rule was broken in a wave."""

    label: str
    severity: str
    wave: str
    count: str
    decided: str


def flow_views(labels: Labels) -> tuple[FlowView, ...]:
    """The flow of each wave: boxes in order, those who leave beside the step they leave from."""
    waves = dict.fromkeys(box.wave for box in labels.published.flow)
    return tuple(
        FlowView(
            wave=labels.wave(wave),
            chains=_chains([box for box in labels.published.flow if box.wave == wave], labels),
        )
        for wave in waves
    )


STAGES = ("eligible", "sampled", "reached", "answered", "in_every_wave")


def journeys(labels: Labels) -> tuple[tuple[StageView, ...], ...]:
    """From the first wave, or the one that was sampled from, to each later one: who is left at every stage."""
    boxes = {(box.wave, box.step): box for box in labels.published.flow if box.role == "total"}
    waves = list(labels.study.waves)
    made = []
    for wave in waves[1:]:
        start = boxes.get((labels.study.waves[wave].design.sample_of or waves[0], "analysed"))
        steps = STAGES if (wave, "sampled") in boxes else ("linked",)
        stages = [start, *(boxes[wave, step] for step in steps if (wave, step) in boxes)]
        if stages[0] is not None and len(stages) > 1:
            made.append(_stages([box for box in stages if box is not None], labels))
    return tuple(made)


def _stages(boxes: list[FlowBox], labels: Labels) -> tuple[StageView, ...]:
    return tuple(
        StageView(labels.wave(box.wave), _box(box, labels), share_of(box, before, labels))
        for box, before in zip(boxes, [None, *boxes], strict=False)
    )


def share_of(box: FlowBox, whole: FlowBox | None, labels: Labels) -> str:
    """A box as a part of another, such as 92.7%; a dash where either is hidden."""
    if whole is None or whole.count == 0:
        return ""
    if box.count is None or whole.count is None:
        return HIDDEN
    return labels.numbers.percent(box.count / whole.count, 1)


def wholes(flow: Sequence[FlowBox]) -> list[FlowBox | None]:
    """For every box the one that it is a part of."""
    totals = {(box.wave, box.step): box for box in flow if box.role == "total"}
    return [totals.get((box.wave, box.of)) if box.of else None for box in flow]


def _chains(boxes: list[FlowBox], labels: Labels) -> tuple[tuple[StepView, ...], ...]:
    """Those who leave hang below the step they are a part of; a step that is part of none starts a chain."""
    leaving: dict[str, list[FlowBox]] = {box.step: [] for box in boxes if box.role == "total"}
    chains: list[list[FlowBox]] = []
    for box in boxes:
        if box.role == "total" and chains and box.of == chains[-1][-1].step:
            chains[-1].append(box)
        elif box.role == "total" or not chains:
            chains.append([box])
        else:
            leaving.get(box.of, leaving[chains[-1][-1].step]).append(box)
    return tuple(
        tuple(
            StepView(_box(step, labels), tuple(_box(box, labels) for box in leaving.get(step.step, [])))
            for step in chain
        )
        for chain in chains
    )


def _box(box: FlowBox, labels: Labels) -> BoxView:
    return BoxView(
        label=labels.step(box.step),
        count=HIDDEN if box.count is None else labels.numbers.integer(box.count),
        unit=labels.words.text(f"unit.{box.unit}"),
        hidden=box.count is None,
    )


def flow_rows(labels: Labels) -> tuple[FlowRow, ...]:
    """The flow as a table, one line a box."""
    return tuple(
        FlowRow(
            wave=labels.wave(box.wave),
            label=labels.step(box.step),
            count=HIDDEN if box.count is None else labels.numbers.integer(box.count),
            share=share_of(box, whole, labels),
            unit=labels.words.text(f"unit.{box.unit}"),
            role=labels.words.text(f"role.{box.role}"),
            of=labels.step(box.of) if box.of else "",
        )
        for box, whole in zip(labels.published.flow, wholes(labels.published.flow), strict=True)
    )


def finding_rows(labels: Labels) -> tuple[FindingRow, ...]:
    """What the checks found, by rule and wave."""

    def said(count: int | None) -> str:
        return HIDDEN if count is None else labels.numbers.integer(count)

    return tuple(
        FindingRow(
            label=labels.rule(count.rule),
            severity=labels.words.text_or(f"severity.{count.severity}", count.severity),
            wave=labels.wave(count.wave) if count.wave else "",
            count=said(count.count),
            decided="" if count.decided is None and count.count is not None else said(count.decided),
        )
        for count in labels.published.finding_counts
    )

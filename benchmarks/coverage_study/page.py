"""docs/coverage.md: what was measured, against the criterion, and every cell that fell below 90%."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from .bands import BANDS, LEAST_COVERAGE, LOW_COVERAGE, Band, band_means
from .grid import Grid
from .names import NAMES, name_of
from .record import Measured

HEAD = Path(__file__).with_name("page_head.md")


def write_page(cells: Sequence[Measured], path: Path, *, grid: Grid, seed: int) -> None:
    """The page, its words from page_head.md and its numbers from the cells."""
    bands = band_means(cells)
    low = [one for one in cells if not math.isnan(one.coverage) and one.coverage < LOW_COVERAGE]
    judged_low = [one for one in low if not one.setting.interval.startswith(("alone_", "compared_"))]
    facts = {
        "cells": f"{len(cells):,}",
        "seed": str(seed),
        "replicates": f"{grid.replicates:,}",
        "contrast_replicates": f"{grid.contrast_replicates:,}",
        "slow": f"{grid.slow:,}",
        "verdict": _verdict(bands),
        "low": f"{len(judged_low):,}",
    }
    words = HEAD.read_text(encoding="utf-8")
    for name, value in facts.items():
        words = words.replace(f"{{{name}}}", value)
    parts = {
        "defaults": _table(bands, lambda key: not key.startswith(("alone", "compared")) and key in NAMES),
        "harder": _table(bands, lambda key: key.endswith("_unequal")),
        "methods": _table(bands, lambda key: key == "share_psu" or key.startswith(("alone", "compared"))),
        "amounts": _amounts(cells),
        "below": _below(judged_low),
    }
    for name, text in parts.items():
        words = words.replace(f"<!-- {name} -->", text)
    path.write_text(words, encoding="utf-8")


def _verdict(bands: Iterable[Band]) -> str:
    failing = [one for one in bands if one.fails]
    if not failing:
        return "and no default fails"
    return "and these fail: " + "; ".join(f"{name_of(one.interval)} at {one.band}" for one in failing)


def _table(bands: Sequence[Band], wanted: Callable[[str], bool]) -> str:
    by_key = {(one.interval, one.band): one for one in bands}
    keys = [key for key in dict.fromkeys(one.interval for one in bands) if wanted(key)]
    order = list(NAMES)
    keys.sort(key=lambda key: order.index(key.removesuffix("_unequal")))
    lines = [
        "| interval | " + " | ".join(BANDS) + " | largest MC error | lowest cell |",
        "| --- | " + " | ".join("---:" for _ in BANDS) + " | ---: | --- |",
    ]
    for key in keys:
        found = [by_key.get((key, band)) for band in BANDS]
        if not any(found):
            continue
        members = [one for one in found if one is not None]
        worst = min(members, key=lambda one: one.lowest.coverage).lowest
        error = max(one.mc_error for one in members)
        numbers = " | ".join(_percent(one) for one in found)
        lines.append(f"| {name_of(key)} | {numbers} | {_error(error)} | {worst.coverage:.1%}: {_where(worst)} |")
    return "\n".join(lines)


def _percent(band: Band | None) -> str:
    if band is None:
        return ""
    text = f"{100 * band.coverage:.1f}"
    return f"**{text}**" if band.coverage < LEAST_COVERAGE else text


def _error(error: float) -> str:
    return "enumerated" if error == 0 else f"{100 * error:.2f}"


def _where(one: Measured) -> str:
    setting = one.setting
    parts = [f"n {setting.n:,}"]
    if setting.n_psu:
        parts.append(f"{setting.n_psu} PSUs")
    if setting.icc is not None:
        parts.append(f"ICC {setting.icc:g}")
    if setting.p is not None:
        parts.append(f"p {setting.p:.3g}" + ("" if setting.p_other is None else f" and {setting.p_other:.3g}"))
    return ", ".join(parts)


def _amounts(cells: Sequence[Measured]) -> str:
    groups: dict[tuple[str, str, int | None], list[Measured]] = defaultdict(list)
    for one in cells:
        if one.setting.p is None and not math.isnan(one.coverage):
            kind = one.setting.detail.split(",")[0]
            groups[one.setting.interval, kind, one.setting.n_psu].append(one)
    lines = ["| interval | amounts | PSUs | coverage | lowest |", "| --- | --- | ---: | ---: | --- |"]
    for (key, kind, n_psu), members in groups.items():
        mean = sum(one.coverage for one in members) / len(members)
        worst = min(members, key=lambda one: one.coverage)
        lines.append(
            f"| {name_of(key)} | {kind or 'any continuous'} | {n_psu or ''} | {100 * mean:.1f} | "
            f"{100 * worst.coverage:.1f} at n {worst.setting.n:,} |"
        )
    return "\n".join(lines)


def _below(low: Sequence[Measured]) -> str:
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in low:
        setting = one.setting
        place = f"n {setting.n:,}" + ("" if not setting.n_psu else f", {setting.n_psu} PSUs")
        place += ("" if setting.icc is None else f", ICC {setting.icc:g}") + (
            f", {setting.detail}" if setting.detail else ""
        )
        share = "" if setting.p is None else f"{setting.p:.3g}"
        share += "" if setting.p_other is None else f"→{setting.p_other:.3g}"
        groups[setting.interval, place].append(f"{share} {100 * one.coverage:.1f}".strip())
    lines, last = [], ""
    for (key, place), found in groups.items():
        if key != last:
            lines.append(f"\n**{name_of(key)}**\n")
            last = key
        lines.append(f"- {place}: {'; '.join(found)}")
    return "\n".join(lines)

"""What comparisons are called in tables, on cards and in the workbook."""

from __future__ import annotations

from meal.report.contrasts import Contrast, ContrastLine
from meal.report.headlines import published_place
from meal.report.labels import Labels, measure_of


def compared_labels(contrast: Contrast, labels: Labels) -> tuple[str, str]:
    """What the two sides are called: the waves, or the arms."""
    comparison = contrast.comparison
    if comparison.arms is None:
        return labels.wave(comparison.from_wave or ""), labels.wave(comparison.to_wave or "")
    arms = comparison.arms
    names = labels.one_level(arms.variable, arms.control), labels.one_level(arms.variable, arms.treated)
    if comparison.from_wave is None:
        return names
    control, treated = (labels.words.text("table.change_in_arm", arm=name) for name in names)
    return control, treated


def difference_head(contrast: Contrast, labels: Labels) -> str:
    """What the difference is called: change or effect, in points where it is one of shares."""
    kind = labels.words.text(f"kind.{contrast.kind}")
    row = next((line.difference for line in contrast.lines if line.difference is not None), None)
    in_points = row is not None and measure_of(row, labels.study) == "points"
    return labels.words.text("table.in_points", kind=kind) if in_points else kind


def published_remarks(contrast: Contrast, labels: Labels) -> tuple[str, ...]:
    """Each published figure with the quantity that it was computed as: ratio of shares 1.19, inside the interval."""
    comparison = contrast.comparison
    whole = next((line for line in contrast.lines if not (line.by or line.variant or line.category)), None)
    said = []
    for quantity, figure in comparison.published.items():
        row = None if whole is None else (whole.difference if quantity == "difference" else whole.ratio)
        if row is None or row.statistic != quantity or row.estimate is None:
            continue
        measure = measure_of(row, labels.study)
        place = published_place(row, figure)
        parts = (
            f"{labels.statistic(quantity).lower()} {labels.numbers.plain(figure, measure)}",
            labels.words.text_or(f"place.{place}", ""),
        )
        said.append(", ".join(part for part in parts if part))
    return tuple(said)


def arm_words(contrast: Contrast, whole: ContrastLine, labels: Labels) -> str:
    """Control share, treated share and ratio in one line."""
    said = []
    for name, row in zip(compared_labels(contrast, labels), (whole.first, whole.second), strict=True):
        if row is not None and row.estimate is not None:
            said.append(f"{name}: {labels.numbers.value(row, measure_of(row, labels.study))}")
    if whole.ratio is not None and whole.ratio.estimate is not None:
        said.append(f"{labels.statistic(whole.ratio.statistic)}: {labels.spoken(whole.ratio, 'times')}")
    return "; ".join(said)


def sentences_of_tests(contrast: Contrast, labels: Labels) -> list[str]:
    """Tests of a whole table in words: whether groups differ, and whether losses go with what was known before."""
    said = []
    for row in contrast.tests:
        if row.p_value is not None:
            p = labels.numbers.p_value(row.p_value)
            by = {"by": labels.by(row.by)} if row.statistic == "interaction" else {}
            said.append(labels.words.text(f"table.{row.statistic}", p=p, **by))
    return said

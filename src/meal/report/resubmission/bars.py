"""The bars of a scorecard: two parts a receipt, one on the other, over a line."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from meal.report import palette

_STEP, _BAR, _HEIGHT, _SPACE = 132, 44, 120, 22
"""In pixels: from bar to bar, a bar, the highest bar, and the space for words above and below it."""

Bar = tuple[str, int, int, str]
"""Day, what stands below, what stands on it, and the words over both."""


def receipt_bars(
    bars: Sequence[Bar], *, most: int, colours: tuple[str, str], label: str, right_to_left: bool = False
) -> str:
    """The bars as SVG.

    Args:
        most: what the highest bar stands for. label: for those who do not see it, escaped already.
        right_to_left: the first receipt stands at the right.
    """
    width, base = _STEP * len(bars), _HEIGHT + _SPACE
    drawn = [f'<line x1="0" y1="{base}" x2="{width}" y2="{base}" stroke="{palette.MUTED}"/>']
    for place, (day, below, above, words) in enumerate(reversed(bars) if right_to_left else bars):
        middle = place * _STEP + _STEP / 2
        top = float(base)
        for count, colour in zip((below, above), colours, strict=True):
            height = _HEIGHT * count / most if most else 0.0
            top -= height
            if count:
                drawn.append(
                    f'<rect x="{middle - _BAR / 2:g}" y="{top:.1f}" width="{_BAR}" height="{height:.1f}" '
                    f'fill="{colour}"/>'
                )
        drawn.append(f'<text x="{middle:g}" y="{top - 6:.1f}" text-anchor="middle">{escape(words)}</text>')
        drawn.append(f'<text x="{middle:g}" y="{base + 16}" text-anchor="middle">{escape(day)}</text>')
    return (
        f'<svg role="img" aria-label="{label}" width="{width}" height="{base + _SPACE}" '
        f'viewBox="0 0 {width} {base + _SPACE}" font-family="{palette.SANS}" font-size="13" fill="{palette.INK}">'
        f"{''.join(drawn)}</svg>"
    )

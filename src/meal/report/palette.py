"""Colours and typefaces shared by the page, the workbook and the figures.

Text colours keep a contrast of at least 4.5 to 1 on white and on the tint (WCAG AA; a test measures it).
"""

from __future__ import annotations

INK = "#16242f"
MUTED = "#4d5d6a"
RULE = "#d3dbe1"
TINT = "#f3f6f8"
ACCENT = "#0b5c6b"
BANNER = "#fff3d1"
BANNER_EDGE = "#9a6200"
SERIES = ("#0b5c6b", "#b4540a", "#6a4c93", "#4d5d6a")
"""One colour a wave or arm; the marks also differ in shape, for those who do not see the colours."""

SANS = "Liberation Sans, Arial, Helvetica, sans-serif"
"""Chart typeface: drawn with a face that is bundled with the renderer, so that machines agree."""


def shades(number: int) -> tuple[tuple[str, str], ...]:
    """(fill, text colour on it) from dark to light, told apart in print without colour too."""
    dark, light = (11, 92, 107), (228, 240, 242)
    made = []
    for at in range(number):
        part = at / max(1, number - 1)
        mixed = [round(low + (high - low) * part) for low, high in zip(dark, light, strict=True)]
        made.append(("#" + "".join(f"{value:02x}" for value in mixed), "#ffffff" if part < 0.42 else INK))
    return tuple(made)

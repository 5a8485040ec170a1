"""What the cells of the workbook look like, by name."""

from __future__ import annotations

from typing import Any

from meal.report import palette

_LEFT: dict[str, Any] = {"align": "left", "indent": 1, "valign": "top"}
_HEAD: dict[str, Any] = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom", "bg_color": palette.TINT}

FORMATS: dict[str, dict[str, Any]] = {
    "title": {**_LEFT, "bold": True, "font_size": 18, "font_color": palette.INK},
    "subtitle": {**_LEFT, "font_color": palette.MUTED},
    "banner": {**_LEFT, "bold": True, "bg_color": palette.BANNER, "text_wrap": True},
    "heading": {**_LEFT, "bold": True, "font_size": 12, "font_color": palette.ACCENT},
    "head": {**_HEAD, "align": "left", "indent": 1},
    "head_number": {**_HEAD, "align": "right"},
    "text": _LEFT,
    "wrapped": {**_LEFT, "text_wrap": True},
    "bold": {**_LEFT, "bold": True, "text_wrap": True},
    "hidden": {"align": "right", "valign": "top", "font_color": palette.MUTED},
    "full": {"valign": "top"},
    "faint": {"font_color": palette.MUTED, "num_format": "0.0000", "valign": "top"},
    **{
        name: {"num_format": code, "valign": "top"}
        for name, code in {
            "integer": "#,##0",
            "share_0": "0%",
            "share_1": "0.0%",
            "points_0": "+0;\N{MINUS SIGN}0;0",
            "points_1": "+0.0;\N{MINUS SIGN}0.0;0.0",
            "decimal_0": "#,##0",
            "decimal_1": "#,##0.0",
            "decimal_2": "#,##0.00",
            "decimal_3": "#,##0.000",
            "p_value": "0.000",
        }.items()
    },
}
WRAPPED = frozenset(name for name, style in FORMATS.items() if style.get("text_wrap") and not name.startswith("head"))
"""Formats that break a long text into lines."""

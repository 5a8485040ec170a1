"""scorecard.html: by wave and partner, what was found at each receipt, as a chart and a table."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

from meal.messages.words import Words, words
from meal.model.submissions import Score
from meal.report import palette
from meal.study.definition import Study

_COLUMNS = ("received", "records", "errors", "warnings", "new", "still_open", "fixed", "withdrawn", "settled")
_WIDTH, _HEIGHT, _BAR, _GAP = 56, 120, 34, 22
"""Of one receipt in the chart, of the chart, of a bar, and of the space for words below; in pixels."""

_STYLE = f"""
body {{ font: 16px/1.5 {palette.SANS}; color: {palette.INK}; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }}
table {{ border-collapse: collapse; margin: .5rem 0 2rem }}
th, td {{ padding: .3rem .8rem; border-bottom: 1px solid {palette.RULE}; text-align: right }}
th:first-child, td:first-child {{ text-align: left }}
.muted {{ color: {palette.MUTED} }}
.banner {{ background: {palette.BANNER}; border-left: 4px solid {palette.BANNER_EDGE}; padding: .5rem 1rem }}
"""


def scorecard_page(scores: Sequence[Score], study: Study, language: str) -> str:
    """The page as HTML, one file that fetches nothing.

    Args:
        scores: as they may be shown, in order of wave, partner and receipt.
    """
    say = words(language)
    title = study.words(study.title, language, study.study)
    parts = [f"<h1>{escape(say.text('scorecard.title'))}</h1>", f"<p>{escape(title)}</p>"]
    if study.synthetic:
        parts.append(f'<p class="banner">{escape(say.text("scorecard.synthetic"))}</p>')
    parts.append(f"<p>{escape(say.text('scorecard.how'))}</p>")
    for (wave, partner), rows in groupby(scores, key=lambda one: (one.wave, one.partner)):
        of = list(rows)
        name = study.words(study.waves[wave].label, language, wave)
        who = partner or say.text("scorecard.no_partner")
        parts += [f"<h2>{escape(who)} · {escape(name)}</h2>", _chart(of, say), _table(of, say)]
    return (
        f'<!doctype html>\n<html lang="{escape(say.language)}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(say.text('scorecard.title'))}: {escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        "<body>\n" + "\n".join(parts) + "\n</body>\n</html>\n"
    )


def _table(scores: Sequence[Score], say: Words) -> str:
    head = "".join(f"<th>{escape(say.text(f'scorecard.{name}'))}</th>" for name in _COLUMNS)
    rows = []
    for one in scores:
        day = escape(one.received or say.text("scorecard.before"))
        if one.suppressed:
            hidden = escape(say.text("scorecard.hidden"))
            rows.append(f'<tr><td>{day}</td><td colspan="{len(_COLUMNS) - 1}" class="muted">{hidden}</td></tr>')
            continue
        cells = "".join(f"<td>{_number(getattr(one, name), say)}</td>" for name in _COLUMNS[1:])
        rows.append(f"<tr><td>{day}</td>{cells}</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _chart(scores: Sequence[Score], say: Words) -> str:
    """Bars of what was found at each receipt: errors below, warnings on top; nothing where it is hidden."""
    most = max((_found(one) for one in scores), default=0)
    width = _WIDTH * len(scores) + _GAP
    bars = []
    for place, one in enumerate(scores):
        left = place * _WIDTH + (_WIDTH - _BAR) / 2
        base = float(_HEIGHT + _GAP)
        for count, colour in ((one.errors or 0, palette.SERIES[1]), (one.warnings or 0, palette.SERIES[0])):
            height = _HEIGHT * count / most if most else 0
            base -= height
            bars.append(f'<rect x="{left:g}" y="{base:.1f}" width="{_BAR}" height="{height:.1f}" fill="{colour}"/>')
        shown = say.text("scorecard.hidden_mark") if one.suppressed else _number(_found(one), say)
        middle = left + _BAR / 2
        bars.append(f'<text x="{middle:g}" y="{base - 5:.1f}" text-anchor="middle">{escape(shown)}</text>')
        day = one.received[5:] or "–"
        bars.append(f'<text x="{middle:g}" y="{_HEIGHT + 2 * _GAP - 6}" text-anchor="middle">{escape(day)}</text>')
    told = escape(say.text("scorecard.chart"))
    return (
        f'<svg role="img" aria-label="{told}" width="{width}" height="{_HEIGHT + 2 * _GAP}" '
        f'font-family="{palette.SANS}" font-size="12" fill="{palette.INK}">{"".join(bars)}</svg>'
        f'<p class="muted">{told}</p>'
    )


def _found(score: Score) -> int:
    return (score.errors or 0) + (score.warnings or 0)


def _number(value: int | None, say: Words) -> str:
    if value is None:
        return ""
    return f"{value:,}".replace(",", "." if say.language == "nl" else ",")

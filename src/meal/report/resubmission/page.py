"""scorecard.html: what was found at each receipt, by wave and partner, as charts and tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from itertools import groupby

from meal.messages.partner_text import local_date, whole_number
from meal.messages.words import Words, partner_words
from meal.model.submissions import Score
from meal.report import palette
from meal.report.feedback.book import RIGHT_TO_LEFT
from meal.report.resubmission.bars import receipt_bars
from meal.study.definition import Study

_COLUMNS = ("received", "records", "errors", "warnings", "new", "still_open", "fixed", "withdrawn", "settled")
_ERROR, _WARNING = palette.SERIES[1], palette.SERIES[0]

_STYLE = f"""
body {{ font: 16px/1.5 {palette.SANS}; color: {palette.INK}; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }}
h2 {{ border-bottom: 2px solid {palette.RULE}; margin-top: 2.5rem }}
table {{ border-collapse: collapse; margin: .5rem 0 2rem }}
th, td {{ padding: .3rem .8rem; border-bottom: 1px solid {palette.RULE}; text-align: end }}
th:first-child, td:first-child {{ text-align: start }}
svg {{ display: block; max-width: 100% }}
.muted {{ color: {palette.MUTED} }}
.banner {{ background: {palette.BANNER}; border-inline-start: 4px solid {palette.BANNER_EDGE}; padding: .5rem 1rem }}
.key span {{ display: inline-block; width: .8rem; height: .8rem; margin-inline: 1rem .4rem }}
.key span:first-child {{ margin-inline-start: 0 }}
@media print {{ section {{ break-inside: avoid }} }}
"""


def scorecard_page(scores: Sequence[Score], study: Study, language: str) -> str:
    """The page as HTML, one file that fetches nothing and runs nothing.

    The charts of a wave have one scale, so that partners can be compared.

    Args:
        scores: as they may be shown, in order of wave, partner and receipt. language: one of those of partners.
    """
    say = partner_words(language)
    title = study.words(study.title, language, study.study)
    direction = "rtl" if say.language in RIGHT_TO_LEFT else "ltr"
    parts = [f"<h1>{escape(say.text('scorecard.title'))}</h1>", f"<p>{escape(title)}</p>"]
    if study.synthetic:
        parts.append(f'<p class="banner">{escape(say.text("scorecard.synthetic"))}</p>')
    parts.append(f"<p>{escape(say.text('scorecard.how'))}</p>")
    parts.append(
        f'<p class="key"><span style="background: {_ERROR}"></span>{escape(say.text("scorecard.errors"))}'
        f'<span style="background: {_WARNING}"></span>{escape(say.text("scorecard.warnings"))}</p>'
    )
    if len({one.partner for one in scores}) > 1:
        parts.append(f'<p class="muted">{escape(say.text("scorecard.one_scale"))}</p>')
    for wave, of_wave in groupby(scores, key=lambda one: one.wave):
        rows = list(of_wave)
        most = max((found_in(one) for one in rows), default=0)
        parts.append(f"<h2>{escape(study.words(study.waves[wave].label, language, wave))}</h2>")
        for partner, of_partner in groupby(rows, key=lambda one: one.partner):
            parts.append(_partner(partner, list(of_partner), most, say))
    return (
        f'<!doctype html>\n<html lang="{escape(say.language)}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(say.text('scorecard.title'))}: {escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        "<body>\n" + "\n".join(parts) + "\n</body>\n</html>\n"
    )


def found_in(score: Score) -> int:
    """Everything that was found at a receipt; 0 where it is hidden."""
    return (score.errors or 0) + (score.warnings or 0)


def _partner(partner: str, scores: Sequence[Score], most: int, say: Words) -> str:
    """One partner: its chart, where something can be drawn, and its table."""
    told = escape(say.text("scorecard.chart"))
    drawn = [one for one in scores if not one.suppressed]
    chart = ""
    if any(found_in(one) for one in drawn):
        bars = [
            (
                _day(one, say),
                one.errors or 0,
                one.warnings or 0,
                say.text("scorecard.hidden_mark") if one.suppressed else whole_number(found_in(one), say),
            )
            for one in scores
        ]
        turned = say.language in RIGHT_TO_LEFT
        chart = receipt_bars(bars, most=most, colours=(_ERROR, _WARNING), label=told, right_to_left=turned)
        chart += f'<p class="muted">{told}</p>'
    elif drawn:
        chart = f'<p class="muted">{escape(say.text("scorecard.nothing"))}</p>'
    who = partner or say.text("scorecard.no_partner")
    return f"<section><h3>{escape(who)}</h3>{chart}{_table(scores, say)}</section>"


def _table(scores: Sequence[Score], say: Words) -> str:
    head = "".join(f"<th>{escape(say.text(f'scorecard.{name}'))}</th>" for name in _COLUMNS)
    rows = []
    for one in scores:
        day = escape(_day(one, say))
        if one.suppressed:
            hidden = escape(say.text("scorecard.hidden"))
            rows.append(f'<tr><td>{day}</td><td colspan="{len(_COLUMNS) - 1}" class="muted">{hidden}</td></tr>')
            continue
        values: list[int | None] = [getattr(one, name) for name in _COLUMNS[1:]]
        cells = "".join(f"<td>{'–' if value is None else whole_number(value, say)}</td>" for value in values)
        rows.append(f"<tr><td>{day}</td>{cells}</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _day(score: Score, say: Words) -> str:
    return local_date(date.fromisoformat(score.received), say) if score.received else say.text("scorecard.before")

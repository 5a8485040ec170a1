"""Indicators and comparisons as rows."""

from __future__ import annotations

from collections.abc import Sequence

from meal.propose.candidate import Candidate
from meal.propose.measures import Measure, headline
from meal.propose.naming import identifier
from meal.propose.profile import last_part
from meal.propose.rows import Proposal, Value

_CHANGE = {"en": "Change", "nl": "Verandering"}


def indicator_ids(picked: Sequence[Measure]) -> list[str]:
    """A short name for each indicator, of its column or its option."""
    ids: list[str] = []
    for measure in picked:
        lead = measure.lead
        name = last_part(lead.column)
        option = name.partition("[")[2].rstrip("]")
        text = f"{option or name}_{lead.words}" if lead.shape in ("option", "several") else option or name
        ids.append(identifier(text, ids, "question"))
    return ids


def indicator_rows(
    number: int, measure: Measure, own_id: str, *, languages: Sequence[str], several_waves: bool
) -> list[Proposal]:
    """The rows of one indicator."""
    at = ("indicators", number)
    lead = measure.lead
    rows = [Proposal((*at, "id"), own_id), Proposal((*at, "label"), _label(lead, languages))]
    if len(measure.by_wave) > 1:
        rows.append(Proposal((*at, "waves"), tuple(measure.by_wave), "asked in each of them with the same answers"))
    elif several_waves:
        rows.append(Proposal((*at, "wave"), next(iter(measure.by_wave))))
    key = "value" if lead.shape == "amount" else "counts"
    texts = {wave: one.value or one.counts for wave, one in measure.by_wave.items()}
    if len(set(texts.values())) == 1:
        rows.append(Proposal((*at, key), next(iter(texts.values())), lead.reason))
    else:
        rows += [
            Proposal((*at, key, wave), text, measure.by_wave[wave].reason if wave == next(iter(texts)) else "")
            for wave, text in texts.items()
        ]
    return rows


def _label(candidate: Candidate, languages: Sequence[str]) -> Value:
    """The label in the languages of the study; in the language that there is where those have none."""
    texts = {code: candidate.label[code] for code in languages if candidate.label.get(code)}
    if len(texts) > 1:
        return texts
    return next(iter(texts.values()), "") or candidate.label.get("") or next(iter(candidate.label.values()))


def _plain(label: Value) -> str:
    return label if isinstance(label, str) else ""


def comparison_rows(picked: Sequence[Measure], ids: Sequence[str], language: str) -> list[Proposal]:
    """The change of every headline indicator from the first wave that asks it to the last."""
    rows: list[Proposal] = []
    number = 0
    for measure in headline(picked):
        waves = list(measure.by_wave)
        if len(waves) < 2:
            continue
        indicator = ids[picked.index(measure)]
        at = ("comparisons", number)
        rows += [
            Proposal((*at, "id"), f"change_{indicator}"),
            Proposal((*at, "label"), f"{_CHANGE.get(language, 'Change')}: {_plain(_label(measure.lead, (language,)))}"),
            Proposal((*at, "indicator"), indicator),
            Proposal((*at, "from"), waves[0]),
            Proposal((*at, "to"), waves[-1]),
        ]
        number += 1
    if rows:
        rows.insert(
            0, Proposal(("comparisons",), "", "changes of the same people: they were asked the same in both waves")
        )
    return rows

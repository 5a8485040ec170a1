"""Answers "other, namely …" that are one of the options after all, recoded through the cleaning log.

The rules stand in a table with the columns of IPA's other-specify recoding: `parent` (the question with the
options), `child` (the text beside "other"), `match_type` (exact, contains, begins with, ends with), `match_text`,
`recode_from`, `recode_to` and, for the reader, `new_label`; a column `wave` is ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from meal.model.findings import Finding
from meal.model.missing import Reason
from meal.model.responses import Export
from meal.prepare.held import Held
from meal.prepare.log_rows import LogRow, is_there
from meal.prepare.replies import Decider, Taken

CHECK = "recode_other"
_NEEDED = ("parent", "child", "match_type", "match_text", "recode_from", "recode_to")
_COLUMNS = (*_NEEDED, "new_label", "wave")
MATCHES: Mapping[str, Callable[[str, str], bool]] = {
    "exact": lambda said, text: said == text,
    "contains": lambda said, text: text in said,
    "begins with": str.startswith,
    "ends with": str.endswith,
}


def is_recoding(table: Export) -> bool:
    """Whether a table holds rules for recoding."""
    return {"parent", "child", "match_type"} <= {name.lower() for name in table.columns}


@dataclass(frozen=True, slots=True)
class _Recoding:
    row: int
    parent: str
    child: str
    match_type: str
    match_text: str
    recode_from: str
    recode_to: str
    new_label: str
    wave: str

    def fits(self, said: str) -> bool:
        """Whether what a respondent said is what the rule is about; capitals and spaces make no difference."""
        return MATCHES[self.match_type](_plain(said), _plain(self.match_text))


def recoded_answers(table: Export, held: Held, *, by: Decider, there: frozenset[tuple[str, ...]]) -> Taken:
    """Two rows of the cleaning log for each answer that a rule fits: the option recoded, and the text taken out.

    Of several rules that fit, the first counts. An answer that was recoded before is left alone.
    """
    texts = {name.lower(): column.record_texts() for name, column in table.columns.items()}
    told: list[Finding] = []
    rows: list[LogRow] = []
    done: set[tuple[str, int, str]] = set()
    n_known = 0
    for index, number in enumerate(table.row_of.tolist()):
        cells = {name: str(texts[name][index]).strip() if name in texts else "" for name in _COLUMNS}
        rule = _Recoding(number, **cells | {"match_type": cells["match_type"].lower().replace("_", " ")})
        wrong = _wrong(rule, held, table.source.file)
        if wrong is not None:
            told.append(wrong)
            continue
        for wave, at in _fitting(rule, held):
            if (wave, at, rule.parent) in done:
                continue
            done.add((wave, at, rule.parent))
            for row in _log_rows(rule, held, wave, at, by):
                if is_there(row, there):
                    n_known += 1
                else:
                    rows.append(row)
    return Taken(tuple(rows), tuple(told), len(rows) + n_known, n_known)


def _wrong(rule: _Recoding, held: Held, file: str) -> Finding | None:
    waves = _waves(rule, held)
    parameters = {"row": str(rule.row), "parent": rule.parent, "child": rule.child, "recode_to": rule.recode_to}
    if rule.match_type not in MATCHES or not all(getattr(rule, name) for name in _NEEDED):
        given = {"match_type": rule.match_type, "allowed": ", ".join(MATCHES)}
        return Finding("recode_not_understood", "warning", "study", file=file, row=rule.row, parameters=given)
    if not waves:
        return Finding("recode_question_unknown", "warning", "study", file=file, row=rule.row, parameters=parameters)
    for wave in waves:
        options = [choice.name for choice in held.question(wave, rule.parent).choices]
        if options and rule.recode_to not in options:
            return Finding(
                "recode_option_unknown", "warning", "study", wave=wave, file=file, row=rule.row, variable=rule.parent,
                parameters=parameters,
            )  # fmt: skip
    return None


def _waves(rule: _Recoding, held: Held) -> list[str]:
    return [
        wave
        for wave, responses in held.waves.items()
        if {rule.parent, rule.child} <= responses.columns.keys() and rule.wave in ("", wave)
    ]


def _fitting(rule: _Recoding, held: Held) -> Iterator[tuple[str, int]]:
    """The records that the rule is about: what they said fits, and they chose the option to be recoded."""
    for wave in _waves(rule, held):
        parent, child = (held.waves[wave].columns[name] for name in (rule.parent, rule.child))
        fits = [
            reason == Reason.ANSWERED and rule.fits(str(text))
            for text, reason in zip(child.texts.tolist(), child.reasons.tolist(), strict=True)
        ]
        chose = [rule.recode_from in str(text).split() or rule.recode_from == text for text in parent.texts.tolist()]
        for at in sorted(held.position[wave].values()):
            if fits[child.codes[at]] and chose[parent.codes[at]]:
                yield wave, at


def _log_rows(rule: _Recoding, held: Held, wave: str, at: int, by: Decider) -> Iterator[LogRow]:
    keys = held.keys[wave]
    old, said = held.text(wave, at, rule.parent), held.text(wave, at, rule.child)
    several = held.question(wave, rule.parent).type == "select_multiple"
    options = [rule.recode_to if option == rule.recode_from else option for option in old.split()]
    new = " ".join(dict.fromkeys(options)) if several else rule.recode_to
    told = f"{rule.child} {rule.match_type} “{rule.match_text}”"
    for question, kind, before, after in (
        (rule.parent, "change_response", old, new),
        (rule.child, "blank_response", said, ""),
    ):
        yield LogRow(
            uuid=str(keys.record[at]), question=question, change_type=kind, old_value=before, new_value=after,
            check_id=CHECK, stable_id=str(keys.stable[at]), wave=wave, partner=str(keys.partner[at]), severity="note",
            message=told, decided_by=by.name, decided_at=by.date, reason=rule.new_label or told,
        )  # fmt: skip


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())

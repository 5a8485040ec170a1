"""XLSForm → `Codebook`: questions, choices and labels, with their conditions in the form's own words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from meal.model.codebook import Choice, Codebook, Group, Question, QuestionType, Text
from meal.model.errors import DataError
from meal.read.codebooks import UNSTATED_LANGUAGE
from meal.read.contained import Parser
from meal.read.table import some_of
from meal.read.xlsform_sheets import FormRow, FormSheet, form_sheets, language_code
from meal.study.expression import CHOICE_COLUMN, ExpressionError, parse_form

_SELECT = re.compile(
    r"(?P<kind>select[_ ](?:one|multiple)|select1|select all that apply|select_one_external|rank)"
    r"(?P<source>[_ ]from[_ ]file| from)?(?:\s+(?P<list>\S.*?))?(?P<other>\s+or[_ ](?:specify[_ ])?other)?",
    re.IGNORECASE,
)
_BEGIN = re.compile(r"begin[_ ]\s*(group|repeat|loop)\b", re.IGNORECASE)
_END = re.compile(r"end[_ ]\s*(group|repeat|loop)\b", re.IGNORECASE)
_NOT_ASKED = frozenset({"note", "audit", "csv-external", "xml-external", "entity"})
_TYPES: dict[str, QuestionType] = {
    "text": "text", "string": "text", "barcode": "text", "hidden": "text", "acknowledge": "text", "trigger": "text",
    "username": "text", "deviceid": "text", "phonenumber": "text", "email": "text", "simserial": "text",
    "subscriberid": "text", "integer": "integer", "int": "integer", "decimal": "decimal", "range": "decimal",
    "date": "date", "today": "date", "time": "time", "datetime": "datetime", "start": "datetime", "end": "datetime",
    "calculate": "calculate",
}  # fmt: skip
_PERSONAL = frozenset({
    "username", "deviceid", "phonenumber", "email", "simserial", "subscriberid", "geopoint", "geotrace", "geoshape",
    "start-geopoint", "image", "audio", "video", "background-audio",
})  # fmt: skip
_YES = frozenset({"yes", "true", "true()", "1"})
_NO = frozenset({"", "no", "false", "false()", "0"})
_LIMIT = re.compile(r"(start|end)\s*=\s*['\"]?(-?[0-9.]+)")


@dataclass(frozen=True, slots=True)
class _Section:
    """A group or repeat that is open while the rows are read."""

    kind: str
    name: str
    row: int


@dataclass(frozen=True, slots=True)
class _Form:
    """A form while it is read.

    Attributes:
        choices: list → its options.
        default: the language of words without one.
    """

    file: str
    survey: FormSheet
    choices: Mapping[str, tuple[Choice, ...]]
    default: str

    def words(self, row: FormRow, heading: str) -> Text:
        """The words under a heading by language."""
        return _in_default(row.text(heading), self.default)

    def wrong(self, row: int, found: str, expected: str) -> DataError:
        """What is wrong in a row of the survey, for the officer."""
        place = f'{self.file}, sheet "{self.survey.name}", row {row}'
        return DataError(f"{place}: {found}. {expected} was expected. Correct the form in Excel and save it again.")


def read_xlsform(path: Path, *, parser: Parser | None = None) -> Codebook:
    """The codebook of an XLSForm in a workbook, or in CSV with the names of the sheets in the first column.

    Questions that bear the same name in different groups stand under `group/name`. Notes are left out.
    A label without a language is in the form's default language where the form states one.

    Args:
        path: the form.
        parser: process to parse in, where several files are read one after the other.

    Raises:
        DataError: with sheet and row, where the form cannot be read.
    """
    sheets = form_sheets(path, parser)
    settings = _settings(sheets.get("settings"))
    default = language_code(settings.get("default_language", ""))
    form = _Form(path.name, sheets["survey"], _choices(sheets.get("choices"), default), default)
    if not {"type", "name"} <= set(form.survey.headings):
        raise form.wrong(1, "the first row does not name the columns type and name", "An XLSForm with both")
    questions, groups = _questions(form)
    if not questions:
        raise form.wrong(1, "the sheet asks no question", "At least one row with a type and a name")
    title = settings.get("form_title", settings.get("title", ""))
    return Codebook(
        id=settings.get("form_id", settings.get("id_string", path.stem)),
        title={default: title} if title else {},
        questions=_by_name(form, questions),
        languages=_languages(questions, default),
        groups={group.name: group for group in groups},
    )


def _settings(sheet: FormSheet | None) -> Mapping[str, str]:
    return sheet.rows[0].cells if sheet and sheet.rows else {}


def _languages(questions: Sequence[Question], default: str) -> tuple[str, ...]:
    """The languages of the labels, the default one first."""
    found = dict.fromkeys(language for question in questions for language in question.label)
    return tuple(sorted(found, key=lambda language: language != default)) or (default,)


def _in_default(text: Text, default: str) -> Text:
    """Words by language, those without a language under the default one."""
    stated = {language: words for language, words in text.items() if language != UNSTATED_LANGUAGE}
    return {default: text[UNSTATED_LANGUAGE], **stated} if UNSTATED_LANGUAGE in text else stated


def _choices(sheet: FormSheet | None, default: str) -> dict[str, tuple[Choice, ...]]:
    """The choice lists, each choice once."""
    lists: dict[str, dict[str, Choice]] = {}
    for row in sheet.rows if sheet else ():
        name, code = row.get("list_name"), row.get("name", "value")
        if name and code:
            known = lists.setdefault(name, {}).setdefault(code, Choice(code, _in_default(row.text("label"), default)))
            lists[name][code] = replace(known, rows=(*known.rows, {"name": code, **row.cells}))
    return {name: tuple(choices.values()) for name, choices in lists.items()}


def _questions(form: _Form) -> tuple[list[Question], list[Group]]:
    """The questions and groups in the order of the form, those of disabled rows left out."""
    questions: list[Question] = []
    groups: list[Group] = []
    sections: list[_Section] = []
    for row in form.survey.rows:
        kind = " ".join(row.get("type").split())
        if row.get("disabled").lower() in _YES:
            continue
        if not kind:
            _refuse_untyped(form, row)
        elif begin := _BEGIN.match(kind):
            sections.append(_Section(begin.group(1).lower(), row.get("name"), row.number))
            if row.get("name"):
                groups.append(_group(form, row, sections))
        elif end := _END.match(kind):
            _close_section(form, row, sections, end.group(1).lower())
        elif kind.lower() not in _NOT_ASKED:
            questions += _asked(form, row, kind, sections)
    if sections:
        last = sections[-1]
        raise form.wrong(last.row, f'the {last.kind} "{last.name}" is never closed', f"A row of type end_{last.kind}")
    return questions, groups


def _group(form: _Form, row: FormRow, sections: Sequence[_Section]) -> Group:
    """The group that begins in a row, the last of those that are open."""
    return Group(
        name="/".join(section.name for section in sections if section.name),
        label=form.words(row, "label"),
        relevant=row.get("relevant") or None,
        repeat=sections[-1].kind == "repeat",
        count=row.get("repeat_count", "jr:count", "count") or None,
    )


def _refuse_untyped(form: _Form, row: FormRow) -> None:
    """A row without a type is a comment, unless it has a name."""
    if row.get("name"):
        raise form.wrong(row.number, f'"{row.get("name")}" has no type', "A type such as text or integer")


def _close_section(form: _Form, row: FormRow, sections: list[_Section], kind: str) -> None:
    if not sections:
        raise form.wrong(row.number, f"a {kind} ends here that never began", f"A row of type begin_{kind} above")
    section = sections.pop()
    if section.kind != kind:
        still = f'the {section.kind} "{section.name}" of row {section.row} is still open'
        raise form.wrong(row.number, f"a {kind} ends here, but {still}", f"A row of type end_{section.kind}")


def _asked(form: _Form, row: FormRow, kind: str, sections: Sequence[_Section]) -> list[Question]:
    """The question of a row, and the text question that `or_other` adds."""
    name = row.get("name")
    if not name:
        raise form.wrong(row.number, f"a question of type {kind} has no name", "A name")
    select = _SELECT.fullmatch(kind)
    required = row.get("required")
    limits = {key: float(value) for key, value in _LIMIT.findall(row.get("parameters"))} if kind == "range" else {}
    question = Question(
        name=name,
        type=_select_type(select) if select else _TYPES.get(kind.lower().replace(" ", ""), "other"),
        label=form.words(row, "label"),
        hint=form.words(row, "hint"),
        choices=_options(form, row, select) if select else (),
        required=required.lower() in _YES,
        required_when=None if required.lower() in _YES | _NO else required,
        personal=kind.lower() in _PERSONAL,
        relevant=row.get("relevant") or None,
        constraint=row.get("constraint") or None,
        constraint_message=form.words(row, "constraint_message"),
        # Worked out only when another answer changes: it need not agree with the answers as they are now.
        calculation=None if row.get("trigger") else row.get("calculation") or None,
        choice_filter=row.get("choice_filter") or None,
        minimum=limits.get("start"),
        maximum=limits.get("end"),
        group="/".join(section.name for section in sections if section.name),
        repeat=next((section.name for section in reversed(sections) if section.kind == "repeat"), ""),
    )
    if not select or not select.group("other"):
        return [question]
    return [question, Question(f"{name}_other", "text", group=question.group, repeat=question.repeat)]


def _select_type(select: re.Match[str]) -> QuestionType:
    kind = select.group("kind").lower()
    if kind == "rank":
        return "other"
    return "select_multiple" if "multiple" in kind or "all" in kind else "select_one"


def _options(form: _Form, row: FormRow, select: re.Match[str]) -> tuple[Choice, ...]:
    """The choices of a select question; those that come from a file or from other answers are not in the form."""
    name = select.group("list")
    if not name:
        raise form.wrong(
            row.number, f'"{row.get("name")}" names no list of choices', "A type such as select_one yes_no"
        )
    elsewhere = "file" in (select.group("source") or "") or "external" in select.group("kind").lower()
    if elsewhere or name.startswith("${") or name.lower().endswith((".csv", ".xml", ".geojson")):
        return ()
    if name not in form.choices:
        found = f'"{row.get("name")}" uses the list "{name}", which the sheet choices does not have'
        raise form.wrong(row.number, found, f"One of its lists ({some_of(form.choices) or 'it has none'})")
    options = _with_rows(form.choices[name], row.get("choice_filter"))
    if select.group("other") and all(option.name != "other" for option in options):
        return (*options, Choice("other", {form.default: "Other"}))
    return options


def _with_rows(options: tuple[Choice, ...], choice_filter: str) -> tuple[Choice, ...]:
    """The choices with those cells of their rows that the choice filter names."""
    columns = _columns(choice_filter)
    return tuple(
        replace(option, rows=tuple({name: row.get(name, "") for name in sorted(columns)} for row in option.rows))
        if columns
        else replace(option, rows=())
        for option in options
    )


def _columns(choice_filter: str) -> frozenset[str]:
    """The columns of the choices sheet that a choice filter names; none where it cannot be read."""
    try:
        references = parse_form(choice_filter, choice_filter=True).references if choice_filter else ()
    except ExpressionError:
        return frozenset()
    return frozenset(name.removeprefix(CHOICE_COLUMN) for name in references if name.startswith(CHOICE_COLUMN))


def _by_name(form: _Form, questions: Sequence[Question]) -> dict[str, Question]:
    """The questions by name; a name that occurs in several groups is written with its group."""
    uses = Counter(question.name for question in questions)
    by_name: dict[str, Question] = {}
    for question in questions:
        alone = uses[question.name] == 1
        name = question.name if alone else f"{question.group}/{question.name}".lstrip("/")
        if name in by_name:
            rows = [row.number for row in form.survey.rows if row.get("name") == question.name]
            found = f'the name "{question.name}" is used for several questions of one group (rows {some_of(rows)})'
            raise form.wrong(rows[-1], found, "A name of its own for every question of a group")
        by_name[name] = replace(question, name=name)
    return by_name

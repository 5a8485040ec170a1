"""The questionnaire schema of a wave: one entry a question, with type, label, choices and missing codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from meal.model.codebook import Codebook, QuestionType, Text
from meal.propose.answers import number_of, some_answers
from meal.propose.form_schema import about_conditions, condition_rows, group_rows, question_rows
from meal.propose.missing_codes import MissingCode
from meal.propose.multiples import Multiple
from meal.propose.personal import WORDS, personal_kind
from meal.propose.profile import ColumnProfile, is_technical, plain_label
from meal.propose.rows import Proposal, ProposedFile
from meal.propose.words import language_of

MOST_CHOICES = 12
LONGEST_CHOICE = 60
UNSTATED_LANGUAGE = "und"
_SHORT_CODE = 3
"""Codes such as F, 1 or 2.0 get a label where it is known what they mean; longer ones are words."""
_SEX = {"en": {"female": "Female", "male": "Male"}, "nl": {"female": "Vrouw", "male": "Man"}}


@dataclass(frozen=True, slots=True)
class QuestionShape:
    """What is proposed for a question: its type, its choices and why.

    Attributes:
        choices: code → label by language; empty texts where the label is not known.
    """

    type: QuestionType
    reason: str
    choices: Mapping[str, Text]


def question_shape(column: ColumnProfile, multiple: Multiple | None = None) -> QuestionShape:
    """The type of a question and its choices: from the form or the file where they tell, else from the answers."""
    if multiple is not None:
        labels = column.labels
        source = "the form" if labels else "the columns of its options"
        return QuestionShape("select_multiple", source, {option: labels.get(option, {}) for option in multiple.options})
    declared = column.question.type if column.question else "text"
    if declared == "select_one" and column.question is not None and column.question.choices:
        return QuestionShape("select_one", "", {code: column.labels.get(code, {}) for code in column.options()})
    if declared in ("integer", "decimal", "date", "datetime", "time"):
        if column.kind == "empty" or _converts(column, declared):
            return QuestionShape(declared, "", {})
        example = next(iter(column.answers.counts), "")
        return QuestionShape(
            "text", f'the form says {declared}, but answers such as "{example}" are not read as one', {}
        )
    if declared == "other":
        return QuestionShape("other", "", {})
    return _from_answers(column)


def _converts(column: ColumnProfile, declared: str) -> bool:
    """Whether most of the answers are of the type that the form says."""
    if declared in ("integer", "decimal"):
        examined = some_answers(column.answers.counts)
        return sum(number_of(text) is not None for text in examined) >= 0.5 * len(examined)
    return column.kind in ("date", "datetime", "time")


def _from_answers(column: ColumnProfile) -> QuestionShape:
    distinct = column.n_distinct
    if column.is_zero_one() and distinct == 2:
        return QuestionShape("select_one", "only 0 and 1 were answered", {"1": {}, "0": {}})
    if column.kind in ("integer", "decimal"):
        return QuestionShape(column.kind, f"numbers from {column.low:g} to {column.high:g}", {})
    if column.kind in ("date", "datetime", "time"):
        return QuestionShape(column.kind, "", {})
    if column.kind == "empty":
        return QuestionShape("text", "no answers", {})
    few = 2 <= distinct <= MOST_CHOICES and column.n_answered >= 3 * distinct
    if few and column.yes_no():
        yes, _ = column.yes_no() or ("", "")
        options = sorted(column.answers.counts, key=lambda answer: answer != yes)
        return QuestionShape("select_one", "answered with yes and no", {answer: {} for answer in options})
    if few and all(len(answer) <= LONGEST_CHOICE for answer in column.answers.counts) and not is_technical(column):
        reason = f"{distinct} different answers in {column.n_answered:,}; add the options that nobody chose"
        return QuestionShape("select_one", reason, {answer: {} for answer in sorted(column.answers.counts)})
    return QuestionShape("text", "", {})


def schema_file(
    name: str,
    columns: Mapping[str, ColumnProfile],
    several: Mapping[str, Multiple],
    *,
    title: Text,
    origin: str,
    sexes: Mapping[str, Mapping[str, str]],
    language: str,
    form: Codebook | None = None,
) -> ProposedFile:
    """The schema of the questionnaire with which a wave was collected.

    Args:
        form: its questions come first, in its order, with its conditions; also those that the export lacks, as the
            questions of repeat groups, which other conditions speak of.
        several: the select-multiple questions. origin: where types and labels come from, in words.
        sexes: column → code → `female` or `male`. language: of the labels that are made here.
    """
    repeated = {dummy for multiple in several.values() for dummy in multiple.dummies}
    asked = [column for column in columns.values() if column.name not in repeated and _listed(column)]
    common = _common_codes(asked)
    stated = form is not None and form.languages != (UNSTATED_LANGUAGE,)
    languages = form.languages if form and stated else label_languages(asked)
    rows = [Proposal(("schema",), name)]
    if title:
        rows.append(Proposal(("title",), _text(title)))
    if languages:
        guessed = "" if set(languages) & {code for one in asked for code in one.label} else "by the words of the labels"
        rows.append(Proposal(("languages",), languages, guessed))
    for code in common:
        rows.append(Proposal(("missing", code.code), code.reason.key, "occurs in several questions; it is no answer"))
    rows += group_rows(form) if form else []
    listed = {column.name: column for column in asked}
    named = dict.fromkeys([*(form.questions if form else ()), *listed])
    for number, question in enumerate(named):
        column = listed.get(question) or columns.get(question)
        if column is None or (form and question in form.questions and column.kind == "empty"):
            rows += question_rows(("questions", number), form.questions[question]) if form else []
            continue
        shape = question_shape(column, several.get(column.name))
        rows += _question(number, column, shape, {code.code for code in common}, sexes.get(column.name, {}), language)
    head = [f"The questionnaire, as far as can be told from {origin}. Proposed by `meal new`; correct what is wrong.",
            "Columns that are not listed are text: what servers and devices add, and the columns of ones and zeros"
            " of each option.", *about_conditions(rows)]  # fmt: skip
    return ProposedFile(f"schemas/{name}.yaml", tuple(rows), tuple(head))


def _listed(column: ColumnProfile) -> bool:
    return not is_technical(column) or column.kind in ("date", "datetime") or bool(personal_kind(column))


def label_languages(columns: Iterable[ColumnProfile]) -> tuple[str, ...]:
    """The languages of the labels; of labels that do not say it, by their words; nothing where that does not tell."""
    given = list(columns)
    stated = tuple(dict.fromkeys(code for column in given for code in column.label))
    if stated and stated != (UNSTATED_LANGUAGE,):
        return stated
    texts = [text for column in given for text in column.label.values()] or [column.name for column in given]
    guessed = language_of(texts)
    return (guessed,) if guessed and guessed != "en" and stated else ()


def _common_codes(columns: Sequence[ColumnProfile]) -> list[MissingCode]:
    """Words for no answer that occur in at least three questions and are no option in any: NULL, n/a."""
    uses: dict[str, list[MissingCode]] = {}
    for column in columns:
        for code in column.codes:
            uses.setdefault(code.code, []).append(code)
    listed = {choice for column in columns for choice in column.labels}
    return [
        codes[0]
        for code, codes in uses.items()
        if len(codes) >= 3
        and not code.lstrip("-").isdigit()
        and code not in listed
        and len({c.reason for c in codes}) == 1
    ]


def _question(
    number: int, column: ColumnProfile, shape: QuestionShape, common: set[str], sexes: Mapping[str, str], language: str
) -> list[Proposal]:
    at = ("questions", number)
    kind = personal_kind(column)
    reason = "" if kind else shape.reason  # it may quote an answer
    form = column.question if column.from_form else None
    calculated = is_calculated(column)
    kind_of_answer = "calculate" if calculated else shape.type
    rows = [Proposal((*at, "name"), column.name), Proposal((*at, "type"), kind_of_answer, "" if calculated else reason)]
    if column.label:
        rows.append(Proposal((*at, "label"), _text(column.label)))
    if form and form.group:
        rows.append(Proposal((*at, "group"), form.group))
    rows += _choices(at, shape, sexes, language) if not calculated else []
    own = [code for code in column.codes if code.code not in common]
    rows += [Proposal((*at, "missing", code.code), code.reason.key, code.because) for code in own]
    if form and form.required:
        rows.append(Proposal((*at, "required"), True))
    if kind:
        rows.append(Proposal((*at, "personal"), True, f"probably {WORDS[kind]}; values are never printed"))
    return [*rows, *condition_rows(at, form)] if form else rows


def is_calculated(column: ColumnProfile) -> bool:
    """Whether the form works the answers out, and they stand in the export as the form wrote them.

    A whole number that a program wrote as 1.0 must be read as a number, or 1 would not be found.
    """
    if not column.from_form or column.question is None or column.question.type != "calculate":
        return False
    return not any(answer.endswith(".0") for answer in column.answers.counts)


def _choices(at: tuple[str, int], shape: QuestionShape, sexes: Mapping[str, str], language: str) -> list[Proposal]:
    words = _SEX.get(language, _SEX["en"])
    labels = {
        code: _text(label) if label else words.get(sexes.get(code, ""), "") if len(code) <= _SHORT_CODE else ""
        for code, label in shape.choices.items()
    }
    if not labels:
        return []
    if not any(labels.values()):
        return [Proposal((*at, "choices"), tuple(labels))]
    return [Proposal((*at, "choices", code), label or code) for code, label in labels.items()]


def _text(text: Text) -> str | dict[str, str]:
    """A text in one language as it is, in several by language."""
    plain = {language: plain_label(words) for language, words in text.items() if plain_label(words)}
    if set(plain) <= {UNSTATED_LANGUAGE} or len(plain) == 1:
        return next(iter(plain.values()), "")
    return plain

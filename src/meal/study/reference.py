"""The reference of the study file, made from the types: `python -m meal.study.reference > docs/study-file.md`."""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
import types
import typing
from datetime import date
from itertools import pairwise
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from meal.study.definition import (
    Arms,
    Comparison,
    Design,
    Disclosure,
    EarlierPeriod,
    Feedback,
    Indicator,
    Period,
    Study,
    Wave,
)
from meal.study.identity import Compare, Identity, Thresholds
from meal.study.quality import (
    DigitPreference,
    InterviewerEffects,
    LateEntry,
    OffSite,
    OrderOfWaves,
    Outliers,
    ProgramTexts,
    Quality,
    SameAnswers,
    ShortInterviews,
    SimilarInterviews,
    Spellings,
    SplitPositions,
    SpreadsheetDamage,
    StableAnswers,
    UniqueNumbers,
    UnknownAnswers,
)
from meal.study.questionnaire import GroupEntry, QuestionEntry, Questionnaire, Range, RuleEntry
from meal.study.results import Baseline, Previous
from meal.study.sampling import Calibrate, NonresponseCells, ReplicateWeights, SecondStage

SECTIONS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("Study", Study), ("`period`", Period), ("`earlier`", EarlierPeriod),
    ("`waves`: each wave", Wave), ("`design` of a wave", Design),
    ("`second_stage` of a design", SecondStage), ("`replicates` of a design", ReplicateWeights),
    ("`calibrate` of a design", Calibrate), ("`nonresponse` of a design", NonresponseCells),
    ("`identity`", Identity), ("`compare` of identity", Compare), ("`thresholds` of identity", Thresholds),
    ("`indicators`: each indicator", Indicator), ("`baseline` of an indicator", Baseline),
    ("`previous` of an indicator", Previous),
    ("`comparisons`: each comparison", Comparison),
    ("`arms` of a comparison", Arms), ("`disclosure`", Disclosure),
    ("`feedback`", Feedback),
    ("`quality`", Quality), ("`spreadsheet_damage`", SpreadsheetDamage), ("`short_interviews`", ShortInterviews),
    ("`similar_interviews`", SimilarInterviews), ("`outliers`", Outliers),
    ("`interviewer_effects`", InterviewerEffects), ("`unknown_answers`", UnknownAnswers),
    ("`same_answers`", SameAnswers), ("`off_site`", OffSite), ("`digit_preference`", DigitPreference),
    ("`spellings`", Spellings), ("`unique_numbers`", UniqueNumbers), ("`split_positions`", SplitPositions),
    ("`late_entry`", LateEntry), ("`program_texts`", ProgramTexts),
    ("`stable_answers`", StableAnswers), ("`order_of_waves`", OrderOfWaves),
)  # fmt: skip
SCHEMA_SECTIONS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("Questionnaire schema", Questionnaire), ("`questions`: each question", QuestionEntry),
    ("`range` of a question", Range), ("`groups`: each group", GroupEntry), ("`rules`: each rule", RuleEntry),
)  # fmt: skip

HEAD = """# The study file

Reference of every setting, made from the program itself by `python -m meal.study.reference`.
A setting that is not listed here is refused, with the line where it stands and what was probably meant.

- YAML is read as text first: `no`, `01` and `12:30` stay what they are. Quotes are rarely needed.
- Texts may be written once (in the study's first language) or by language: `{en: Women, nl: Vrouwen}`.
- Expressions use the words of XLSForm: `${age} >= 18 and ${sex} = 'female'`. Write them below the key, after `|-`.
  A name is a column of the wave; `${before.plan}` names the wave. A missing answer never counts, not even under `!=`;
  `${age} = ''` asks whether it is missing.
"""


def study_file_reference() -> str:
    """The reference as Markdown."""
    parts = [HEAD]
    parts += [_section(title, model) for title, model in SECTIONS]
    parts.append("# Questionnaire schemas\n\nOne file a questionnaire in `schemas/`, shared between studies.\n")
    parts += [_section(title, model) for title, model in SCHEMA_SECTIONS]
    return "\n".join(parts)


def meanings(model: type[BaseModel]) -> dict[str, str]:
    """Setting → the docstring below it, also of the settings that a model has from another.

    Pydantic could collect them, but would read the program anew whenever any command starts.
    """
    found: dict[str, str] = {}
    for owner in reversed(model.__mro__):
        if issubclass(owner, BaseModel) and owner is not BaseModel:
            (definition,) = ast.parse(textwrap.dedent(inspect.getsource(owner))).body
            assert isinstance(definition, ast.ClassDef)
            for setting, below in pairwise(definition.body):
                match setting, below:
                    case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                        found[name] = inspect.cleandoc(text)
    return found


def _section(title: str, model: type[BaseModel]) -> str:
    meaning = meanings(model)
    rows = [
        f"| `{field.alias or name}` | {_kind(field)} | {_default(field)} | {_cell(meaning.get(name, ''))} |"
        for name, field in model.model_fields.items()
    ]
    doc = (model.__doc__ or "").strip().splitlines()[0]
    return "\n".join(
        [f"## {title}\n", f"{doc}\n", "| setting | value | default | meaning |", "| --- | --- | --- | --- |", *rows, ""]
    )


def _kind(field: FieldInfo) -> str:
    return _cell(_type(field.annotation, field))


WORDS_OF_VALIDATORS = {
    "_text_by_language": "text",
    "_parsed": "expression",
    "_in_form_words": "expression of the form",
    "_same_in_all_waves": "expression, or one by wave",
}
WORDS_OF_TYPES = {str: "text", date: "date", float: "number", int: "whole number", bool: "`true` or `false`"}


def _type(annotation: Any, field: FieldInfo | None = None) -> str:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    metadata = field.metadata if field else arguments[1:] if origin is typing.Annotated else ()
    for part in metadata:
        words = WORDS_OF_VALIDATORS.get(getattr(getattr(part, "func", None), "__name__", ""))
        if words:
            return words
    if origin is typing.Annotated:
        return _type(arguments[0])
    if origin is typing.Literal:
        return " or ".join(f"`{value}`" for value in arguments)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(dict.fromkeys(_type(part) for part in arguments if part is not type(None)))
    if origin is tuple:
        return f"list of {_type(arguments[0])}"
    if origin is dict:
        return f"by name: {_type(arguments[1])}"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "settings"
    return WORDS_OF_TYPES.get(annotation, str(annotation))


def _default(field: FieldInfo) -> str:
    value = field.default
    if value is PydanticUndefined:
        return "needed"
    if value in (None, (), {}, "") or isinstance(value, BaseModel):
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{', '.join(map(str, value)) if isinstance(value, tuple) else value}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    sys.stdout.write(study_file_reference())

"""What settings of a study file are made of: texts by language, lists, codes, expressions."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from meal.study.expression import parse


def _text_by_language(value: Any) -> Any:
    """A plain text is the text in the study's first language, kept under ''."""
    return {"": str(value)} if isinstance(value, str | int | float) else value


def as_list(value: Any) -> Any:
    """One item may be written without the brackets."""
    return [value] if isinstance(value, str | int) else value


def _as_text(value: Any) -> Any:
    """Codes may be written without quotes."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _same_in_all_waves(value: Any) -> Any:
    """One expression holds in all waves, and is kept under ''."""
    return {"": value} if isinstance(value, str) else value


def _parsed(value: str) -> str:
    parse(value)
    return value


LanguageText = Annotated[dict[str, str], BeforeValidator(_text_by_language)]
Names = Annotated[tuple[str, ...], BeforeValidator(as_list)]
Code = Annotated[str, BeforeValidator(_as_text)]
ExpressionText = Annotated[str, AfterValidator(_parsed)]
ByWave = Annotated[dict[str, ExpressionText], BeforeValidator(_same_in_all_waves)]
"""One expression for all waves (under ''), or one for each wave in which the question has another column."""
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]


# Validators are built when a study is read: most commands need those of the whole study, and no others.
SETTINGS = ConfigDict(frozen=True, extra="forbid", defer_build=True)
"""Unknown keys are refused; docstrings of fields are their meaning (`reference.meanings`)."""


class Part(BaseModel):
    """Settings that belong together."""

    model_config = SETTINGS

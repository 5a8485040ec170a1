"""What is wrong with a study file or schema, in sentences with file, line and suggestion."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from meal.study.yaml_text import Path, YamlDocument


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a sentence that suggests a known word, or lists what there is when they are few."""
    words = sorted(set(known))
    near = get_close_matches(word, words, n=1, cutoff=0.6)
    if near:
        return f" Did you mean '{near[0]}'?"
    return f" Known are: {', '.join(words)}." if 0 < len(words) <= 12 else ""


def sentences(error: ValidationError, document: YamlDocument, model: type[BaseModel]) -> list[str]:
    """One sentence for each thing that the types refuse, in order of the lines."""
    found: dict[tuple[int, str], None] = {}
    for problem in error.errors(include_url=False):
        path = tuple(problem["loc"])
        where = _setting(path)
        if problem["type"] == "extra_forbidden":
            suggestion = did_you_mean(str(path[-1]), _keys(model, path[:-1]))
            text = f"unknown setting '{path[-1]}'{_inside(path[:-1])}.{suggestion}"
        elif problem["type"] == "missing":
            text = f"'{path[-1]}' is needed{_inside(path[:-1])}, but is not there."
        elif problem["type"] == "value_error":
            text = f"{where}: {str(problem['msg']).removeprefix('Value error, ')}."
        else:
            text = f"{where}: {_expected(str(problem['msg']))}; found '{_short(problem['input'])}'."
        if problem["type"] == "literal_error":
            allowed = str(problem.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ").split(", ")
            text += did_you_mean(str(problem["input"]), allowed)
        found[(document.line(path), text)] = None
    return [f"{document.name}, line {line}: {text}" for line, text in sorted(found)]


def _expected(message: str) -> str:
    return message.replace("Input should be", "expected").rstrip(".")


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _setting(path: Sequence[str | int]) -> str:
    """A path in words: `indicators, entry 2, report`."""
    return ", ".join(f"entry {part + 1}" if isinstance(part, int) else str(part) for part in path if part != "")


def _inside(path: Sequence[str | int]) -> str:
    return f" in {_setting(path)}" if path else ""


def _keys(model: type[BaseModel], path: Path) -> list[str]:
    """The settings that are known at a place in the file."""
    current: Any = model
    for part in path:
        if isinstance(current, type) and issubclass(current, BaseModel):
            current = _model_in(_field_annotation(current, part))
        if current is None:
            return []
    if isinstance(current, type) and issubclass(current, BaseModel):
        return [field.alias or name for name, field in current.model_fields.items()]
    return []


def _field_annotation(model: type[BaseModel], part: str | int) -> Any:
    for name, field in model.model_fields.items():
        if part in (name, field.alias):
            return field.annotation
    return model  # an index or a free key: the type stays the one that was found in the container


def _model_in(annotation: Any) -> Any:
    """The settings type inside a list, dict or optional."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if typing.get_origin(annotation) in (typing.Annotated, typing.Union, types.UnionType, dict, tuple, list):
        for part in reversed(typing.get_args(annotation)):
            found = _model_in(part)
            if found is not None:
                return found
    return None

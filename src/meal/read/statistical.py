"""SPSS .sav and .por and Stata .dta files: codes as text, their labels, and every missing value with its reason."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from meal.model.arrays import CodeArray
from meal.model.codebook import Choice, Codebook, Question, QuestionType
from meal.model.columns import CodedColumn, concatenate
from meal.model.errors import DataError
from meal.model.missing import Reason
from meal.read.codebooks import UNSTATED_LANGUAGE
from meal.read.coding import text_array
from meal.read.encodings import likeliest
from meal.read.reasons import reason_from_label, reason_from_letter
from meal.read.statistical_values import AsText, number_text, value_format
from meal.read.table import Remark, Table, some_of

Value = float | int | str
_ICONV_NAMES = {"cp1252": "WINDOWS-1252", "mac_roman": "MACINTOSH", "cp850": "CP850", "cp1256": "WINDOWS-1256"}
_PRODUCT = {"sav": "SPSS", "por": "SPSS portable", "dta": "Stata"}


@dataclass(frozen=True, slots=True)
class Variable:
    """What a file says about one variable.

    Attributes:
        labels: value → label; the missing values of Stata under their letter.
        ranges: lowest and highest value of each range declared missing; a single value is both.
        absent: why a number is missing for which no value is stored.
    """

    name: str
    label: str
    kind: QuestionType
    as_text: AsText
    labels: Mapping[Value, str] = field(default_factory=dict)
    ranges: tuple[tuple[Value, Value], ...] = ()
    is_text: bool = False
    absent: Reason = Reason.NOT_ASKED

    def code(self, value: Value) -> str:
        """A value as the code that stands in the column."""
        if isinstance(value, str):
            return value if self.is_text else f".{value}"
        return number_text(value) if self.declared_missing(value) else self.as_text(value)

    def declared_missing(self, value: Value) -> bool:
        """Whether the file declares the value missing."""
        if isinstance(value, str) and not self.is_text:
            return True
        return any(_between(low, value, high) for low, high in self.ranges)

    def reason(self, value: Value) -> Reason:
        """Why a value declared missing is missing."""
        label = self.labels.get(value, "")
        return (
            reason_from_letter(value, label)
            if isinstance(value, str) and not self.is_text
            else reason_from_label(label)
        )


def _between(low: Value, value: Value, high: Value) -> bool:
    if isinstance(low, str) or isinstance(value, str) or isinstance(high, str):
        return low == value
    return low <= value <= high


def read_sav(data: bytes, place: str, sheet: str | None = None) -> Table:
    """The cases of an SPSS file, .sav or .zsav; `sheet` means nothing here.

    Raises:
        DataError: the file is damaged or cut off.
    """
    return _read(data, place, "sav")


def read_dta(data: bytes, place: str, sheet: str | None = None) -> Table:
    """The observations of a Stata file of any release; `sheet` means nothing here.

    Raises:
        DataError: the file is damaged or cut off.
    """
    # Stata 13 and later end with this mark; before it stand the value labels, whose loss nothing else betrays.
    if data.startswith(b"<stata_dta>") and not data.rstrip(b"\0\r\n").endswith(b"</stata_dta>"):
        raise _damaged(place, "dta", "its end is missing")
    return _read(data, place, "dta")


def read_por(data: bytes, place: str, sheet: str | None = None) -> Table:
    """The cases of an SPSS portable file; `sheet` means nothing here.

    Values that the file declares missing arrive without the value, so that nobody can say why they are missing.

    Raises:
        DataError: the file is damaged or cut off.
    """
    return _read(data, place, "por")


def _read(data: bytes, place: str, file_format: str) -> Table:
    answers, meta = _load(data, place, file_format)
    if len({name for name in meta.column_names if name}) < len(meta.column_names):
        raise _damaged(place, file_format, "a variable has no name of its own")
    variables = _variables(meta, file_format)
    columns, questions = [], {}
    for variable, name in zip(variables, meta.column_names, strict=True):
        column, values = _coded(answers[name], variable)
        columns.append(column)
        questions[variable.name] = _question(variable, values)
    return Table(
        names=tuple(variable.name for variable in variables),
        columns=tuple(columns),
        row_of=np.arange(1, len(columns[0]) + 1 if columns else 1, dtype=np.int64),
        remarks=_remarks(meta, file_format),
        metadata=Codebook(
            id=place,
            title={UNSTATED_LANGUAGE: meta.file_label} if meta.file_label else {},
            questions=questions,
            languages=(UNSTATED_LANGUAGE,),
        ),
    )


def _load(data: bytes, place: str, file_format: str) -> tuple[Any, Any]:
    """Variable → answers, and metadata; texts of a file that does not tell its encoding are read by likelihood."""
    import pyreadstat

    try:
        try:
            answers, meta = _parse(data, file_format)
            if file_format != "dta" or _tells_encoding(data) or _texts(answers, meta).isascii():
                return answers, meta
        except (pyreadstat.ReadstatError, UnicodeDecodeError) as error:
            if not isinstance(error, UnicodeDecodeError) and "convert string" not in str(error):
                raise
        return _parse(data, file_format, _encoding(*_parse(data, file_format, "ISO-8859-1")))
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, ValueError, OverflowError) as error:
        raise _damaged(place, file_format, str(error)) from error


def _parse(data: bytes, file_format: str, encoding: str | None = None) -> tuple[Any, Any]:
    import pyreadstat

    # Dates as numbers: one beyond the year 9999 would otherwise make the whole file unreadable.
    asked: dict[str, Any] = {"disable_datetime_conversion": True, "output_format": "dict"}
    if file_format == "por":
        return pyreadstat.read_por(io.BytesIO(data), **asked)
    read = pyreadstat.read_sav if file_format == "sav" else pyreadstat.read_dta
    return read(io.BytesIO(data), user_missing=True, encoding=encoding, **asked)


def _tells_encoding(data: bytes) -> bool:
    """Stata wrote texts in the computer's own encoding until version 14 (format 118) made them UTF-8."""
    return data.startswith(b"<stata_dta>") and b"<release>117<" not in data[:60]


def _encoding(answers: Any, meta: Any) -> str:
    """The encoding of texts that were read byte for byte."""
    raw = _texts(answers, meta).encode("latin-1", errors="replace")
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return _ICONV_NAMES[likeliest(raw)]
    return "UTF-8"


def _texts(answers: Any, meta: Any) -> str:
    """All texts of a file, labels and answers, one after the other."""
    texts: list[str] = [label for label in meta.column_labels if label]
    texts += [str(label) for labels in meta.value_labels.values() for label in labels.values()]
    for name, storage in meta.readstat_variable_types.items():
        if storage.startswith("string"):
            texts += [text for text in dict.fromkeys(answers[name]) if isinstance(text, str)]
    return "\n".join(texts)


def _damaged(place: str, file_format: str, why: str) -> DataError:
    return DataError(
        f"{place}: this {_PRODUCT[file_format]} file is damaged or cut off ({why}). A whole .{file_format} file was "
        f"expected. Copy or download it again; if it still fails, open it in {_PRODUCT[file_format]} and save it anew."
    )


def _variables(meta: Any, file_format: str) -> list[Variable]:
    variables = []
    for name, label in zip(meta.column_names, meta.column_labels, strict=True):
        storage = meta.readstat_variable_types[name]
        text = storage.startswith("string")
        display = meta.original_variable_types[name] or ""
        kind, as_text = (
            ("text", number_text) if text else value_format("dta" if file_format == "dta" else "sav", display, storage)
        )
        variables.append(
            Variable(
                # SPSS takes no name that begins with an underscore, so servers write @_uuid for _uuid.
                name=name[1:] if file_format != "dta" and name.startswith("@_") else name,
                label=label or "",
                kind=kind,
                as_text=as_text,
                labels=meta.variable_value_labels.get(name, {}),
                ranges=tuple((limit["lo"], limit["hi"]) for limit in meta.missing_ranges.get(name, ())),
                is_text=text,
                absent=Reason.OTHER_MISSING if file_format == "por" else Reason.NOT_ASKED,
            )
        )
    return variables


def _coded(answers: Any, variable: Variable) -> tuple[CodedColumn, list[Value]]:
    """A variable as a coded column, and its distinct values, system-missing left out."""
    codes, distinct = distinct_values(answers)
    texts: list[str] = []
    reasons: list[Reason] = []
    values: list[Value] = []
    for value in distinct:
        if value is None or (isinstance(value, float) and math.isnan(value)):
            texts.append("")
            reasons.append(Reason.BLANK if variable.is_text else variable.absent)
            continue
        values.append(value)
        texts.append(variable.code(value))
        blank = isinstance(value, str) and not value.strip()
        missing = variable.reason(value) if variable.declared_missing(value) else Reason.ANSWERED
        reasons.append(Reason.BLANK if blank else missing)
    column = CodedColumn(codes, text_array(texts), np.array(reasons, dtype=np.int8))
    # Two values can read alike: a date keeps its day and drops the time that SPSS may have stored with it.
    return column if len(set(texts)) == len(texts) else concatenate([column]), values


def distinct_values(values: Any) -> tuple[CodeArray, list[Any]]:
    """The code of each value, and the distinct values in order of first appearance.

    Args:
        values: array of numbers, or list where texts or letters are among them, of length n.
    """
    import pyarrow as pa

    try:
        array = pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError):  # numbers and letters together, as Stata's missing values are
        seen: dict[Any, int] = {}
        codes = np.fromiter((seen.setdefault(value, len(seen)) for value in values), dtype=np.int32, count=len(values))
        return codes, list(seen)
    coded = array.dictionary_encode(null_encoding="encode")
    return coded.indices.to_numpy(zero_copy_only=False).astype(np.int32), coded.dictionary.to_pylist()


def _question(variable: Variable, values: Sequence[Value]) -> Question:
    """The question that a variable is, from its labels and the values that occur."""
    declared = [low for low, high in variable.ranges if low == high]
    coded = [*variable.labels, *declared, *values]
    return Question(
        name=variable.name,
        type=_question_type(variable, [value for value in values if not variable.declared_missing(value)]),
        label={UNSTATED_LANGUAGE: variable.label} if variable.label else {},
        choices=tuple(
            Choice(variable.code(value), {UNSTATED_LANGUAGE: label}) for value, label in variable.labels.items()
        ),
        missing={variable.code(value): variable.reason(value) for value in coded if variable.declared_missing(value)},
    )


def _question_type(variable: Variable, answers: Sequence[Value]) -> QuestionType:
    """Select-one where every answer has a label; a number with labels at some values stays a number."""
    answer_labels = [value for value in variable.labels if not variable.declared_missing(value)]
    if answer_labels and all(value in variable.labels for value in answers):
        return "select_one"
    if (
        variable.kind == "decimal"
        and answers
        and all(isinstance(value, int) or float(value).is_integer() for value in answers)
    ):
        return "integer"
    return variable.kind


def _remarks(meta: Any, file_format: str) -> tuple[Remark, ...]:
    """Label sets that variables refer to and that are not in the file, as after a cut; reasons that are lost."""
    lost = [name for name, labels in meta.variable_to_label.items() if labels not in meta.value_labels]
    remarks: list[Remark] = []
    if lost:
        remarks.append(("value_labels_absent", {"count": str(len(lost)), "columns": some_of(lost)}))
    if file_format == "por":
        remarks.append(("missing_without_reason", {}))
    return tuple(remarks)

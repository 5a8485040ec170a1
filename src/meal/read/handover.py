"""Tables on their way from the process that parses to the one that asked: Arrow for cells, JSON for the rest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from meal.model.codebook import Choice, Codebook, Question
from meal.model.columns import CodedColumn
from meal.model.missing import Reason
from meal.read.coding import text_array
from meal.read.table import Table

_CODES_MISMATCH = "the codes of a column do not belong to its answers"


def packed_table(table: Table) -> bytes:
    """A table as an Arrow stream: one batch a column, with what is not cells in the schema's metadata."""
    import pyarrow as pa

    about = {
        "names": table.names,
        "remarks": table.remarks,
        "sheet": table.sheet,
        "metadata": table.metadata and _plain_codebook(table.metadata),
    }
    schema = pa.schema(
        [
            ("codes", pa.large_list(pa.int32())),
            ("texts", pa.large_list(pa.large_string())),
            ("reasons", pa.large_list(pa.int8())),
        ],
        metadata={b"about": json.dumps(about).encode(), b"row_of": table.row_of.astype("<i8").tobytes()},
    )
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as stream:
        for column in table.columns:
            arrays = (
                pa.array(column.codes, pa.int32()),
                pa.array([_storable(text) for text in column.texts.tolist()], pa.large_string()),
                pa.array(column.reasons, pa.int8()),
            )
            parts = [pa.LargeListArray.from_arrays(pa.array([0, len(array)], pa.int64()), array) for array in arrays]
            stream.write_batch(pa.record_batch(parts, schema=schema))
    return bytes(sink.getvalue())


def unpacked_table(data: memoryview) -> Table:
    """The table in an Arrow stream of `packed_table`.

    Raises:
        ValueError: codes and answers do not belong together.
    """
    import pyarrow as pa

    with pa.ipc.open_stream(pa.py_buffer(data)) as stream:
        metadata = stream.schema.metadata
        columns = tuple(_column(batch) for batch in stream)
    about = json.loads(metadata[b"about"])
    return Table(
        names=tuple(about["names"]),
        columns=columns,
        row_of=np.frombuffer(metadata[b"row_of"], dtype="<i8").astype(np.int64),
        remarks=tuple((rule, parameters) for rule, parameters in about["remarks"]),
        sheet=about["sheet"],
        metadata=about["metadata"] and _codebook(about["metadata"]),
    )


def _storable(text: str) -> str:
    """A text that UTF-8 can hold; half of a surrogate pair, as a damaged file may have, becomes a mark."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _column(batch: Any) -> CodedColumn:
    codes = batch["codes"].flatten().to_numpy(zero_copy_only=False).astype(np.int32)
    texts = text_array(batch["texts"].flatten().to_pylist())
    reasons = batch["reasons"].flatten().to_numpy(zero_copy_only=False).astype(np.int8)
    if len(reasons) != len(texts) or (len(codes) and not 0 <= codes.min() <= codes.max() < len(texts)):
        raise ValueError(_CODES_MISMATCH)
    return CodedColumn(codes, texts, reasons)


def _plain_codebook(codebook: Codebook) -> Mapping[str, Any]:
    return {
        "id": codebook.id,
        "title": codebook.title,
        "languages": codebook.languages,
        "questions": [asdict(question) for question in codebook.questions.values()],
    }


def _codebook(plain: Mapping[str, Any]) -> Codebook:
    questions = [_question(question) for question in plain["questions"]]
    return Codebook(
        id=plain["id"],
        title=plain["title"],
        questions={question.name: question for question in questions},
        languages=tuple(plain["languages"]),
    )


def _question(plain: Mapping[str, Any]) -> Question:
    return Question(
        **{
            **plain,
            "choices": tuple(Choice(choice["name"], choice["label"]) for choice in plain["choices"]),
            "missing": {code: Reason(reason) for code, reason in plain["missing"].items()},
        }
    )

"""The process in which files are parsed: what a hostile file breaks is this process, and nothing else.

It is started with a limit on its memory, reads one request after the other from standard input, and
answers on standard output. A request and an answer are two lengths, a JSON object, and bytes.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from meal.model.errors import DataError
from meal.read.form_cells import form_cells
from meal.read.formats import ALL_SHEETS, READERS, TITLED
from meal.read.handover import packed_table
from meal.read.limits import limit_memory, limit_processor

LENGTHS = struct.Struct(">QQ")
"""Length of the JSON object, then of the bytes after it."""

Answer = tuple[Mapping[str, Any], list[bytes]]


def _one_table(data: bytes, request: Mapping[str, Any]) -> Answer:
    kind, place, sheet, header_row = (request[name] for name in ("kind", "place", "sheet", "header_row"))
    table = READERS[kind](data, place, sheet) if header_row is None else TITLED[kind](data, place, sheet, header_row)
    return {}, [packed_table(table)]


def _all_tables(data: bytes, request: Mapping[str, Any]) -> Answer:
    return {}, [packed_table(table) for table in ALL_SHEETS[request["kind"]](data, request["place"])]


def _form(data: bytes, request: Mapping[str, Any]) -> Answer:
    return {"form": form_cells(data, request["kind"], request["place"])}, []


TASKS: dict[str, Callable[[bytes, Mapping[str, Any]], Answer]] = {
    "table": _one_table,
    "all tables": _all_tables,
    "form": _form,
}


def main(memory: int) -> None:
    """Answers requests until standard input ends.

    Args:
        memory: bytes of address space that this process may take.
    """
    import pyarrow  # noqa: F401  before the memory is limited: half a library is worse than none

    requests = os.fdopen(os.dup(sys.stdin.fileno()), "rb")
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a parser prints must not end up in an answer
    limit_memory(memory)
    sys.stderr.write("ready\n")
    sys.stderr.flush()
    while lengths := requests.read(LENGTHS.size):
        length, size = LENGTHS.unpack(lengths)
        request = json.loads(requests.read(length))
        limit_processor(request["seconds"])
        _answer(answers, request, requests.read(size))


def _answer(answers: BinaryIO, request: Mapping[str, Any], data: bytes) -> None:
    try:
        told, tables = TASKS[request["task"]](data, request)
        header = {**told, "tables": [len(table) for table in tables]}
    except DataError as error:
        header, tables = {"refused": str(error)}, []
    except MemoryError:
        header, tables = {"out_of_memory": True}, []
    text = json.dumps(header).encode()
    answers.write(LENGTHS.pack(len(text), sum(map(len, tables))) + text)
    for table in tables:
        answers.write(table)
    answers.flush()

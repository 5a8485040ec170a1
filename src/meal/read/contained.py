"""Files are parsed in another process, so that one which breaks the parser does not break the run."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from os import environ
from types import TracebackType
from typing import IO, Any, NamedTuple, NoReturn

from meal.model.errors import DataError
from meal.read.handover import unpacked_table
from meal.read.limits import Limits, megabytes_to_parse
from meal.read.table import Table

# The interpreter starts without the user's settings and with the places that this one imports from.
_START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from {entry} import main; main(int(sys.argv[2]))"
_LENGTHS_SIZE = 16
# Libraries that reserve gigabytes they never touch would use up a limit on address space.
_FRUGAL = {"ARROW_DEFAULT_MEMORY_POOL": "system", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_READY = "ready"
"""What the process writes to standard error once it has started."""
_OUT_OF_TIME, _KILLED = -24, -9
"""Return codes where the system ended the process, for its use of the processor and for its use of memory."""
_NO_MEMORY = ("memory allocation of", "bad_alloc", "MemoryError")
"""How Rust, C++ and Python say it."""


class ParserStoppedError(Exception):
    """The parsing process ended without an answer; the text is what it wrote on its way down."""


class _Child(NamedTuple):
    process: subprocess.Popen[bytes]
    requests: IO[bytes]
    answers: IO[bytes]
    errors: IO[bytes]


class _Clock:
    """Ends a process when its time is over."""

    def __init__(self, seconds: float, process: subprocess.Popen[bytes]) -> None:
        self.ran_out = False
        self._process = process
        self._timer = threading.Timer(seconds, self._ring)
        self._timer.daemon = True
        self._timer.start()

    def _ring(self) -> None:
        self.ran_out = True
        self._process.kill()

    def stop(self) -> None:
        self._timer.cancel()


class Parser:
    """A process that parses files, started with the first file and ended with the block.

    One process serves all files of a run; after a file that broke it, the next one gets a new process.

        with Parser() as parser:
            table = parser.table("xlsx", data, "before/export.xlsx")
    """

    def __init__(self, limits: Limits | None = None, *, entry: str = "meal.read.child") -> None:
        """A parser that has not started yet.

        Args:
            limits: what a file may cost.
            entry: module whose `main` answers requests.
        """
        self._limits = limits or Limits()
        self._entry = entry
        self._child: _Child | None = None

    def __enter__(self) -> Parser:
        """The parser itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the process."""
        self._end()

    def table(
        self, kind: str, data: bytes, place: str, sheet: str | None = None, header_row: int | None = None
    ) -> Table:
        """The table in a file of a kind that `formats.READERS` has; of `formats.TITLED` where a row of names is given.

        Raises:
            DataError: the file cannot be read, or its reading took too much memory or time.
        """
        (table,) = self._tables(data, place, {"task": "table", "kind": kind, "sheet": sheet, "header_row": header_row})
        return table

    def all_tables(self, kind: str, data: bytes, place: str) -> Sequence[Table]:
        """All tables in a workbook or archive, in their order.

        Raises:
            DataError: as for `table`.
        """
        return self._tables(data, place, {"task": "all tables", "kind": kind})

    def form(self, kind: str, data: bytes, place: str) -> Mapping[str, tuple[str, list[list[str]]]]:
        """The sheets of a form: survey, choices or settings → its name in the workbook and its cells.

        Raises:
            DataError: as for `table`.
        """
        header, _ = self._ask(data, place, {"task": "form", "kind": kind})
        return {key: (name, rows) for key, (name, rows) in header["form"].items()}

    def _tables(self, data: bytes, place: str, request: Mapping[str, Any]) -> list[Table]:
        header, packed = self._ask(data, place, request)
        tables, start = [], 0
        for size in header["tables"]:
            tables.append(unpacked_table(packed[start : start + size]))
            start += size
        return tables

    def _ask(self, data: bytes, place: str, request: Mapping[str, Any]) -> tuple[dict[str, Any], memoryview]:
        """The answer to a request, or why there is none."""
        megabytes = megabytes_to_parse(data)
        seconds = self._limits.processor_seconds(megabytes)
        text = json.dumps({**request, "place": place, "seconds": seconds}).encode()
        child = self._child = self._child or self._started()
        clock = _Clock(self._limits.wall_seconds(megabytes), child.process)
        try:
            child.requests.write(len(text).to_bytes(8, "big") + len(data).to_bytes(8, "big") + text)
            child.requests.write(data)
            child.requests.flush()
            _load_arrow()
            lengths = _exactly(child.answers, _LENGTHS_SIZE)
            header = json.loads(_exactly(child.answers, int.from_bytes(lengths[:8], "big")))
            packed = _exactly(child.answers, int.from_bytes(lengths[8:], "big"))
        except (OSError, EOFError, ValueError):
            clock.stop()
            self._refuse(place, child, ran_out=clock.ran_out)
        finally:
            clock.stop()
        if "refused" in header:
            raise DataError(header["refused"])
        if "out_of_memory" in header:
            self._end()
            raise _too_much(place, "memory")
        return header, memoryview(packed)

    def _started(self) -> _Child:
        paths = json.dumps([path for path in sys.path if path])
        start = _START.format(entry=self._entry)
        errors = tempfile.TemporaryFile()  # noqa: SIM115  closed with the process
        process = subprocess.Popen(
            [sys.executable, *_options(), "-c", start, paths, str(self._limits.memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env={**environ, **_FRUGAL},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        if process.stdin is None or process.stdout is None:
            raise ParserStoppedError("the process was started without pipes")
        return _Child(process, process.stdin, process.stdout, errors)

    def _refuse(self, place: str, child: _Child, *, ran_out: bool) -> NoReturn:
        """Refuses the file with which the process ended, with the process's own last words as the cause."""
        try:
            code = child.process.wait(timeout=5)
        except subprocess.TimeoutExpired:  # it lives, but what it answers makes no sense
            code = 0
        child.errors.seek(0)
        words = child.errors.read().decode("utf-8", errors="replace")
        self._end()
        if _READY not in words and not ran_out:
            raise ParserStoppedError(words)  # the fault is in the installation, not in the file
        if ran_out or code == _OUT_OF_TIME:
            raise _too_much(place, "time") from ParserStoppedError(words)
        if code == _KILLED or any(word in words for word in _NO_MEMORY):
            raise _too_much(place, "memory") from ParserStoppedError(words)
        raise DataError(
            f"{place}: the file breaks the program that reads it (it stopped with code {code}). A sound file was "
            "expected; this one is damaged, or was made to do harm. Open it in the program that made it, save it under "
            "another name, or export it as CSV."
        ) from ParserStoppedError(words)

    def _end(self) -> None:
        """Ends the process, which may be in the middle of something."""
        child, self._child = self._child, None
        if child is None:
            return
        child.process.kill()
        child.process.wait()
        for stream in (child.requests, child.answers, child.errors):
            try:
                stream.close()
            except OSError:  # what was still on its way to a process that has gone
                continue


def _options() -> list[str]:
    """Options of the interpreter: nothing from the user's environment, which would have to be asked about bytecode."""
    return ["-I", "-X", "utf8", *(["-B"] if sys.dont_write_bytecode else [])]


def _load_arrow() -> None:
    """Loads the library that the answer needs while the other process is still at work."""
    import pyarrow  # noqa: F401


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) != size:
        raise EOFError
    return data


def _too_much(place: str, what: str) -> DataError:
    return DataError(
        f"{place}: reading this file takes far more {what} than a survey of its size does, and was stopped. A table "
        "without stray cells, formulas over whole columns or damage was expected. Export it again as CSV, or copy the "
        "table alone into a new workbook."
    )

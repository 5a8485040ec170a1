"""Charts painted beside the run, by a process of their own where one can be had."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any

from meal.report.charts.painter import painted

Specification = Mapping[str, Any]


class Painter:
    """Paints charts in another process, which gets ready while the run reads and estimates.

        with Painter() as painter:
            ...
            begun = painter.begin({"name": specification})
            ...
            files = begun.files()

    Where the process cannot be started or breaks down, the charts are painted in this one.
    """

    def __init__(self) -> None:
        """A painter that is getting ready."""
        self._process = _started()
        self._beside = ThreadPoolExecutor(max_workers=1)

    def __enter__(self) -> Painter:
        """The painter itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the process."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
        self._beside.shutdown()
        if self._process is not None:
            self._process.wait()
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None and not stream.closed:
                    stream.close()

    def begin(self, specifications: Mapping[str, Specification]) -> Painting:
        """Give the painter all charts of a run, once."""
        process = self._process
        if process is None or not specifications:
            return Painting(specifications, None)
        request = json.dumps(list(specifications.values())).encode()
        return Painting(specifications, self._beside.submit(_answer, process, request))


class Painting:
    """Charts that are being painted."""

    def __init__(self, specifications: Mapping[str, Specification], answer: Future[bytes] | None) -> None:
        """The charts by name, and what the process will answer; None to paint them here."""
        self._specifications = specifications
        self._answer = answer

    def files(self) -> dict[str, bytes]:
        """`<name>.svg` and `<name>.png` of every chart, waited for."""
        answer = b"" if self._answer is None else self._answer.result()
        contents = _contents(answer)
        if len(contents) != 2 * len(self._specifications):
            contents = [one for specification in self._specifications.values() for one in painted(dict(specification))]
        names = [f"{name}.{ending}" for name in self._specifications for ending in ("svg", "png")]
        return dict(zip(names, contents, strict=True))


def _started() -> subprocess.Popen[bytes] | None:
    paths = json.dumps([path for path in sys.path if path])
    script = Path(__file__).with_name("painter.py")
    try:
        return subprocess.Popen(
            [sys.executable, "-I", "-X", "utf8", str(script), paths],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError:
        return None


def _answer(process: subprocess.Popen[bytes], request: bytes) -> bytes:
    answer, _ = process.communicate(request)
    return answer if process.returncode == 0 else b""


def _contents(answer: bytes) -> Sequence[bytes]:
    contents: list[bytes] = []
    start = 0
    while start < len(answer):
        length = int.from_bytes(answer[start : start + 8], "big")
        contents.append(answer[start + 8 : start + 8 + length])
        start += 8 + length
    return contents

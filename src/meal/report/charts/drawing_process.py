"""Charts painted beside the run, by processes of their own where they can be had."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from meal.report.charts.painter import drawn, framed, frames, pictured

Specification = Mapping[str, Any]


class Painter:
    """Paints charts in two other processes, which get ready while the run reads and estimates.

    One makes drawings, the other makes a picture of each while the first goes on with the next.

        with Painter() as painter:
            ...
            begun = painter.begin({"name": specification})
            ...
            files = begun.files()

    Where a process cannot be started or breaks down, the charts are painted in this one.
    """

    def __init__(self) -> None:
        """A painter that is getting ready."""
        self._processes = [process for what in ("drawings", "pictures") if (process := _started(what))]
        self._beside = ThreadPoolExecutor(max_workers=1)

    def __enter__(self) -> Painter:
        """The painter itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the processes."""
        for process in self._processes:
            if process.poll() is None:
                process.kill()
        self._beside.shutdown()
        for process in self._processes:
            process.wait()
            for stream in (process.stdin, process.stdout):
                with suppress(OSError):  # what was still on its way to a process that has gone
                    if stream is not None:
                        stream.close()

    def begin(self, specifications: Mapping[str, Specification]) -> Painting:
        """Give the painter all charts of a run, once."""
        if len(self._processes) < 2 or not specifications:
            return Painting(specifications, None)
        drawing, picturing = self._processes
        request = json.dumps(list(specifications.values())).encode()
        return Painting(specifications, self._beside.submit(_painted, drawing, picturing, request))


class Painting:
    """Charts that are being painted."""

    def __init__(self, specifications: Mapping[str, Specification], painted: Future[list[bytes]] | None) -> None:
        """The charts by name, and the files that the processes will make; None to paint them here."""
        self._specifications = specifications
        self._painted = painted

    def files(self) -> dict[str, bytes]:
        """`<name>.svg` and `<name>.png` of every chart, waited for."""
        contents = [] if self._painted is None else self._painted.result()
        if len(contents) != 2 * len(self._specifications):
            drawings = [drawn(dict(specification)) for specification in self._specifications.values()]
            contents = [content for svg in drawings for content in (svg, pictured(svg))]
        names = [f"{name}.{ending}" for name in self._specifications for ending in ("svg", "png")]
        return dict(zip(names, contents, strict=True))


def _started(what: str) -> subprocess.Popen[bytes] | None:
    paths = json.dumps([path for path in sys.path if path])
    script = Path(__file__).with_name("painter.py")
    try:
        return subprocess.Popen(
            [sys.executable, "-I", "-X", "utf8", str(script), paths, what],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError:
        return None


def _painted(drawing: subprocess.Popen[bytes], picturing: subprocess.Popen[bytes], request: bytes) -> list[bytes]:
    """The drawing and the picture of every chart in turn; fewer where a process broke down."""
    assert drawing.stdin is not None
    assert drawing.stdout is not None
    assert picturing.stdin is not None
    assert picturing.stdout is not None
    files: list[bytes] = []
    # Pictures are taken in meanwhile: their process stops where nobody reads what it has made.
    with ThreadPoolExecutor(max_workers=1) as beside:
        pictures = beside.submit(list, frames(picturing.stdout))
        try:
            with picturing.stdin as drawings, drawing.stdin as specifications:
                specifications.write(request)
                specifications.close()
                for svg in frames(drawing.stdout):
                    files.append(svg)
                    drawings.write(framed(svg))
                    drawings.flush()
        except OSError:  # a process has gone
            drawing.kill()
            picturing.kill()
        return [content for both in zip(files, pictures.result(), strict=False) for content in both]

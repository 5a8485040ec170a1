"""How much memory and time the parsing of one file may take."""

from __future__ import annotations

import io
import sys
import zipfile
from contextlib import suppress
from dataclasses import dataclass

from meal.read.workbook_package import BROKEN_ZIP

_MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost before its reading is stopped.

    Attributes:
        memory: bytes of address space of the child process.
        seconds: of processor time, for a small file; the clock on the wall is given twice as much.
        seconds_per_megabyte: of processor time, added for each megabyte to be parsed.
    """

    memory: int = 4 << 30
    seconds: float = 8.0
    seconds_per_megabyte: float = 0.3

    def processor_seconds(self, megabytes: float) -> float:
        """Processor time for a file of this size."""
        return self.seconds + self.seconds_per_megabyte * megabytes

    def wall_seconds(self, megabytes: float) -> float:
        """Time by the clock for a file of this size: other programs may be using the processor too."""
        return 2 * self.processor_seconds(megabytes)


def megabytes_to_parse(data: bytes) -> float:
    """The size of a file unpacked, as its package states it; a false statement only shortens the time given."""
    if not data.startswith(b"PK"):
        return len(data) / _MEGABYTE
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            unpacked = sum(member.file_size for member in package.infolist())
    except BROKEN_ZIP:
        unpacked = 0
    return min(max(unpacked, len(data)), 1 << 30) / _MEGABYTE


def limit_memory(memory: int) -> None:
    """Limits this process for good: its memory, and that it writes neither files nor a picture of its memory.

    Windows has no such limits; there the clock and the look over the package must do.
    """
    if sys.platform == "win32":
        return
    import resource

    with suppress(ValueError, OSError):  # macOS knows this limit and refuses to set it
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # it would hold people's answers
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MEGABYTE, _MEGABYTE))  # room for what is written to standard error


def limit_processor(seconds: float) -> None:
    """Lets this process compute for so many seconds from now on, and be ended then."""
    if sys.platform == "win32":
        return
    import resource

    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    until = int(usage.ru_utime + usage.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (until if hard == resource.RLIM_INFINITY else min(until, hard), hard))

"""Libraries that take long to load and are needed late, loaded while the first files are read."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module

FOR_CHECKS = ("pandera.pandas", "pandera.backends.pandas.builtin_checks")
FOR_ESTIMATES = ("scipy.special", "scipy.sparse")
FOR_TABLES = ("xlsxwriter", "jinja2")


@contextmanager
def loading(libraries: Sequence[str]) -> Iterator[None]:
    """Loads libraries beside what the block does, and is done with it when the block is.

    Parsing a large file leaves Python to others, and loading is all Python. Who needs a library earlier
    imports it as ever, and waits for it.
    """
    import pyarrow.csv  # noqa: F401  needed by both, so that neither waits for the other in the middle of it

    beside = threading.Thread(target=_load, args=(libraries,), daemon=True)
    beside.start()
    try:
        yield
    finally:
        loaded(beside)


def loaded(beside: threading.Thread) -> None:
    """Waits for what is still being loaded."""
    beside.join()


def _load(libraries: Sequence[str]) -> None:
    for name in libraries:
        with suppress(ImportError):  # raised again where it is needed, if it is
            import_module(name)

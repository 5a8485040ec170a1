"""Whether a workbook that `meal` wrote was saved by somebody since."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from meal.report.feedback import WRITTEN

_MODIFIED = re.compile(r"<dcterms:modified[^>]*>([^<]*)<")
_LARGEST_PROPERTIES = 1 << 20


def as_written(file: Path) -> bool:
    """Whether nobody saved the workbook since: whoever does puts the time of saving into it."""
    try:
        with zipfile.ZipFile(file) as package, package.open("docProps/core.xml") as properties:
            text = properties.read(_LARGEST_PROPERTIES).decode("utf-8", "replace")
    except (OSError, KeyError, zipfile.BadZipFile):
        return False
    found = _MODIFIED.search(text)
    return found is not None and found.group(1) == WRITTEN.strftime("%Y-%m-%dT%H:%M:%SZ")

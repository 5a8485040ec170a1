"""The methods page names every method that a row can carry."""

from __future__ import annotations

import re
from pathlib import Path


def test_every_default_method_is_on_the_page(project: Path) -> None:
    page = (project / "docs" / "methods.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`([a-z_0-9]+)`", page))
    documented |= {"log_ratio"} if "`log_ratio_`" in page else set()
    used: set[str] = set()
    for file in (project / "src" / "meal" / "estimate").rglob("*.py"):
        used |= set(re.findall(r'method="([a-z_0-9]+)"', file.read_text(encoding="utf-8")))
    assert {"wilson", "census", "logit_t"} <= used | documented
    assert used <= documented, sorted(used - documented)

"""The seed of the cases stands above the results."""

from __future__ import annotations

import os


def pytest_report_header() -> str:
    return f"fuzz: seed {os.environ.get('MEAL_FUZZ_SEED', '5')}, {os.environ.get('MEAL_FUZZ_CASES', '24')} cases"

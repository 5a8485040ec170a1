"""Every remark that reading makes has its wording."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

import meal.read

RULES = yaml.safe_load(files("meal.messages").joinpath("rules", "read.yaml").read_text(encoding="utf-8"))
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in Path(meal.read.__file__).parent.glob("*.py"))


def test_every_rule_is_used_by_a_reader():
    assert all(f'"{rule}"' in SOURCE for rule in RULES)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_says_what_was_found_expected_and_to_be_done_in_english_and_dutch(rule):
    for part in ("message", "expected", "action"):
        assert set(RULES[rule][part]) == {"en", "nl"}
    parameters = [set(re.findall(r"{(\w+)}", RULES[rule]["message"][language])) for language in ("en", "nl")]
    assert parameters[0] == parameters[1]

"""Libraries are loaded where they are needed, not before: a small study takes as long as what it loads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from meal.pipeline.libraries import loading


def loaded_by(program: str, *arguments: str) -> set[str]:
    """The modules that a program has loaded when it ends."""
    told = f"{program}\nimport sys; sys.stderr.write('\\n' + ' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", told, *arguments], capture_output=True, text=True, check=True)
    return set(done.stderr.splitlines()[-1].split())


def test_nothing_heavy_is_loaded_before_the_study_is_read() -> None:
    loaded = loaded_by("import meal.report, meal.pipeline.analyse, meal.pipeline.outputs")
    assert "meal.pipeline.preparation" in loaded
    heavy = {"pandas", "pandera", "pyarrow", "scipy.special", "scipy.sparse", "xlsxwriter", "jinja2", "vl_convert"}
    assert not heavy & loaded


def test_an_analysis_loads_nothing_that_only_other_commands_need(project: Path, tmp_path: Path) -> None:
    run = "from click.testing import CliRunner\nfrom meal.cli import cli\nimport sys\n"
    run += "assert CliRunner().invoke(cli, sys.argv[1:]).exit_code in (0, 1)"
    study = project / "surveys" / "reconsideration"
    loaded = loaded_by(run, "analyse", str(study), "--outputs", str(tmp_path))
    assert {"pandera", "scipy.special", "xlsxwriter", "jinja2"} <= loaded
    # Figures are painted, and workbooks and statistical files are read, by processes of their own.
    elsewhere = {"vl_convert", "altair", "openpyxl", "python_calamine", "pyreadstat"}
    assert not {"meal.propose", "statsmodels", "scipy.stats", "scipy.optimize", *elsewhere} & loaded


def test_libraries_are_there_when_the_block_is_left() -> None:
    program = "from meal.pipeline.libraries import loading\nwith loading(('scipy.special', 'jinja2')): pass"
    assert {"scipy.special", "jinja2"} <= loaded_by(program)


def test_a_library_that_is_missing_is_told_where_it_is_needed() -> None:
    with loading(("meal_has_no_such_library",)):
        pass


def test_what_goes_wrong_in_the_block_is_told() -> None:
    with pytest.raises(ValueError, match="not a number"), loading(("json",)):
        int("not a number")

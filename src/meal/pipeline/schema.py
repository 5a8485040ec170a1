"""`meal schema`: from a form, or from the metadata of an SPSS or Stata file, to a questionnaire schema."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from meal.model.codebook import Codebook, Group, Question
from meal.model.errors import DataError, StudyError
from meal.propose import form_schema, yaml_text
from meal.read import read_file, read_xlsform
from meal.store import NameTakenError, write_missing_files
from meal.study.definition import Study
from meal.study.expression import ExpressionError, parse_form
from meal.study.load import load_codebook, parse_part
from meal.study.references import study_problems
from meal.study.yaml_text import read_yaml

_STATISTICAL = (".sav", ".zsav", ".por", ".dta")
_NOT_IN_NAMES = re.compile(r"[^\w-]+")


@dataclass(frozen=True, slots=True)
class NewSchema:
    """A schema that was made.

    Attributes:
        file: where it lies. codebook: what it says.
        not_evaluated: conditions of the form that cannot be worked out on an export, in sentences.
    """

    file: Path
    codebook: Codebook
    not_evaluated: tuple[str, ...]


def new_schema(form: Path, *, name: str | None = None, root: Path = Path()) -> NewSchema:
    """Write `schemas/<name>.yaml` from a form or the metadata of a statistical file.

    Args:
        form: an XLSForm, or an SPSS or Stata file. name: of the schema; that of the file where it is left out.
        root: folder with schemas/.

    Raises:
        NameTakenError: there is another schema of this name; it is unchanged.
        DataError: with sheet and row, where the form cannot be read.
    """
    codebook = _codebook(form)
    name = name or _NOT_IN_NAMES.sub("-", form.stem).strip("-").lower() or "form"
    if _NOT_IN_NAMES.search(name):
        raise DataError(f'"{name}" cannot be the name of a schema: letters, digits, - and _ were expected.')
    proposed = form_schema(name, codebook, form.name)
    content = yaml_text(proposed).encode("utf-8")
    loaded = _loaded(name, content)
    file = root / proposed.name
    if file.is_file() and file.read_bytes() != content:
        raise NameTakenError(
            f"{file.as_posix()}: there is another schema of this name already, and it is never overwritten. Choose "
            "another name with --name, or remove the schema first."
        )
    _refuse_against_studies(root, name, loaded)
    write_missing_files(root, {proposed.name: content}, overwrite=False)
    return NewSchema(file, loaded, tuple(_not_evaluated(codebook)))


def _refuse_against_studies(root: Path, name: str, codebook: Codebook) -> None:
    """Studies that name this schema must find in it what they count.

    Raises:
        DataError: the form lacks answer options that a study names; nothing was written.
    """
    lacking: list[str] = []
    for file in sorted(root.glob("surveys/*/study.yaml")):
        try:
            document = read_yaml(file.read_bytes(), file.as_posix())
            study = parse_part(Study, document)
        except (StudyError, OSError):
            continue  # wrong already, and told by the commands that read it
        asked = {wave: codebook for wave, settings in study.waves.items() if settings.questionnaire == name}
        known = set(study_problems(study, {}, document))
        lacking += [problem for problem in study_problems(study, asked, document) if problem not in known]
    if lacking:
        raise DataError(
            "\n".join(lacking)
            + f"\nThe schema '{name}' was not written: the form lacks what these lines name. Correct the form or the "
            "study file, or give the schema another name with --name."
        )


def _codebook(form: Path) -> Codebook:
    if form.suffix.lower() not in _STATISTICAL:
        return read_xlsform(form)
    metadata = read_file(form).metadata
    if metadata is None or not metadata.questions:
        raise DataError(f"{form.name}: the file says nothing about its variables. Labels of variables were expected.")
    return metadata


def _loaded(name: str, content: bytes) -> Codebook:
    """The schema as `meal analyse` will read it; what is written must load."""
    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary, f"{name}.yaml")
        file.write_bytes(content)
        return load_codebook(file)


def _not_evaluated(codebook: Codebook) -> list[str]:
    told: list[str] = []
    asked: list[Group | Question] = [*codebook.groups.values(), *codebook.questions.values()]
    for one in asked:
        for key in ("relevant", "required_when", "constraint", "calculation", "choice_filter"):
            text = getattr(one, key, None)
            try:
                if text:
                    parse_form(text, choice_filter=key == "choice_filter")
            except ExpressionError as error:
                told.append(f"{one.name}, {key}: {error}")
    return told

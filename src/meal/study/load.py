"""From files to a checked study: study.yaml, the schemas it names, and where the data lie."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from meal.model.codebook import Codebook
from meal.model.errors import StudyError
from meal.study.definition import Study
from meal.study.known_totals import with_known_totals
from meal.study.problems import did_you_mean, sentences
from meal.study.questionnaire import Questionnaire
from meal.study.references import study_problems
from meal.study.yaml_text import YamlDocument, read_yaml

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class StudyFile:
    """A study as loaded.

    Attributes:
        folder: where study.yaml lies, with decisions and forms. data: where the exports lie.
        codebooks: wave → codebook of its schema, for the waves that name one.
        document: the lines of the file, for messages. sha256: of study.yaml and the schemas.
    """

    study: Study
    folder: Path
    data: Path
    codebooks: Mapping[str, Codebook]
    document: YamlDocument
    sha256: Mapping[str, str] = field(default_factory=dict)

    def line(self, *path: str | int) -> str:
        """`study.yaml, line 31`, for messages about a setting."""
        return f"{self.document.name}, line {self.document.line(path)}"


def load_study(path: str | Path, *, data: str | Path | None = None) -> StudyFile:
    """Read and check a study file and the schemas that it names.

    Args:
        path: a study folder, or a study file in it. data: folder of the exports, where they do
            not lie beside the study file.

    Raises:
        StudyError: with every problem found, each with file, line and what was meant.
    """
    file = Path(path)
    if file.is_dir():
        file = file / "study.yaml"
    if not file.is_file():
        raise StudyError(_no_study(Path(path)))
    raw = file.read_bytes()
    name = _shown(file)
    document = read_yaml(raw, name)
    study, totals = with_known_totals(parse_part(Study, document), file.parent, document)
    codebooks, hashes = _codebooks(study, file.parent, document)
    problems = study_problems(study, codebooks, document)
    if problems:
        raise StudyError(problems)
    return StudyFile(
        study=study,
        folder=file.parent,
        data=Path(data) if data is not None else file.parent,
        codebooks=codebooks,
        document=document,
        sha256={"study.yaml": hashlib.sha256(raw).hexdigest(), **hashes, **totals},
    )


def study_from_mapping(settings: Mapping[str, Any], codebooks: Mapping[str, Codebook] | None = None) -> StudyFile:
    """A study from a dict, for notebooks: the same settings, checked in the same way.

    Raises:
        StudyError: with every problem found.
    """
    document = YamlDocument("study", dict(settings), {})
    study = parse_part(Study, document)
    problems = study_problems(study, codebooks or {}, document)
    if problems:
        raise StudyError(problems)
    return StudyFile(study, Path(), Path(), dict(codebooks or {}), document)


def load_codebook(file: Path) -> Codebook:
    """Read a questionnaire schema.

    Raises:
        StudyError: the schema is wrong.
    """
    return parse_part(Questionnaire, read_yaml(file.read_bytes(), _shown(file))).codebook()


def parse_part(model: type[Model], document: YamlDocument) -> Model:
    """Check the content of a file against its type.

    Raises:
        StudyError: with a sentence for everything that is wrong.
    """
    if not isinstance(document.content, dict):
        raise StudyError(f"{document.name}: expected settings as 'name: value', one a line.")
    try:
        return model.model_validate(document.content)
    except ValidationError as error:
        raise StudyError(sentences(error, document, model)) from None


def _codebooks(study: Study, folder: Path, document: YamlDocument) -> tuple[dict[str, Codebook], dict[str, str]]:
    """The codebook of each wave, from schemas/ beside surveys/ or from a schemas/ in the study folder."""
    codebooks: dict[str, Codebook] = {}
    hashes: dict[str, str] = {}
    problems: list[str] = []
    places = [folder / "schemas", folder.parent.parent / "schemas"]
    for wave, settings in study.waves.items():
        name = settings.questionnaire
        if name is None:
            continue
        file = next((place / f"{name}.yaml" for place in places if (place / f"{name}.yaml").is_file()), None)
        if file is None or "/" in name or "\\" in name:
            known = [found.stem for place in places for found in sorted(place.glob("*.yaml"))]
            line = document.line(("waves", wave, "schema"))
            problems.append(
                f"{document.name}, line {line}: there is no schema '{name}' in schemas/.{did_you_mean(name, known)}"
            )
            continue
        try:
            codebooks[wave] = load_codebook(file)
        except StudyError as error:
            problems.extend(problem for problem in error.problems if problem not in problems)
            continue
        hashes[f"schemas/{file.name}"] = hashlib.sha256(file.read_bytes()).hexdigest()
    if problems:
        raise StudyError(problems)
    return codebooks, hashes


def _shown(file: Path) -> str:
    """A file as the officer knows it: relative to where they are, when it lies below."""
    try:
        return file.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return file.name


def _no_study(path: Path) -> str:
    parent = path.parent if path.parent.is_dir() else Path()
    known: Iterable[str] = (str(found.parent.as_posix()) for found in sorted(parent.glob("*/study.yaml")))
    suggestion = did_you_mean(path.as_posix(), known)
    expected = "Expected a folder with a study.yaml, such as surveys/my-study."
    return f"{path.as_posix()}: there is no study here. {expected}{suggestion}"

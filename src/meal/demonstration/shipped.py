"""Every file of the shipped studies, as they stand in `surveys/` and `schemas/`."""

from __future__ import annotations

from meal.demonstration.forms import shipped_file
from meal.demonstration.peer_messages import peer_messages_files
from meal.demonstration.reconsideration import reconsideration_files
from meal.demonstration.services import services_files

STUDIES = ("reconsideration", "peer-messages", "services")
"""The shipped studies, the main one first."""

SCHEMAS = (
    "reconsideration-before",
    "reconsideration-after",
    "reconsideration-followup",
    "peer-messages-baseline",
    "peer-messages-endline",
    "services",
)


def study_files() -> dict[str, bytes]:
    """Path from the project root → content, in alphabetical order; the same bytes on every machine.

    All data in them are made up.
    """
    made = {
        "reconsideration": reconsideration_files(),
        "peer-messages": peer_messages_files(),
        "services": services_files(),
    }
    files = {f"surveys/{study}/{path}": content for study in STUDIES for path, content in made[study].items()}
    files |= {
        f"surveys/{study}/{name}": shipped_file(study, name)
        for study in STUDIES
        for name in ("study.yaml", "README.md")
    }
    files |= {f"schemas/{name}.yaml": shipped_file("schemas", f"{name}.yaml") for name in SCHEMAS}
    return dict(sorted(files.items()))

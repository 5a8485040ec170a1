"""A study of partners' registers of any size, in which some people stand twice, and how many there truly are."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from .people import register

STUDY = "registers"
PARTNERS = [f"partner_{number:02}" for number in range(1, 9)]
COUNTRIES = ["JO", "LB", "IQ", "EG", "KE", "NE"]
STATUSES = ["refugee", "displaced", "host", "migrant"]
SERVICES = ["school", "training", "income", "psychosocial", "health", "legal_aid", "shelter", "information"]
EXPORTED = ["row_id", "partner", "date", "country", "district", "village", "name", "phone", "card_number", "sex",
            "birth_year", "status", "service"]  # fmt: skip
FIRST_DAY, DAYS = np.datetime64("2018-07-01"), 365


@dataclass(frozen=True, slots=True)
class Registers:
    """How large the registers are.

    Attributes:
        records: lines of all registers. duplicates: share of lines whose person stands on an earlier line.
        mistaken: share of those on which a key agrees only by chance: no card, and typing errors.
    """

    records: int = 1_000_000
    duplicates: float = 0.05
    mistaken: float = 0.2
    with_card: float = 0.6
    seed: int = 1


def write_registers(folder: Path, size: Registers) -> Path:
    """Write surveys/registers/, schemas/registers.yaml and truth.json below a folder; returns the study's folder."""
    study = folder / "surveys" / STUDY
    for place in (study, folder / "schemas"):
        place.mkdir(parents=True, exist_ok=True)
    frame = lines(size)
    with zipfile.ZipFile(study / "registers.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for partner, of_partner in frame.groupby("partner"):
            packed.writestr(f"{partner}.csv", of_partner[EXPORTED].to_csv(index=False))
    (study / "study.yaml").write_text(yaml.safe_dump(study_settings(), sort_keys=False), encoding="utf-8")
    (folder / "schemas" / f"{STUDY}.yaml").write_text(yaml.safe_dump(schema(), sort_keys=False), encoding="utf-8")
    (folder / "truth.json").write_text(json.dumps(people_by_service(frame)), encoding="utf-8")
    return study


def people_by_service(frame: pd.DataFrame) -> dict[str, int]:
    """How many different people got each service."""
    return {str(service): int(of["truth"].nunique()) for service, of in frame.groupby("service")}


def lines(size: Registers) -> pd.DataFrame:
    """All lines of all registers, with `truth`, the person; no two people agree in a whole key."""
    random = np.random.default_rng(size.seed)
    n_twice = round(size.records * size.duplicates)
    n_mistaken = round(n_twice * size.mistaken)
    n_listed = size.records - n_twice + n_mistaken
    listed = register(random, n_listed, duplicates=n_mistaken / n_listed, n_first_names=500, n_families=5_000)
    later = listed["truth"].duplicated()
    digits = listed["phone"].str.replace(r"\D", "", regex=True).str[-8:]
    key = pd.DataFrame({"phone": digits, "year": listed["birth_year"], "sex": listed["sex"], "truth": listed["truth"]})
    people = key[key["phone"] != ""].groupby(["phone", "year", "sex"])["truth"].transform("nunique")
    listed.loc[people.index[people > 1], "phone"] = ""  # a daughter without a telephone of her own
    cards = random.permutation(10 * n_listed)[:n_listed].astype(str)
    has_card = ~later.to_numpy() & (random.random(n_listed) < size.with_card)
    listed["card_number"] = np.where(has_card, cards, "")
    listed["status"] = random.choice(STATUSES, n_listed)
    listed["status"] = listed.groupby("truth")["status"].transform("first")
    listed["country"] = np.array(COUNTRIES)[pd.factorize(listed["village"].str[:2])[0] % len(COUNTRIES)]
    listed["country"] = listed.groupby("truth")["country"].transform("first")
    once = np.flatnonzero(~later & ~listed["truth"].isin(listed.loc[later, "truth"]))
    again = listed.iloc[random.choice(once, n_twice - n_mistaken, replace=False)]
    frame = pd.concat([listed, again], ignore_index=True)
    frame = frame.iloc[random.permutation(len(frame))].reset_index(drop=True)
    frame["service"] = random.choice(SERVICES, len(frame))
    frame["partner"] = random.choice(PARTNERS, len(frame))
    frame["date"] = np.datetime_as_string(FIRST_DAY + np.sort(random.integers(0, DAYS, len(frame))))
    frame["row_id"] = "line-" + pd.Series(np.arange(len(frame))).astype(str)
    return frame


def study_settings() -> dict[str, object]:
    """The study file: contacts of one period, two keys, the rule, and a count of people and contacts a service."""
    return {
        "study": STUDY,
        "title": "Registers made up for measuring speed",
        "languages": ["en"],
        "synthetic": True,
        "period": {"start": "2018-07-01", "end": "2019-06-30"},
        "waves": {
            "register": {
                "label": "Registers",
                "files": ["registers.zip"],
                "sheet": "*",
                "schema": STUDY,
                "date": "date",
                "contacts": True,
                "design": {"selection": "census"},
            }
        },
        "identity": {
            "record": "row_id",
            "partner": "partner",
            "keys": [["card_number"], ["phone", "birth_year", "sex"]],
            "compare": {
                "name": ["name"],
                "phone": ["phone"],
                "sex": "sex",
                "birth_year": "birth_year",
                "site": ["district", "village"],
                "country": "NG",
            },
        },
        "claim": "these_people",
        "disaggregate": ["sex", "status", ["sex", "status"], "country"],
        "indicators": [
            {
                "id": service,
                "label": f"People reached: {service}",
                "counts": f"${{service}} = '{service}'",
                "report": ["consultations", "people"],
                "by_record": ["partner"],
            }
            for service in SERVICES
        ],
        "disclosure": {"min_denominator": 10, "min_cell": 5},
    }


def schema() -> dict[str, object]:
    """What a line of a register holds."""
    year = {"min": 1900, "max": 2025}
    choices = {"partner": PARTNERS, "country": COUNTRIES, "sex": ["female", "male"], "status": STATUSES}
    chosen = {name: {"type": "select_one", "choices": of} for name, of in (choices | {"service": SERVICES}).items()}
    typed = {
        "row_id": {"type": "text", "required": True},
        "date": {"type": "date", "required": True},
        "birth_year": {"type": "integer", "range": year},
        **{name: {"type": "text", "personal": True} for name in ("name", "phone", "card_number")},
    }
    return {
        "schema": STUDY,
        "languages": ["en"],
        "questions": [{"name": name, **(chosen | typed).get(name, {"type": "text"})} for name in EXPORTED],
    }

"""A made-up household survey of any size, with its study file and its schema, for measuring speed.

    python benchmarks/generate.py FOLDER [--records 1000000] [--psus 20000] [--seed 1]

One wave of 49 columns: who and where (9), and 40 yes/no questions. Villages are drawn within 12 regions,
households within villages; weights are those of the village. A few answers are missing, a few are wrong
and a few submissions were sent twice, as in any export. The same arguments give the same bytes.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import yaml
from pyarrow import csv

STUDY = "benchmark"
REGIONS = [f"region_{number:02}" for number in range(1, 13)]
QUESTIONS = [f"q{number:02}" for number in range(1, 41)]
ANSWERS = ["yes", "no", "-99", ""]
BY = ["region", "sex", "age_band", "residence", "wealth"]
AGES = [str(age) for age in range(15, 90)]
WRONG_AGE = "999"
SMALLEST_VILLAGE = 10
"""Households interviewed in a village on average, at least: small surveys have fewer villages."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a survey is made.

    Attributes:
        records: submissions, those sent twice included.
        psus: villages; fewer where that would leave under ten households in each.
        wrong_per_thousand: ages out of range, and as many submissions sent twice.
        quoted: every cell stands in quotation marks, as KoboToolbox writes them.
    """

    records: int = 1_000_000
    psus: int = 20_000
    wrong_per_thousand: float = 1.0
    quoted: bool = False
    seed: int = 1

    @property
    def villages(self) -> int:
        """How many villages are drawn."""
        return max(min(self.psus, self.records // SMALLEST_VILLAGE), 2 * len(REGIONS))


def write_study(folder: Path, size: Size) -> Path:
    """Write surveys/benchmark/ and schemas/benchmark.yaml below a folder; returns the study's folder."""
    study = folder / "surveys" / STUDY
    for place in (study, folder / "schemas"):
        place.mkdir(parents=True, exist_ok=True)
    csv.write_csv(
        records(size),
        study / "households.csv",
        csv.WriteOptions(quoting_style="all_valid" if size.quoted else "none", quoting_header="none"),
    )
    (study / "study.yaml").write_text(yaml.safe_dump(study_settings(), sort_keys=False), encoding="utf-8")
    (folder / "schemas" / f"{STUDY}.yaml").write_text(yaml.safe_dump(schema(), sort_keys=False), encoding="utf-8")
    return study


def records(size: Size) -> pa.Table:
    """The export: `size.records` rows, 49 columns, all text."""
    random = np.random.default_rng(size.seed)
    n_twice = round(size.records * size.wrong_per_thousand / 1000)
    n_different = size.records - n_twice
    village = np.sort(random.integers(0, size.villages, n_different))
    # Every region gets its share of the villages; the number of a village is unique in the country.
    region = village * len(REGIONS) // size.villages
    weight = np.round(random.uniform(0.2, 5.0, size.villages), 6).astype(str)
    age = random.integers(0, len(AGES), n_different)
    age[random.permutation(n_different)[:n_twice]] = len(AGES)
    columns = {
        "_uuid": _identifiers(random, n_different),
        "household_id": pa.array(np.char.add("hh", np.arange(n_different).astype("U7")), pa.string()),
        "region": _chosen(REGIONS, region),
        "village": _chosen([f"village_{number:05}" for number in range(size.villages)], village),
        "weight": _chosen(weight.tolist(), village),
        "sex": _chosen(["female", "male"], random.integers(0, 2, n_different)),
        "age": _chosen([*AGES, WRONG_AGE], age),
        "residence": _chosen(["rural", "urban"], (random.random(n_different) < 0.4).astype(np.int64)),
        "wealth": _chosen(["poorest", "poorer", "middle", "richer", "richest"], random.integers(0, 5, n_different)),
    }
    tendency = random.normal(0, 0.08, size.villages)
    for number, question in enumerate(QUESTIONS):
        columns[question] = _chosen(ANSWERS, _answers(random, village, tendency, 0.08 + 0.021 * number))
    table = pa.table(columns)
    # A submission that was sent twice stands again at the end of the export.
    rows = np.concatenate([np.arange(n_different), np.sort(random.permutation(n_different)[:n_twice])])
    return table.take(pa.array(rows))


def _answers(random: np.random.Generator, village: np.ndarray, tendency: np.ndarray, share: float) -> np.ndarray:
    """Index into ANSWERS: people of one village answer alike; 2% do not know and 1% left it blank."""
    yes = random.random(len(village)) < np.clip(share + tendency, 0.02, 0.98)[village]
    answer = np.where(yes, 0, 1)
    missing = random.random(len(village))
    answer[missing < 0.02] = 2
    answer[missing > 0.99] = 3
    return answer


def _identifiers(random: np.random.Generator, n: int) -> pa.Array:
    """Identifiers as forms make them: 32 hexadecimal digits in five groups."""
    digits = random.bytes(16 * n).hex()
    return pa.array(
        [
            f"{digits[at : at + 8]}-{digits[at + 8 : at + 12]}-{digits[at + 12 : at + 16]}-{digits[at + 16 : at + 20]}-"
            f"{digits[at + 20 : at + 32]}"
            for at in range(0, 32 * n, 32)
        ],
        pa.string(),
    )


def _chosen(options: list[str], which: np.ndarray) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(which, pa.int32()), pa.array(options, pa.string())).cast(pa.string())


def study_settings() -> dict[str, object]:
    """The study file: 40 indicators in 5 disaggregations, on strata, villages and weights."""
    return {
        "study": STUDY,
        "title": "Household survey made up for measuring speed",
        "languages": ["en"],
        "synthetic": True,
        "waves": {
            "survey": {
                "label": "Survey",
                "files": ["households.csv"],
                "schema": STUDY,
                "design": {"selection": "random", "strata": ["region"], "psu": ["village"], "weight": "weight"},
            }
        },
        "identity": {"record": "_uuid", "respondent": "household_id", "stable": ["sex", "age"]},
        "claim": "people_like_these",
        "derive": {"age_band": "if(${age} < 18, '15-17', if(${age} < 25, '18-24', '25+'))"},
        "disaggregate": BY,
        "indicators": [
            {"id": question, "label": f"Said yes to question {question}", "counts": f"${{{question}}} = 'yes'"}
            for question in QUESTIONS
        ],
    }


def schema() -> dict[str, object]:
    """The questionnaire: options of every question, missing codes, a range and two rules."""
    yes_no = {"yes": "Yes", "no": "No"}
    return {
        "schema": STUDY,
        "languages": ["en"],
        "missing": {"-99": "dont_know"},
        "questions": [
            {"name": "household_id", "type": "text", "required": True},
            {"name": "region", "type": "select_one", "required": True, "choices": REGIONS},
            {"name": "village", "type": "text", "required": True},
            {"name": "weight", "type": "decimal", "required": True, "range": {"min": 0}},
            {"name": "sex", "type": "select_one", "required": True, "choices": ["female", "male"]},
            {"name": "age", "type": "integer", "required": True, "range": {"min": 15, "max": 110}},
            {"name": "residence", "type": "select_one", "required": True, "choices": ["rural", "urban"]},
            {
                "name": "wealth",
                "type": "select_one",
                "required": True,
                "choices": ["poorest", "poorer", "middle", "richer", "richest"],
            },
            *({"name": q, "type": "select_one", "label": f"Question {q}", "choices": dict(yes_no)} for q in QUESTIONS),
        ],
        "rules": [
            {
                "id": "child_says_yes",
                "expect": "not(${age} < 16 and ${q01} = 'yes' and ${q02} = 'yes' and ${q03} = 'yes')",
                "label": "A child under 16 says yes to three questions that are for adults.",
                "severity": "note",
                "columns": ["q01"],
            },
            {
                "id": "all_or_none",
                "expect": "not(${q38} = 'no' and ${q39} = 'no' and ${q40} = 'no' and ${age} > 88)",
                "label": "Somebody of 89 says no to the three questions that nearly everybody says yes to.",
                "severity": "note",
                "columns": ["q40"],
            },
        ],
    }


def main() -> None:
    """Write the survey that the command line asks for."""
    usual = Size()
    parser = argparse.ArgumentParser(description="Make up a household survey, to measure speed on.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--records", type=int, default=usual.records)
    parser.add_argument("--psus", type=int, default=usual.psus)
    parser.add_argument("--wrong-per-thousand", type=float, default=usual.wrong_per_thousand)
    parser.add_argument("--quoted", action="store_true", help="every cell in quotation marks")
    parser.add_argument("--seed", type=int, default=usual.seed)
    given = parser.parse_args()
    size = Size(given.records, given.psus, given.wrong_per_thousand, given.quoted, given.seed)
    print(write_study(given.folder, size))


if __name__ == "__main__":
    main()
